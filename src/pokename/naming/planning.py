"""Makes scored drafts of source words: finds source words, blends them and scores the blends."""

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice, permutations

from pokename.naming.blends import Blend, blends_of, form_features, joins_of, word_of
from pokename.naming.candidates import (
    JOIN_MARGIN,
    MARGIN,
    MOST_SOURCES,
    ROUGH,
    Candidate,
    best_candidates,
    blend_sources,
    nearness_of,
    pair_features,
    said_share,
    themed_candidates,
)
from pokename.naming.cut_to_limits import best_cuts
from pokename.naming.features import NO_IDEA, SOURCES_OF_A_WORD, Source, SourceFeatures
from pokename.naming.fit import explained_by, fit_of
from pokename.naming.language_model import LanguageModel
from pokename.naming.letter_model import LetterModel, designed_letters
from pokename.naming.limits import LONGEST_MADE, SHORTEST_MADE, Limits
from pokename.naming.moods import MOODS, style_score
from pokename.naming.name import Draft, ScoredDraft
from pokename.naming.ranker import Ranker, blend_score
from pokename.naming.themed_names import ThemedName, themed_names
from pokename.naming.wishes import Request
from pokename.reading.concept import Concept, itself
from pokename.words.thesaurus import parts_of
from pokename.words.word_vectors import Nearness

FEWEST = 60  # if fewer candidates than this are within the limits, names are also cut to fit
FITTED_PLANS = 80
FITTED_NAMES = 6  # names for each plan
FITTED_SCORE = -4.0  # log odds that put the score of a cut name on the scale of candidates
TWO_WORDS_SCORE = -0.3
# The ranker's log odds are high and close together, since most of the names that it learned from
# are good. This factor and this offset bring them to the scale of the random draw and of the scores
# for mood and the wish ``like``.
SHARPNESS, HEIGHT = 1.8, -0.8
# Log odds that each letter above the usual length costs. Judges keep fewer of the long names than
# the ranker expects.
LETTER_COST, USUAL_LENGTH = 0.1, 9
# Log odds that are added to the score of a themed name, times the share of the description that it
# says: STARRED_BONUS if it is starred, else LISTED_BONUS. But UNLISTED_BONUS is added, starred or
# not, if the thesaurus lacks one of its source words for the concept that the word stands for.
STARRED_BONUS, LISTED_BONUS, UNLISTED_BONUS = 5.0, 3.0, 0.5


