"""What source words mean: "saurus" is a lizard, "umbra" a shadow."""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

from pokename.paths import STEMS
from pokename.pokedex import bundled


def meaning(root: str) -> str:
    """Return what a source word means, or "" where the word says it itself or isn't known.

    >>> meaning("saurus"), meaning("lizard")
    ('lizard', '')
    """
    root = root.casefold()
    known = stems().get(root) or _meanings().get(root, "")
    return "" if known == root else known


@cache
def stems() -> Mapping[str, str]:
    """Return the stems of other languages that names are made of, each with its meaning."""
    with STEMS.open(encoding="utf-8", newline="") as stream:
        return {cells["stem"]: cells["meaning"] for cells in csv.DictReader(stream)}


@cache
def _meanings() -> dict[str, str]:
    """Return the most usual meaning of each root of the bundled etymologies."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for etymology in bundled.etymologies().values():
        for root, means in zip(etymology.roots, etymology.meanings, strict=False):
            counted[root.casefold()][means] += 1
    return {root: means.most_common(1)[0][0] for root, means in counted.items()}
