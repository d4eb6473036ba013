"""Hits: how often a model's lists contain a designed name, and how it ranks true names.

A name hits a design if it is spelled like one of the designer's names; its source words don't
matter. True names are ranked among the names of other species, by how probable the model finds
them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pokename.corpus.splits import Kind
from pokename.evaluation.bootstrap import (
    Measure,
    Resamples,
    Values,
    chance_reciprocal_rank,
    true_ranks,
)
from pokename.evaluation.cases import KINDS, Case, Design
from pokename.evaluation.systems import Measures
from pokename.naming.generator import NameGenerator
from pokename.naming.language_model import Sampling
from pokename.naming.letter_model import LetterModel

FIRST = (10, 100)  # how many names of a list are checked
HITS = (1, 2, 5, 10, 20, 50, 100)  # the ranks at which hits are counted and plotted


@dataclass(frozen=True)
class DesignMetrics:
    """How often the lists of a model contain a designed name.

    Attributes:
        designs: The number of designs that the model was asked to name.
        measures: ``hits_at_10``, ``hits_at_100`` or another ``hits_at_N``, as shares of designs.
    """

    designs: int
    measures: Measures


def hits_on_designs(
    generator: NameGenerator,
    sampling: Sampling,
    designs: Sequence[Design],
    resamples: tuple[int, int],
    advance: Callable[[], None] = lambda: None,
    first: Sequence[int] = FIRST,
) -> DesignMetrics:
    """Return how often the first names of a model's lists contain a designed name.

    Args:
        generator: The model.
        sampling: The sampling settings.
        designs: At least one design.
        resamples: A pair: the number of bootstrap resamples (over creatures), and the seed, used
            both for resampling and for generating names.
        advance: Called after each design.
        first: How many names of a list to check; each number gives one figure.
    """
    hits: dict[int, list[bool]] = {names: [] for names in first}
    for design in designs:
        given = generator.generate(
            design.description, max(first), seed=resamples[1], sampling=sampling
        )
        for names, found in hits.items():
            found.append(any(name.name.lower() in design.names for name in given[:names]))
        advance()
    mean = Resamples(_numbers([design.creature for design in designs]), *resamples).mean
    measures = {
        f"hits_at_{names}": measure
        for names, found in hits.items()
        if (measure := mean(found)) is not None
    }
    return DesignMetrics(len(designs), measures)


def rank_true_names(
    generator: NameGenerator,
    letters: LetterModel,
    cases: Sequence[Case],
    resamples: tuple[int, int],
) -> dict[Kind, Measures]:
    """Return figures that say how a model ranks the true names, for each kind of description.

    All pairs of description and name are scored in one call, so that the engine can batch pairs of
    similar length.

    Args:
        generator: The model.
        letters: A letter model of train names, for comparison.
        cases: The cases; the true names of all cases of one kind are ranked against each other.
        resamples: The number of resamples, and their seed.
    """
    kinds = {kind: [case for case in cases if case.kind == kind] for kind in KINDS}
    groups = {kind: group for kind, group in kinds.items() if group}
    scores = iter(
        generator.log_probs([pair for group in groups.values() for pair in _pairs(group)])
    )
    figures: dict[Kind, Measures] = {}
    for kind, group in groups.items():
        drawn = Resamples([case.family for case in group], *resamples)
        log_probs = np.array([next(scores) for _ in _pairs(group)]).reshape(-1, len(group))
        fits = _fits(generator, group)
        figures[kind] = _figures(log_probs, fits, letters, group, drawn)
    return figures


def _numbers(creatures: Sequence[str]) -> list[int]:
    """Return a number for each creature; equal creatures have equal numbers."""
    known = {creature: number for number, creature in enumerate(dict.fromkeys(creatures))}
    return [known[creature] for creature in creatures]


def _pairs(cases: Sequence[Case]) -> list[tuple[str, str]]:
    """Return (description, name) pairs: every name without a description, then with each."""
    descriptions = ["", *(case.description for case in cases)]
    return [(description, case.name) for description in descriptions for case in cases]


def _fits(generator: NameGenerator, cases: Sequence[Case]) -> Values:
    """Return the fit that ``pokename score`` gives to every name for each case's description."""
    names = [case.name for case in cases]
    return np.array(
        [[one.fit for one in generator.score_many(case.description, names)] for case in cases]
    )


def _figures(
    scores: Values, fits: Values, letters: LetterModel, cases: Sequence[Case], resamples: Resamples
) -> Measures:
    unasked, asked = scores[0], scores[1:]
    ranks = true_ranks(asked - unasked)
    symbols = np.array([len(case.name) + 1 for case in cases])
    values = {
        "bits_per_letter": -np.diagonal(asked) / np.log(2) / symbols,
        "bits_per_letter_letter_model": np.array(
            [letters.bits_per_letter(case.name) for case in cases]
        ),
        "mrr": 1 / ranks,
        "mrr_by_fit": 1 / true_ranks(fits),
        **{f"hits_at_{limit}": (ranks <= limit).astype(float) for limit in HITS},
    }
    measured = {key: resamples.mean(each.tolist()) for key, each in values.items()}
    chance = Measure.exact(chance_reciprocal_rank(len(cases)))
    return {**{key: one for key, one in measured.items() if one}, "chance_mrr": chance}
