"""How near in meaning source words are to a description, to its words and to each other.

A "close" sardine stands near to others: it is no seal. The word alone doesn't tell, its neighbours
do. ``recipes/taste`` writes the vectors, from a sentence encoder's.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pokename.naming.description import Concept
from pokename.paths import WORD_VECTORS

# Of each source word: to the whole description, to its own word of it, and to the other's word.
# Of a pair: to the whole description, of the farther one, to each word, and to each other.
NEARNESS_FEATURES = (
    "near_text_first", "near_text_second", "near_text_pair", "near_text_weaker", "near_each_other",
    "near_own_first", "near_own_second", "near_other_first", "near_other_second",
    "near_text_word_first", "near_text_word_second", "near_pair_word_first",
    "near_pair_word_second", "near_pair_weaker",
)  # fmt: skip


class Nearness:
    """The nearness of source words to a description: cosines of word vectors, -1 to 1.

    The vector of a description is the sum of those of its words. A word without a vector is near
    to nothing (0). Sums and products are of integers, so that they are the same on each processor.

    Args:
        concepts: Concepts of the description.
        sources: The source words that will be asked for.
    """

    def __init__(self, concepts: Sequence[Concept], sources: Iterable[str]) -> None:
        letters = list(dict.fromkeys(sources))
        self._place = {word: place for place, word in enumerate(letters, len(concepts))}
        words = [concept.word for concept in concepts]
        rows = [_vector(word) for word in (*words, *letters)]
        distinct = [rows[words.index(word)] for word in dict.fromkeys(words)]
        text = np.sum(distinct, axis=0, dtype=np.int64) if distinct else _vector("")
        table = np.array([*rows, text], dtype=np.int64)
        self._products: list[list[int]] = (table @ table.T).tolist()

    def features(self, first: str, second: str, word: int, other: int) -> list[float]:
        """Return the features of a pair; see ``NEARNESS_FEATURES``.

        Args:
            first: Source word of the start, one of ``sources``.
            second: Source word of the end, one of ``sources``.
            word: Index of the concept that the first one says.
            other: Index of the concept that the second one says.
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
        products = self._products
        return _cosine(products[one][other], products[one][one], products[other][other])

    def _pair(self, one: int, two: int, other: int) -> float:
        """Return how near the sum of two source words is to another vector."""
        products = self._products
        length = products[one][one] + 2 * products[one][two] + products[two][two]
        product = products[one][other] + products[two][other]
        return _cosine(product, length, products[other][other])


def _cosine(product: int, square: int, other_square: int) -> float:
    return product / math.sqrt(square * other_square) if square and other_square else 0.0


def _vector(word: str) -> NDArray[np.int8]:
    places, vectors = _table()
    place = places.get(word)
    return np.zeros(vectors.shape[1], np.int8) if place is None else vectors[place]


@cache
def _table() -> tuple[dict[str, int], NDArray[np.int8]]:
    """Return the row of each word, and the vectors."""
    with np.load(WORD_VECTORS) as stored:
        words = stored["words"].tobytes().decode("ascii").split()
        return {word: place for place, word in enumerate(words)}, stored["vectors"]
