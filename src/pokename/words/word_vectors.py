"""How near words are in meaning, by their vectors: 64 small integers for each word.

"Close" can mean near or shut. The other words of the description tell which meaning it has, so
source words that are near to all of these words suit the description better. ``recipes/taste``
makes the vectors with a sentence encoder. Vectors hold integers, so that sums and products are the
same on every processor.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from operator import mul

from pokename.paths import WORD_VECTORS

DIMENSIONS = 64  # of a word vector; each component is a signed byte
Vector = Sequence[int]
# Each feature is a cosine. In the names, "text" is the whole description, "first" and "second" are
# the two source words, and "pair" is their sum. "word_first" and "word_second" are the words of the
# description that the first and the second source word stand for. For a source word, "own" is the
# word that it stands for, and "other" is the word that the other source word stands for. "weaker"
# is the smaller of two cosines.
NEARNESS_FEATURES = (
    "near_text_first", "near_text_second", "near_text_pair", "near_text_weaker", "near_each_other",
    "near_own_first", "near_own_second", "near_other_first", "near_other_second",
    "near_text_word_first", "near_text_word_second", "near_pair_word_first",
    "near_pair_word_second", "near_pair_weaker",
)  # fmt: skip


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


def cosine(scalar: int, square: int, other_square: int) -> float:
    """Return a cosine from the product of two vectors and of each with itself; 0 if one is zero."""
    return scalar / math.sqrt(square * other_square) if square and other_square else 0.0


def cosine_of(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors; 0 if one is zero."""
    return cosine(product(one, other), product(one, one), product(other, other))


class Nearness:
    """The nearness of source words to a description: cosines of word vectors, -1 to 1.

    The vector of a description is the sum of the vectors of its words. The nearness of a word
    without a vector is 0.

    Args:
        words: Words of the description, one for each concept.
        sources: The source words whose nearness will be looked up.
    """

    def __init__(self, words: Sequence[str], sources: Iterable[str]) -> None:
        letters = list(dict.fromkeys(sources))
        self._place = {word: place for place, word in enumerate(letters, len(words))}
        text = total(map(vector, dict.fromkeys(words)))
        # The vectors of the words, then of the source words, and last of the description.
        self._vectors: list[Vector] = [*map(vector, (*words, *letters)), text]
        self._products: dict[tuple[int, int], int] = {}
        self._cosines: dict[tuple[int, int], float] = {}

    def features(self, first: str, second: str, word: int, other: int) -> list[float]:
        """Return the features of a pair; see ``NEARNESS_FEATURES``.

        Args:
            first: Source word of the start, one of ``sources``.
            second: Source word of the end, one of ``sources``.
            word: Index in ``words`` of the word that the first source word stands for.
            other: Index in ``words`` of the word that the second source word stands for.
        """
        one, two, text = self._place[first], self._place[second], -1
        text_one, text_two = self._near(text, one), self._near(text, two)
        pair_word, pair_other = self._pair(one, two, word), self._pair(one, two, other)
        return [
            text_one, text_two, self._pair(one, two, text), min(text_one, text_two),
            self._near(one, two), self._near(one, word), self._near(two, other),
            self._near(one, other), self._near(two, word), self._near(text, word),
            self._near(text, other), pair_word, pair_other, min(pair_word, pair_other),
        ]  # fmt: skip

    def _near(self, one: int, other: int) -> float:
        known = self._cosines.get((one, other))
        if known is None:
            squares = self._product(one, one), self._product(other, other)
            known = self._cosines[one, other] = cosine(self._product(one, other), *squares)
        return known

    def _pair(self, one: int, two: int, other: int) -> float:
        """Return how near the sum of two source words' vectors is to another vector."""
        of = self._product
        square = of(one, one) + 2 * of(one, two) + of(two, two)
        return cosine(of(one, other) + of(two, other), square, of(other, other))

    def _product(self, one: int, other: int) -> int:
        known = self._products.get((one, other))
        if known is None:
            known = product(self._vectors[one], self._vectors[other])
            self._products[one, other] = self._products[other, one] = known
        return known


@cache
def _table() -> tuple[list[str], memoryview]:
    """Return the words, sorted, and the components of their vectors, one vector after another."""
    words, _, numbers = WORD_VECTORS.read_bytes().partition(b"\n")
    return words.decode("ascii").split(), memoryview(numbers).cast("b")
