"""Hits on designs: whether a list contains a name that a designer gave to the same description.

The creatures of held-out designs appear in no train design. A name hits if it is spelled like the
designed name; its source words don't matter.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pokename.evaluation.bootstrap import Resamples
from pokename.evaluation.systems import Measures
from pokename.naming.generator import NameGenerator
from pokename.naming.language_model import Sampling
from pokename.paths import HELD_OUT_DESIGNS

FIRST = (10, 100)  # how many names of a list are checked


@dataclass(frozen=True, slots=True)
class Design:
    """A creature with the names that a designer gave it.

    Attributes:
        creature: The creature; all its designs are in the same split.
        description: The description, as the designer wrote it.
        names: The designed names, in lower case.
    """

    creature: str
    description: str
    names: frozenset[str]


@dataclass(frozen=True)
class DesignMetrics:
    """How often the lists of a model contain a designed name.

    Attributes:
        designs: The number of designs that the model was asked to name.
        measures: ``hits_at_10``, ``hits_at_100`` or another ``hits_at_N``, as shares of designs.
    """

    designs: int
    measures: Measures


def held_out_designs(split: str, count: int | None = None) -> list[Design]:
    """Return the designs of a split.

    Args:
        split: ``val`` or ``test``.
        count: How many designs to return, starting with the first; None returns all.
    """
    with HELD_OUT_DESIGNS.open(encoding="utf-8", newline="") as stream:
        found = [
            Design(row["creature"], row["description"], frozenset(row["names"].split()))
            for row in csv.DictReader(stream, delimiter="\t")
            if row["split"] == split
        ]
    return found[:count]


def hits_on_designs(
    generator: NameGenerator,
    sampling: Sampling,
    designs: Sequence[Design],
    resamples: tuple[int, int],
    advance: Callable[[], None] = lambda: None,
    first: Sequence[int] = FIRST,
) -> DesignMetrics:
    """Return how often the first names of a model's lists contain a designed name.

    Args:
        generator: The model.
        sampling: The sampling settings.
        designs: At least one design.
        resamples: A pair: the number of bootstrap resamples (over creatures), and the seed, used
            both for resampling and for generating names.
        advance: Called after each design.
        first: How many names of a list to check; each number gives one figure.
    """
    hits: dict[int, list[bool]] = {names: [] for names in first}
    for design in designs:
        given = generator.generate(
            design.description, max(first), seed=resamples[1], sampling=sampling
        )
        for names, found in hits.items():
            found.append(any(name.name.lower() in design.names for name in given[:names]))
        advance()
    mean = Resamples(_numbers([design.creature for design in designs]), *resamples).mean
    measures = {
        f"hits_at_{names}": measure
        for names, found in hits.items()
        if (measure := mean(found)) is not None
    }
    return DesignMetrics(len(designs), measures)


def _numbers(creatures: Sequence[str]) -> list[int]:
    """Return a number for each creature; equal creatures have equal numbers."""
    known = {creature: number for number, creature in enumerate(dict.fromkeys(creatures))}
    return [known[creature] for creature in creatures]
