"""The references that every system is measured against, fitted once on the train split."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pokename.corpus.splits import Example
from pokename.evaluation.bootstrap import Measure, Resamples
from pokename.evaluation.cases import Case, shuffled
from pokename.naming.letter_model import LetterModel
from pokename.pokedex.official_names import normal_form
from pokename.pokedex.records import bundled_by_id
from pokename.reading.description import words_of

if TYPE_CHECKING:
    from pokename.config import EvaluateSection

FOLDS = 5
BACKWARDS_ORDER = 3
BAND = (2.5, 97.5)  # percentiles of the real names


@dataclass(frozen=True)
class LikenessBand:
    """The range of bits a letter that real names have under a letter trigram.

    The trigram reads each name from its end.

    Attributes:
        letters: The letter trigram, fitted on the reversed train names.
        low: The 2.5th percentile of the real names, in bits a letter.
        high: The 97.5th percentile of the real names, in bits a letter.
    """

    letters: LetterModel
    low: float
    high: float

    @classmethod
    def fit(cls, train: Sequence[Example]) -> "LikenessBand":
        """Return the band of the train names, each scored by a trigram fitted on other families.

        Args:
            train: The rows of the train split.
        """
        families: dict[int, set[str]] = defaultdict(set)
        for row in train:
            families[row.family].add(_reversed(row.name))
        groups = [sorted(names) for _, names in sorted(families.items())]
        bits: list[float] = []
        for fold in range(min(FOLDS, len(groups))):
            others = (group for place, group in enumerate(groups) if place % FOLDS != fold)
            model = LetterModel.fit((name for group in others for name in group), BACKWARDS_ORDER)
            bits += [model.bits_per_letter(name) for group in groups[fold::FOLDS] for name in group]
        low, high = np.percentile(bits, BAND)
        everything = [name for group in groups for name in group]
        return cls(LetterModel.fit(everything, BACKWARDS_ORDER), float(low), float(high))

    def holds(self, name: str) -> bool:
        """Return whether the bits a letter of a name lie within the band."""
        return self.low <= self.bits_per_letter(name) <= self.high

    def bits_per_letter(self, name: str) -> float:
        """Return the bits a letter of a name read from the end; more bits mean a rarer spelling."""
        return self.letters.bits_per_letter(_reversed(name))


def _reversed(name: str) -> str:
    return normal_form(name)[::-1]


class TypeGuesser:
    """Guesses the types of a creature from the letters of its name alone.

    The score compares a letter model of the names of one type with a letter model of all names.
    Both are fitted on train species. Chance gives an area under the ROC curve of 0.5; the table
    *Fit* shows the area that the real names give.

    Args:
        train: The rows of the train split; rows without a known species are skipped.
    """

    def __init__(self, train: Sequence[Example]) -> None:
        known = {row.species_id: row.name for row in train if types_of(row.species_id)}
        names: dict[str, list[str]] = defaultdict(list)
        for species_id, name in sorted(known.items()):
            for kind in types_of(species_id):
                names[kind].append(name)
        self._models = {kind: LetterModel.fit(of_type) for kind, of_type in sorted(names.items())}
        self._all = LetterModel.fit(known.values())

    @property
    def types(self) -> list[str]:
        """The types that can be guessed."""
        return list(self._models)

    def score(self, name: str, kind: str) -> float:
        """Return log p(name | type) - log p(name), in nats a letter."""
        letters = normal_form(name)
        gain = self._models[kind].log_prob(letters) - self._all.log_prob(letters)
        return gain / max(len(letters), 1)


def types_of(species_id: int) -> tuple[str, ...]:
    """Return the types of a species, or an empty tuple if the species is unknown."""
    species = bundled_by_id().get(species_id)
    return species.types if species else ()


@dataclass(frozen=True)
class Yardstick:
    """The cases and the fitted references that every metric uses.

    Attributes:
        cases: The descriptions that names were asked for.
        others: For each case, a case of another family, to compute the figure that chance gives.
        names_per_case: The number of names asked for per case.
        resamples: The bootstrap resamples for the intervals.
        band: The range of bits a letter of real names.
        guesser: The model that guesses types from letters.
        all_words: The words of all texts and prompts of a species in the split, by species number.
    """

    cases: Sequence[Case]
    others: Sequence[Case]
    names_per_case: int
    resamples: Resamples
    band: LikenessBand
    guesser: TypeGuesser
    all_words: Mapping[int, frozenset[str]]

    @classmethod
    def fit(
        cls,
        cases: Sequence[Case],
        rows: Sequence[Example],
        train: Sequence[Example],
        section: "EvaluateSection",
        seed: int,
    ) -> "Yardstick":
        """Return a yardstick for cases drawn from ``rows``, fitted on ``train`` only."""
        words: dict[int, set[str]] = defaultdict(set)
        for row in rows:
            words[row.species_id] |= words_of(row.description)
        return cls(
            cases=cases,
            others=shuffled(cases, seed),
            names_per_case=section.names_per_species,
            resamples=Resamples([case.family for case in cases], section.bootstrap, seed),
            band=LikenessBand.fit(train),
            guesser=TypeGuesser(train),
            all_words={species: frozenset(known) for species, known in words.items()},
        )

    def type_area(self, named: Sequence[tuple[int, str]]) -> Measure | None:
        """Return the area under the ROC curve of guessing types from names, averaged over types.

        For each type, names of creatures of the type are compared with all other names. Species of
        unknown type are skipped, and so are types that all or none of the species have.

        Args:
            named: Each name, with the index of its case.
        """
        known = [
            (place, name, types)
            for place, name in named
            if (types := types_of(self.cases[place].species_id))
        ]
        places = [place for place, _, _ in known]
        areas = []
        for kind in self.guesser.types:
            scores = [self.guesser.score(name, kind) for _, name, _ in known]
            positive = [kind in types for _, _, types in known]
            area = self.resamples.areas(scores, positive, places)
            if area is not None:
                areas.append(area)
        return Resamples.mean_of(areas) if areas else None
