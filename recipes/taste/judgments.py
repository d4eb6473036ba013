"""What judges picked and refused among candidates of designs."""

import json
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from recipes.taste.data_files import PICKS, Plan, designs


@dataclass(frozen=True)
class Judgment:
    """Candidates of a design that were shown to a judge.

    Attributes:
        design: The number of the design.
        candidates: Maps the letters of each name to its source words.
        best: The letters of the names that the judge would use.
        worst: The letters of the worst names.
    """

    design: int
    candidates: dict[str, Plan]
    best: frozenset[str]
    worst: frozenset[str]


@cache
def judgments(split: str = "train") -> tuple[Judgment, ...]:
    """Return all judgments of the designs of a split; of a design there may be several."""
    splits = {one.number: one.split for one in designs()}
    rows = map(json.loads, PICKS.read_text("utf-8").splitlines())
    return tuple(
        Judgment(
            row["design"],
            {letters: tuple(plan) for letters, plan in row["candidates"].items()},
            frozenset(row["best"]),
            frozenset(row["worst"]),
        )
        for row in rows
        if splits[row["design"]] == split
    )


@cache
def judgments_by_design(split: str = "train") -> dict[int, list[Judgment]]:
    """Return the judgments of each design of a split that has any."""
    by_design: dict[int, list[Judgment]] = {}
    for one in judgments(split):
        by_design.setdefault(one.design, []).append(one)
    return by_design


class Picks(NamedTuple):
    """The letters of the candidates of a design that judges saw.

    Attributes:
        best: Those that a judge would use.
        worst: Those that a judge found the worst.
        shown: All of them.
    """

    best: frozenset[str] = frozenset()
    worst: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()


@cache
def picks(split: str = "train") -> dict[int, Picks]:
    """Return the picks of each design of a split that has any."""
    return {
        design: Picks(
            frozenset().union(*(one.best for one in judged)),
            frozenset().union(*(one.worst for one in judged)),
            frozenset().union(*(one.candidates for one in judged)),
        )
        for design, judged in judgments_by_design(split).items()
    }
