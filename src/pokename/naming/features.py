"""The features of source words, which the ranker sees.

``recipes/taste`` trains the ranker on features from the functions here.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from pokename.naming.blends import Word
from pokename.reading.concept import Concept
from pokename.words.thesaurus import Parts, parts_of

SOURCES_OF_A_WORD = 40
UNLISTED_STRENGTH = 0.5  # of a themed name's source word that the thesaurus doesn't list
SOURCE_FEATURES = (
    "strength", "place", "salience", "creature", "concepts", "order", "support", "known", "own",
    "letters", "common", "spread", "used", "liked", "idea", "one_token",
    "grade", "sense",
)  # fmt: skip
STRENGTH, OWN, IDEA, GRADE, SENSE = (
    SOURCE_FEATURES.index(name) for name in ("strength", "own", "idea", "grade", "sense")
)


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
        score: How likely designed names are to use it, in log odds.
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
    """

    def __init__(
        self,
        concepts: Sequence[Concept],
        ideas: Ideas,
        parts: Callable[[str], Parts] = parts_of,
    ) -> None:
        self._concepts, self.ideas, self._parts = concepts, ideas, parts
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
        for concept, one in enumerate(self._concepts):
            for letters, strength in islice(one.sources.items(), SOURCES_OF_A_WORD):
                known = best.get(letters)
                if known is None or self._concepts[known].sources[letters] < strength:
                    best[letters] = concept
        return best

    def rows(self) -> dict[str, tuple[int, list[float]]]:
        """Return ``best_concepts`` with the features of each source word."""
        return {
            letters: (concept, self.row(letters, concept))
            for letters, concept in self.best_concepts().items()
        }

    def row(self, letters: str, concept: int) -> list[float]:
        """Return the features of a source word for a concept, which may not list it.

        Args:
            letters: The source word.
            concept: Index of the concept.

        Returns:
            The features in the order of ``SOURCE_FEATURES``.
        """
        said, told = self._concepts[concept], self._parts(letters)
        place = self._places[concept].get(letters, SOURCES_OF_A_WORD)
        strength = said.sources.get(letters, UNLISTED_STRENGTH)
        idea = self.ideas.get(letters)
        fits = idea.given - idea.nothing - self._mean if idea else 0.0
        return [
            strength, place, said.salience, said.creature, len(self._concepts), concept,
            self._support[letters], said.known, letters in (said.word, said.said),
            len(letters), told.common, told.spread, told.used, told.liked,
            fits, bool(idea and idea.one_token), said.grades.get(letters, 0),
            said.senses.get(letters, 1.0),
        ]  # fmt: skip
