"""What the ranker sees: features of source words, and how near in meaning they are.

"Close" can mean near or shut. The other words of the description tell which meaning it has, so
source words that are near to all of these words suit the description better. ``recipes/taste``
makes the vectors with a sentence encoder. It trains the ranker on features from the functions here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from pokename.naming.blends import Word
from pokename.naming.description import Concept
from pokename.naming.senses import sense_probabilities
from pokename.naming.thesaurus import Parts, parts_of
from pokename.naming.word_vectors import Vector, cosine, product, total, vector

SOURCES_OF_A_WORD = 40
UNLISTED_STRENGTH = 0.5  # of a themed name's source word that the thesaurus doesn't list
SOURCE_FEATURES = (
    "strength", "place", "salience", "creature", "concepts", "order", "support", "known", "own",
    "letters", "common", "spread", "used", "liked", "idea", "one_token",
    "grade", "sense",
)  # fmt: skip
OWN, IDEA, GRADE, SENSE = (
    SOURCE_FEATURES.index(name) for name in ("own", "idea", "grade", "sense")
)
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


class Idea(NamedTuple):
    """How probable the language model finds a source word, by its first token.

    Attributes:
        given: Log p given the description, in nats.
        nothing: Log p given an empty description, in nats.
        one_token: Whether the word is a single token.
    """

    given: float
    nothing: float
    one_token: bool


Ideas = Mapping[str, Idea]
NO_IDEA = Idea(0.0, 0.0, one_token=False)


class Source(NamedTuple):
    """A source word for a description.

    Attributes:
        word: The word, divided into sounds.
        parts: How well its starts and ends identify it.
        concept: Index of the concept that it stands for.
        score: How likely people who make names are to use it, in log odds.
        row: Its features, in the order of ``SOURCE_FEATURES``.
        idea: How probable the language model finds it.
    """

    word: Word
    parts: Parts
    concept: int
    score: float
    row: Sequence[float]
    idea: Idea = NO_IDEA


class SourceFeatures:
    """The features of source words for a description.

    Args:
        concepts: Concepts of the description.
        ideas: How probable the language model finds each source word; a source word that is
            missing here counts as average.
        parts: Function that returns how well the starts and ends of a word identify it.
        text: The description, which tells in which senses its words are meant.
    """

    def __init__(
        self,
        concepts: Sequence[Concept],
        ideas: Ideas,
        parts: Callable[[str], Parts] = parts_of,
        text: str = "",
    ) -> None:
        self._concepts, self.ideas, self._parts = concepts, ideas, parts
        self._senses = sense_probabilities(text, concepts)
        self._support = Counter(chain.from_iterable(concept.sources for concept in concepts))
        self._places = [
            {letters: place for place, letters in enumerate(concept.sources)}
            for concept in concepts
        ]
        # Source words of themed names must not move the average that the ranker was trained on.
        listed = [idea for word, idea in ideas.items() if word in self._support]
        self._mean = sum(idea.given - idea.nothing for idea in listed) / max(1, len(listed))

    def best_concepts(self) -> dict[str, int]:
        """Return the listed source words, each with the index of the concept it says best."""
        best: dict[str, int] = {}
        for order, concept in enumerate(self._concepts):
            for letters, strength in islice(concept.sources.items(), SOURCES_OF_A_WORD):
                known = best.get(letters)
                if known is None or self._concepts[known].sources[letters] < strength:
                    best[letters] = order
        return best

    def rows(self) -> dict[str, tuple[int, list[float]]]:
        """Return ``best_concepts`` with the features of each source word."""
        return {
            letters: (order, self.row(letters, order))
            for letters, order in self.best_concepts().items()
        }

    def row(self, letters: str, order: int) -> list[float]:
        """Return the features of a source word for a concept, which may not list it.

        Args:
            letters: The source word.
            order: Index of the concept.

        Returns:
            The features in the order of ``SOURCE_FEATURES``.
        """
        concept, told = self._concepts[order], self._parts(letters)
        place = self._places[order].get(letters, SOURCES_OF_A_WORD)
        strength = concept.sources.get(letters, UNLISTED_STRENGTH)
        idea = self.ideas.get(letters)
        fits = idea.given - idea.nothing - self._mean if idea else 0.0
        return [
            strength, place, concept.salience, concept.creature, len(self._concepts), order,
            self._support[letters], concept.known, letters in (concept.word, concept.said),
            len(letters), told.common, told.spread, told.used, told.liked,
            fits, bool(idea and idea.one_token), concept.grades.get(letters, 0),
            self._senses[order].get(letters, 1.0),
        ]  # fmt: skip


class Nearness:
    """The nearness of source words to a description: cosines of word vectors, -1 to 1.

    The vector of a description is the sum of the vectors of its words. The nearness of a word
    without a vector is 0. Vectors hold integers, so that sums and products are the same on every
    processor.

    Args:
        concepts: Concepts of the description.
        sources: The source words whose nearness will be looked up.
    """

    def __init__(self, concepts: Sequence[Concept], sources: Iterable[str]) -> None:
        words = [concept.word for concept in concepts]
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
            word: Index of the concept that the first source word stands for.
            other: Index of the concept that the second source word stands for.
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
        product, of = self._product(one, other) + self._product(two, other), self._product
        square = of(one, one) + 2 * of(one, two) + of(two, two)
        return cosine(product, square, of(other, other))

    def _product(self, one: int, other: int) -> int:
        known = self._products.get((one, other))
        if known is None:
            known = product(self._vectors[one], self._vectors[other])
            self._products[one, other] = self._products[other, one] = known
        return known
