"""Test ``--unique``: no name is similar to another one in the output or to a favourite."""

import json
import signal
import subprocess
import time
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import Levenshtein

from pokename.favourites import Favourite
from pokename.favourites_file import FavouritesFile
from tests.conftest import Cli
from tests.support.processes import POKENAME, on_posix

ASKED = ("generate", "--input", "in.txt", "-n", "1", "--set", "generate.candidates=1", "--unique")
KINDS = ("a red lizard", "a blue lizard", "a red turtle", "a blue turtle", "a lizard", "a turtle")


def write_alike(rows: int) -> None:
    """Write ``rows`` similar descriptions, going through ``KINDS`` again and again."""
    Path("in.txt").write_text("".join(f"{KINDS[row % len(KINDS)]}\n" for row in range(rows)))


def records(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(path).read_text())
    return found


def likest(names: list[str]) -> float:
    """Return the similarity of the most similar pair of names."""
    pairs = combinations([name.lower() for name in names], 2)
    return max(Levenshtein.normalized_similarity(one, other) for one, other in pairs)


@pytest.mark.slow
def test_two_hundred_creatures_have_no_two_names_alike(project: Path, cli: Cli) -> None:
    write_alike(200)
    for workers in ("1", "2"):
        cli(*ASKED, "--workers", workers, "--output", f"{workers}.json")
    assert Path("1.json").read_bytes() == Path("2.json").read_bytes()
    written = records("1.json")
    assert len(written) == 200
    assert likest([one["name"] for one in written]) <= 0.7


def test_each_name_is_in_the_list_for_its_description(project: Path, cli: Cli) -> None:
    write_alike(12)
    cli(*ASKED, "--output", "names.json")
    last = records("names.json")[-1]
    assert last["rank"] > 1
    again = cli("generate", last["description"], "--id", last["id"], "--format", "plain",
                "--set", "generate.candidates=1")  # fmt: skip
    assert again.stdout.strip() == last["name"]


def test_rows_with_only_wishes_get_names_of_their_own_lists(project: Path, cli: Cli) -> None:
    quick = ("--set", "generate.candidates=1")
    wishes = [("fire", 7), ("water", 7), ("fire", 8)]
    lines = [json.dumps({"types": [kind], "seed": seed}) for kind, seed in wishes]
    Path("in.jsonl").write_text("\n".join(line for line in lines for _ in range(3)))
    bulk = ("generate", "--input", "in.jsonl", "-n", "5", *quick, "--unique")
    cli(*bulk, "--output", "names.json")
    names = [one["name"] for one in records("names.json")]
    assert len(names) == 3 * 3 * 5
    for kind, seed in wishes:
        own, names = names[:15], names[15:]
        asked = ("generate", "--type", kind, "--seed", seed, *quick, "-n", "60")
        listed = cli(*asked, "--format", "plain").stdout.split()
        assert [name for name in listed if name in own] == own


def test_the_number_of_names_of_a_row_overrides_the_option(project: Path, cli: Cli) -> None:
    Path("in.csv").write_text("description,n\na red lizard,12\na blue turtle,1\na fish,\n")
    asked = ("generate", "--input", "in.csv", "-n", "2", "--unique", "--format", "jsonl")
    told = cli(*asked, "--set", "generate.candidates=1")
    given = Counter(json.loads(line)["description"] for line in told.stdout.splitlines())
    assert given == {"a red lizard": 12, "a blue turtle": 1, "a fish": 2}
    assert "differ enough" not in told.stderr


@pytest.mark.parametrize("asked", [("-n", "400"), ("-n", "600", "--line", "2")])
def test_a_list_that_runs_out_of_names_ends_with_a_note(
    project: Path, cli: Cli, asked: tuple[str, ...]
) -> None:
    quick = ("--set", "generate.candidates=1")
    told = cli("generate", "a lizard", *asked, "--unique", *quick, "--format", "jsonl")
    written = [json.loads(line) for line in told.stdout.splitlines()]
    what = "lines" if "--line" in asked else "names"
    count = len({one["id"] for one in written if one["stage"] < 2})
    assert 0 < count < int(asked[1])
    assert f"Found only {count} of {asked[1]} {what} unlike all others" in told.stderr


