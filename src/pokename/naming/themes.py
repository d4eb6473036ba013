"""What words of descriptions mean: creatures and themes that themed names were written for.

"Hound" means the creature "dog", and "fiery" the theme "fire". ``recipes/taste`` writes the file;
docs/measurements/data-card.md describes it.
"""

import gzip
from functools import cache
from typing import NamedTuple

from pokename.naming.dictionary import line_starting
from pokename.paths import THEMES_OF_WORDS


class Meaning(NamedTuple):
    """The creatures and the themes that a word means."""

    creatures: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def meaning_of(word: str) -> Meaning:
    """Return the creatures and the themes that a word of a description means.

    >>> meaning_of("hound"), meaning_of("fiery").themes
    (Meaning(creatures=('dog',), themes=()), ('fire',))
    """
    start = f"{word}: "
    creatures, _, themes = line_starting(meanings(), start).removeprefix(start).partition("|")
    return Meaning(_items(creatures), _items(themes))


def _items(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(";"))))


@cache
def meanings() -> list[str]:
    """Return the lines of the file, one for each word, sorted."""
    return gzip.decompress(THEMES_OF_WORDS.read_bytes()).decode("ascii").splitlines()
