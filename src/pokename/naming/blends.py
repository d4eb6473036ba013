"""Blends of source words by rule: the cuts that can be said, judged by a letter model.

The bundled model learned to spell from these, and a generator adds the best of them to what its
model spelled.
"""

import itertools
import math
import re
from collections.abc import Callable, Sequence

from pokename.naming.cuts import ROOT_LETTERS, all_cuts
from pokename.naming.limits import Limits
from pokename.naming.sound import VOWELS
from pokename.pokedex.names import normal_form

SHORTEST, LONGEST = 4, 11  # unless the limits ask for others
ROUGH = 32  # candidates that the letter model is asked about
LIKENESS = 0.55  # weight of the letter model against the rough score
LONGEST_PLAN = 3  # roots
ANY = Limits()


def best_blends(
    roots: Sequence[str],
    log_prob: Callable[[str], float],
    count: int,
    limits: Limits = ANY,
    wanted: Sequence[str] = (),
) -> list[tuple[str, float]]:
    """Return the best blends of one, two or three roots with their scores, best first.

    >>> best_blends(("char", "lizard"), lambda name: 0.0, 1)[0][0]
    'charizard'

    Args:
        roots: Source words; letters outside a to z are left out.
        log_prob: Log p of a name's letters in nats, from a model of real names.
        count: Blends wanted; fewer where the roots give fewer.
        limits: Of the letters; every blend is made within them.
        wanted: Endings that are liked.
    """
    plain = tuple("".join(filter(str.isalpha, normal_form(root))) for root in roots)
    if not all(plain) or len(plain) > LONGEST_PLAN:
        return []
    cuts = all_cuts(plain, limits, wanted)
    runs = [_runs(root) for root in plain]
    fits = _fitness(limits)
    best_first = sorted(cuts, key=cuts.__getitem__, reverse=True)
    sound = (name for name in best_first if fits(name) and _all_heard(runs, name))
    scored = [
        (name, cuts[name] + LIKENESS * log_prob(name) / math.sqrt(len(name) + 1))
        for name in itertools.islice(sound, ROUGH)
    ]
    return sorted(scored, key=lambda one: (-one[1], one[0]))[:count]


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
