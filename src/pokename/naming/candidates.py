"""Candidates for a description: source words, their blends, and the features that score both.

Source words are scored first. Then pairs of them are blended, a rough score keeps the best blends,
and the ranker scores these by the features computed here. recipes/taste trains the scores on
features from the same functions.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from pokename.naming.blends import FORM_FEATURES, Blend, Word, blends_of, joins_of
from pokename.naming.description import Concept
from pokename.naming.designed_names import is_themed
from pokename.naming.limits import LONGEST_MADE, SHORTEST_MADE
from pokename.naming.nearness import NEARNESS_FEATURES, Nearness
from pokename.naming.word_parts import Parts, parts_of

SOURCES_OF_A_WORD = 40
MOST_SOURCES = 110
LONGEST_JOIN = 10
# Pairs of source words whose summed score is further than MARGIN below the best pair's are dropped.
# Only pairs within JOIN_MARGIN are also joined without a shared sound: such names are rarely among
# the best 300 candidates. Half of all blends remain.
MARGIN, JOIN_MARGIN = 6.0, 2.0
ROUGH = 300  # candidates that the ranker scores

SOURCE_FEATURES = (
    "strength", "place", "salience", "creature", "concepts", "order", "support", "known", "own",
    "letters", "common", "spread", "used", "liked", "idea", "one_token",
    "grade",
)  # fmt: skip
PAIR_FEATURES = (
    "first", "second", "weaker", "both", "rough", "salience_first", "salience_second",
    "salience_weaker", "creature", "order_first", "order_second", "concepts", "coverage",
    "spread_first", "spread_second", "common_first", "common_second", "own_first", "own_second",
    "idea_first", "idea_second", "used_first", "used_second", "liked_first", "liked_second",
    "liked_weaker", "grade_first", "grade_second", "grade_weaker",
)  # fmt: skip
FEATURES = PAIR_FEATURES + NEARNESS_FEATURES + FORM_FEATURES
OWN, IDEA, GRADE = (SOURCE_FEATURES.index(name) for name in ("own", "idea", "grade"))


class Idea(NamedTuple):
    """How probable the language model finds a source word, by its first token.

    Attributes:
        given: Log p given the description, in nats.
        nothing: Log p given an empty description, in nats.
        one_token: Whether the word is a single token.
    """

    given: float
    nothing: float
    one_token: bool


Ideas = Mapping[str, Idea]
NO_IDEA = Idea(0.0, 0.0, one_token=False)


class Source(NamedTuple):
    """A source word for a description.

    Attributes:
        word: The word, divided into sounds.
        parts: How well its starts and ends identify it.
        concept: Index of the concept that it stands for.
        score: How likely people who make names are to use it, in log odds.
        row: Its features, in the order of ``SOURCE_FEATURES``.
        idea: How probable the language model finds it.
    """

    word: Word
    parts: Parts
    concept: int
    score: float
    row: Sequence[float]
    idea: Idea = NO_IDEA


class Candidate(Struct, frozen=True):
    """A blend with its scored source words and its rough score.

    Attributes:
        blend: The name and its two source words.
        first: Source word of the start.
        second: Source word of the end.
        rough: Rough score.
    """

    blend: Blend
    first: Source
    second: Source
    rough: float


def source_rows(
    concepts: Sequence[Concept],
    ideas: Ideas,
    parts: Callable[[str], Parts] = parts_of,
) -> dict[str, tuple[int, list[float]]]:
    """Return the features of each source word, for the concept that it expresses best.

    Args:
        concepts: Concepts of the description.
        ideas: How probable the language model finds each source word; a source word that is
            missing here counts as average.
        parts: Function that returns how well the starts and ends of a word identify it.

    Returns:
        Maps each source word to the index of its concept, and to its features in the order of
        ``SOURCE_FEATURES``.
    """
    support = Counter(chain.from_iterable(concept.sources for concept in concepts))
    mean = sum(idea.given - idea.nothing for idea in ideas.values()) / max(1, len(ideas))
    rows: dict[str, tuple[int, list[float]]] = {}
    for order, concept in enumerate(concepts):
        for place, (letters, strength) in enumerate(concept.sources.items()):
            if place == SOURCES_OF_A_WORD:
                break
            known = rows.get(letters)
            if known and known[1][0] >= strength:
                continue
            told = parts(letters)
            idea = ideas.get(letters)
            fits = idea.given - idea.nothing - mean if idea else 0.0
            rows[letters] = order, [
                strength, place, concept.salience, concept.creature, len(concepts), order,
                support[letters], concept.known, letters in (concept.word, concept.said),
                len(letters), told.common, told.spread, told.used, told.liked,
                fits, bool(idea and idea.one_token), concept.grades.get(letters, 0),
            ]  # fmt: skip
    return rows


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
        margins: How far the summed scores of a pair may be below the best pair's, in log odds: to
            be blended at all, and to be joined without a shared sound too.
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


def nearness_of(candidates: Sequence[Candidate], concepts: Sequence[Concept]) -> Nearness:
    """Return how near the source words of candidates are to a description."""
    pairs = ((one.first, one.second) for one in candidates)
    return Nearness(concepts, (source.word.letters for pair in pairs for source in pair))


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
        *nearness.features(
            first.word.letters, second.word.letters, first.concept, second.concept
        ),
    ]  # fmt: skip


def _best_parts(source: Source) -> tuple[list[int], list[int]]:
    """Return a source word's two best starts and two best ends to join without a shared sound."""
    word, parts = source.word, source.parts

    def head_score(head: int) -> float:
        kept = word.starts[head]
        return parts.heads[kept] + parts.cut_heads[kept] - 0.7 * max(0, kept - 5)

    def tail_score(tail: int) -> float:
        start = word.starts[tail]
        kept = len(word.letters) - start
        return parts.tails[start] + parts.cut_tails[start] - 0.7 * max(0, kept - 5)

    heads = sorted(word.heads, key=head_score, reverse=True)[:2]
    return heads, sorted(range(word.last_tail + 1), key=tail_score, reverse=True)[:2]
