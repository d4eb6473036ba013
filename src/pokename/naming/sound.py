"""Rules for how letters sound: the sounds of a word, syllables, ease of saying, resemblance."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

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
HEARD_LETTERS = 5  # a name that keeps this many letters of a source word makes it fully clear
USUAL_LETTERS, SPREAD = 7.6, 1.7  # mean and standard deviation of the official names' lengths
SIZE_WORDS = {
    "tiny": -1.0, "baby": -1.0, "young": -1.0, "mini": -1.0, "dwarf": -1.0, "minute": -1.0,
    "nano": -1.0, "micro": -1.0, "little": -0.7, "cute": -0.7, "small": -0.5,
    "fierce": 0.5, "big": 0.7, "large": 0.7, "great": 0.7, "ancient": 0.7,
    "huge": 1.0, "giant": 1.0, "enormous": 1.0, "gigantic": 1.0, "colossal": 1.0, "massive": 1.0,
    "mega": 1.0, "titan": 1.0, "mighty": 1.0, "legendary": 1.0,
}  # fmt: skip
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
    runs = re.findall(r"[aeiouy]+", re.sub(r"^y(?=[aeiou])", "j", letters))
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


def shared_run(root: str, names: Sequence[str]) -> int:
    """Return the length of the longest run of ``root``'s letters that every name contains.

    >>> shared_run("ember", ["emblet", "embergon"])
    3

    Args:
        root: A source word.
        names: One or more names.
    """
    first, *others = names
    for length in range(len(root), 0, -1):
        for start in range(len(root) - length + 1):
            run = root[start : start + length]
            if run in first and all(run in name for name in others):
                return length
    return 0


class LettersKept(NamedTuple):
    """How much a name keeps of its source words.

    Attributes:
        heard: How well the source words are heard, 0 to 1.
        overlap: Number of the name's letters that belong to two source words.
    """

    heard: float
    overlap: int


def letters_kept(roots: Sequence[str], name: str) -> LettersKept:
    """Return how much a name keeps of its source words, by the longest run of each one.

    >>> letters_kept(("char", "lizard"), "charizard")
    LettersKept(heard=1.0, overlap=0)
    >>> letters_kept(("flame", "sheep"), "flash").heard
    0.45
    >>> letters_kept(("skeleton", "bone"), "skeletone").overlap
    2

    ``heard`` is the average of two numbers: the mean share that is kept of the source words, and
    the share that is kept of the worst-kept one. So a word that is kept whole doesn't offset a lost
    word.
    """
    runs = [shared_run(root, [name]) for root in roots]
    shares = [
        min(run, HEARD_LETTERS) / min(len(root), HEARD_LETTERS)
        for root, run in zip(roots, runs, strict=True)
    ]
    heard = round((sum(shares) / len(shares) + min(shares)) / 2, 4) if shares else 0.0
    return LettersKept(heard, max(0, sum(runs) - len(name)))


def size_said(words: Collection[str]) -> float:
    """Return the size that words suggest: below 0 small or young, above 0 large or old."""
    return sum(SIZE_WORDS.get(word, 0.0) for word in words)


def _pairs(name: str) -> Counter[str]:
    padded = f"^{name.lower()}$"
    return Counter(padded[i : i + 2] for i in range(len(padded) - 1))
