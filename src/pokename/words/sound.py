"""Rules for how letters sound: sounds of a word, syllables, ease of saying, pronunciation.

These are rules of thumb for invented names; docs/how-to/play-in-the-browser.md has the limits of
the pronunciation.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from pokename.pokedex.official_names import normal_form

VOWELS = "aeiouy"
# Two vowels in a row that are said as two syllables: lion, diode, chaos, duet.
_HIATUS = re.compile(r"i[ao]|eo|u[aeo](?!$)|ao|ya|yo")
_SILENT_E = re.compile(r"(?<=[^aeiouy])(?<![^aeiouy]l)e$")
_ONSETS = frozenset(
    "bl br ch chr cl cr dr dw fl fr gh gl gn gr kh kl kn kr ph phl phr pl pr ps pt qu rh sc sch "
    "scr sh shr sk sl sm sn sp sph spl spr squ st str sw th thr tr ts tw wh wr zh".split()
)
_CODAS = frozenset(
    "ck ct ft ld lf lk lm lp lt mp nch nd ng nk nt nx ph pt rb rch rd rf rg rk rl rm rn rp rsh rt "
    "rth rx sh sk sp st tch th ts xt gh ll ss ff zz".split()
)
_HEAD = re.compile(rf"[^{VOWELS}]*")
_TAIL = re.compile(rf"[^{VOWELS}]*$")
_CLUSTERS = re.compile(rf"[^{VOWELS}]{{3,}}")
_VOWEL_RUNS = re.compile(rf"[{VOWELS}]{{3,}}")
COMFORTABLE_LETTERS = 10
USUAL_LETTERS, SPREAD = 7.6, 1.7  # mean and standard deviation of the official names' lengths
WORDS_KEPT = 1 << 14
# Spellings of one or more letters, each with its sound; the longest match is taken.
_SPELLINGS = {
    "tch": "C", "dge": "J", "sch": "S", "ch": "C", "sh": "S", "th": "T", "ph": "f", "wh": "w",
    "ck": "k", "cks": "X", "ks": "X", "cs": "X", "x": "X", "cc": "k", "q": "k", "gh": "g",
    "kn": "n", "wr": "r", "rh": "r", "ps": "s",
    "ee": "E", "ea": "E", "ie": "E", "ai": "A", "ay": "A", "ei": "A", "ey": "A",
    "oo": "U", "ue": "U", "eu": "U", "oa": "O", "oe": "O", "oi": "Y", "oy": "Y",
}  # fmt: skip
_AT_START = ("kn", "wr", "ps")  # their first letter is silent only at the start of a word
_PLAIN = [one for one in _SPELLINGS if one not in _AT_START]
_SEGMENT = re.compile(
    rf"^(?:{'|'.join(_AT_START)})"
    rf"|{'|'.join(sorted(_PLAIN, key=len, reverse=True))}"
    r"|c(?=[eiy])|(?P<twice>[b-df-hj-np-tvxz])(?P=twice)|."
)
_VOWEL_SOUNDS = frozenset("aeiouEAUOYWQI")
# How to spell each sound symbol of ``sounds_of`` that isn't pronounced like its letter. W is
# the vowel of "howl", Q is the vowel of "claw", I is the vowel of "night".
_SAID = {"C": "ch", "S": "sh", "T": "th", "J": "j", "X": "ks", "E": "ee", "A": "ay", "U": "oo",
         "O": "oh", "Y": "oy", "W": "ow", "Q": "aw", "I": "y"}  # fmt: skip
_CLOSED = {"a": "a", "e": "e", "i": "i", "o": "o", "u": "uh"}
_OPEN = {"a": "ah", "e": "eh", "i": "ih", "o": "oh", "u": "oo"}
_LAST = {**_OPEN, "i": "ee"}
_BEFORE_A_VOWEL = {**_OPEN, "i": "ee", "e": "ee"}
_LONG = {"a": "ay", "e": "ee", "i": "y", "o": "oh", "u": "oo"}  # as in blaze and reptile
_TWO_AS_ONE = {"au": "Q", "ou": "W"}
_BEFORE_W = {"a": "Q", "o": "W", "e": "U"}
# Spellings that ``sounds_of`` doesn't know, each with its sounds. Blends don't use them.
_SPOKEN = tuple(
    (re.compile(spelled), sounds)
    for spelled, sounds in (
        ("^psych", "sIk"), ("igh", "I"), ("(?<=dr)ought", "Wt"), ("ought", "Qt"),
        ("(?<=thr)ough", "U"), ("(?<=[bl])ough$", "W"), ("ough", "O"), ("que$", "k"),
        ("ogue$", "Og"), ("gue$", "g"), ("qu(?=[aeiouy])", "kw"), ("(?<=[^aeiou])fly$", "flI"),
        ("mb$", "m"), ("ette$", "et"), ("(?<=[lnr])ce$", "s"), ("(?<=[lnr])ge$", "j"),
        ("(?<=[lnr][svz])e$", ""),
    )
)  # fmt: skip
_SOUND_ONSETS = frozenset(
    "bl br kl kr dr fl fr gl gr pl pr sk sl sm sn sp st sw tr tw kw gw Tr Sr str spr skr "
    "spl".split()
)


class Sounds(Struct, frozen=True):
    """The sounds of a word, in order.

    Attributes:
        sounds: The N sounds.
        starts: Index of the first letter of each sound, then the word's length; N + 1 numbers.
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


