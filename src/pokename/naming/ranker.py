"""The ranker: boosted trees that score source words and names.

The trees are trained on designed names and on a language model's picks. They are evaluated with bit
masks instead of by traversal.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import accumulate
from math import fsum
from operator import and_, getitem
from pathlib import Path
from struct import Struct as Packed
from typing import Any, NamedTuple

from msgspec import Struct

from pokename.naming.blends import FORM_FEATURES, Blend, form_features
from pokename.paths import RANKER
from pokename.typed_json import decode
from pokename.words.thesaurus import parts_of

MOST_LEAVES = 16  # each tree has 16 bits of a mask, one for each leaf
BITS = "H"  # struct's code for 16 bits
# Features of a blend that count only if it names a creature.
OF_CREATURES = frozenset({"letters", "syllables", "cut_head", "cut_tail", "themed"})


class Splits(NamedTuple):
    """All nodes that compare one feature.

    Attributes:
        feature: Index of the feature.
        thresholds: The thresholds of the nodes, sorted.
        masks: ``masks[i]`` has the leaves that a row can reach if its value is above the first
            ``i`` thresholds.
    """

    feature: int
    thresholds: list[float]
    masks: list[int]


class Trees(Struct, frozen=True, dict=True):  # dict=True for cached properties
    """Boosted trees.

    To traverse hundreds of trees takes Python thousands of steps for each row. Instead, the leaves
    of all trees are the bits of one integer. If a row's value is above a node's threshold, the
    leaves under the node's left branch are ruled out. In each tree, the leftmost leaf that remains
    is the leaf that the row reaches. The method is from Lucchese et al., "QuickScorer: a fast
    algorithm to rank documents with additive ensembles of regression trees", SIGIR 2015.

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
        remaining = self._all
        for feature, thresholds, masks in self._splits:
            remaining &= masks[bisect_left(thresholds, row[feature])]
        # For each tree, ``x & ~(x - 1)`` keeps only the lowest set bit, which is the leftmost
        # leaf. One subtraction does this for all trees: each has a set bit, so none borrows from
        # the next.
        reached = remaining & ~(remaining - self._ones)
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
    def _ones(self) -> int:
        return sum(1 << (MOST_LEAVES * place) for place in range(len(self.trees)))

    @cached_property
    def _packed(self) -> Packed:
        return Packed(f"<{len(self.trees)}{BITS}")

    @cached_property
    def _splits(self) -> list[Splits]:
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
                Splits(feature, thresholds, list(accumulate(allowed, and_, initial=self._all)))
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
    """A tree as two lists, from left to right.

    Attributes:
        leaves: The leaves.
        nodes: Each node's feature, threshold, and mask of the leaves under its left branch.
    """

    leaves: list[float]
    nodes: list[tuple[int, float, int]]

    def add(self, tree: Any) -> None:
        """Append the leaves and nodes of a subtree, from left to right."""
        if not isinstance(tree, list):
            self.leaves.append(tree)
            return
        feature, threshold, left, right = tree
        start = len(self.leaves)
        self.add(left)
        self.nodes.append((feature, threshold, (1 << len(self.leaves)) - (1 << start)))
        self.add(right)


class Ranker(Struct, frozen=True):
    """The trained trees that score source words and names.

    Attributes:
        sources: Scores source words for a description.
        names: Scores candidates for a description.
        blends: Scores blends of two given words, whatever the description.
    """

    sources: Trees
    names: Trees
    blends: Trees


@cache
def ranker(path: Path = RANKER) -> Ranker:
    """Return the ranker in the package."""
    return decode(path.read_bytes(), Ranker)


def blend_row(blend: Blend) -> list[float]:
    """Return the features of a blend, which may name anything, not only a creature.

    The features are ``blends.FORM_FEATURES``. Those for letter models, length, themed names
    and the cuts of designed names are 0.
    """
    row = form_features(blend, parts_of, _no_letters, _no_letters)
    return [
        0.0 if name in OF_CREATURES else value
        for name, value in zip(FORM_FEATURES, row, strict=True)
    ]


def blend_score(blend: Blend, trees: Trees) -> float:
    """Return the score of a blend, which may name anything, not only a creature."""
    return trees.score(blend_row(blend))


def _no_letters(_letters: str) -> float:
    return 0.0
