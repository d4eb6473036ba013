"""What the names of all species are made of, which ships with the package."""

import csv
from collections.abc import Mapping
from functools import cache
from typing import Literal, cast

from msgspec import Struct

from pokename.paths import BUNDLED_ETYMOLOGY

Confidence = Literal["high", "medium", "low"]


class Etymology(Struct, frozen=True):
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
def etymologies() -> Mapping[int, Etymology]:
    """Return the etymology of each species by its number."""
    with BUNDLED_ETYMOLOGY.open(encoding="utf-8", newline="") as stream:
        _, *rows = csv.reader(stream)
    return {
        int(number): Etymology(
            species_id=int(number),
            name=name,
            roots=tuple(roots.split("+")),
            meanings=tuple(meanings.split("+")),
            confidence=cast("Confidence", confidence),
        )
        for number, name, roots, meanings, confidence in rows
    }
