"""Source words of official names, and what they mean."""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, cast

from msgspec import Struct

from pokename.paths import BUNDLED_ETYMOLOGY, STEMS

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


def meaning(root: str) -> str:
    """Return what a source word means, or "" where the word says it itself or isn't known.

    >>> meaning("saurus"), meaning("lizard")
    ('lizard', '')
    """
    root = root.casefold()
    known = stems().get(root) or _most_usual(_meanings().get(root, []))
    return "" if known == root else known


@cache
def stems() -> Mapping[str, str]:
    """Return the stems of other languages that names are made of, each with its meaning."""
    with STEMS.open(encoding="utf-8", newline="") as stream:
        return {cells["stem"]: cells["meaning"] for cells in csv.DictReader(stream)}


@cache
def _meanings() -> Mapping[str, list[str]]:
    """Return the meanings of each root of the bundled etymologies, as often as it has them."""
    known: dict[str, list[str]] = defaultdict(list)
    for etymology in etymologies().values():
        for root, means in zip(etymology.roots, etymology.meanings, strict=False):
            known[root.casefold()].append(means)
    return known


def _most_usual(meanings: Sequence[str]) -> str:
    return Counter(meanings).most_common(1)[0][0] if meanings else ""
