"""What ships with the package: the facts of all species, and what their names are made of."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from pokename.paths import BUNDLED_ETYMOLOGY, BUNDLED_FACTS
from pokename.pokedex.records import Species, read_species

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Etymology:
    """The source words of a name, as general knowledge has them.

    Attributes:
        species_id: The national Pokédex number.
        name: The English name.
        roots: The source words in the order in which the name has them.
        meanings: What each root means.
        confidence: How sure that reading is.
    """

    species_id: int
    name: str
    roots: tuple[str, ...]
    meanings: tuple[str, ...]
    confidence: Confidence


@cache
def species() -> tuple[Species, ...]:
    """Return the facts of all species, by number."""
    return tuple(read_species(BUNDLED_FACTS))


@cache
def species_by_id() -> Mapping[int, Species]:
    """Return the facts of each species by its number."""
    return {one.id: one for one in species()}


def line_to(last: Species) -> tuple[Species, ...]:
    """Return a species after all that it evolves from, the first stage first."""
    before = _by_slug().get(last.evolves_from)
    return (*line_to(before), last) if before else (last,)


@cache
def _by_slug() -> Mapping[str, Species]:
    return {one.slug: one for one in species()}


@cache
def etymologies() -> Mapping[int, Etymology]:
    """Return the etymology of each species by its number."""
    with BUNDLED_ETYMOLOGY.open(encoding="utf-8", newline="") as stream:
        return {
            int(cells["id"]): Etymology(
                species_id=int(cells["id"]),
                name=cells["name"],
                roots=tuple(cells["roots"].split("+")),
                meanings=tuple(cells["meanings"].split("+")),
                confidence=cast("Confidence", cells["confidence"]),
            )
            for cells in csv.DictReader(stream)
        }