def syllables(name: str) -> int:
    """Return the number of syllables of a name, counted by runs of vowels.

    >>> [syllables(name) for name in ("charizard", "flame", "lion", "turtle", "rhythm")]
    [3, 1, 2, 2, 1]
    """
    letters = _SILENT_E.sub("", name.lower()) or name.lower()
    runs = re.findall(rf"[{VOWELS}]+", re.sub(r"^y(?=[aeiou])", "j", letters))
    return max(1, sum(1 + bool(len(run) > 1 and _HIATUS.search(run)) for run in runs))


def ease(name: str) -> float:
    """Return how easily a name is said, from 0 to 1.

    Consonant clusters lower the ease, those at the start and end the most. Three vowels in a row
    and more than ten letters lower it too.

    >>> ease("charizard") == 1.0, ease("strvkelzt") < 0.5
    (True, True)
    """
    letters = "".join(filter(str.isalpha, name.lower()))
    head, tail = _HEAD.match(letters), _TAIL.search(letters)
    start, end = head.group() if head else "", tail.group() if tail else ""
    if start == letters:  # no vowel
        return 0.0
    cost = (len(start) > 1 and start not in _ONSETS) * (0.25 + 0.1 * max(0, len(start) - 3))
    cost += 0.2 * (len(end) > 1 and end not in _CODAS)
    within = _CLUSTERS.findall(letters, len(start), len(letters) - len(end))
    cost += sum(0.12 * (len(run) - 2) for run in within if run[-2:] not in _ONSETS)
    cost += sum(0.15 * (len(run) - 2) for run in _VOWEL_RUNS.findall(letters))
    cost += 0.06 * max(0, len(letters) - COMFORTABLE_LETTERS)
    return round(max(0.0, 1.0 - cost), 4)


def resemblance(one: str, other: str) -> float:
    """Return how alike two names sound, from 0 to 1, by shared pairs of letters and by length.

    >>> resemblance("charizard", "charizard"), resemblance("emberzard", "pipkin") < 0.2
    (1.0, True)
    """
    pairs, others = _pairs(one), _pairs(other)
    dice = 2 * (pairs & others).total() / max(1, pairs.total() + others.total())
    length = 1 - abs(len(one) - len(other)) / max(len(one), len(other), 1)
    return 0.75 * dice + 0.25 * length


