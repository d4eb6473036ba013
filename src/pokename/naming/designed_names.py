"""What designed names tell of a new one: how their letters go on, and which blends they are.

``recipes/taste`` writes both files from the designed names of the train part and the names by
creature and theme.
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
    """Tell whether a name was written for some creature and theme: such a blend is a likely one.

    >>> is_themed("infernine"), is_themed("nofernine")
    (True, False)
    """
    return letters in _themed_names()


@cache
def _themed_names() -> frozenset[str]:
    return frozenset(gzip.decompress(THEMED_NAMES.read_bytes()).decode("ascii").split())
