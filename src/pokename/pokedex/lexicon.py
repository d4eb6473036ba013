"""What source words mean: "saurus" is a lizard, "umbra" a shadow."""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from pokename.paths import STEMS
from pokename.pokedex.etymologies import etymologies


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
