"""Blends of source words by rule: every cut of each, judged by a letter model of real names.

The bundled model learned to spell from these, and a generator adds the best of them to what its
model spelled.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence

from pokename.naming.limits import Limits
from pokename.naming.sound import SPREAD, USUAL_LETTERS, VOWELS
from pokename.pokedex.names import normal_form

SHORTEST, LONGEST = 4, 11  # unless the limits ask for others
ROOT_LETTERS = 3  # in a row, that a name keeps of each source word
ROUGH = 32  # candidates that the letter model is asked about
ENDINGS = ("o", "a", "y", "ee", "ie", "ix", "ra", "on", "eon", "us", "or", "et", "oo", "ish", "el",
           "ite", "ling", "ini", "ex", "or", "una", "i", "e")  # fmt: skip
LINKS, LINKED = "aoi", 0.3  # vowels that link two consonants, as in Bulbasaur; their cost
LIKENESS = 0.55  # weight of the letter model against the rough score
LONGEST_PLAN = 3  # roots
ANY = Limits()


def best_blends(
    roots: Sequence[str], log_prob: Callable[[str], float], count: int, limits: Limits = ANY
) -> list[tuple[str, float]]:
    """Return the best blends of one, two or three roots with their scores, best first.

    >>> best_blends(("char", "lizard"), lambda name: 0.0, 1)[0][0]
    'charizard'

    Args:
        roots: Source words; letters outside a to z are left out.
        log_prob: Log p of a name's letters in nats, from a model of real names.
        count: Blends wanted; fewer where the roots give fewer.
        limits: Of the letters; every blend is made within them.
    """
    plain = tuple("".join(filter(str.isalpha, normal_form(root))) for root in roots)
    if not all(plain) or len(plain) > LONGEST_PLAN:
        return []
    cuts = sorted(_cuts(plain, limits).items(), key=lambda one: (-one[1], one[0]))
    runs = [_runs(root) for root in plain]
    fits = _fitness(limits)
    sound = (one for one in cuts if fits(one[0]) and _all_heard(runs, one[0]))
    scored = [
        (name, score + LIKENESS * log_prob(name) / math.sqrt(len(name) + 1))
        for name, score in itertools.islice(sound, ROUGH)
    ]
    return sorted(scored, key=lambda one: (-one[1], one[0]))[:count]


def _cuts(roots: Sequence[str], limits: Limits) -> dict[str, float]:
    """Return every cut of one, two or three roots with a rough score.

    The score counts how much of each root is left, where the roots overlap, whether the cut is at
    the edge of a syllable, and how usual the length is.
    """
    first, *rest = roots
    made: dict[str, float] = {_started(first, limits.starts_with): 0.0}
    endings = _endings(limits.ends_with)
    if not rest:
        made = {name: score for start in made for name, score in _of_one(start, endings).items()}
    for place, root in enumerate(rest):
        inside = "" if place else limits.contains
        made = {
            name: score + prior
            for start, prior in made.items()
            for name, score in _joins(start, root, endings, inside).items()
        }
        if not limits.shaping:
            made = dict(sorted(made.items(), key=lambda one: -one[1])[:60])
    return {name: score + _length_score(name) for name, score in made.items()}


def _started(root: str, start: str) -> str:
    """Return ``root`` with its first letters changed to ``start``: ("flame", "b") gives blame."""
    if root.startswith(start):
        return root
    before = itertools.takewhile(lambda letter: (letter in VOWELS) == (start[-1] in VOWELS), root)
    return start + root[len(list(before)) :]


def _endings(end: str) -> Sequence[str]:
    """Return what a clipped root may end in."""
    return (end, *(vowel + end for vowel in "aoi" if end[0] not in VOWELS)) if end else ENDINGS


def shares_letters(root: str, letters: str, length: int = ROOT_LETTERS) -> bool:
    """Tell whether ``length`` letters in a row of ``root`` stand in ``letters``.

    A root shorter than that must stand whole.

    >>> shares_letters("salamander", "charmander"), shares_letters("flame", "charmander")
    (True, False)
    """
    return _all_heard([_runs(normal_form(root), length)], letters)


def _runs(root: str, length: int = ROOT_LETTERS) -> list[str]:
    """Return all runs of so many letters of a root, or the whole of a shorter one."""
    length = min(length, len(root))
    return [root[i : i + length] for i in range(len(root) - length + 1)]


def _all_heard(runs: Sequence[Sequence[str]], name: str) -> bool:
    """Tell whether a name holds one of the runs of each root."""
    return all(any(map(name.__contains__, of_a_root)) for of_a_root in runs)


def _fitness(limits: Limits) -> Callable[[str], bool]:
    """Return what tells whether a name can be said and keeps to the limits."""
    low, high = min(SHORTEST, limits.max_length), max(LONGEST, limits.min_length)
    limited = limits != ANY  # else what follows is stricter

    def fits(name: str) -> bool:
        return (
            low <= len(name) <= high
            and _UNSAYABLE.search(name) is None
            and name[-2:] not in _NO_END
            and not (limited and limits.broken_by(name))
        )

    return fits


_ONSETS = ("str", "scr", "spr", "thr", "chr", "sph", "shr", "spl", "squ", "sch", "phr", "phl")
_NO_START = frozenset(
    "bb cc dd ff gg ll mm nn pp rr ss tt zz ng nk rt rd rl rm rn rk lk ld lt lm mp nd nt sr tl dl "
    "vl vr mr nr lr bd bt gd ck ct xt xp".split()
)
_NO_END = frozenset(
    "br cr dr fr gr pr tr vr bl cl dl fl gl pl sl tl vl wr zl kl mr nr hr cn gn dn bn bj sw tw dw "
    "kw aa ii uu hl hn wl yl vn kr jh bw gw sr zr cd dg gd gb bg pb kb tb zb pt mn".split()
)
# No vowel at all; four vowels or consonants in a row; one letter three times; a heap of consonants
# at the start.
_UNSAYABLE = re.compile(
    rf"^[^{VOWELS}]*$|[{VOWELS}]{{4}}|[^{VOWELS}]{{4}}|(.)\1\1"
    rf"|^(?:{'|'.join(sorted(_NO_START))})"
    rf"|^(?!{'|'.join(_ONSETS)})[^{VOWELS}]{{3}}"
)


def _joins(first: str, second: str, endings: Sequence[str], inside: str) -> dict[str, float]:
    """Return every start of ``first`` with every end, start or middle of ``second``, scored.

    Args:
        first: A root, or what was made of those before.
        second: The root that follows.
        endings: Put after a start of ``second``.
        inside: Put between the two as well, or "".
    """
    made: dict[str, float] = {}
    for cut in range(min(2, len(first)), len(first) + 1):
        joined = (
            _with_end(first, cut, second, inside),
            _linked(first, cut, second),
            _with_start(first, cut, second, endings),
        )
        for name, score in itertools.chain(*joined):
            if score > made.get(name, -math.inf):
                made[name] = score
    return made


def _with_end(first: str, cut: int, second: str, inside: str) -> Iterator[tuple[str, float]]:
    """Yield the start of ``first`` with every end of ``second``: toast and bread, toastead."""
    head = first[:cut]
    for start in range(max(0, len(second) - 8), len(second) - 1):
        overlap = _overlap(first, cut, second, start)
        kept = cut / len(first) + (len(second) - start + overlap) / len(second)
        edge = _edge(head, second[start:])
        if start and len(second) <= 4 and not overlap:
            edge -= 0.4  # a short word that loses its first letter is hard to hear
        yield head + second[start:], kept + 0.9 * min(overlap, 3) + edge
        if inside:
            yield head + inside + second[start:], kept - 0.6


def _linked(first: str, cut: int, second: str) -> Iterator[tuple[str, float]]:
    """Yield the start of ``first``, a vowel and ``second``: bulb and saur, bulbasaur."""
    if cut >= ROOT_LETTERS and {first[cut - 1], second[0]}.isdisjoint(VOWELS):
        for vowel in LINKS:
            yield first[:cut] + vowel + second, cut / len(first) + 1 - LINKED


def _with_start(
    first: str, cut: int, second: str, endings: Sequence[str]
) -> Iterator[tuple[str, float]]:
    """Yield the start of ``first`` with every start of ``second``, bare or with an ending."""
    head = first[:cut]
    edge = _edge(head, second)
    for end in range(3, min(6, len(second))):
        score = cut / len(first) + end / len(second) + edge
        clipped = head + second[:end]
        yield clipped, score - 0.6
        after_vowel = clipped[-1] in VOWELS
        for ending in endings:
            if (ending[0] in VOWELS) != after_vowel:
                yield clipped + ending, score - 0.9


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
    return -0.5 * ((len(name) - USUAL_LETTERS) / SPREAD) ** 2


def _of_one(root: str, endings: Sequence[str]) -> dict[str, float]:
    """Return a root clipped and given an ending, or with a letter changed, in the makers' ways."""
    made = {
        root[:cut] + ending: cut / len(root)
        for cut in range(3, len(root) + 1)
        for ending in endings
        if (root[cut - 1] in VOWELS) != (ending[0] in VOWELS)
    }
    for old, new in (("c", "k"), ("s", "z"), ("ck", "x"), ("x", "ks"), ("y", "i"), ("ph", "f")):
        if old in root:
            made[root.replace(old, new, 1)] = 0.8
    return made
