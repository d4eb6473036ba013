"""The thesaurus: the source words for each word of a description, with their strengths.

"Lightning" has volt, zap, thunder and joule. ``recipes/taste`` writes the file, best source words
first, each with its strength and its grade; docs/measurements/data-card.md describes the data.
"""

import gzip
from functools import cache, lru_cache

from msgspec import Struct

from pokename.naming.dictionary import lemma, line_starting
from pokename.paths import SOURCE_WORDS

ENTRIES_KEPT = 1 << 10
STEPS = 9  # strengths and saliences are stored as digits from 0 to 9
GRADES = {"+": 1, "-": -1}  # the mark after a strength; a so-so source word has none
# Endings of derived forms. After a colon is the ending of the base form: "y:e" turns spiky into
# spike.
_DERIVED = (
    "s", "es", "ies:y", "ed", "ed:e", "d", "ing", "ing:e", "y", "y:e", "ily:y", "ly", "er", "er:e",
    "ers", "ish", "like", "en", "ful", "less", "ness", "ous", "al", "ic",
)  # fmt: skip
_LEAST_BASE = 3


class Entry(Struct, frozen=True):
    """A word that descriptions use, with its source words.

    Attributes:
        word: The word as spelled in the file.
        salience: How often people who make names express the word if a description has it, 0 to 1.
        sources: Source words, best first, each with its strength, 0 to 1.
        grades: Maps a source word to a judge's verdict: 1 if it says the word at once, -1 if it
            misleads. Source words that are so-so or weren't judged are left out.
    """

    word: str
    salience: float
    sources: dict[str, float]
    grades: dict[str, int]


def entry_of(word: str) -> Entry | None:
    """Return the entry of a word or of its base form, or None if there is none.

    >>> entry_of("thorny").word, entry_of("glorp")
    ('thorny', None)
    """
    return next((found for base in bases(word) if (found := _entry(base))), None)


def has_entry(word: str) -> bool:
    """Return whether the thesaurus has exactly this word, not only its base form."""
    return bool(_entry(word))


def bases(word: str) -> list[str]:
    """Return the possible base forms of a word, itself first.

    >>> bases("spiky")[:3]
    ['spiky', 'spik', 'spike']
    """
    found = {word: None}
    if base := lemma(word):
        found[base] = None
    for rule in _DERIVED:
        ending, _, own = rule.partition(":")
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LEAST_BASE:
            found[stem + own] = None
            if stem[-1] == stem[-2]:
                found[stem[:-1]] = None
    return list(found)


@cache
def known_words() -> list[str]:
    """Return all words that have an entry, sorted."""
    return [line.partition(" ")[0] for line in _lines()]


@lru_cache(maxsize=ENTRIES_KEPT)
def _entry(word: str) -> Entry | None:
    line = line_starting(_lines(), f"{word} ")
    if not line:
        return None
    _, salience, *sources = line.split()
    strengths, grades = {}, {}
    for source in sources:
        marked = source.rstrip("+-")
        letters = marked[:-1]
        strengths[letters] = int(marked[-1]) / STEPS
        if marked != source:
            grades[letters] = GRADES[source[-1]]
    return Entry(word, int(salience) / STEPS, strengths, grades)


@cache
def _lines() -> list[str]:
    """Return the lines of the file, one for each entry, sorted by word."""
    return gzip.decompress(SOURCE_WORDS.read_bytes()).decode("ascii").splitlines()
