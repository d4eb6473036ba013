"""How a name looks to a model of letters that no generator here samples or ranks with."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pokename.corpus.table import Row
from pokename.naming.letters import LetterModel
from pokename.pokedex.names import normal_form

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
    def fit(cls, train: Sequence[Row]) -> "LikenessBand":
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
        """Return how improbable the letters of a name are, read from the end, in bits a letter."""
        return self.letters.bits_per_letter(_reversed(name))


def _reversed(name: str) -> str:
    return normal_form(name)[::-1]
