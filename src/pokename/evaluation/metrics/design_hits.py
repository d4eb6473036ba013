"""Hits on designs: does a list hold a name that a designer gave to the same description?

The held-out designs are of creatures that no train design is of. A name that is spelled as the
designer's counts, whatever it is made of.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pokename.evaluation.bootstrap import Resamples
from pokename.evaluation.systems import Measures
from pokename.naming.generator import NameGenerator
from pokename.naming.language_model import Sampling
from pokename.paths import HELD_OUT_DESIGNS

FIRST = (10, 100)  # names of a list that are looked at


@dataclass(frozen=True, slots=True)
class Design:
    """A creature with the names that a designer gave it.

    Attributes:
        creature: What the split goes by.
        description: As given.
        names: In lower case.
    """

    creature: str
    description: str
    names: frozenset[str]


@dataclass(frozen=True)
class DesignMetrics:
    """How often a model's list holds a designed name.

    Attributes:
        designs: Designs that were asked about.
        measures: ``hits_at_10`` and ``hits_at_100``, or of others asked for, shares of designs.
    """

    designs: int
    measures: Measures


def held_out_designs(split: str, count: int | None = None) -> list[Design]:
    """Return the designs of a split.

    Args:
        split: ``val`` or ``test``.
        count: The first ones only; None for all.
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
    """Return how often the first names of a model's lists hold a designed one.

    Args:
        generator: The model.
        sampling: How it samples.
        designs: At least one.
        resamples: How many, over creatures, and their seed, which is that of the names as well.
        advance: Called after each design.
        first: Names of a list that are looked at.
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
    """Return a number for each creature, the same for the same one."""
    known = {creature: number for number, creature in enumerate(dict.fromkeys(creatures))}
    return [known[creature] for creature in creatures]
