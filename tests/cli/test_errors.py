"""Test that every error has one line with a remedy, and an exit code."""

import sys
from pathlib import Path

import pytest

from pokename.errors import (
    ConfigError,
    DataError,
    FetchError,
    MissingExtraError,
    ModelError,
    PokenameError,
)
from tests.conftest import Cli
from tests.support.processes import run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("generat",), "No such command 'generat'. Did you mean 'generate'?"),
        (("config", "shwo"), "No such command 'shwo'. Did you mean 'show'?"),
        (("fetch", "--wrokers", "3"), "No such option: --wrokers"),
        (("--verbose", "fetch"), "No such option: --verbose"),
        (("fetch", "--workers"), "Option '--workers' requires an argument."),
        (("fetch", "--workers", "many"), "Invalid value for '--workers': 'many'"),
        (("config", "show", "--format", "toml"), "is not one of 'table', 'yaml', 'json'"),
        (("preprocess", "more"), "unexpected extra argument"),
    ],
)
def test_a_misspelt_command_or_option_is_a_usage_error(
    arguments: tuple[str, ...], said: str
) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert said in last
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("generate", "a", "fiery", "-n", "3", "lizard"),
            'Put the description in quotation marks: pokename generate "a fiery lizard"',
        ),
        (
            ("score", "a", "fiery", "lizard", "Emberzard"),
            "The description is only 'a'. Put it in quotation marks, for example: "
            'pokename score "a fiery lizard" Emberzard',
        ),
        (("generate", "a fox", "--mood", "cute", "--mood=spooky"), "--mood was given twice."),
        (
            ("generate", "a fox", "--roots", "ember", "--roots", "gecko"),
            "--roots was given twice. Join the words, for example: --roots ember+gecko",
        ),
        (
            ("generate", "a fox", "--avoid-letters", "q", "--avoid-letters", "x"),
            "--avoid-letters was given twice. Join the letters, for example: --avoid-letters qx",
        ),
        (("generate", "a fox", "-n", "3", "-n3"), "-n was given twice."),
        (
            ("generate", "a fox", "--one-word", "--allow-two-words"),
            "--allow-two-words/--one-word was given twice.",
        ),
        (("config", "show", "-c", "a.yaml", "--config", "b.yaml"), "--config was given twice."),
    ],
)
def test_no_argument_is_silently_ignored(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    result = cli(*arguments, ok=False)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == f"Error: {said}"
    assert "Usage" not in result.stderr
    assert "Usage" in cli(*arguments, "--help").stdout


def test_an_option_for_several_values_or_none_may_be_repeated(cli: Cli) -> None:
    types = ("--type", "fire", "--type", "ice")
    cli("generate", "a fox", *types, "-n", "1", "--unique", "--unique", "--set", "seed=1",
        "--set", "seed=2")  # fmt: skip


def without(module: str, *arguments: str) -> tuple[str, ...]:
    """Return a program that runs a command, but can't import this module."""
    # If sys.modules has None for a module, Python refuses to import it.
    return (
        *(sys.executable, "-c"),
        f"import sys; sys.modules[{module!r}] = None; sys.argv = ['pokename', *sys.argv[1:]]; "
        "from pokename.cli import main; main()",
        *arguments,
    )


def test_an_unexpected_error_has_one_line_unless_debugging(project: Path) -> None:
    broken = without("pandas", "preprocess")
    done = run(program=broken)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("Unexpected error: ModuleNotFoundError: ")
    assert "pandas" in line
    assert line.endswith(". Set POKENAME_DEBUG=1 for the traceback.")
    at_length = run(program=broken, POKENAME_DEBUG="1")
    assert at_length.returncode == 1
    assert "Traceback (most recent call last)" in at_length.stderr
    assert at_length.stderr.splitlines()[-1] == line


def test_an_expected_error_has_a_traceback_when_debugging() -> None:
    asked = ("config", "show", "--set", "sed=1")
    short, at_length = run(*asked), run(*asked, POKENAME_DEBUG="1")
    assert (short.returncode, at_length.returncode) == (2, 2)
    assert "Traceback" not in short.stderr
    assert at_length.stderr.startswith("Traceback (most recent call last)")
    assert at_length.stderr.endswith(short.stderr)


def test_a_file_in_place_of_a_folder_is_an_error(project: Path) -> None:
    (project / "data").write_text("no folder")
    done = run("fetch", "--source", "bundled")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: data can't be made: ")
    assert (project / "data").read_text() == "no folder"


def test_an_error_has_one_line_with_cause_and_remedy(project: Path) -> None:
    done = run("preprocess")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: ")
    assert "pokename fetch" in line


@pytest.mark.parametrize("hidden", ["torch", "transformers", "accelerate"])
def test_the_error_for_a_missing_extra_names_the_install_command(
    project: Path, hidden: str
) -> None:
    done = run(program=without(hidden, "train"))
    assert done.returncode == 2
    assert done.stderr == (
        "Error: pokename train needs the 'train' extra. Run: pip install 'pokename[train]' "
        "(with pipx: pipx install --force 'pokename[train]').\n"
    )
    assert list(project.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (ConfigError("a."), 2),
        (MissingExtraError("wandb", "tracking"), 2),
        (FetchError("a."), 1),
        (DataError("a."), 1),
        (ModelError("a."), 1),
    ],
)
def test_every_error_class_has_an_exit_code(error: PokenameError, exit_code: int) -> None:
    assert isinstance(error, PokenameError)
    assert error.exit_code == exit_code


def test_an_error_as_text_has_the_message_and_the_hint() -> None:
    assert str(DataError("It broke.", "Fix it.")) == "It broke. Fix it."
    assert str(DataError("It broke.")) == "It broke."
    assert str(MissingExtraError("dvc", "This")).startswith("This needs the 'dvc' extra. Run: pip")
