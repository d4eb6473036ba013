"""The training rows of the ranker: candidates of designs, their features and labels.

The rows of a train design leave out what the design itself contributed to source words, parts and
letters, as if it were a held-out design.
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import lightgbm
import numpy as np
from msgspec.structs import replace

from pokename.naming import candidates as naming
from pokename.naming.blends import form_features, word_of
from pokename.naming.features import Ideas, Source, SourceFeatures
from pokename.naming.letter_model import LetterModel
from pokename.pokedex.official_names import english_names
from pokename.reading.concept import Concept
from pokename.reading.description import concepts_of
from pokename.words.thesaurus import Parts
from recipes.taste.data_files import FOLDS, Design, designs, fold_of, themed_names
from recipes.taste.judgments import Picks, picks
from recipes.taste.parts import PartsTable
from recipes.taste.strengths import design_features, strengths
from recipes.taste.thesaurus import Thesaurus

BEST_NEGATIVES, OTHER_NEGATIVES = 250, 150
LETTERS_ORDER = 4


@dataclass
class Pool:
    """The candidates of a design.

    Attributes:
        number: The number of the design.
        names: The letters of N candidates.
        features: The features of each candidate, in N rows.
        designed: Whether each candidate was designed.
    """

    number: int
    names: list[str]
    features: np.ndarray
    designed: np.ndarray


class Maker:
    """Makes rows of designs.

    Args:
        thesaurus: The source words of each word of descriptions.
        strength: For each fold, the strengths learned from the other folds.
        table: The parts of source words.
        ideas: Maps each design's number to a map from source word to its ``Idea``.
    """

    def __init__(
        self,
        thesaurus: Thesaurus,
        strength: Sequence[lightgbm.LGBMClassifier],
        table: PartsTable,
        ideas: Mapping[int, Ideas],
    ) -> None:
        self._thesaurus, self._strength, self._table = thesaurus, strength, table
        self._ideas = ideas

    def concepts(self, one: Design) -> tuple[Concept, ...]:
        """Return the concepts of a design's description."""
        concepts = concepts_of(one.text)
        if one.split != "train":
            return concepts
        rows = design_features(self._thesaurus, one)
        return tuple(
            replace(concept, sources=strengths(self._strength[fold_of(one)], rows[concept.word]))
            if concept.word in rows and not concept.sense
            else concept
            for concept in concepts
        )

    def source_rows(self, one: Design) -> dict[str, tuple[int, list[float]]]:
        """Return the source words of a design with concept and features."""
        ideas = self._ideas.get(one.number, {})
        return SourceFeatures(self.concepts(one), ideas, self.parts(one)).rows()

    def parts(self, one: Design) -> Callable[[str], Parts]:
        """Return the function that gives the parts of a word."""
        return self._table.without(one) if one.split == "train" else self._table.parts

    def designed(self, one: Design) -> LetterModel:
        """Return a letter model of designed names, those of the design's fold left out."""
        return self._letters[fold_of(one)] if one.split == "train" else self._letters[FOLDS]

    def pool(self, one: Design, sources: lightgbm.LGBMClassifier, most: int = 0) -> Pool | None:
        """Return the candidates of a design, all that were designed and many that were not.

        Args:
            one: The design.
            sources: Scores source words.
            most: If above 0, take so many candidates instead, the best by rough score.
        """
        concepts, parts = self.concepts(one), self.parts(one)
        rows = SourceFeatures(concepts, self._ideas.get(one.number, {}), parts).rows()
        if len(rows) < 4:
            return None
        scored = scored_sources(rows, sources, parts)
        blends = naming.blend_sources(scored, alone=len(concepts) == 1)
        found = naming.best_candidates(blends, 10**6)
        names = {letters for letters, _ in one.names}
        wanted = names | picks(one.split).get(one.number, Picks()).shown
        kept = found[:most] if most else _sampled(found, wanted, random.Random(one.number))
        official, designed = self._official.log_prob, self.designed(one).log_prob
        nearness = naming.nearness_of(kept, concepts)
        features = [
            naming.pair_features(candidate, concepts, nearness)
            + form_features(candidate.blend, parts, official, designed)
            for candidate in kept
        ]
        blends_kept = [candidate.blend for candidate in kept]
        return Pool(
            one.number,
            [blend.letters for blend in blends_kept],
            np.array(features, np.float32),
            np.array([blend.letters in names for blend in blends_kept]),
        )

    @cached_property
    def _official(self) -> LetterModel:
        return LetterModel.fit(english_names(), LETTERS_ORDER)

    @cached_property
    def _letters(self) -> list[LetterModel]:
        """Letter models of designed names, one without each fold and one of all."""
        themed = [one.letters for one in themed_names()]
        return [
            LetterModel.fit(
                [
                    *themed,
                    *(
                        letters
                        for one in designs()
                        if one.split == "train" and fold_of(one) != fold
                        for letters, _ in one.names
                    ),
                ],
                LETTERS_ORDER,
            )
            for fold in range(FOLDS + 1)
        ]


def scored_sources(
    rows: Mapping[str, tuple[int, list[float]]],
    model: lightgbm.LGBMClassifier,
    parts: Callable[[str], Parts],
) -> list[Source]:
    """Return the best source words of a description with their scores, best first."""
    features = np.array([row for _, row in rows.values()], float)
    scores = model.predict(features, raw_score=True, num_threads=1)
    sources = [
        Source(word_of(letters), parts(letters), concept, float(score), row)
        for (letters, (concept, row)), score in zip(rows.items(), scores, strict=True)
    ]
    return sorted(sources, key=lambda one: -one.score)[: naming.MOST_SOURCES]


def _sampled(
    found: list[naming.Candidate], wanted: Collection[str], rng: random.Random
) -> list[naming.Candidate]:
    kept = [one for one in found if one.blend.letters in wanted]
    others = [one for one in found if one.blend.letters not in wanted]
    rest = others[BEST_NEGATIVES:]
    return [
        *kept,
        *others[:BEST_NEGATIVES],
        *rng.sample(rest, min(OTHER_NEGATIVES, len(rest))),
    ]
