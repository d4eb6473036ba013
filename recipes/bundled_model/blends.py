"""Blends of source words by rule: every cut of each, judged by a letter model of real names."""

import math
import random
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

SHORTEST, LONGEST = 4, 11
MEAN_LENGTH, SPREAD = 7.6, 1.7  # of the official names, in letters
SHARED = 3  # letters in a row that a name keeps of each source word
ENDINGS = ("o", "a", "y", "ee", "ie", "ix", "ra", "on", "eon", "us", "or", "et", "oo", "ish", "el",
           "ite", "ling", "ini", "ex", "or", "una", "i", "e")  # fmt: skip
VOWELS = "aeiouy"


class Blender:
    """Makes names of source words.

    Args:
        log_prob: Log p of a name's letters in nats, from a model of real names.
        taken: Names and words, in lower-case letters, that a blend must not be.
        temperature: Of the choice among candidates; the higher, the more varied.
    """

    def __init__(
        self,
        log_prob: Callable[[str], float],
        taken: Collection[str],
        temperature: float = 0.6,
    ) -> None:
        self._log_prob = log_prob
        self._taken = taken
        self._temperature = temperature
        self._ranked = lru_cache(maxsize=200_000)(self._rank)

    def blend(self, roots: Sequence[str], rng: random.Random) -> str | None:
        """Return a name that keeps three letters in a row of each root, or None if none will do."""
        plain = tuple("".join(filter(str.isalpha, root)) for root in roots)
        names, weights = self._ranked(plain)
        return rng.choices(names, weights)[0] if names else None

    def _rank(self, roots: tuple[str, ...]) -> tuple[list[str], list[float]]:
        """Return the best candidates, with weights."""
        rough = sorted(candidates(roots).items(), key=lambda one: (-one[1], one[0]))[:40]
        scores = {
            name: score + 0.55 * self._log_prob(name) / math.sqrt(len(name) + 1)
            for name, score in rough
            if name not in self._taken and name.removesuffix("s") not in self._taken
        }
        best = sorted(scores, key=lambda name: (-scores[name], name))[:6]
        if not best:
            return [], []
        top = scores[best[0]]
        return best, [math.exp((scores[name] - top) / self._temperature) for name in best]


def candidates(roots: Sequence[str]) -> dict[str, float]:
    """Return every cut of one, two or three roots that keeps to the rules, with a rough score.

    The score counts how much of each root is left, where the roots overlap, whether the cut is at
    the edge of a syllable, and how usual the length is.
    """
    if len(roots) == 1:
        return _of_one(roots[0])
    first, *rest = roots
    made: dict[str, float] = {first: 0.0}
    for root in rest:
        made = {
            name: score + prior
            for start, prior in made.items()
            for name, score in _joins(start, root).items()
        }
        made = dict(sorted(made.items(), key=lambda one: -one[1])[:60])
    return {
        name: score + _length_score(name)
        for name, score in made.items()
        if sound(name) and all(shares(name, root) for root in roots)
    }


def shares(name: str, root: str, letters: int = SHARED) -> bool:
    """Tell whether ``name`` has that many letters in a row of ``root`` (all, of a shorter one).

    >>> shares("charizard", "lizard"), shares("charizard", "salamander")
    (True, False)
    """
    letters = min(letters, len(root))
    return any(root[i : i + letters] in name for i in range(len(root) - letters + 1))


def sound(name: str) -> bool:
    """Tell whether a name can be said: length, vowels, no long runs of consonants or vowels."""
    if not SHORTEST <= len(name) <= LONGEST or not any(letter in VOWELS for letter in name):
        return False
    run, previous = 0, None
    for position, letter in enumerate(name):
        vowel = letter in VOWELS
        run = run + 1 if vowel == previous else 1
        previous = vowel
        if run > 3 or name[position : position + 3] == letter * 3:
            return False
        if run == 3 and not vowel and position == 2 and not name.startswith(_ONSETS):
            return False
    return name[:2] not in _NO_START and name[-2:] not in _NO_END


_ONSETS = ("str", "scr", "spr", "thr", "chr", "sph", "shr", "spl", "squ", "sch", "phr", "phl")
_NO_START = frozenset(
    "bb cc dd ff gg ll mm nn pp rr ss tt zz ng nk rt rd rl rm rn rk lk ld lt lm mp nd nt sr tl dl "
    "vl vr mr nr lr bd bt gd ck ct xt xp".split()
)
_NO_END = frozenset(
    "br cr dr fr gr pr tr vr bl cl dl fl gl pl sl tl vl wr zl kl mr nr hr cn gn dn bn bj sw tw dw "
    "kw aa ii uu hl hn wl yl vn kr jh bw gw sr zr cd dg gd gb bg pb kb tb zb pt mn".split()
)


def _joins(first: str, second: str) -> dict[str, float]:
    """Return every start of ``first`` with every end, start or middle of ``second``."""
    made: dict[str, float] = {}

    def keep(name: str, score: float) -> None:
        if score > made.get(name, -math.inf):
            made[name] = score

    for cut in range(min(2, len(first)), len(first) + 1):
        head = first[:cut]
        for start in range(max(0, len(second) - 8), len(second) - 1):
            overlap = _overlap(first, cut, second, start)
            kept = cut / len(first) + (len(second) - start + overlap) / len(second)
            edge = _edge(head, second[start:])
            if start and len(second) <= 4 and not overlap:
                edge -= 0.4  # a short word that loses its first letter is hard to hear
            keep(head + second[start:], kept + 0.9 * min(overlap, 3) + edge)
        for end in range(3, min(6, len(second))):
            kept = cut / len(first) + end / len(second)
            clipped = head + second[:end]
            keep(clipped, kept + _edge(head, second) - 0.6)
            for ending in ENDINGS:
                if (clipped[-1] in VOWELS) != (ending[0] in VOWELS):
                    keep(clipped + ending, kept + _edge(head, second) - 0.9)
    return made


def _overlap(first: str, cut: int, second: str, start: int) -> int:
    """Return how many letters before the cut of ``first`` stand before ``start`` in ``second``."""
    shared = 0
    while shared < min(cut, start) and first[cut - 1 - shared] == second[start - 1 - shared]:
        shared += 1
    return shared


def _edge(head: str, tail: str) -> float:
    """Return a score for a join between consonant and vowel, which is where syllables meet."""
    return 0.25 if (head[-1] in VOWELS) != (tail[0] in VOWELS) else -0.15


def _length_score(name: str) -> float:
    return -0.5 * ((len(name) - MEAN_LENGTH) / SPREAD) ** 2


def _of_one(root: str) -> dict[str, float]:
    """Return a root clipped and given an ending, or with a letter changed, in the makers' ways."""
    made = {
        root[:cut] + ending: cut / len(root)
        for cut in range(3, len(root) + 1)
        for ending in ENDINGS
        if (root[cut - 1] in VOWELS) != (ending[0] in VOWELS)
    }
    for old, new in (("c", "k"), ("s", "z"), ("ck", "x"), ("x", "ks"), ("y", "i"), ("ph", "f")):
        if old in root:
            made[root.replace(old, new, 1)] = 0.8
    return {
        name: score + _length_score(name)
        for name, score in made.items()
        if sound(name) and shares(name, root)
    }
