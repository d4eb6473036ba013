"""Gradient-boosted trees in plain Python: a few hundred rows are scored before numpy is imported.

Features are compared with thresholds and leaves are summed in a fixed order, so that a score is the
same on every processor.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct


class Trees(Struct, frozen=True):
    """Boosted trees.

    Attributes:
        features: Names of the features, in the order in which a row has them.
        trees: Each a leaf, a float, or a list of the place of a feature in a row, a threshold, and
            the trees for values up to it and above it.
    """

    features: tuple[str, ...]
    trees: list[Any]

    def score(self, row: Sequence[float]) -> float:
        """Return the sum of the trees' leaves for a row of features.

        >>> Trees(("size",), [[0, 2.0, -1.0, 1.0]]).score([3.0])
        1.0
        """
        total = 0.0
        for node in self.trees:
            while node.__class__ is list:
                node = node[2] if row[node[0]] <= node[1] else node[3]  # noqa: PLW2901
            total += node
        return total
