"""Two assets about designed names: a letter model, and the list of themed names.

``recipes/taste`` writes both files, from the designed names of the train split and from themed
names, which a language model wrote for a creature and a theme.
"""

import gzip
from functools import cache

from pokename.naming.letter_model import LetterModel
from pokename.paths import DESIGNED_LETTERS, THEMED_NAMES


@cache
def designed_letters() -> LetterModel:
    """Return the letter model of designed names."""
    return LetterModel.load(DESIGNED_LETTERS)


def is_themed(letters: str) -> bool:
    """Return whether a name is a themed name; a blend that equals a themed name scores higher.

    >>> is_themed("infernine"), is_themed("nofernine")
    (True, False)
    """
    return letters in _themed_names()


@cache
def _themed_names() -> frozenset[str]:
    return frozenset(gzip.decompress(THEMED_NAMES.read_bytes()).decode("ascii").split())
