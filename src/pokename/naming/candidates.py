"""Candidates for a description: blends of scored source words, and the features that score them.

Pairs of source words are blended, a rough score keeps the best blends, and the ranker scores these
and the themed names by the features computed here. recipes/taste trains the ranker on features from
the same functions.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from pokename.naming.blends import (
    FORM_FEATURES,
    Blend,
    blend_spelled,
    blends_of,
    joins_of,
)
from pokename.naming.features import GRADE, IDEA, OWN, SENSE, Source
from pokename.naming.limits import LONGEST_MADE, SHORTEST_MADE
from pokename.naming.themed_names import ThemedName, is_themed
from pokename.reading.concept import Concept
from pokename.words.word_vectors import NEARNESS_FEATURES, Nearness

MOST_SOURCES = 110
LONGEST_JOIN = 10
# Pairs of source words whose summed score is further than MARGIN below the best pair's are dropped.
# Only pairs within JOIN_MARGIN are also joined without a shared sound: such names are rarely among
# the best 300 candidates. Half of all blends remain.
MARGIN, JOIN_MARGIN = 6.0, 2.0
ROUGH = 300  # candidates that the ranker scores

PAIR_FEATURES = (
    "first", "second", "weaker", "both", "rough", "salience_first", "salience_second",
    "salience_weaker", "creature", "order_first", "order_second", "concepts", "coverage",
    "spread_first", "spread_second", "common_first", "common_second", "own_first", "own_second",
    "idea_first", "idea_second", "used_first", "used_second", "liked_first", "liked_second",
    "liked_weaker", "grade_first", "grade_second", "grade_weaker",
    "sense_first", "sense_second", "sense_weaker",
)  # fmt: skip
FEATURES = PAIR_FEATURES + NEARNESS_FEATURES + FORM_FEATURES


class Candidate(Struct, frozen=True):
    """A blend with its scored source words and its rough score.

    Attributes:
        blend: The name and its two source words.
        first: Source word of the start.
        second: Source word of the end.
        rough: Rough score.
        themed: The themed name with these letters, or None.
    """

    blend: Blend
    first: Source
    second: Source
    rough: float
    themed: ThemedName | None = None


def blend_sources(
    sources: Sequence[Source],
    margins: tuple[float, float] = (MARGIN, JOIN_MARGIN),
    *,
    alone: bool = False,
    longest: int = LONGEST_MADE,
) -> Iterator[tuple[Blend, Source, Source]]:
    """Yield the blends of all pairs of source words that say different concepts, in both orders.

    Args:
        sources: Source words of a description.
        margins: How far, in log odds, the summed score of a pair may be below the best pair's: for
            the pair to be blended, and for it to be joined without a shared sound too.
        alone: Whether both source words may say the same concept (needed if there is only one).
        longest: Maximum number of letters in a blend.
    """
    margin, join_margin = margins
    joinable = {one.word.letters: _best_parts(one) for one in sources}
    most = _best_pair(sources, alone=alone)
    for first in sources:
        for second in sources:
            below = most - first.score - second.score
            if below > margin or first is second or (first.concept == second.concept and not alone):
                continue
            for blend in blends_of(first.word, second.word):
                if SHORTEST_MADE <= len(blend.letters) <= longest:
                    yield blend, first, second
            if below < join_margin:
                heads, tails = joinable[first.word.letters][0], joinable[second.word.letters][1]
                for blend in joins_of(first.word, second.word, heads, tails):
                    if SHORTEST_MADE <= len(blend.letters) <= min(longest, LONGEST_JOIN):
                        yield blend, first, second


def _best_pair(sources: Sequence[Source], *, alone: bool) -> float:
    """Return the highest summed score of two source words that may be blended."""
    best: dict[int, list[float]] = defaultdict(list)
    for one in sources:
        best[0 if alone else one.concept].append(one.score)
    if alone or len(best) < 2:
        return sum(sorted(chain.from_iterable(best.values()), reverse=True)[:2])
    return sum(sorted(map(max, best.values()), reverse=True)[:2])


def rough_score(blend: Blend, first: Source, second: Source) -> float:
    """Return the rough score, linear in a few features, that selects the candidates to rank.

    The weights come from a logistic regression on the candidates of train designs; see
    docs/measurements/experiments.md.
    """
    head, tail = blend.first.starts[blend.head], blend.second.starts[blend.tail]
    return (
        0.32 * first.score
        + 0.35 * second.score
        + 0.28 * min(first.score, second.score)
        + 1.5 * min(blend.shared, 3)
        + 0.27 * min(first.parts.heads[head], second.parts.tails[tail])
        - 0.46 * blend.respelled
        + 1.3 * is_themed(blend.letters)
    )


def best_candidates(
    blends: Iterator[tuple[Blend, Source, Source]], count: int = ROUGH
) -> list[Candidate]:
    """Return the ``count`` blends with the best rough scores, each name once."""
    best: dict[str, Candidate] = {}
    for blend, first, second in blends:
        rough = rough_score(blend, first, second)
        known = best.get(blend.letters)
        if known is None or rough > known.rough:
            best[blend.letters] = Candidate(blend, first, second, rough)
    return heapq.nlargest(count, best.values(), key=lambda one: (one.rough, one.blend.letters))


def themed_candidates(
    names: Iterable[ThemedName], source: Callable[[str, int], Source]
) -> Iterator[Candidate]:
    """Yield the candidates that are themed names.

    Args:
        names: The themed names of a description.
        source: Function that returns the source word with these letters for a concept.
    """
    for name in names:
        one, other = map(source, name.sources, name.concepts)
        found = candidate_of(name.letters, one, other, name)
        if found:
            yield found


def candidate_of(
    letters: str, one: Source, other: Source, themed: ThemedName | None = None
) -> Candidate | None:
    """Return the candidate for a name, or None if it is no blend of its source words.

    Args:
        letters: The name.
        one: One of its source words.
        other: The other one; either may begin the name.
        themed: The themed name with these letters, or None.
    """
    blend = blend_spelled(letters, one.word, other.word)
    if blend is None:
        return None
    first, second = (one, other) if blend.first is one.word else (other, one)
    return Candidate(blend, first, second, rough_score(blend, first, second), themed)


def nearness_of(candidates: Sequence[Candidate], concepts: Sequence[Concept]) -> Nearness:
    """Return how near the source words of candidates are to a description."""
    words = [concept.word for concept in concepts]
    pairs = ((one.first, one.second) for one in candidates)
    return Nearness(words, (source.word.letters for pair in pairs for source in pair))


def pair_features(
    candidate: Candidate, concepts: Sequence[Concept], nearness: Nearness
) -> list[float]:
    """Return the features of a candidate that depend on the description.

    Returns:
        The features of ``PAIR_FEATURES``, then those of ``NEARNESS_FEATURES``, in the same order.
    """
    first, second = candidate.first, candidate.second
    one, other = concepts[first.concept], concepts[second.concept]
    salient = sum(sorted(concept.salience for concept in concepts)[-2:]) or 1.0
    said = one.salience + (other.salience if other is not one else 0.0)
    creature = 4 * any(concept.creature for concept in concepts)
    return [
        first.score, second.score, min(first.score, second.score), first.score + second.score,
        candidate.rough, one.salience, other.salience, min(one.salience, other.salience),
        creature + one.creature + 2 * other.creature, first.concept, second.concept, len(concepts),
        said / salient, first.parts.spread, second.parts.spread, first.parts.common,
        second.parts.common, first.row[OWN], second.row[OWN], first.row[IDEA],
        second.row[IDEA], first.parts.used, second.parts.used, first.parts.liked,
        second.parts.liked, min(first.parts.liked, second.parts.liked), first.row[GRADE],
        second.row[GRADE], min(first.row[GRADE], second.row[GRADE]),
        first.row[SENSE], second.row[SENSE], min(first.row[SENSE], second.row[SENSE]),
        *nearness.features(
            first.word.letters, second.word.letters, first.concept, second.concept
        ),
    ]  # fmt: skip


def said_share(candidate: Candidate, concepts: Sequence[Concept]) -> float:
    """Return how much of a description a candidate says, by salience, 0 to 1."""
    said = {candidate.first.concept, candidate.second.concept}
    everything = sum(concept.salience for concept in concepts)
    return sum(concepts[n].salience for n in said) / everything if everything else 0.0


def _best_parts(source: Source) -> tuple[list[int], list[int]]:
    """Return a source word's two best starts and two best ends to join without a shared sound."""
    word, parts = source.word, source.parts

    def head_score(head: int) -> float:
        """Return the score of a start; each letter after the fifth lowers it."""
        kept = word.starts[head]
        return parts.heads[kept] + parts.cut_heads[kept] - 0.7 * max(0, kept - 5)

    def tail_score(tail: int) -> float:
        """Return the score of an end; each letter beyond five lowers it."""
        start = word.starts[tail]
        kept = len(word.letters) - start
        return parts.tails[start] + parts.cut_tails[start] - 0.7 * max(0, kept - 5)

    heads = sorted(word.heads, key=head_score, reverse=True)[:2]
    return heads, sorted(range(word.last_tail + 1), key=tail_score, reverse=True)[:2]
