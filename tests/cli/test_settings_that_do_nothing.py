"""Test that no option or column is silently ignored or misread."""

from pathlib import Path

import pytest

from tests.conftest import Cli

FOX = ("generate", "a fox", "-n", 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--strict",), "Error: --strict needs --input."),
        (("--input-format", "csv"), "Error: --input-format needs --input."),
        (("--workers", 0), "Error: --workers needs --input."),
        (("--top-p", 0.5), "Error: --top-p has no effect on the model bundled, which plans"),
        (("--explain", "--format", "json"), "Error: --explain needs a table on stdout."),
        (("--explain", "--output", "x.csv"), "Error: --explain needs a table on stdout."),
        (("--id", "bundled:7:1"), "Error: --id gives a single name, so -n has no effect."),
        (
            ("--preset", "gen3", "--max-length", 15),
            "Error: --preset sets the maximum length too. Leave it or --max-length out.",
        ),
        (("--unique-similarity", 0.5), "Error: --unique-similarity needs --unique."),
        (
            ("--unique", "--unique-similarity", 1.5),
            "Error: --unique-similarity must be above 0 and at most 1, not 1.5.",
        ),
        (("--favourites", "x.json"), "Error: --favourites needs --unique, or a session."),
        (("--id", "bundled:7:1", "--seed", 8), "Error: bundled:7:1 has the seed 7, not 8."),
        (("--syllables", "2-"), "Error: --syllables 2- isn't a number or a range."),
        (
            ("--syllables", "3-2"),
            "Error: --syllables 3-2 has the larger number first. For example: --syllables 2-3.",
        ),
        (("--output", "/proc/none/x.csv"), "Error: /proc/none/x.csv.part can't be written: "),
        (("--output", "/proc/x.csv"), "Error: /proc/x.csv.part can't be written: "),
    ],
)
def test_an_option_that_can_have_no_effect_is_refused(
    cli: Cli, options: tuple[object, ...], said: str
) -> None:
    result = cli(*FOX, *options, ok=False)
    assert result.exit_code in (1, 2)
    assert result.stderr.startswith(said)
    assert result.stdout == ""


@pytest.mark.parametrize(
    "option",
    ["--id", "--like", "--evolves-from", "--starts-with", "--ends-with", "--contains",
     "--avoid-letters", "--input", "--mood", "--exclude", "--type", "--model", "--config", "--set"],
)  # fmt: skip
def test_an_option_without_a_value_is_refused(cli: Cli, option: str) -> None:
    result = cli("generate", "a fox", option, "", ok=False)
    assert result.exit_code == 2
    assert result.stderr == f"Error: {option} is empty. Give a value, or leave {option} out.\n"


def test_similarity_between_names_leaves_similarity_to_official_names_alone(cli: Cli) -> None:
    asked = ("generate", "a fiery lizard", "-n", 3, "--unique", "--format", "plain")
    usual = cli(*asked).stdout
    assert cli(*asked, "--unique-similarity", 0.6).stdout == usual


def test_the_variable_for_the_favourites_may_be_set_for_any_command(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POKENAME_FAVOURITES", "x.json")
    assert cli(*FOX, "--format", "plain").stdout


def test_the_error_for_invalid_names_to_score_mentions_no_option(cli: Cli) -> None:
    result = cli("score", "a fox", "Fox\udcff", ok=False)
    assert result.stderr.startswith("Error: The names takes UTF-8 text, not 'Fox")


@pytest.mark.parametrize("columns", ["0", "1", "20"])
def test_a_narrow_terminal_still_shows_the_names(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    plain = cli(*FOX, "--format", "plain").stdout.split()
    monkeypatch.setenv("COLUMNS", columns)
    shown = cli(*FOX).stdout
    assert all(name in shown for name in plain)


def test_the_error_reports_half_a_character_in_json(cli: Cli, project: Path) -> None:
    (project / "in.jsonl").write_text('{"description": "a \\ud800 fox"}\n')
    said = cli("generate", "--input", "in.jsonl", "-n", 1, ok=False).stderr
    assert "Skipped in.jsonl, line 1: it has half a character (an unpaired surrogate)." in said


def test_the_error_says_that_the_host_is_unknown(cli: Cli) -> None:
    said = cli("serve", "--host", "nowhere.invalid", "--port", 0, ok=False).stderr
    assert "Give another --host" in said