class Planner:
    """Makes scored drafts of source words.

    Args:
        language_model: Scores how well source words fit a description.
        official: Letter model of the model's training names: for most models, official names.
        ranker: Scores source words and candidates.
    """

    def __init__(
        self, language_model: LanguageModel, official: LetterModel, ranker: Ranker
    ) -> None:
        self.language_model = language_model
        self.official = official
        self._ranker = ranker

    def drafts(self, request: Request, rough: int) -> list[ScoredDraft]:
        """Return scored drafts for a request, unsorted, each name once.

        Args:
            request: The description and its wishes.
            rough: Number of candidates to rank.
        """
        concepts = tuple(map(itself, request.roots)) or request.concepts
        themed = () if request.roots else themed_names(concepts)
        features = self._features(request, concepts, themed)
        sources = self._sources(features)
        drafts = self._candidates(request, concepts, sources, rough)
        drafts += self._themed(request, concepts, themed, features)
        if len(drafts) < FEWEST or request.limits.shaping or request.mood or request.roots:
            drafts += self._fitted(request, concepts, sources)
        if request.limits.two_words:
            drafts += _two_words(concepts, sources)
        best: dict[str, ScoredDraft] = {}
        for one in drafts:
            known = best.get(one.draft.letters)
            if known is None or one.score > known.score:
                best[one.draft.letters] = one
        return list(best.values())

    def kin(self, request: Request, name: str) -> list[ScoredDraft]:
        """Return scored drafts that start like ``name`` and end like a source word."""
        own = itself(name)
        concepts = (*request.concepts, own)
        features = SourceFeatures([own], {})
        first = self.source(features, name, 0)._replace(concept=len(concepts) - 1)
        # A name too short to be cut may be kept whole.
        most = max(len(name) - 1, SHORTEST_MADE - 1)
        heads = [head for head in first.word.heads if first.word.starts[head] <= most]
        blends = (
            (blend, first, second)
            for second in self._sources(self._features(request, concepts[:-1]))
            for blend in chain(
                blends_of(first.word, second.word),
                joins_of(first.word, second.word, heads, range(second.word.last_tail + 1)),
            )
            if SHORTEST_MADE <= len(blend.letters) <= request.limits.max_length
            and blend.letters != name
        )
        return self._ranked_blends(request, concepts, blends, ROUGH)

    def source(self, features: SourceFeatures, letters: str, concept: int) -> Source:
        """Return a scored source word for a concept.

        Args:
            features: The features of the source words of the description.
            letters: The source word.
            concept: Index of the concept.
        """
        row = features.row(letters, concept)
        idea = features.ideas.get(letters, NO_IDEA)
        score = self._ranker.sources.score(row)
        return Source(word_of(letters), parts_of(letters), concept, score, row, idea)

    def name_score(self, one: Candidate, concepts: Sequence[Concept], nearness: Nearness) -> float:
        """Return the ranker's score of a candidate for a description, in log odds."""
        letters = self.official.log_prob, designed_letters().log_prob
        row = pair_features(one, concepts, nearness)
        score = self._ranker.names.score(row + form_features(one.blend, parts_of, *letters))
        score -= LETTER_COST * (len(one.blend.letters) - USUAL_LENGTH)
        return SHARPNESS * score + HEIGHT + _themed_bonus(one, concepts)

    def _features(
        self,
        request: Request,
        concepts: Sequence[Concept],
        themed: Sequence[ThemedName] = (),
    ) -> SourceFeatures:
        """Return the features of the source words of concepts and of themed names."""
        words = {
            word for concept in concepts for word in islice(concept.sources, SOURCES_OF_A_WORD)
        }
        words.update(*(name.sources for name in themed))
        ideas = self.language_model.ideas(request.text, words)
        return SourceFeatures(concepts, ideas)

    def _sources(self, features: SourceFeatures) -> list[Source]:
        """Return the scored source words of the concepts, best first."""
        best = features.best_concepts().items()
        found = [self.source(features, letters, concept) for letters, concept in best]
        return heapq.nlargest(MOST_SOURCES, found, key=lambda one: (one.score, one.word.letters))

    def _candidates(
        self,
        request: Request,
        concepts: Sequence[Concept],
        sources: Sequence[Source],
        count: int,
    ) -> list[ScoredDraft]:
        """Return the best blends of source words within the limits, as scored drafts."""
        longest = min(request.limits.max_length, LONGEST_MADE)
        alone = len({one.concept for one in sources}) == 1
        # Blend all pairs if there are limits, which leave few blends, or if many are wanted.
        wide = request.limits.asked() or count > ROUGH
        margins = (math.inf, MARGIN) if wide else (MARGIN, JOIN_MARGIN)
        blends = blend_sources(sources, margins, alone=alone, longest=longest)
        return self._ranked_blends(request, concepts, blends, count)

    def _ranked_blends(
        self,
        request: Request,
        concepts: Sequence[Concept],
        blends: Iterator[tuple[Blend, Source, Source]],
        count: int,
    ) -> list[ScoredDraft]:
        limits = request.limits
        if limits != Limits(max_length=limits.max_length):
            blends = (one for one in blends if limits.broken_by(one[0].letters) is None)
        return self._scored(request, concepts, best_candidates(blends, count))

    def _themed(
        self,
        request: Request,
        concepts: Sequence[Concept],
        names: Sequence[ThemedName],
        features: SourceFeatures,
    ) -> list[ScoredDraft]:
        """Return the themed names within the limits, as scored drafts."""
        allowed = [name for name in names if request.limits.broken_by(name.letters) is None]

        @cache
        def source(letters: str, concept: int) -> Source:
            """Return a source word of a concept; each is made once."""
            return self.source(features, letters, concept)

        return self._scored(request, concepts, list(themed_candidates(allowed, source)))

    def _scored(
        self, request: Request, concepts: Sequence[Concept], found: Sequence[Candidate]
    ) -> list[ScoredDraft]:
        if request.roots:
            scores = [blend_score(one.blend, self._ranker.blends) for one in found]
        else:
            nearness = nearness_of(found, concepts)
            scores = [self.name_score(one, concepts, nearness) for one in found]
        ranked = []
        for one, score in zip(found, scores, strict=True):
            letters, pair = one.blend.letters, (one.first, one.second)
            styled = score + style_score(letters, request.mood, request.like)
            ranked.append(_ranked(letters, pair, concepts, styled))
        return ranked

    def _fitted(
        self, request: Request, concepts: Sequence[Concept], sources: Sequence[Source]
    ) -> Iterator[ScoredDraft]:
        """Yield names that are cut to fit the limits, or that take an ending of the mood."""
        endings = MOODS[request.mood].endings if request.mood else ()
        pairs: Iterable[tuple[Source, ...]] = (
            (one, other)
            for one in sources
            for other in sources
            if one.concept != other.concept or len(concepts) == 1
        )
        if len(concepts) == 1:
            pairs = chain(pairs, ((one,) for one in sources))
        if request.roots:
            pairs = permutations(sources)
        best = heapq.nlargest(
            FITTED_PLANS,
            pairs,
            key=lambda pair: (sum(one.score for one in pair), pair[0].word.letters),
        )
        for pair in best:
            plan = tuple(one.word.letters for one in pair)
            made = best_cuts(plan, self.official.log_prob, FITTED_NAMES, request.limits, endings)
            for letters, worth in made:
                score = 0.6 * sum(one.score for one in pair) + worth + FITTED_SCORE
                score += style_score(letters, request.mood, request.like)
                yield _ranked(letters, pair, concepts, score)


def _themed_bonus(one: Candidate, concepts: Sequence[Concept]) -> float:
    if not one.themed:
        return 0.0
    pair = one.first, one.second
    bonus = STARRED_BONUS if one.themed.starred else LISTED_BONUS
    if any(source.word.letters not in concepts[source.concept].sources for source in pair):
        bonus = UNLISTED_BONUS
    return bonus * said_share(one, concepts)


def _two_words(concepts: Sequence[Concept], sources: Sequence[Source]) -> Iterator[ScoredDraft]:
    """Yield names of two whole source words, side by side."""
    for first in sources:
        for second in sources:
            if first.concept != second.concept:
                letters = f"{first.word.letters} {second.word.letters}"
                score = 0.8 * (first.score + second.score) + TWO_WORDS_SCORE
                yield _ranked(letters, (first, second), concepts, score)


def _ranked(
    letters: str, sources: Sequence[Source], concepts: Sequence[Concept], score: float
) -> ScoredDraft:
    says = tuple(concepts[one.concept].shown for one in sources)
    fit = fit_of(sources, concepts, explained_by([one.idea for one in sources]))
    return ScoredDraft(Draft(letters, tuple(one.word.letters for one in sources)), score, says, fit)