def pronunciation(name: str) -> str:
    """Return the pronunciation of a name in syllables, with the stressed syllable in capitals.

    >>> [pronunciation(name) for name in ("Blazecko", "Pyreptile", "Iguanferno", "Squeakrust")]
    ['blah-ZEH-koh', 'pih-REP-tyl', 'ih-gwan-FER-noh', 'SKWEE-kruhst']

    Args:
        name: A name of one or two words, in upper or lower case.
    """
    return " ".join(filter(None, map(_pronounced_word, name.split())))


def _pairs(name: str) -> Counter[str]:
    """Count the pairs of neighbouring letters of a name; its start and its end count as letters."""
    padded = f"^{name.lower()}$"
    return Counter(padded[i : i + 2] for i in range(len(padded) - 1))


class _Syllable(Struct):
    """A syllable, in sound symbols; ``long`` if a silent e makes its vowel long."""

    onset: str
    vowel: str
    coda: str
    long: bool = False


def _pronounced_word(word: str) -> str:
    """Return the pronunciation of one word, its syllables joined by hyphens."""
    letters = "".join(filter(str.isalpha, normal_form(word)))
    for spelled, sounds in _SPOKEN:
        letters = spelled.sub(sounds, letters)
    syllables = _syllables(letters)
    said = [_pronounced_syllable(one, after) for one, after in pairwise((*syllables, None)) if one]
    stressed = max(0, len(said) - 2)  # most names are stressed on the last syllable but one
    return "-".join(one.upper() if n == stressed else one for n, one in enumerate(said))


def _pronounced_syllable(one: _Syllable, after: _Syllable | None) -> str:
    """Return the pronunciation of a syllable, which depends on the syllable after it, if any."""
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
    sounds = "".join(_spoken_sounds(letters))
    has_silent_e = (
        len(sounds) > 3
        and (sounds[-1], letters[-1]) == ("e", "e")
        and sounds[-2] not in _VOWEL_SOUNDS
        and sounds[-3] in _VOWEL_SOUNDS
    )
    if has_silent_e:
        sounds = sounds[:-1]
    elif sounds.endswith("le") and sounds[-3:-2] not in {*_VOWEL_SOUNDS, ""}:  # turtle
        sounds = f"{sounds[:-2]}ul"
    places = [place for place, sound in enumerate(sounds) if sound in _VOWEL_SOUNDS]
    if not places:
        return [_Syllable(sounds, "", "")] if sounds else []
    starts = [0, *(_onset(sounds, *two) for two in pairwise(places)), len(sounds)]
    found = [
        _Syllable(sounds[start:place], sounds[place], sounds[place + 1 : end])
        for place, (start, end) in zip(places, pairwise(starts), strict=True)
    ]
    found[-1].long = has_silent_e
    return found


def _onset(sounds: str, vowel: int, following: int) -> int:
    """Return the index at which the syllable of the vowel at ``following`` begins."""
    for start in range(vowel + 1, following):
        cluster = sounds[start:following]
        if cluster in _SOUND_ONSETS or (len(cluster) == 1 and cluster != "X"):
            return start
    return following


def _spoken_sounds(letters: str) -> Iterator[str]:
    """Yield the sounds of a word, with diphthongs merged and a consonantal u read as w."""
    sounds = list(sounds_of(letters).sounds)
    if sounds[:1] == ["X"]:
        sounds[0] = "z"
    if sounds[:1] == ["y"] and not _VOWEL_SOUNDS.intersection(sounds[1:2]):
        sounds[0] = "i"
    place = 0
    while place < len(sounds):
        sound, *rest = sounds[place : place + 3]
        before, after = sounds[place - 1] if place else "", rest[0] if rest else ""
        if sound == "u" and before in {"k", "g"} and after in _VOWEL_SOUNDS:
            yield "w"  # queen, iguana
        elif sound + after in _TWO_AS_ONE:
            yield _TWO_AS_ONE[sound + after]
            place += 1
        elif sound in _BEFORE_W and after == "w" and not _VOWEL_SOUNDS.intersection(rest[1:]):
            yield _BEFORE_W[sound]
            place += 1
        else:
            yield sound
        place += 1
