"""The ranker, and the choice of a list of names by the ranker's scores.

The ranker is trained on designed names and on a language model's picks.
"""

import hashlib
import math
import struct
from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from msgspec import Struct

from pokename.decoding import decode
from pokename.naming.blends import FORM_FEATURES, Blend, form_features
from pokename.naming.description import Concept
from pokename.naming.name import Draft
from pokename.naming.source_features import Idea, Source
from pokename.naming.trees import Trees
from pokename.naming.word_parts import parts_of
from pokename.paths import RANKER

# A list should offer variety. At most NAMES_OF_A_ROOT names share a source word, and at most
# NAMES_OF_AN_END share their last SHARED_LETTERS letters. No two names share their first
# SHARED_LETTERS letters or both source words.
SHARED_LETTERS = 4
NAMES_OF_A_ROOT = 2
NAMES_OF_AN_END = 2
# A further name with the same source word or ending is listed if its score is higher than the
# next name's by more than this, in log odds.
PATIENCE = 1.8
# Features of a blend that count only if it names a creature.
OF_CREATURES = frozenset({"letters", "syllables", "cut_head", "cut_tail", "themed"})
# Standard deviation of the random draw added to each score, in log odds. Among names with about the
# same score, each seed prefers different ones. With a larger deviation, judges keep fewer names of
# a list (docs/measurements/experiments.md, "The random draw").
LUCK = 0.25


class Ranker(Struct, frozen=True):
    """The trained trees that score source words and names.

    Attributes:
        sources: Scores source words for a description.
        names: Scores candidates for a description.
        blends: Scores blends of two given words, whatever the description.
    """

    sources: Trees
    names: Trees
    blends: Trees


@cache
def ranker(path: Path = RANKER) -> Ranker:
    """Return the ranker in the package."""
    return decode(path.read_bytes(), Ranker)


def blend_row(blend: Blend) -> list[float]:
    """Return the features of a blend, which may name anything, not only a creature.

    The features are ``blends.FORM_FEATURES``, but those for letter models, length, themed names
    and makers' cuts are 0.
    """
    row = form_features(blend, parts_of, _no_letters, _no_letters)
    return [
        0.0 if name in OF_CREATURES else value
        for name, value in zip(FORM_FEATURES, row, strict=True)
    ]


def blend_score(blend: Blend, trees: Trees) -> float:
    """Return the score of a blend, which may name anything, not only a creature."""
    return trees.score(blend_row(blend))


def _no_letters(_letters: str) -> float:
    return 0.0


class ScoredDraft(Struct, frozen=True):
    """A draft with its score and its fit.

    Attributes:
        draft: The name and its source words.
        score: How good the name is for the description, in log odds; higher is better.
        says: The word of the description that each source word stands for; "" for none.
        fit: How well the idea of the name fits the description, 0 to 1.
    """

    draft: Draft
    score: float
    says: tuple[str, ...] = ()
    fit: float = 0.0


def coverage(sources: Sequence[Source], concepts: Sequence[Concept]) -> float:
    """Return how well source words cover a description's two most salient concepts, 0 to 1."""
    said: dict[int, float] = {}
    for one in sources:
        worth = (0.5 + 0.5 * one.row[0]) * concepts[one.concept].salience
        said[one.concept] = max(worth, said.get(one.concept, 0.0))
    most = sum(sorted((concept.salience for concept in concepts), reverse=True)[:2])
    return min(1.0, sum(said.values()) / most) if most else 0.0


def explained_by(ideas: Sequence[Idea]) -> float:
    """Return the ``share_explained`` of all source words together, 0 to 1."""
    return share_explained(sum(idea.given for idea in ideas), sum(idea.nothing for idea in ideas))


def share_explained(log_prob: float, prior: float) -> float:
    """Return pointwise mutual information divided by its largest value, 0 to 1.

    The method is Bouma's ("Normalized pointwise mutual information in collocation extraction",
    GSCL 2009).

    Args:
        log_prob: Log p of a name or its source words given the description, in nats.
        prior: Log p of the same text given an empty description, in nats.
    """
    return min(max(1 - log_prob / prior, 0.0), 1.0) if prior else 0.0


