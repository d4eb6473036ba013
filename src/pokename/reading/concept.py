"""Concepts: the words of a description that names can be made of."""

import re

from msgspec import Struct

from pokename.words.sound import VOWELS

SHORTEST_WORD = 3  # letters of a word whose sounds alone can make names


def is_sayable(word: str) -> bool:
    """Return whether a word has a vowel, and no letter three times in a row."""
    return not set(word).isdisjoint(VOWELS) and not re.search(r"(.)\1\1", word)


class Concept(Struct, frozen=True):
    """A word of a description that names can be made of.

    Attributes:
        said: The word as written in the description, in normal form.
        word: The word whose source words are used: ``said``, its base form, its correct spelling,
            or a plainer verb.
        sources: Its source words, best first, each with its strength, 0 to 1.
        grades: Maps a source word to 1 if it says the concept at once, or to -1 if it misleads.
        salience: How often designed names express the concept, 0 to 1.
        creature: Whether the word says what the creature is.
        known: Whether the thesaurus has the word.
        corrected: The word that ``said`` was read as, if it seems misspelt; else "".
        compound: The words of the description that were read as ``said``, such as "sea lion"; else
            "".
        sense: Index of the sense that the source words are of; 0 if they are the word's own.
        senses: Maps a source word that suits one sense of the word alone to the probability of this
            sense, 0 to 1.
    """

    said: str
    word: str
    sources: dict[str, float]
    grades: dict[str, int]
    salience: float
    creature: bool
    known: bool
    corrected: str = ""
    compound: str = ""
    sense: int = 0
    senses: dict[str, float] = {}

    @property
    def shown(self) -> str:
        """The words of the description for it, as a user knows them."""
        return self.compound or self.said

    @property
    def is_usable(self) -> bool:
        """Whether names can be made of the word alone, if need be of its sounds."""
        return self.known or (len(self.word) >= SHORTEST_WORD and is_sayable(self.word))


def itself(word: str) -> Concept:
    """Return a concept whose only source word is the word itself."""
    return Concept(word, word, {word: 1.0}, {word: 1}, 1.0, creature=False, known=True)
