"""Word vectors: 64 small integers for each word, which tell how near two words are in meaning.

``recipes/taste`` makes them with a sentence encoder. Vectors hold integers, so that sums and
products are the same on every processor.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from operator import mul

from pokename.paths import WORD_VECTORS

DIMENSIONS = 64  # of a word vector; each component is a signed byte
Vector = Sequence[int]


def vector(word: str) -> Vector:
    """Return the vector of a word; all zeros if it has none."""
    words, numbers = _table()
    place = bisect_left(words, word)
    if place == len(words) or words[place] != word:
        return (0,) * DIMENSIONS
    return numbers[place * DIMENSIONS : (place + 1) * DIMENSIONS].tolist()


def total(vectors: Iterable[Vector]) -> Vector:
    """Return the sum of vectors."""
    return [sum(numbers) for numbers in zip((0,) * DIMENSIONS, *vectors, strict=True)]


def product(one: Vector, other: Vector) -> int:
    """Return the scalar product of two vectors."""
    return sum(map(mul, one, other))


def cosine(product: int, square: int, other_square: int) -> float:
    """Return a cosine from the product of two vectors and of each with itself; 0 if one is zero."""
    return product / math.sqrt(square * other_square) if square and other_square else 0.0


def cosine_of(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors; 0 if one is zero."""
    return cosine(product(one, other), product(one, one), product(other, other))


@cache
def _table() -> tuple[list[str], memoryview]:
    """Return the words, sorted, and the components of their vectors, one vector after another."""
    words, _, numbers = WORD_VECTORS.read_bytes().partition(b"\n")
    return words.decode("ascii").split(), memoryview(numbers).cast("b")
