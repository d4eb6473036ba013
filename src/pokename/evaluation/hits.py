"""Hits: how often a system's lists contain a designed name, and how a model ranks true names.

A name hits a design if it is spelled like one of the designer's names; its source words don't
matter. True names are ranked among the names of other species, by how probable the model finds
them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pokename.corpus.splits import Kind
from pokename.evaluation.bootstrap import (
    CaseValue,
    Measure,
    Measures,
    Resamples,
    Values,
)
from pokename.evaluation.cases import Case, Design, Namer, Questions, by_kind
from pokename.naming.generator import NameGenerator
from pokename.naming.letter_model import LetterModel

FIRST = (10, 100)  # how many names of a list are checked
ByCase = Mapping[str, Sequence[float]]  # a value for each case, by the key of its figure
HITS = (1, 2, 5, 10, 20, 50, 100)  # the ranks at which hits are counted and plotted
RANKED = ("bits_per_letter", "mrr")  # the figures of true names that are compared by case


@dataclass(frozen=True)
class DesignMetrics:
    """How often the lists of a system contain a designed name.

    Attributes:
        designs: The number of designs that the system was asked to name.
        measures: ``hits_at_10``, ``hits_at_100`` or another ``hits_at_N``, as shares of designs.
    """

    designs: int
    measures: Measures


def design_figures(
    namers: Sequence[Namer], asked: Questions, bootstrap: int
) -> tuple[dict[str, DesignMetrics], list[CaseValue]]:
    """Return how often each system's lists contain a designed name, by label; and the values."""
    figures: dict[str, DesignMetrics] = {}
    values: list[CaseValue] = []
    for namer in namers if asked.designs else ():
        found = hits_by_design(namer, asked.designs, asked.seed, asked.steps.advance)
        figures[namer.label] = metrics_of_hits(found, asked.designs, (bootstrap, asked.seed))
        values += values_of_hits(namer.label, found, asked.designs)
    return figures, values


def hits_by_design(
    namer: Namer,
    designs: Sequence[Design],
    seed: int,
    advance: Callable[[], None] = lambda: None,
    first: Sequence[int] = FIRST,
) -> ByCase:
    """Return, for each design, whether a designed name is among the first names of a list.

    Args:
        namer: The system.
        designs: The designs to name.
        seed: The seed of the names.
        advance: Called after each design.
        first: How many names of a list to check; each number gives one figure.

    Returns:
        Maps ``hits_at_N`` to 1 (found) or 0 for each design.
    """
    hits: dict[str, list[float]] = {f"hits_at_{names}": [] for names in first}
    for design in designs:
        given = namer.names(design.description, max(first), seed)
        for names in first:
            found = any(one.name.lower() in design.names for one in given[:names])
            hits[f"hits_at_{names}"].append(float(found))
        advance()
    return hits


def metrics_of_hits(
    found: ByCase, designs: Sequence[Design], resamples: tuple[int, int]
) -> DesignMetrics:
    """Return how often the first names of a system's lists contain a designed name.

    Args:
        found: What ``hits_by_design`` returned.
        designs: The same designs, at least one.
        resamples: The number of bootstrap resamples (over creatures), and their seed.
    """
    share = Resamples(creature_numbers(designs), *resamples).share
    measured = {key: share(each) for key, each in found.items()}
    return DesignMetrics(len(designs), {key: one for key, one in measured.items() if one})


def creature_numbers(designs: Sequence[Design]) -> list[int]:
    """Return a number for the creature of each design; equal creatures have equal numbers."""
    known = {one: number for number, one in enumerate(dict.fromkeys(d.creature for d in designs))}
    return [known[design.creature] for design in designs]


def true_name_figures(
    generators: Sequence[NameGenerator], letters: LetterModel, asked: Questions, bootstrap: int
) -> tuple[dict[str, Mapping[Kind, Measures]], list[CaseValue]]:
    """Return figures that say how each model ranks the true names, by label; and their values."""
    figures: dict[str, Mapping[Kind, Measures]] = {}
    values: list[CaseValue] = []
    for one in generators:
        ranked = rank_true_names(one, letters, asked.cases)
        figures[one.model] = measures_of_ranks(ranked, asked.cases, (bootstrap, asked.seed))
        values += values_of_ranks(one.model, ranked, asked.cases)
        asked.steps.advance()
    return figures, values


