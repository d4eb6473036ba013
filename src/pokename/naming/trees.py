"""Boosted trees, scored without going down each of them."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from math import fsum
from operator import and_, getitem
from struct import Struct as Packed
from typing import Any, NamedTuple

from msgspec import Struct

MOST_LEAVES = 16  # of a tree: each tree has 16 bits of a mask


class Split(NamedTuple):
    """What a feature decides in all trees.

    Attributes:
        feature: Index of the feature.
        thresholds: The thresholds that nodes compare it with, sorted.
        masks: For each number of thresholds below the value: the leaves that may be reached.
    """

    feature: int
    thresholds: list[float]
    masks: list[int]


class Trees(Struct, frozen=True, dict=True):
    """Boosted trees.

    A score needs the leaf that each tree leads to. Going down 350 trees takes Python thousands of
    steps. Instead, the leaves of all trees are bits of one integer. Each node that a value passes
    on its right side rules out the leaves on its left side, and of the leaves that remain, the
    first of each tree is the one it leads to. The method is from Lucchese et al., "QuickScorer: a
    fast algorithm to rank documents with additive ensembles of regression trees", SIGIR 2015.

    Attributes:
        features: Names of the features, in the order of a row.
        trees: Each tree is a leaf (a float) or a node. A node is a list: index of a feature,
            threshold, tree for values up to the threshold, tree for values above it.
    """

    features: tuple[str, ...]
    trees: list[Any]

    def score(self, row: Sequence[float]) -> float:
        """Return the sum of the leaves that a row of features reaches.

        >>> Trees(("size",), [[0, 2.0, -1.0, 1.0]]).score([3.0])
        1.0
        """
        left = self._all
        for feature, thresholds, masks in self._splits:
            left &= masks[bisect_left(thresholds, row[feature])]
        # Subtracting each tree's first bit changes the bits up to its first leaf that is left.
        reached = left & ~(left - self._firsts)
        leaves = self._packed.unpack(reached.to_bytes(self._packed.size, "little"))
        return fsum(map(getitem, self._values, leaves))

    @cached_property
    def _values(self) -> list[dict[int, float]]:
        """The value of each leaf of each tree, by the leaf's bit."""
        return [
            {1 << place: leaf for place, leaf in enumerate(one.leaves)} for one in self._flattened
        ]

    @cached_property
    def _all(self) -> int:
        return sum(
            ((1 << len(one.leaves)) - 1) << (MOST_LEAVES * place)
            for place, one in enumerate(self._flattened)
        )

    @cached_property
    def _firsts(self) -> int:
        return sum(1 << (MOST_LEAVES * place) for place in range(len(self.trees)))

    @cached_property
    def _packed(self) -> Packed:
        return Packed(f"<{len(self.trees)}H")

    @cached_property
    def _splits(self) -> list[Split]:
        ruled_out: dict[int, dict[float, int]] = {}
        for place, one in enumerate(self._flattened):
            for feature, threshold, leaves in one.nodes:
                of = ruled_out.setdefault(feature, {})
                of[threshold] = of.get(threshold, 0) | leaves << (MOST_LEAVES * place)
        splits = []
        for feature, of in sorted(ruled_out.items()):
            thresholds = sorted(of)
            allowed = (~of[threshold] for threshold in thresholds)
            splits.append(
                Split(feature, thresholds, list(accumulate(allowed, and_, initial=self._all)))
            )
        return splits

    @cached_property
    def _flattened(self) -> list["_Flat"]:
        flattened = []
        for tree in self.trees:
            flat = _Flat([], [])
            flat.add(tree)
            if len(flat.leaves) > MOST_LEAVES:
                raise ValueError(f"A tree has {len(flat.leaves)} leaves; {MOST_LEAVES} fit.")
            flattened.append(flat)
        return flattened


class _Flat(NamedTuple):
    """A tree as two lists.

    Attributes:
        leaves: The leaves from left to right.
        nodes: For each node: its feature, its threshold, and a mask of the leaves on its left side.
    """

    leaves: list[float]
    nodes: list[tuple[int, float, int]]

    def add(self, tree: Any) -> None:
        """Add a tree at the right side."""
        if not isinstance(tree, list):
            self.leaves.append(tree)
            return
        feature, threshold, left, right = tree
        start = len(self.leaves)
        self.add(left)
        self.nodes.append((feature, threshold, (1 << len(self.leaves)) - (1 << start)))
        self.add(right)