def add_luck(score: float, seed: str, spread: float = 1.0) -> float:
    """Return a score plus a random draw that depends on the seed.

    Args:
        score: A score in log odds.
        seed: Any text that contains the seed, the description and the name.
        spread: Factor on the standard deviation ``LUCK`` of the draw.
    """
    return score + spread * LUCK * _normal(seed) if spread else score


def shortlist(
    candidates: Collection[ScoredDraft],
    n: int,
    may_be_given: Callable[[Draft], bool],
    given: Sequence[Draft] = (),
) -> list[ScoredDraft]:
    """Return up to ``n`` candidates, best first; variants of a listed name come later.

    Args:
        candidates: Distinct names in any order.
        n: Maximum number of names.
        may_be_given: Function that says whether a draft passes the gates. It is called on the best
            drafts, one after another, until there are enough.
        given: Names of the previous page; variants of these names are moved down too.
    """
    # Letters break ties, so that the order never depends on how candidates were made.
    best = sorted(candidates, key=lambda ranked: (-ranked.score, ranked.draft.letters))
    chosen: list[ScoredDraft] = []
    # Candidates whose source word or ending enough listed names have already.
    crowded: list[ScoredDraft] = []
    # Candidates with both source words, or the start, of a listed name.
    repeats: list[ScoredDraft] = []

    def listed() -> list[Draft]:
        return [*given, *(ranked.draft for ranked in chosen)]

    for ranked in best:
        while crowded and crowded[0].score - PATIENCE > ranked.score and len(chosen) < n:
            other = crowded.pop(0)
            if _repeats(other.draft, listed()):
                repeats.append(other)
            elif may_be_given(other.draft):
                chosen.append(other)
        if len(chosen) == n:
            return chosen
        if _repeats(ranked.draft, listed()):
            repeats.append(ranked)
        elif _crowds(ranked.draft, listed()):
            crowded.append(ranked)
        elif may_be_given(ranked.draft):
            chosen.append(ranked)
    allowed = (ranked for ranked in (*crowded, *repeats) if may_be_given(ranked.draft))
    return [*chosen, *islice(allowed, n - len(chosen))]


def _repeats(draft: Draft, listed: Sequence[Draft]) -> bool:
    """Return whether a listed name has the same source words or the same start."""
    start, roots = draft.letters[:SHARED_LETTERS], set(draft.roots)
    return any(
        other.letters[:SHARED_LETTERS] == start or (roots and roots == set(other.roots))
        for other in listed
    )


def _crowds(draft: Draft, listed: Sequence[Draft]) -> bool:
    """Return whether enough listed names share the ending or a source word."""
    end = draft.letters[-SHARED_LETTERS:]
    ends = sum(other.letters[-SHARED_LETTERS:] == end for other in listed)
    stems = [stem for other in listed for stem in _stems(other)]
    most = max((stems.count(stem) for stem in _stems(draft)), default=0)
    return ends >= NAMES_OF_AN_END or most >= NAMES_OF_A_ROOT


def _stems(draft: Draft) -> set[str]:
    """Return the starts of the source words, so that "saur" and "sauro" count as one."""
    return {root[:SHARED_LETTERS] for root in draft.roots}


def _normal(seed: str) -> float:
    """Return a draw from the standard normal distribution that depends on ``seed`` alone.

    It uses the method of Box and Muller ("A note on the generation of random normal deviates",
    Annals of Mathematical Statistics 29:2, 1958), since setting up a generator for each draw takes
    four times as long.
    """
    first, second = struct.unpack("<2I", hashlib.blake2b(seed.encode(), digest_size=8).digest())
    return math.sqrt(-2 * math.log((first + 1) / 2**32)) * math.cos(math.tau * second / 2**32)
