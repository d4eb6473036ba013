"""Makes scored drafts for a request, and scores drafts that the caller gives.

A random draw, which depends on the seed, is added to the scores.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pokename.naming.candidates import ROUGH, candidate_of, nearness_of
from pokename.naming.features import Source, SourceFeatures
from pokename.naming.fit import explained_by, fit_of, share_explained
from pokename.naming.moods import style_score
from pokename.naming.name import Draft, ScoredDraft
from pokename.naming.planning import FITTED_SCORE, Planner
from pokename.naming.sampling import Sampling, with_luck
from pokename.naming.themed_names import ThemedName, themed_names
from pokename.naming.wishes import Request
from pokename.reading.concept import Concept
from pokename.words.sound import ease

# Log odds that a full fit adds to the score of a name that the ranker can't score.
FIT_WEIGHT = 4.0
REQUESTS_KEPT = 8  # requests whose drafts are cached
TYPICAL = -2.4  # usual log p per letter of official names under the letter model, in nats
# Weights for the score of a name that the model spells, beside its ease and its style.
# SPELLED_WEIGHT is of its log p given the description, less PRIOR_WEIGHT times its log p given an
# empty one, so that names that are probable for any creature don't come first. LIKENESS_WEIGHT is
# the cost of each nat per letter between its likeness to official names and TYPICAL. The weights
# were set by hand in an early version, and each was then varied alone on val prompts (by a script
# that isn't kept).
SPELLED_WEIGHT, PRIOR_WEIGHT, LIKENESS_WEIGHT = 0.3, 0.7, 3.0
# Names per page. A page is always made in full, so that -n 3 gives the first three names of -n 10.
PAGE = 10


class Drafter:
    """Makes scored drafts with a model.

    Args:
        planner: Makes the drafts that are built from source words. The drafter uses its models too.
    """

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._language_model, self._official = planner.language_model, planner.official
        # Every page of a list needs the drafts of the same request.
        self._planned = lru_cache(maxsize=REQUESTS_KEPT)(planner.drafts)

    def drafts(
        self, request: Request, seed: str, sampling: Sampling, rough: int = ROUGH
    ) -> list[ScoredDraft]:
        """Return scored drafts for a request, unsorted; gates may still refuse some.

        Args:
            request: The description and its wishes.
            seed: Any text; it decides the random draws, and the names that are sampled.
            sampling: See ``Sampling``.
            rough: Number of candidates to rank if the model plans.
        """
        if self._language_model.plans or request.roots:
            drafts = self._planned(request, rough)
        else:
            drafts = self._spelled(request, seed, sampling)
        return with_luck(drafts, request, seed, sampling)

    def kin(self, request: Request, name: str, seed: str, sampling: Sampling) -> list[ScoredDraft]:
        """Return scored drafts that start like ``name`` and end like a source word."""
        return with_luck(self._planner.kin(request, name), request, seed, sampling)

    def score_names(self, request: Request, names: Sequence[Draft]) -> list[ScoredDraft]:
        """Return the user's own names with scores, in the same order.

        A name that pokename makes for the request gets the source words, score and fit that it has
        there, without a random draw.

        Args:
            request: The description and its wishes.
            names: The names, each with the source words that are heard in it.
        """
        made: dict[str, ScoredDraft] = {}
        # Two source words are heard in nearly all names that pokename makes; to make them takes
        # longer than to score a few names.
        if self._language_model.plans and any(len(one.roots) > 1 for one in names):
            made = {one.draft.letters: one for one in self._planned(request, ROUGH)}
        return [made.get(one.draft.letters, one) for one in self.score_drafts(request, names)]

    def score_drafts(self, request: Request, drafts: Sequence[Draft]) -> list[ScoredDraft]:
        """Return the given drafts with scores, in the same order."""
        concepts = request.concepts
        wanted = {root for draft in drafts for root in draft.roots}
        ideas = self._language_model.ideas(request.text, wanted)
        features = SourceFeatures(concepts, ideas)
        listed = features.best_concepts()
        # A name for two themes may be starred for one of them only. It then counts as starred, as
        # it does in a list.
        written_names = sorted(themed_names(concepts), key=lambda name: name.starred)
        themed = {(name.letters, frozenset(name.sources)): name for name in written_names}
        log_probs = self._log_probs(request, [draft.letters for draft in drafts])
        ranked = []
        for draft, (log_prob, prior) in zip(drafts, log_probs, strict=True):
            written = themed.get((draft.letters, frozenset(draft.roots)))
            concept_of = dict(listed)
            if written:
                concept_of.update(zip(written.sources, written.concepts, strict=True))
            sources = [
                self._planner.source(features, root, concept_of[root])
                for root in draft.roots
                if root in concept_of
            ]
            # A model without plans has no ideas, so there the letters of the name count.
            found = [ideas[root] for root in draft.roots if root in ideas]
            explained = explained_by(found) if found else share_explained(log_prob, prior)
            fit = fit_of(sources, concepts, explained) if draft.roots else explained
            says = tuple(
                concepts[concept_of[root]].shown if root in concept_of else ""
                for root in draft.roots
            )
            score = self._score(draft, sources, concepts, written)
            if score is None:
                score = self._score_of_letters(draft.letters) + FIT_WEIGHT * fit
            ranked.append(ScoredDraft(draft, score, says, fit))
        return ranked

    def _spelled(self, request: Request, seed: str, sampling: Sampling) -> list[ScoredDraft]:
        """Return names that the model spells, scored by fit and sound."""
        count = PAGE * sampling.candidates
        names = list(dict.fromkeys(self._language_model.spelled(request, count, seed, sampling)))
        log_probs = self._log_probs(request, names)
        return [
            ScoredDraft(
                Draft(name),
                SPELLED_WEIGHT * (log_prob - PRIOR_WEIGHT * prior)
                - LIKENESS_WEIGHT * abs(self._official.likeness(name) - TYPICAL)
                + ease(name)
                + style_score(name, request.mood, request.like),
                fit=share_explained(log_prob, prior),
            )
            for name, (log_prob, prior) in zip(names, log_probs, strict=True)
        ]

    def _log_probs(self, request: Request, names: Sequence[str]) -> Iterator[tuple[float, float]]:
        """Return log p of each name, given the description and given an empty one, in nats."""
        given = self._language_model.log_probs([(request.text, name) for name in names])
        nothing = self._language_model.log_probs([("", name) for name in names])
        return zip(given, nothing, strict=True)

    def _score(
        self,
        draft: Draft,
        sources: Sequence[Source],
        concepts: Sequence[Concept],
        themed: ThemedName | None,
    ) -> float | None:
        """Return the ranker's score of a draft.

        It is None if the draft doesn't have two source words that say different words of the
        description, or is no blend of them.
        """
        if len(sources) != 2 or sources[0].concept == sources[1].concept:
            return None
        found = candidate_of(draft.letters, sources[0], sources[1], themed)
        if found is None:
            return None
        return self._planner.name_score(found, concepts, nearness_of([found], concepts))

    def _score_of_letters(self, name: str) -> float:
        letters = name.replace(" ", "")
        likeness = abs(self._official.likeness(letters) - TYPICAL) if letters else 0.0
        return FITTED_SCORE - likeness + ease(letters)
