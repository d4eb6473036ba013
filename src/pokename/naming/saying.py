"""The pronunciation of a name: syllables respelled for English readers, stressed ones in capitals.

These are rules of thumb for invented names; docs/how-to/play-in-the-browser.md has their limits.
"""

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from pokename.naming.sound import sounds_of
from pokename.pokedex.official_names import normal_form

_VOWELS = frozenset("aeiouEAUOYWQ")
# How to spell each sound symbol of ``sound.sounds_of`` that isn't pronounced like its letter. W is
# the vowel of "howl", Q is the vowel of "claw".
_SAID = {"C": "ch", "S": "sh", "T": "th", "J": "j", "X": "ks", "E": "ee", "A": "ay", "U": "oo",
         "O": "oh", "Y": "oy", "W": "ow", "Q": "aw"}  # fmt: skip
_CLOSED = {"a": "a", "e": "e", "i": "i", "o": "o", "u": "uh"}
_OPEN = {"a": "ah", "e": "eh", "i": "ih", "o": "oh", "u": "oo"}
_LAST = {**_OPEN, "i": "ee"}
_BEFORE_A_VOWEL = {**_OPEN, "i": "ee", "e": "ee"}
_LONG = {"a": "ay", "e": "ee", "i": "y", "o": "oh", "u": "oo"}  # as in blaze and reptile
_TWO_AS_ONE = {"au": "Q", "ou": "W"}
_BEFORE_W = {"a": "Q", "o": "W", "e": "U"}
_ONSETS = frozenset(
    "bl br kl kr dr fl fr gl gr pl pr sk sl sm sn sp st sw tr tw kw gw Tr Sr str spr skr "
    "spl".split()
)


class _Syllable(Struct):
    onset: str
    vowel: str
    coda: str
    long: bool = False


def respelled(name: str) -> str:
    """Return the pronunciation of a name in syllables, with the stressed syllable in capitals.

    >>> respelled("Blazecko"), respelled("Pyreptile"), respelled("Iguanferno")
    ('blah-ZEH-koh', 'pih-REP-tyl', 'ih-gwan-FER-noh')

    Args:
        name: A name of one or two words, in upper or lower case.
    """
    return " ".join(filter(None, map(_word, name.split())))


def _word(word: str) -> str:
    syllables = _syllables("".join(filter(str.isalpha, normal_form(word))))
    said = [_said(one, after) for one, after in pairwise((*syllables, None)) if one]
    stressed = max(0, len(said) - 2)  # most names are stressed on the last syllable but one
    return "-".join(one.upper() if n == stressed else one for n, one in enumerate(said))


def _said(one: _Syllable, after: _Syllable | None) -> str:
    if one.long:
        vowel = _LONG.get(one.vowel)
    elif one.coda:
        vowel = "u" if (one.vowel, one.coda[0]) == ("u", "r") else _CLOSED.get(one.vowel)
    elif after is None:
        vowel = _LAST.get(one.vowel)
    else:
        vowel = (_OPEN if after.onset else _BEFORE_A_VOWEL).get(one.vowel)
    consonants = [
        "".join(_SAID.get(sound, sound) for sound in part) for part in (one.onset, one.coda)
    ]
    return (vowel or _SAID.get(one.vowel, "")).join(consonants)


def _syllables(letters: str) -> list[_Syllable]:
    """Return the syllables of a word; each begins with as many consonants as possible."""
    sounds = "".join(_sounds(letters))
    silent = len(sounds) > 3 and sounds[-1] == "e" and letters[-1] == "e"
    silent = silent and sounds[-2] not in _VOWELS and sounds[-3] in _VOWELS
    if silent:
        sounds = sounds[:-1]
    elif sounds.endswith("le") and sounds[-3:-2] not in {*_VOWELS, ""}:  # turtle
        sounds = f"{sounds[:-2]}ul"
    places = [place for place, sound in enumerate(sounds) if sound in _VOWELS]
    if not places:
        return [_Syllable(sounds, "", "")] if sounds else []
    starts = [0, *(_onset(sounds, *two) for two in pairwise(places)), len(sounds)]
    found = [
        _Syllable(sounds[start:place], sounds[place], sounds[place + 1 : end])
        for place, (start, end) in zip(places, pairwise(starts), strict=True)
    ]
    found[-1].long = silent
    return found


def _onset(sounds: str, vowel: int, following: int) -> int:
    """Return the index at which the syllable of the vowel at ``following`` begins."""
    for start in range(vowel + 1, following):
        cluster = sounds[start:following]
        if len(cluster) == 1 and cluster != "X":
            return start
        if cluster in _ONSETS:
            return start
    return following


def _sounds(letters: str) -> Iterator[str]:
    """Yield the sounds of a word, with diphthongs merged and a consonantal u read as w."""
    sounds = list(sounds_of(letters).sounds)
    if sounds[:1] == ["X"]:
        sounds[0] = "z"
    if sounds[:1] == ["y"] and not _VOWELS.intersection(sounds[1:2]):
        sounds[0] = "i"
    place = 0
    while place < len(sounds):
        sound, *rest = sounds[place : place + 3]
        before, after = sounds[place - 1] if place else "", rest[0] if rest else ""
        if sound == "u" and before in {"k", "g"} and after in _VOWELS:
            yield "w"  # queen, iguana
        elif sound + after in _TWO_AS_ONE:
            yield _TWO_AS_ONE[sound + after]
            place += 1
        elif sound in _BEFORE_W and after == "w" and not _VOWELS.intersection(rest[1:]):
            yield _BEFORE_W[sound]
            place += 1
        else:
            yield sound
        place += 1
