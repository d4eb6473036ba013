"""The check for offensive English words, spelled in a name or heard when the name is read aloud.

The offensive words, and the innocent words that contain them, are in assets/offensive.txt.gz.
recipes/offensive_words.py builds that file from public lists; docs/explanation/decency.md has the
rules.
"""

import gzip
import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import combinations

from msgspec import Struct
from msgspec.structs import fields

from pokename.paths import OFFENSIVE

# Spellings, each with the symbols of its sound. Consonants follow Metaphone (L. Philips, "Hanging
# on the Metaphone", Computer Language 7(12), 1990). Metaphone drops vowels; they are kept here,
# since many innocent words differ from offensive words only in a vowel.
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
    """Return why a name or source word is offensive, or None if it is decent.

    Args:
        letters: One word, or two with a space between them, in lower-case letters a to z.
        roots: Source words of a name. An innocent word that spans two of them doesn't excuse an
            offensive word, since readers don't see the innocent word.

    >>> offence("cockatoo"), offence("flameleon")
    (None, None)
    """
    words = dict.fromkeys((letters.replace(" ", ""), *letters.split()))
    return next(filter(None, (_offence(word, roots) for word in words)), None)


def sound_signs(letters: str) -> str:
    """Return a rough English pronunciation, one symbol for each sound.

    >>> sound_signs("phoxy") == sound_signs("foksi")
    True
    """
    for spelling, sign in _SPELLINGS:
        letters = letters.replace(spelling, sign)
    return _DOUBLED.sub(r"\1", letters)


class _Lists(Struct, frozen=True):
    """The lists in the packaged file of offensive words.

    Attributes:
        alone: Words that offend as a whole name.
        said: Pronunciations (see ``sound_signs``) that offend if a whole name is pronounced so.
        edge: Words that offend at a name's start or end.
        within: Words that offend anywhere in a name.
        heard: Pronunciations that offend anywhere in the pronunciation of a name.
        innocent: Innocent words that contain an offensive one.
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
    said = sound_signs(word)
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
    sounds = [sound_signs(one) for one in innocent]
    if said in lists.said or not all(any(found in one for one in sounds) for found in heard):
        return "sounds like an offensive word"
    return None


def _held(text: str, words: frozenset[str]) -> set[str]:
    """Return the ``words`` that a text contains.

    Each substring of the text is looked up, since a text has fewer substrings than there are words.
    """
    return {text[start:end] for start, end in combinations(range(len(text) + 1), 2)} & words
