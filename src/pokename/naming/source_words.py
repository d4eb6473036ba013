"""Source words: for each word of a description, the words that a maker of names would reach for.

"lightning" is said by volt, zap, thunder, joule. ``recipes/taste`` writes the file, best first;
docs/measurements/data-card.md says of what it is made.
"""

import gzip
from bisect import bisect_left
from functools import cache, lru_cache

from msgspec import Struct

from pokename.naming.dictionary import lemma
from pokename.paths import SOURCE_WORDS

ENTRIES_KEPT = 1 << 10
STEPS = 9  # strengths and saliences are written as digits
# What a derived form adds to its base, the base's own ending behind the colon: spiky, spike.
_DERIVED = (
    "s", "es", "ies:y", "ed", "ed:e", "d", "ing", "ing:e", "y", "y:e", "ily:y", "ly", "er", "er:e",
    "ers", "ish", "like", "en", "ful", "less", "ness", "ous", "al", "ic",
)  # fmt: skip
_LEAST_BASE = 3


class Entry(Struct, frozen=True):
    """A word of descriptions with its source words.

    Attributes:
        word: As the file has it.
        salience: How often makers say it where a description has it, 0 to 1.
        sources: Each source word with how well it says the word, 0 to 1; best first.
    """

    word: str
    salience: float
    sources: dict[str, float]


def entry_of(word: str) -> Entry | None:
    """Return the entry of a word, or of the word that it is derived from, if there is one.

    >>> entry_of("thorny").word, entry_of("glorp")
    ('thorny', None)
    """
    return next((found for base in bases(word) if (found := _entry(base))), None)


def strength(source: str, word: str) -> float:
    """Return how well a source word says a word of a description, 0 to 1.

    >>> strength("lizard", "lizard"), strength("teapot", "lizard")
    (1.0, 0.0)
    """
    if source == word:
        return 1.0
    entry = entry_of(word)
    return entry.sources.get(source, 0.0) if entry else 0.0


def bases(word: str) -> list[str]:
    """Return what a word may be a form of, itself first.

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
    """Return all words that have an entry, in the order of their letters."""
    return [line.partition(" ")[0] for line in _lines()]


@lru_cache(maxsize=ENTRIES_KEPT)
def _entry(word: str) -> Entry | None:
    lines, start = _lines(), f"{word} "
    place = bisect_left(lines, start)
    if place == len(lines) or not lines[place].startswith(start):
        return None
    _, salience, *sources = lines[place].split()
    strengths = {source[:-1]: int(source[-1]) / STEPS for source in sources}
    return Entry(word, int(salience) / STEPS, strengths)


@cache
def _lines() -> list[str]:
    """Return the entries, in the order of their words."""
    return gzip.decompress(SOURCE_WORDS.read_bytes()).decode("ascii").splitlines()
