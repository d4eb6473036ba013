"""What source words mean: "saurus" is a lizard, "umbra" a shadow."""

from collections import Counter, defaultdict
from functools import cache

from pokename.pokedex import bundled


def meaning(root: str) -> str:
    """Return what a source word means, or "" where the word says it itself or isn't known.

    >>> meaning("saurus"), meaning("lizard")
    ('lizard', '')
    """
    known = _meanings().get(root.casefold(), "")
    return "" if known == root.casefold() else known


@cache
def _meanings() -> dict[str, str]:
    """Return the most usual meaning of each root of the bundled etymologies."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for etymology in bundled.etymologies().values():
        for root, means in zip(etymology.roots, etymology.meanings, strict=False):
            counted[root.casefold()][means] += 1
    return {root: means.most_common(1)[0][0] for root, means in counted.items()}
