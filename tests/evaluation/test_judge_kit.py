"""Test the kit for human judges: how ``pokename evaluate`` writes it and counts the answers."""

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from pokename.evaluation.judge_scores import cohen_kappa, fleiss_kappa
from tests.conftest import Cli

Choose = Callable[[dict[str, Any]], str]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make splits from the bundled facts, once per module."""
    folder = tmp_path_factory.mktemp("judged") / "data"
    Cli()("fetch", "--source", "bundled", "--set", f"paths.data={folder}")
    Cli()("preprocess", "--set", f"paths.data={folder}")
    return folder


@pytest.fixture(scope="module")
def made(data: Path) -> Path:
    """Make a kit, once per module."""
    write_kit(data, data.parent)
    return data.parent / "judges"


@pytest.fixture
def kit(made: Path, project: Path) -> Path:
    """Copy the kit to where the commands look for it."""
    return Path(shutil.copytree(made, project / "reports/judges"))


def write_kit(data: Path, reports: Path, *options: str, ok: bool = True) -> Result:
    paths = ("--set", f"paths.data={data}", "--set", f"paths.reports={reports}")
    quick = ("--set", "generate.candidates=4")
    return Cli()("evaluate", "--judge-kit", "12", *quick, *paths, *options, ok=ok)


def answer(kit: Path, name: str, choose: Choose) -> Path:
    """Fill in a judge's sheet with choices made from the key."""
    key = {one["question"]: one for one in json.loads((kit / "key.json").read_text())["answers"]}
    with (kit / "kit.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    path = kit / f"{name}.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(row | {"choice": choose(key[int(row["question"])])} for row in rows)
    return path


def scores(kit: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((kit / "scores.json").read_text())
    return found


def other(choice: str) -> str:
    return "b" if choice == "a" else "a"


def test_the_kit_has_questions_on_fit_and_preference(kit: Path) -> None:
    key = json.loads((kit / "key.json").read_text())["answers"]
    assert Counter(one["comparison"] for one in key) == {
        **dict.fromkeys(("bundled", "blend of two words", "real names"), 2),
        **dict.fromkeys(("bundled over blend of two words", "bundled over real names"), 3),
    }
    with (kit / "kit.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["question"] for row in rows] == [str(number) for number in range(1, 13)]
    assert all(row["a"] != row["b"] and not row["choice"] for row in rows)


def test_the_kit_contains_no_key_and_no_external_resources(kit: Path) -> None:
    page = (kit / "kit.html").read_text()
    for hidden in ("bundled", "blend of two", "real names", "wins", "https://", "http://"):
        assert hidden not in page
        assert hidden not in (kit / "kit.csv").read_text()
    found = re.search(r"const kit = (\{.*\});", page)
    assert found
    with (kit / "kit.csv").open(newline="") as stream:
        shown = [row["shown"] for row in csv.DictReader(stream)]
    assert [one["shown"] for one in json.loads(found[1])["questions"]] == shown


def test_the_same_seed_writes_the_same_kit(made: Path, data: Path, project: Path) -> None:
    write_kit(data, project)
    for path in made.iterdir():
        assert (project / "judges" / path.name).read_bytes() == path.read_bytes()


def test_a_kit_replaces_another_only_with_the_option_overwrite(
    kit: Path, data: Path, project: Path
) -> None:
    answer(kit, "kit", lambda one: one["wins"])  # a judge fills in the sheet of the kit itself
    before = {path.name: path.read_bytes() for path in kit.iterdir()}
    refused = write_kit(data, project / "reports", "--seed", "8", ok=False)
    assert refused.exit_code == 1
    assert refused.stderr == (
        f"Error: {kit} has a kit, whose answers can't be counted without its key. Move that "
        "folder, choose another paths.reports, or replace the kit with --overwrite.\n"
    )
    assert {path.name: path.read_bytes() for path in kit.iterdir()} == before
    write_kit(data, project / "reports", "--seed", "8", "--overwrite")
    assert (kit / "key.json").read_bytes() != before["key.json"]


def test_overwrite_needs_a_kit_to_write(cli: Cli) -> None:
    result = cli("evaluate", "--overwrite", ok=False)
    assert result.exit_code == 2
    assert "it needs --judge-kit" in result.stderr


def test_wins_are_counted_for_each_comparison(kit: Path, cli: Cli) -> None:
    sheet = answer(
        kit, "ann", lambda one: one["wins"] if one["task"] == "fit" else other(one["wins"])
    )
    result = cli("evaluate", "--judge-score", sheet)
    assert result.stdout.split() == ["reports/judges/scores.json"]
    won = {(one["task"], one["comparison"]): one for one in scores(kit)["wins"]}
    assert won["fit", "real names"]["rate"] == {
        "value": 1,
        "low": pytest.approx(0.158, abs=1e-3),  # two families: 0.025 ** (1 / 2)
        "high": 1,
    }
    assert won["preference", "bundled over real names"]["rate"]["value"] == 0.0
    assert won["fit", "bundled"]["judgements"] == 2
    assert scores(kit)["kappa"] == {}


def test_judges_who_always_agree_have_a_kappa_of_one(kit: Path, cli: Cli) -> None:
    sheets = [answer(kit, name, lambda one: one["wins"]) for name in ("ann", "bob", "cy")]
    for some in (sheets[:2], sheets):
        options = [option for sheet in some for option in ("--judge-score", sheet)]
        assert "kappa 1.00" in cli("evaluate", *options).stderr
    assert scores(kit)["judges"] == 3
    assert scores(kit)["kappa"] == {"fit": 1.0, "preference": 1.0}


def test_a_judge_counts_only_once(kit: Path, cli: Cli) -> None:
    sheet = answer(kit, "ann", lambda _: "a")
    twice = ("--judge-score", sheet, "--judge-score", sheet)
    result = cli("evaluate", *twice, ok=False)
    assert result.exit_code == 2
    assert "ann.csv is given twice; give each judge's file once" in result.stderr


def test_unanswered_questions_do_not_count(kit: Path, cli: Cli) -> None:
    sheet = answer(kit, "ann", lambda one: "A" if one["comparison"] == "real names" else "")
    cli("evaluate", "--judge-score", sheet)
    assert [one["comparison"] for one in scores(kit)["wins"]] == ["real names"]


@pytest.mark.parametrize(
    ("choose", "told"),
    [
        (lambda _: "", "No question is answered"),
        (
            lambda _: "c",
            "question 1 is answered 'c'. Answer each question of the kit only once, with a or b, "
            "or leave it empty.",
        ),
    ],
)
def test_an_invalid_answer_sheet_gives_a_one_line_error(
    kit: Path, cli: Cli, choose: Choose, told: str
) -> None:
    sheet = answer(kit, "ann", choose)
    result = cli("evaluate", "--judge-score", sheet, ok=False)
    assert result.exit_code == 1
    assert told in result.stderr


def test_answers_to_another_kit_are_refused(kit: Path, cli: Cli) -> None:
    sheet = answer(kit, "ann", lambda _: "a")
    key = kit / "key.json"
    key.write_text(json.dumps({**json.loads(key.read_text()), "kit": "0123456789ab"}))
    assert "answers kit" in cli("evaluate", "--judge-score", sheet, ok=False).stderr


def test_a_missing_answer_sheet_gives_a_one_line_error(kit: Path, cli: Cli) -> None:
    result = cli("evaluate", "--judge-score", "nobody.csv", ok=False)
    assert result.exit_code == 1
    assert "nobody.csv can't be read: No such file or directory." in result.stderr


def test_a_kit_cannot_be_written_and_counted_in_one_command(cli: Cli) -> None:
    result = cli("evaluate", "--judge-kit", "4", "--judge-score", "ann.csv", ok=False)
    assert result.exit_code == 2
    assert "can't be given with --judge-kit" in result.stderr


def test_too_many_questions_are_refused(project: Path) -> None:
    (project / "processed").mkdir()
    (project / "processed/val.csv").write_text(
        "species_id,family,name,description,kind,roots\n0,0,Mine,my own,prompt,\n"
    )
    assert "give 0 questions, not 12" in write_kit(project, project, ok=False).stderr


def test_kappa_matches_the_textbook_value() -> None:
    # Two judges decide on 50 proposals. Both say yes to 20 and no to 15. Only the first says yes
    # to 5, and only the second to 10.
    one, two = "a" * 25 + "b" * 25, "a" * 20 + "b" * 5 + "a" * 10 + "b" * 15
    assert cohen_kappa(one, two) == pytest.approx(0.4)
    assert cohen_kappa("aaa", "aaa") is None
    assert fleiss_kappa(["aabb", "aabb", "abab"]) == pytest.approx(1 / 3)