def rank_true_names(
    generator: NameGenerator, letters: LetterModel, cases: Sequence[Case]
) -> dict[Kind, ByCase]:
    """Return, for each case, how a model ranks its true name, by kind of description.

    All pairs of description and name are scored in one call, so that the engine can batch pairs of
    similar length.

    Args:
        generator: The model.
        letters: A letter model of train names, for comparison.
        cases: The cases; the true names of all cases of one kind are ranked against each other.
    """
    groups = by_kind(cases)
    scores = iter(
        generator.log_probs([pair for group in groups.values() for pair in _pairs(group)])
    )
    ranked: dict[Kind, ByCase] = {}
    for kind, group in groups.items():
        log_probs = np.array([next(scores) for _ in _pairs(group)]).reshape(-1, len(group))
        ranked[kind] = _ranked(log_probs, _fits(generator, group), letters, group)
    return ranked


def measures_of_ranks(
    ranked: Mapping[Kind, ByCase], cases: Sequence[Case], resamples: tuple[int, int]
) -> dict[Kind, Measures]:
    """Return figures that say how a model ranks the true names, for each kind of description.

    Args:
        ranked: What ``rank_true_names`` returned.
        cases: The same cases.
        resamples: The number of resamples, and their seed.
    """
    figures: dict[Kind, Measures] = {}
    for kind, group in by_kind(cases).items():
        drawn = Resamples([case.family for case in group], *resamples)
        measured = {
            key: (drawn.share if key.startswith("hits") else drawn.mean)(each)
            for key, each in ranked[kind].items()
        }
        known = {key: one for key, one in measured.items() if one}
        chance = Measure.exact(chance_reciprocal_rank(len(group)))
        figures[kind] = {**known, "chance_mrr": chance}
    return figures


def values_of_ranks(
    model: str, ranked: Mapping[Kind, ByCase], cases: Sequence[Case]
) -> Iterator[CaseValue]:
    """Yield a record of each value that ``rank_true_names`` returned for a model."""
    for kind, group in by_kind(cases).items():
        for key in RANKED:
            for case, value in zip(group, ranked[kind][key], strict=True):
                yield CaseValue.of(f"{kind}/{key}", model, case, value)


def values_of_hits(system: str, found: ByCase, designs: Sequence[Design]) -> Iterator[CaseValue]:
    """Yield a record of each value that ``hits_by_design`` returned for a system."""
    for figure, values in found.items():
        for design, group, value in zip(designs, creature_numbers(designs), values, strict=True):
            yield CaseValue(figure, system, design.description, group, value)


def _pairs(cases: Sequence[Case]) -> list[tuple[str, str]]:
    """Return (description, name) pairs: all names with "", then all with each description."""
    descriptions = ["", *(case.description for case in cases)]
    return [(description, case.name) for description in descriptions for case in cases]


def _fits(generator: NameGenerator, cases: Sequence[Case]) -> Values:
    """Return the fit that ``pokename score`` gives to every name for each case's description."""
    names = [case.name for case in cases]
    return np.array(
        [[one.fit for one in generator.score_many(case.description, names)] for case in cases]
    )


def _ranked(log_probs: Values, fits: Values, letters: LetterModel, cases: Sequence[Case]) -> ByCase:
    """Return how a model ranks the true name of each case of one kind, C of them.

    Args:
        log_probs: log p(name | description) in nats, shape (1 + C, C): a row for the empty
            description, then a row for each case's; the columns are the names.
        fits: The fit of each name (column) for each description (row), shape (C, C).
        letters: A letter model of train names.
        cases: The cases.
    """
    without_description, given_description = log_probs[0], log_probs[1:]
    ranks = true_ranks(given_description - without_description)
    symbols = np.array([len(case.name) + 1 for case in cases])
    values = {
        "bits_per_letter": -np.diagonal(given_description) / np.log(2) / symbols,
        "bits_per_letter_letter_model": np.array(
            [letters.bits_per_letter(case.name) for case in cases]
        ),
        "mrr": 1 / ranks,
        "mrr_by_fit": 1 / true_ranks(fits),
        **{f"hits_at_{limit}": (ranks <= limit).astype(float) for limit in HITS},
    }
    return {key: each.tolist() for key, each in values.items()}


def true_ranks(scores: Values) -> Values:
    """Return the rank, from 1, of each case's true name among all names.

    Args:
        scores: Shape (cases, names); column i has the scores of the true name of case i. Ties share
            the mean of their ranks, so a model that gives all names the same score does as well as
            chance.

    Returns:
        Ranks, shape (cases,).
    """
    own = np.diagonal(scores)[:, None]
    above = (scores > own).sum(axis=1)
    level = (scores == own).sum(axis=1)
    return np.asarray(above + (level + 1) / 2, dtype=float)


def chance_reciprocal_rank(names: int) -> float:
    """Return the mean reciprocal rank of a random guess among ``names`` names.

    >>> round(chance_reciprocal_rank(99), 3)
    0.052
    """
    return float((1 / np.arange(1, names + 1)).mean())
