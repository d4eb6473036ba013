"""How letters sound, by rule: "ck", "c" and "q" are one sound, and so are "ai" and "ay"."""

import re
from functools import lru_cache

from msgspec import Struct

WORDS_KEPT = 1 << 14

# Spellings of one or more letters, each with its sound; the first that matches is taken.
_SPELLINGS = {
    "tch": "C", "dge": "J", "sch": "S", "ch": "C", "sh": "S", "th": "T", "ph": "f", "wh": "w",
    "ck": "k", "cks": "X", "ks": "X", "cs": "X", "x": "X", "cc": "k", "q": "k", "gh": "g",
    "kn": "n", "wr": "r", "rh": "r", "ps": "s",
    "ee": "E", "ea": "E", "ie": "E", "ai": "A", "ay": "A", "ei": "A", "ey": "A",
    "oo": "U", "ue": "U", "eu": "U", "oa": "O", "oe": "O", "oi": "Y", "oy": "Y",
}  # fmt: skip
_AT_START = ("kn", "wr", "ps")  # silent only there
_PLAIN = [one for one in _SPELLINGS if one not in _AT_START]
_SEGMENT = re.compile(
    rf"^(?:{'|'.join(_AT_START)})"
    rf"|{'|'.join(sorted(_PLAIN, key=len, reverse=True))}"
    r"|c(?=[eiy])|(?P<twice>[b-df-hj-np-tvxz])(?P=twice)|."
)


class Sounds(Struct, frozen=True):
    """A word's sounds, one after the other.

    Attributes:
        sounds: N of them.
        starts: Where the letters of each begin in the word, and the word's length: N + 1.
    """

    sounds: tuple[str, ...]
    starts: tuple[int, ...]


@lru_cache(maxsize=WORDS_KEPT)
def sounds_of(word: str) -> Sounds:
    """Return the sounds of a word in lower-case letters.

    >>> sounds_of("phoenix").sounds
    ('f', 'O', 'n', 'i', 'X')
    >>> sounds_of("cheetah").starts
    (0, 2, 4, 5, 6, 7)
    """
    sounds, starts = [], []
    for match in _SEGMENT.finditer(word):
        spelled = match[0]
        if spelled == "c":
            sound = "s" if word[match.end() : match.end() + 1] in ("e", "i", "y") else "k"
        elif spelled == "y" and match.start():
            sound = "i"
        else:
            sound = _SPELLINGS.get(spelled) or spelled[0]
        sounds.append(sound)
        starts.append(match.start())
    return Sounds(tuple(sounds), (*starts, len(word)))
