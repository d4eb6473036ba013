"""What names are measured with, fitted once and the same for every system."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pokename.corpus.table import Row
from pokename.evaluation.baselines import Given
from pokename.evaluation.bootstrap import Resamples
from pokename.evaluation.cases import Case, shuffled
from pokename.evaluation.likeness import LikenessBand
from pokename.evaluation.type_guesser import TypeGuesser
from pokename.naming.words import words_of

if TYPE_CHECKING:
    from pokename.config import EvaluateSection


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
        rows: Sequence[Row],
        train: Sequence[Row],
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
