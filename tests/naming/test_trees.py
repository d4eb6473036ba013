"""Test that trees give the sum of the leaves that a row reaches."""

import random
from typing import Any

import pytest

from pokename.naming.ranker import MOST_LEAVES, Trees


def walked(tree: Any, row: list[float]) -> float:
    while isinstance(tree, list):
        tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]
    return float(tree)


def grown(draw: random.Random, leaves: int) -> Any:
    if leaves == 1:
        return draw.uniform(-1, 1)
    left = draw.randrange(1, leaves)
    threshold = draw.randrange(4) / 2
    return [draw.randrange(3), threshold, grown(draw, left), grown(draw, leaves - left)]


def test_a_score_is_what_walking_down_each_tree_gives() -> None:
    draw = random.Random(7)
    trees = [grown(draw, draw.randint(1, MOST_LEAVES)) for _ in range(60)]
    scored = Trees(("a", "b", "c"), trees)
    for _ in range(300):
        row = [draw.choice([-1, 0, 0.25, 0.5, 1, 1.5, 2, True, False]) for _ in range(3)]
        assert scored.score(row) == pytest.approx(sum(walked(tree, row) for tree in trees))


def test_a_tree_with_too_many_leaves_is_refused() -> None:
    trees = Trees(("a",), [grown(random.Random(7), MOST_LEAVES + 1)])
    with pytest.raises(ValueError, match="17 leaves"):
        trees.score([0.0])
