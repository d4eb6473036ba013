"""What no name may say: offensive English words, spelled within it or heard when it's read aloud.

The words, and the decent ones that hold them, are in assets/offensive.txt.gz, which
recipes/offensive_words.py draws from public lists; docs/decency.md says by what rules.
"""

import gzip
import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import combinations

from msgspec import Struct
from msgspec.structs import fields

from pokename.paths import OFFENSIVE

# Spellings of one sound, after the consonants of Metaphone (L. Philips, "Hanging on the Metaphone",
# Computer Language 7(12), 1990). Vowels stay, since many a decent word differs in them alone.
_SPELLINGS = (
    *(("sch", "S"), ("sh", "S"), ("tch", "C"), ("ch", "C"), ("th", "T"), ("ph", "f")),
    *(("gh", "g"), ("kh", "k"), ("bh", "b"), ("dh", "d"), ("rh", "r"), ("who", "ho"), ("wh", "w")),
    *(("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("x", "ks")),
    *(("gg", "G"), ("ge", "je"), ("gi", "ji"), ("gy", "ji"), ("G", "g")),
    *(("ee", "E"), ("ea", "E"), ("oo", "U"), ("y", "i")),
    *(("ah", "a"), ("eh", "e"), ("ih", "i"), ("oh", "o"), ("uh", "u")),
    *(("er", "R"), ("ir", "R"), ("ur", "R")),
)
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 12)
def offence(letters: str, roots: tuple[str, ...] = ()) -> str | None:
    """Return what is wrong with a name or a source word, or None if it is decent.

    Args:
        letters: Lower-case letters a to z; two words stand apart.
        roots: Source words of a name. A decent word excuses what it holds only if it stands in one
            of them: nobody sees one that begins in one source word and ends in the next.

    >>> offence("cockatoo"), offence("flameleon")
    (None, None)
    """
    words = dict.fromkeys((letters.replace(" ", ""), *letters.split()))
    return next(filter(None, (_offence(word, roots) for word in words)), None)


def respelled(letters: str) -> str:
    """Return how letters are said in English, roughly: one sign a sound.

    >>> respelled("phoxy") == respelled("foksi")
    True
    """
    for spelling, sign in _SPELLINGS:
        letters = letters.replace(spelling, sign)
    return _DOUBLED.sub(r"\1", letters)


class _Lists(Struct, frozen=True):
    """What the asset holds.

    Attributes:
        alone: What offends as a whole name.
        said: The same, as it is said.
        edge: What offends at a name's start and end.
        within: What offends within a name.
        heard: What offends within a name as it is said.
        innocent: Decent words that hold what is looked for.
    """

    alone: frozenset[str]
    said: frozenset[str]
    edge: frozenset[str]
    within: frozenset[str]
    heard: frozenset[str]
    innocent: frozenset[str]


@cache
def _lists() -> _Lists:
    kinds: dict[str, list[str]] = defaultdict(list)
    cells = gzip.decompress(OFFENSIVE.read_bytes()).decode("ascii").split()
    for kind, word in zip(cells[::2], cells[1::2], strict=True):
        kinds[kind].append(word)
    return _Lists(**{field.name: frozenset(kinds[field.name]) for field in fields(_Lists)})


def _offence(word: str, roots: tuple[str, ...]) -> str | None:
    lists = _lists()
    said = respelled(word)
    spelled = _held(word, lists.within)
    spelled |= {edge for edge in lists.edge if word.startswith(edge) or word.endswith(edge)}
    heard = _held(said, lists.heard)
    if word in lists.alone:
        return "an offensive word"
    if not (spelled or heard or said in lists.said):
        return None
    places = roots or (word,)
    innocent = [one for one in lists.innocent if one in word and any(one in p for p in places)]
    if not all(any(found in one for one in innocent) for found in spelled):
        return "holds an offensive word"
    sounds = [respelled(one) for one in innocent]
    if said in lists.said or not all(any(found in one for one in sounds) for found in heard):
        return "sounds like an offensive word"
    return None


def _held(text: str, words: frozenset[str]) -> set[str]:
    """Return which of ``words`` stand in a text, which has fewer parts than there are words."""
    return {text[start:end] for start, end in combinations(range(len(text) + 1), 2)} & words
