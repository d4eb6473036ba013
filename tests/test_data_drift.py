"""Test ``pokename data drift``: do users' descriptions still resemble the training data?"""

import json
import os
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pokename.corpus.splits import read_examples, write_examples
from tests.conftest import Cli
from tests.support.fetch_runs import is_one_line

# These descriptions differ from the training data: they are longer, and half of their words are
# unknown.
PLANTED = (
    "a vending machine out of a cyberzonk arcade with neon glitter and a blockflurb inside",
    "my tax accountant but as a gorgon who holds a stapler and seventeen spreadsheets",
    "quantum toaster that teleports bagels through wormholes into somebody's podcast",
)


@pytest.fixture
def halves(splits: Path) -> tuple[Path, Path]:
    """Write two random halves of the descriptions of a train split."""
    rows = read_examples(splits / "data/processed/train.csv")
    texts = [f"{row.description} number {n % 7}" for n, row in enumerate(rows)]
    random.Random(7).shuffle(texts)
    half = len(texts) // 2
    first, second = splits / "first.txt", splits / "second.txt"
    first.write_text("\n".join(texts[:half]), encoding="utf-8")
    second.write_text("\n".join(texts[half:]), encoding="utf-8")
    return first, second


@pytest.fixture
def planted(project: Path) -> Path:
    """Write descriptions that have drifted, as ``serve --log-requests`` writes them."""
    path = project / "requests.jsonl"
    lines = [json.dumps({"description": PLANTED[n % 3], "n": 10}) for n in range(30)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def drift(cli: Cli, reference: Path, current: Path, *arguments: object) -> dict[str, Any]:
    sides = ("--reference", reference, "--current", current)
    found: dict[str, Any] = json.loads(
        cli("data", "drift", *sides, "--format", "json", *arguments).stdout
    )
    return found


def test_two_halves_of_one_file_have_no_drift(cli: Cli, halves: tuple[Path, Path]) -> None:
    found = drift(cli, *halves, "--threshold", 0.1)
    assert found["drifted"] == []
    assert {one["name"] for one in found["measures"]} == {
        "length",
        "words",
        "unknown words",
        "ideas",
    }
    assert all(one["drift"] <= 0.1 for one in found["measures"])


def test_the_same_seed_gives_the_same_figures(cli: Cli, halves: tuple[Path, Path]) -> None:
    few = ("--sample", 20, "--seed", 3)
    assert drift(cli, *halves, *few) == drift(cli, *halves, *few)
    assert drift(cli, *halves, *few) != drift(cli, *halves, "--sample", 20, "--seed", 4)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--threshold", "nan"), "nan isn't 0 to 1"),
        (("--html", "."), ". can't be written: it isn't a regular file."),
        (("--html", "pipe"), "pipe can't be written: it isn't a regular file."),
    ],
)
def test_an_impossible_option_is_refused_and_nothing_is_written(
    project: Path, cli: Cli, planted: Path, option: tuple[str, str], said: str
) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(project / "pipe")
    elif "pipe" in option:
        pytest.skip("this platform has no pipes in folders")
    before = sorted(project.iterdir())
    sides = ("--reference", planted, "--current", planted)
    result = cli("data", "drift", *sides, *option, ok=False)
    assert result.exit_code != 0
    assert result.stdout == ""
    assert said in result.stderr.splitlines()[-1]
    assert sorted(project.iterdir()) == before


def test_planted_drift_gives_a_one_line_error(
    cli: Cli, halves: tuple[Path, Path], planted: Path
) -> None:
    sides = ("--reference", halves[0], "--current", planted)
    result = cli("data", "drift", *sides, "--threshold", 0.1, ok=False)
    assert result.exit_code == 1
    said = "\n".join(
        line for line in result.stderr.splitlines() if not line.startswith("descriptions: ")
    )
    assert is_one_line(said)
    for measure in ("length", "words", "unknown words", "ideas"):
        assert re.search(rf"\b{measure} [01]\.\d\d", said), said
    assert "Unknown words in use: " in result.stdout
    assert "cyberzonk" in result.stdout
    assert cli("data", "drift", *sides).exit_code == 0  # without a threshold, drift is no error


def test_only_drifted_measures_are_named(
    cli: Cli, halves: tuple[Path, Path], project: Path
) -> None:
    longer = project / "longer.csv"
    lines = [f"{line} {line}" for line in halves[1].read_text(encoding="utf-8").splitlines()]
    longer.write_text("\n".join(["description", *lines]) + "\n", encoding="utf-8")
    found = drift(cli, halves[0], longer)
    assert "length" in found["drifted"]
    assert "words" not in found["drifted"]
    assert "unknown words" not in found["drifted"]


