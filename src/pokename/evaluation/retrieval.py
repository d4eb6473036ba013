"""The baseline that copies: the name of whatever is described most like it, a little changed."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from pokename.corpus.table import Row
from pokename.evaluation.baselines import Given
from pokename.naming.words import words_of
from pokename.pokedex.names import normal_form

CHANGED = 2  # letters: with fewer it would be the official name misspelt
VOWELS, CONSONANTS = "aeiouy", "bcdfghjklmnpqrstvwxz"


class RetrievalNamer:
    """The names of the nearest training descriptions, two letters of each changed.

    Nearness is the cosine of TF-IDF vectors (Salton and Buckley, "Term-weighting approaches in
    automatic text retrieval", Information Processing & Management 24:5, 1988).

    Args:
        train: The rows of the train split, one or more.
    """

    label = "nearest, changed"

    def __init__(self, train: Sequence[Row]) -> None:
        self._names = [normal_form(row.name) for row in train]
        texts = [sorted(words_of(row.description)) for row in train]
        holders: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(texts):
            for word in words:
                holders[word].append(place)
        self._weights = {word: np.log(len(train) / len(held)) for word, held in holders.items()}
        self._holders = {word: np.array(held) for word, held in holders.items()}
        squares = [sum(self._weights[word] ** 2 for word in words) for words in texts]
        self._norms = np.sqrt(np.maximum(squares, np.finfo(float).tiny))

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return a changed name of each of the ``n`` nearest species."""
        rng = random.Random(f"{seed}/{description}")
        nearest: dict[str, None] = {}
        for place in self._by_nearness(description):
            nearest[self._names[place]] = None
            if len(nearest) == n:
                break
        return [Given(_changed(name, rng).capitalize()) for name in nearest]

    def _by_nearness(self, description: str) -> Iterator[int]:
        """Yield the places of training rows, the nearest first."""
        nearness = np.zeros(len(self._names))
        for word in words_of(description) & self._holders.keys():
            nearness[self._holders[word]] += self._weights[word] ** 2
        yield from np.argsort(-nearness / self._norms, kind="stable").tolist()


def _changed(name: str, rng: random.Random) -> str:
    """Return a name with two letters changed, vowels to vowels and consonants to consonants."""
    letters = list(name)
    for place in rng.sample(range(len(letters)), min(CHANGED, len(letters))):
        alike = VOWELS if letters[place] in VOWELS else CONSONANTS
        letters[place] = rng.choice(alike.replace(letters[place], ""))
    return "".join(letters)
