"""Names cut from source words to fit limits, with the required start, end and letters.

Candidates are blends at shared sounds. If limits leave too few candidates, or if a mood has its own
endings, names are also cut here: every start of a source word is joined to every end or start of
the next source word.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pokename.naming.limits import LONGEST_MADE, SHORTEST_MADE, Limits
from pokename.naming.wishes import MOST_ROOTS
from pokename.pokedex.official_names import normal_form
from pokename.words.sound import SPREAD, USUAL_LETTERS, VOWELS

ROOT_LETTERS = 3  # consecutive letters of each source word that a name must keep
ENDINGS = ("o", "a", "y", "ee", "ie", "ix", "ra", "on", "eon", "us", "or", "et", "oo", "ish", "el",
           "ite", "ling", "ini", "ex", "una", "i", "e")  # fmt: skip
ADDED, WANTED = 0.9, 0.3  # cost of adding any ending, and of adding a wanted ending
LINKS, LINKED = "aoi", 0.3  # vowels that link two consonants, as in Bulbasaur, and their cost
Endings = tuple[tuple[str, float], ...]  # each ending with its cost
CUTS_KEPT = 60
ROOTS_KEPT = 1024
ROUGH = 32  # cuts that the letter model scores
LIKENESS = 0.55  # weight of the letter model's score, relative to the rough score
ANY = Limits()


def best_cuts(
    roots: Sequence[str],
    log_prob: Callable[[str], float],
    count: int,
    limits: Limits = ANY,
    wanted: Sequence[str] = (),
) -> list[tuple[str, float]]:
    """Return the best cuts of one, two or three roots with their scores, best first.

    >>> best_cuts(("char", "lizard"), lambda name: 0.0, 1)[0][0]
    'charizard'

    Args:
        roots: Source words; characters outside a to z are dropped.
        log_prob: Function that returns log p of a name's letters in nats, under a model of real
            names.
        count: Maximum number of cuts to return.
        limits: Limits that every cut keeps.
        wanted: Endings to prefer.
    """
    plain = tuple("".join(filter(str.isalpha, normal_form(root))) for root in roots)
    if not all(plain) or len(plain) > MOST_ROOTS:
        return []
    cuts = all_cuts(plain, limits, wanted)
    runs = [runs_of(root) for root in plain]
    fits = _fitness(limits)
    best_first = sorted(cuts, key=cuts.__getitem__, reverse=True)
    sound = (name for name in best_first if fits(name) and _all_heard(runs, name))
    scored = [
        (name, cuts[name] + LIKENESS * log_prob(name) / math.sqrt(len(name) + 1))
        for name in itertools.islice(sound, ROUGH)
    ]
    return sorted(scored, key=lambda one: (-one[1], one[0]))[:count]


def all_cuts(roots: Sequence[str], limits: Limits, wanted: Sequence[str] = ()) -> dict[str, float]:
    """Return the cuts of one, two or three roots with their rough scores.

    The score rises with the share of each root that is kept, with the overlap of the roots, with
    cuts at syllable boundaries, and with a usual length.

    >>> max(cuts := all_cuts(("char", "lizard"), Limits()), key=cuts.__getitem__)
    'charizard'

    Args:
        roots: Source words in lower-case letters a to z.
        limits: Limits; the letters that a name must start with, end with or contain are added to
            the cuts.
        wanted: Endings to prefer.
    """
    first, *rest = roots
    made: dict[str, float] = {_started(first, limits.starts_with): 0.0}
    endings = _endings(limits.ends_with, wanted)
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
            best = sorted(made, key=made.__getitem__, reverse=True)[:CUTS_KEPT]
            made = {name: made[name] for name in best}
    return {name: score + _length_score(len(name)) for name, score in made.items()}


def _started(root: str, start: str) -> str:
    """Return ``root`` with its first letters changed to ``start``: ("flame", "b") gives blame."""
    if root.startswith(start):
        return root
    before = itertools.takewhile(lambda letter: (letter in VOWELS) == (start[-1] in VOWELS), root)
    return start + root[len(list(before)) :]


def _endings(end: str, wanted: Sequence[str]) -> Endings:
    """Return the endings that a clipped root may take, with their costs."""
    if end:
        vowels = (vowel + end for vowel in "aoi" if end[0] not in VOWELS)
        return tuple((one, ADDED) for one in (end, *vowels))
    return tuple((dict.fromkeys(ENDINGS, ADDED) | dict.fromkeys(wanted, WANTED)).items())


class _Piece(NamedTuple):
    """An end or a start of a root, which may follow the start of another root.

    Attributes:
        letters: The letters, including an added ending if there is one.
        worth: Share of the root that is kept, less the cost of clipping or an ending.
        start: Index in the root where an end begins; 0 for a start.
        on_vowel: Whether the first letter is a vowel.
    """

    letters: str
    worth: float
    start: int
    on_vowel: bool


def _joins(first: str, second: str, endings: Endings, inside: str) -> dict[str, float]:
    """Return every start of ``first`` joined to every end and start of ``second``, with scores.

    Args:
        first: A root, or a name made of the earlier roots.
        second: The root that follows.
        endings: Endings to add to a start of ``second``.
        inside: Letters to put between the two roots in additional names, or "".
    """
    made: dict[str, float] = {}
    pieces = _pieces(second, endings)
    for cut in range(min(2, len(first)), len(first) + 1):
        head, kept, after_vowel = first[:cut], cut / len(first), first[cut - 1] in VOWELS
        for letters, worth, start, on_vowel in pieces:
            # A change from consonant to vowel, or back, is taken as a syllable boundary.
            score = kept + worth + (0.25 if after_vowel != on_vowel else -0.15)
            if start:
                score += _overlap(first, cut, second, start)
            name = head + letters
            if score > made.get(name, -math.inf):
                made[name] = score
        for name, score in (
            *_linked(head, kept, second),
            *_with_inside(head, kept, second, inside),
        ):
            made[name] = max(score, made.get(name, -math.inf))
    return made


@lru_cache(maxsize=ROOTS_KEPT)
def _pieces(root: str, endings: Endings) -> list[_Piece]:
    """Return every end of a root, and every start, bare or with an ending.

    Toast joined to an end of bread ("ead") gives toastead. Toast joined to a start of bread ("bre")
    with an added ending ("o") gives toastbreo.
    """
    pieces = []
    for start in _starts(root):
        tail = root[start:]
        pieces.append(_Piece(tail, len(tail) / len(root), start, tail[0] in VOWELS))
    for end in range(3, min(6, len(root))):
        clipped, on_vowel, after_vowel = root[:end], root[0] in VOWELS, root[end - 1] in VOWELS
        pieces.append(_Piece(clipped, end / len(root) - 0.6, 0, on_vowel))
        pieces += (
            _Piece(clipped + ending, end / len(root) - cost, 0, on_vowel)
            for ending, cost in endings
            if (ending[0] in VOWELS) != after_vowel
        )
    return pieces


def _starts(root: str) -> range:
    """Return the indexes at which the ends of a root begin."""
    return range(max(0, len(root) - 8), len(root) - 1)


def _linked(head: str, kept: float, second: str) -> Iterator[tuple[str, float]]:
    """Yield ``head``, a linking vowel and ``second`` as a name: bulb and saur give bulbasaur."""
    if len(head) >= ROOT_LETTERS and {head[-1], second[0]}.isdisjoint(VOWELS):
        for vowel in LINKS:
            yield head + vowel + second, kept + 1 - LINKED


def _with_inside(head: str, kept: float, second: str, inside: str) -> Iterator[tuple[str, float]]:
    """Yield names of ``head``, the letters ``inside`` and each end of ``second``."""
    for start in _starts(second) if inside else ():
        tail = second[start:]
        yield head + inside + tail, kept + len(tail) / len(second) - 0.6


def _overlap(first: str, cut: int, second: str, start: int) -> float:
    """Return a score for the letters that end both ``first[:cut]`` and ``second[:start]``.

    The score is negative if ``second`` is short and loses letters without an overlap, since such a
    root is hard to hear in the name.
    """
    shared = 0
    while shared < min(cut, start) and first[cut - 1 - shared] == second[start - 1 - shared]:
        shared += 1
    if not shared:
        return -0.4 if len(second) <= 4 else 0.0
    return shared / len(second) + 0.9 * min(shared, 3)


@cache
def _length_score(letters: int) -> float:
    return -0.5 * ((letters - USUAL_LETTERS) / SPREAD) ** 2


def _of_one(root: str, endings: Endings) -> dict[str, float]:
    """Return names of one root: clipped and given an ending, or spelled in another way."""
    made = {
        root[:cut] + ending: cut / len(root)
        for cut in range(3, len(root) + 1)
        for ending, _ in endings
        if (root[cut - 1] in VOWELS) != (ending[0] in VOWELS)
    }
    for old, new in (("c", "k"), ("s", "z"), ("ck", "x"), ("x", "ks"), ("y", "i"), ("ph", "f")):
        if old in root:
            made[root.replace(old, new, 1)] = 0.8
    return made


def runs_of(root: str) -> list[str]:
    """Return all runs of ``ROOT_LETTERS`` letters of a root, or the whole root if it is shorter."""
    length = min(ROOT_LETTERS, len(root))
    return [root[i : i + length] for i in range(len(root) - length + 1)]


def _all_heard(runs: Sequence[Sequence[str]], name: str) -> bool:
    """Return whether a name contains a run of each root."""
    return all(any(map(name.__contains__, of_a_root)) for of_a_root in runs)


def _fitness(limits: Limits) -> Callable[[str], bool]:
    """Return a function that says whether a name is pronounceable and keeps the limits."""
    low, high = min(SHORTEST_MADE, limits.max_length), max(LONGEST_MADE, limits.min_length)
    limited = limits != ANY  # the other checks below imply the default limits

    def fits(name: str) -> bool:
        """Return whether a name is pronounceable and keeps the limits."""
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
# No vowel; four vowels or consonants in a row; a letter three times in a row; an unusual consonant
# cluster at the start.
_UNSAYABLE = re.compile(
    rf"^[^{VOWELS}]*$|[{VOWELS}]{{4}}|[^{VOWELS}]{{4}}|(.)\1\1"
    rf"|^(?:{'|'.join(sorted(_NO_START))})"
    rf"|^(?!{'|'.join(_ONSETS)})[^{VOWELS}]{{3}}"
)
