"""Source words: how common and how powerful each is, and which of its starts and ends identify it.

"Porcu" is the start of one word, "po" is the start of hundreds. ``recipes/taste`` writes the file
that is read here.
"""

import gzip
from functools import cache, lru_cache

from msgspec import Struct

from pokename.naming.dictionary import line_starting
from pokename.paths import WORD_PARTS

PARTS_KEPT = 1 << 12
STEPS = 9
USUALLY_LIKED = 4  # ``liked`` of a word that was never shown
USUAL_POWER = 1  # ``power`` of a word that wasn't graded
# How well 0, 1, 2... letters identify a word that isn't in the file.
_USUAL = (0, 0, 1, 3, 5, 7, 8, 9)


class Parts(Struct, frozen=True):
    """A source word's starts and ends.

    Attributes:
        common: How common the word is, 0 to 9.
        spread: For how many words it is a source word, 0 (for one) to 9.
        used: How often people who make names used it, 0 (never) to 9.
        liked: How often names made of it were picked when shown, 0 to 9.
        power: How much size, strength or growth it suggests, 0 (a spark) to 3 (an inferno).
        heads: How well its first N letters identify it, 0 to 9, for N = 0, 1, 2...
        tails: How well its letters from index N on identify it, 0 to 9, for N = 0, 1, 2...
        cut_heads: How often makers kept its first N letters, 0 to 9, for N = 0, 1, 2...
        cut_tails: How often makers kept its letters from index N on, 0 to 9, for N = 0, 1, 2...
    """

    common: int
    spread: int
    used: int
    liked: int
    power: int
    heads: tuple[int, ...]
    tails: tuple[int, ...]
    cut_heads: tuple[int, ...]
    cut_tails: tuple[int, ...]


@lru_cache(maxsize=PARTS_KEPT)
def parts_of(word: str) -> Parts:
    """Return the parts of a source word, with usual values if the word isn't in the file.

    >>> parts = parts_of("porcupine")
    >>> parts.heads[5] > parts.heads[2], parts.tails[4] > parts.tails[7]
    (True, True)
    """
    line = _line(word)
    if line:
        _, rates, *digits = line.split()
        heads, tails, cut_heads, cut_tails = (tuple(map(int, one)) for one in digits)
        common, spread, used, liked, power = map(int, rates)
        return Parts(common, spread, used, liked, power, heads, tails, cut_heads, cut_tails)
    size = len(word)
    heads = tuple(STEPS if n == size else _USUAL[min(n, 7)] for n in range(size + 1))
    tails = tuple(STEPS if n == 0 else _USUAL[min(size - n, 7)] for n in range(size + 1))
    none = (0,) * (size + 1)
    return Parts(0, 0, 0, USUALLY_LIKED, USUAL_POWER, heads, tails, none, none)


def is_known(word: str) -> bool:
    """Return whether a word is a source word in the file.

    >>> is_known("porcupine"), is_known("burnka")
    (True, False)
    """
    return bool(_line(word))


def _line(word: str) -> str:
    return line_starting(_lines(), f"{word} ")


@cache
def _lines() -> list[str]:
    return gzip.decompress(WORD_PARTS.read_bytes()).decode("ascii").splitlines()
