"""What names are measured with, fitted once and the same for every system."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pokename.corpus.examples import Example
from pokename.evaluation.baselines import Given
from pokename.evaluation.bootstrap import Resamples
from pokename.evaluation.cases import Case, shuffled
from pokename.naming.description import words_of
from pokename.naming.letter_model import LetterModel
from pokename.pokedex import bundled
from pokename.pokedex.official_names import normal_form

if TYPE_CHECKING:
    from pokename.config import EvaluateSection

FOLDS = 5
BACKWARDS_ORDER = 3
BAND = (2.5, 97.5)  # percentiles


@dataclass(frozen=True)
class LikenessBand:
    """Between what bounds real names lie under a letter trigram that reads from the end.

    Attributes:
        letters: Fitted on the train names, each reversed.
        low: Bits a letter that 2.5 % of real names stay below.
        high: Bits a letter that 2.5 % of real names exceed.
    """

    letters: LetterModel
    low: float
    high: float

    @classmethod
    def fit(cls, train: Sequence[Example]) -> "LikenessBand":
        """Return the band of the train names, each judged by a model that hasn't read its family.

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
        """Tell whether a name is as probable as real names are, no less and no more."""
        return self.low <= self.bits_per_letter(name) <= self.high

    def bits_per_letter(self, name: str) -> float:
        """Return how improbable a name's letters are, read from the end, in bits a letter."""
        return self.letters.bits_per_letter(_reversed(name))


def _reversed(name: str) -> str:
    return normal_form(name)[::-1]


class TypeGuesser:
    """Guesses the types of a creature from the letters of its name alone.

    A letter model of the names of each type stands against one of all names; both are fitted on
    train species. On train names of families held out in turn the area under the ROC curve is
    0.57, where chance is 0.5: names tell a little of types, and that little can be asked for.

    Args:
        train: The rows of the train split; those of unknown species are left out.
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
        """Return log p(name | type) - log p(name), nats a letter."""
        letters = normal_form(name)
        gain = self._models[kind].log_prob(letters) - self._all.log_prob(letters)
        return gain / max(len(letters), 1)


def types_of(species_id: int) -> tuple[str, ...]:
    """Return the types of a species; none for what isn't a known one."""
    species = bundled.species_by_id().get(species_id)
    return species.types if species else ()


@dataclass(frozen=True)
class Answers:
    """The names of one origin.

    Attributes:
        label: Where they come from.
        names: A list a case, in the order of the cases.
        invented: Whether they are new names, and not the true ones.
        many: Names for many more prompts, to see how often a name comes back; empty if not asked.
    """

    label: str
    names: Sequence[Sequence[Given]]
    invented: bool = True
    many: Sequence[Given] = ()


@dataclass(frozen=True)
class Yardstick:
    """What names are measured with.

    Attributes:
        cases: What is asked.
        others: For each case one of another family, for what is shared by chance.
        asked: Names asked for, a case.
        resamples: For the intervals.
        band: How probable the letters of real names are.
        guesser: Of types from letters.
        all_words: Species to the words of everything that the split says of it.
    """

    cases: Sequence[Case]
    others: Sequence[Case]
    asked: int
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
        """Return a yardstick for cases drawn from ``rows``; what it learns is of ``train`` only."""
        words: dict[int, set[str]] = defaultdict(set)
        for row in rows:
            words[row.species_id] |= words_of(row.description)
        return cls(
            cases=cases,
            others=shuffled(cases, seed),
            asked=section.names_per_species,
            resamples=Resamples([case.family for case in cases], section.bootstrap, seed),
            band=LikenessBand.fit(train),
            guesser=TypeGuesser(train),
            all_words={species: frozenset(known) for species, known in words.items()},
        )
