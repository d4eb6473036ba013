"""The source words of official names, and their meanings."""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, cast

from msgspec import Struct

from pokename.paths import BUNDLED_ETYMOLOGY, STEMS

Confidence = Literal["high", "medium", "low"]


class Etymology(Struct, frozen=True):
    """The source words of an official name, from general knowledge, not from an official source.

    Attributes:
        species_id: The national Pokédex number.
        name: The English name.
        roots: The source words, in the order of the name.
        meanings: The meaning of each root.
        confidence: How certain the etymology is.
    """

    species_id: int
    name: str
    roots: tuple[str, ...]
    meanings: tuple[str, ...]
    confidence: Confidence


@cache
def etymologies() -> Mapping[int, Etymology]:
    """Return the etymology of each species, by its number."""
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


def meaning(root: str) -> str:
    """Return the meaning of a source word; "" if it is unknown or the word itself.

    >>> meaning("saurus"), meaning("lizard")
    ('lizard', '')
    """
    root = root.casefold()
    known = stems().get(root) or _most_usual(_meanings().get(root, []))
    return "" if known == root else known


@cache
def stems() -> Mapping[str, str]:
    """Return the foreign stems that names use, with their meanings."""
    with STEMS.open(encoding="utf-8", newline="") as stream:
        return {cells["stem"]: cells["meaning"] for cells in csv.DictReader(stream)}


@cache
def _meanings() -> Mapping[str, list[str]]:
    """Return all meanings of each root in the bundled etymologies, with repetitions."""
    known: dict[str, list[str]] = defaultdict(list)
    for etymology in etymologies().values():
        for root, means in zip(etymology.roots, etymology.meanings, strict=False):
            known[root.casefold()].append(means)
    return known


def _most_usual(meanings: Sequence[str]) -> str:
    return Counter(meanings).most_common(1)[0][0] if meanings else ""