def test_rows_without_a_description_are_left_out_and_counted(
    cli: Cli, halves: tuple[Path, Path], project: Path
) -> None:
    described = halves[1].read_text(encoding="utf-8").splitlines()
    traits = project / "traits.csv"
    rows = ["description,type", *(f"{line}," for line in described), *[",fire"] * 5]
    traits.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = drift(cli, halves[0], traits)
    assert found["measures"] == drift(cli, *halves)["measures"]
    assert found["current"]["left_out"] == 5
    told = cli("data", "drift", "--reference", halves[0], "--current", traits)
    assert "5 rows have no usable description and were left out." in told.stderr


def test_the_reference_is_the_train_split_of_the_project_or_of_a_given_folder(
    cli: Cli, splits: Path, planted: Path
) -> None:
    few = ("--sample", 20)
    default = json.loads(
        cli("data", "drift", "--current", planted, "--format", "json", *few).stdout
    )
    assert default["reference"]["path"] == str(Path("data/processed/train.csv"))
    assert default["measures"] == drift(cli, splits / "data", planted, *few)["measures"]
    assert default["reference"]["looked_at"] == 20
    assert default["current"]["descriptions"] == 30


def test_of_a_split_only_the_prompts_are_compared(
    cli: Cli, splits: Path, halves: tuple[Path, Path]
) -> None:
    train = splits / "data/processed/train.csv"
    prompts = read_examples(train)
    long = [
        replace(row, kind="pokedex", description=f"{row.description} that dwells in old caves")
        for row in prompts[:5]
    ]
    (splits / "prompts.txt").write_text("\n".join(row.description for row in prompts))
    write_examples(train, [*long, *prompts])
    found = drift(cli, train, train)
    assert (
        found["measures"] == drift(cli, splits / "prompts.txt", splits / "prompts.txt")["measures"]
    )
    for side in ("reference", "current"):
        assert found[side]["descriptions"] == len(prompts)
        assert found[side]["pokedex_texts"] == 5
        assert found[side]["left_out"] == 0
    told = cli("data", "drift", "--reference", train, "--current", halves[1])
    assert (
        f"{train}: only the {len(prompts)} prompts are compared, since users type prompts; "
        "5 Pokédex texts are left out.\n"
    ) in told.stderr
    write_examples(train, [*long, *long, *long, *long])  # no prompts, so all texts are compared
    found = drift(cli, train, halves[1])
    assert (found["reference"]["descriptions"], found["reference"]["pokedex_texts"]) == (20, 0)


def test_the_page_is_self_contained_and_has_the_figures(
    cli: Cli, halves: tuple[Path, Path], planted: Path, project: Path
) -> None:
    page = project / "drift.html"
    found = drift(cli, halves[0], planted, "--html", page)
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(?:src|href)=|@import|url\(", text) == []
    held = re.search(r"const drift = (.*);\n", text)
    assert held
    assert json.loads(held[1])["measures"] == found["measures"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("one\ntwo\n", "2 usable descriptions. Drift needs at least 20."),
        (None, "doesn't exist"),
    ],
)
def test_unusable_input_gives_a_one_line_error(
    cli: Cli, halves: tuple[Path, Path], project: Path, content: str | None, said: str
) -> None:
    current = project / "few.txt"
    if content is not None:
        current.write_text(content, encoding="utf-8")
    sides = ("--reference", halves[0], "--current", current)
    result = cli("data", "drift", *sides, ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert said in result.stderr


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        (("--reference", "nope"), "Error: nope doesn't exist. Give another file or folder.\n"),
        (
            ("--reference", "in.doc"),
            "Error: in.doc doesn't have the suffix of a known format. Give a .txt, .csv, .jsonl or "
            ".parquet file.\n",
        ),
        (
            (),
            f"Error: {Path('data/processed/train.csv')} doesn't exist. Run pokename preprocess, or "
            "give --reference.\n",
        ),
    ],
)
def test_an_unreadable_side_gives_an_error_with_options_of_drift(
    cli: Cli, project: Path, planted: Path, sides: tuple[str, ...], said: str
) -> None:
    (project / "in.doc").write_text("a fox")
    assert cli("data", "drift", *sides, "--current", planted, ok=False).stderr == said


def test_a_reference_folder_needs_a_train_split(cli: Cli, project: Path, planted: Path) -> None:
    result = cli("data", "drift", "--reference", project, "--current", planted, ok=False)
    assert is_one_line(result.stderr)
    assert "has no train.csv" in result.stderr
