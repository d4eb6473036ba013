"""``--unique``: no name like another of the output, of a run before it, or of the favourites."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import Levenshtein

from tests.bulk.test_stopped import rows_done, stopped
from tests.conftest import Cli
from tests.support.processes import on_posix

QUICK = ("--set", "generate.candidates=1")
COLOURS = ("red", "blue", "green", "black")
CREATURES = ("lizard", "turtle", "fish", "wolf", "owl")


def write_alike(path: Path, rows: int) -> None:
    """Write descriptions, each of twenty over and over."""
    kinds = [f"a {colour} {creature}" for colour in COLOURS for creature in CREATURES]
    path.write_text("".join(f"{kinds[row % len(kinds)]}\n" for row in range(rows)))


def records(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(path).read_text())
    return found


def likest(names: list[str]) -> float:
    lower = [name.lower() for name in names]
    pairs = combinations(lower, 2)
    return max(Levenshtein.normalized_similarity(one, other) for one, other in pairs)


def test_two_hundred_creatures_have_no_two_names_alike(project: Path, cli: Cli) -> None:
    write_alike(project / "in.txt", 200)
    for workers in ("1", "2"):
        cli(
            *("generate", "--input", "in.txt", "-n", "1", *QUICK, "--unique"),
            *("--workers", workers, "--output", f"{workers}.json"),
        )
    assert Path("1.json").read_bytes() == Path("2.json").read_bytes()
    written = records("1.json")
    assert len(written) == 200
    assert likest([one["name"] for one in written]) <= 0.7