def test_unique_similarity_limits_the_similarity_between_names(project: Path, cli: Cli) -> None:
    write_alike(12)
    cli(*ASKED, "--output", "names.json", "--unique-similarity", "0.5")
    assert likest([one["name"] for one in records("names.json")]) <= 0.5


def test_no_name_is_similar_to_a_favourite(project: Path, cli: Cli) -> None:
    write_alike(1)
    (first,) = cli(*ASKED, "--format", "plain").stdout.split()
    kept = Favourite(first, "", (), (), "bundled", 7, "", "")
    FavouritesFile.at(None).change(add=[kept])
    told = cli(*ASKED, "--format", "plain", "--verbose")
    assert Levenshtein.normalized_similarity(told.stdout.strip().lower(), first.lower()) <= 0.7
    assert f"Refused: {first} (too similar to {first}, which was already given)" in told.stderr


@pytest.mark.slow
def test_no_two_evolution_lines_have_similar_names(project: Path, cli: Cli) -> None:
    write_alike(6)
    cli(*ASKED, "--line", "2", "--output", "names.json")
    written = records("names.json")
    lines = list(zip(written[::2], written[1::2], strict=True))
    assert [one["description"] for one, _ in lines] == list(KINDS)
    for (one, grown), others in combinations(lines, 2):
        for name in others:
            assert likest([one["name"], name["name"]]) <= 0.7
            assert likest([grown["name"], name["name"]]) <= 0.7


def test_a_note_says_that_too_few_names_are_dissimilar(project: Path, cli: Cli) -> None:
    told = cli("generate", "a lizard", "-n", "8", "--unique", "--unique-similarity", "0.6",
               "--roots", "ember+gecko", "--format", "plain")  # fmt: skip
    count = len(told.stdout.split())
    assert 0 < count < 8
    assert f"Found only {count} of 8 names unlike all others; too similar: " in told.stderr


@on_posix
@pytest.mark.parametrize("suffix", ["md", "csv"])
def test_a_resumed_run_remembers_its_names(project: Path, cli: Cli, suffix: str) -> None:
    write_alike(30)
    output = f"out.{suffix}"
    state = Path(f"{output}.part.json")
    with subprocess.Popen([*POKENAME, *ASKED, "--output", output]) as process:
        while process.poll() is None and (
            not state.exists() or json.loads(state.read_text())["done"]["rows"] < 8
        ):
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    names = Path(f"{output}.part.names")
    names.write_text(names.read_text() + "Half")  # imitates a kill during a write
    cli(*ASKED, "--output", output, "--resume", "--workers", "2")
    cli(*ASKED, "--output", f"whole.{suffix}")
    assert Path(output).read_bytes() == Path(f"whole.{suffix}").read_bytes()
    assert list(project.glob("*.part*")) == []


@on_posix
def test_resume_requires_the_stored_names_and_the_same_favourites(project: Path, cli: Cli) -> None:
    write_alike(3)
    Path("in.txt").write_bytes(Path("in.txt").read_bytes() + b"\xff\n")
    cli(*ASKED, "--output", "out.csv", "--strict", ok=False)
    kept = Favourite("Zorkasaur", "", (), (), "bundled", 7, "", "")
    FavouritesFile.at(None).change(add=[kept])
    other = cli(*ASKED, "--output", "out.csv", "--resume", ok=False)
    assert (other.exit_code, "other settings: favourites" in other.stderr) == (1, True)
    FavouritesFile.at(None).change(remove=[kept])
    Path("out.csv.part.names").write_text("Zorkasaur\n")
    without = cli(*ASKED, "--output", "out.csv", "--resume", ok=False)
    assert without.exit_code == 1
    assert "out.csv.part.names doesn't contain the names of out.csv.part." in without.stderr
