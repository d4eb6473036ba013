"""Source words for the words that descriptions are made of: "fiery" is said by flame, ember, igni.

It also knows how much of a name each word is worth: a tail more than an appearance.

``recipes/thesaurus.py`` wrote the file; docs/data-card.md says of what.
"""

import gzip
from collections.abc import Mapping
from functools import cache, lru_cache

from pokename.naming.sorted_lines import line_from
from pokename.naming.words import content_words, head_word
from pokename.paths import THESAURUS
from pokename.pokedex.lexicon import stems

CLEAR = 0.66  # nearness from which on a source word says a word as well as it does itself
STEPS = 9  # the nearest that a source word can be to a word, as the file writes it; saliences too
HEAD_WEIGHT = 1.5  # of the word for the creature itself, against its salience
TEXTS_KEPT = 16  # that of an answer is asked for with each of its pages
UNKNOWN = 0.8  # salience of a word that the file doesn't have: it is rare, and so worth saying


def nearness(root: str, word: str) -> float:
    """Return how well a source word says a word of a description, 0 to 1.

    >>> nearness("lizard", "lizard"), nearness("saur", "lizard"), nearness("teapot", "lizard")
    (1.0, 1.0, 0.0)
    """
    if word in (root, stems().get(root)):
        return 1.0
    return min(1.0, source_words(word).get(root, 0.0) / CLEAR)


@cache
def salience(word: str) -> float:
    """Return how much of a name a word of a description is worth, above 0 and up to 1.

    >>> salience("tail") > salience("appearance")
    True
    """
    entry = _entry(word)
    return int(entry[0]) / STEPS if entry else UNKNOWN


@lru_cache(maxsize=TEXTS_KEPT)
def worths(text: str) -> Mapping[str, float]:
    """Return the words of a description that a name could be made of, each with its worth.

    That is its salience; the word for the creature itself counts for more.
    """
    head = head_word(text)
    return {
        word: salience(word) * (HEAD_WEIGHT if word == head else 1.0)
        for word in content_words(text)
    }


@cache
def source_words(word: str) -> Mapping[str, float]:
    """Return source words that say ``word``, itself not among them, each with its nearness."""
    return {one[:-1]: int(one[-1]) / STEPS for one in _entry(word)[1:]}


@cache
def _entry(word: str) -> list[str]:
    """Return what the file has of a word: its salience, then its source words."""
    start = f"{word} "
    line = line_from(_text(), start)
    return line.split()[1:] if line.startswith(start) else []


@cache
def _text() -> str:
    """Return the whole file, sorted by its words."""
    return gzip.decompress(THESAURUS.read_bytes()).decode("ascii")
