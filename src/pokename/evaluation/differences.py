"""Paired differences: two systems are compared case by case, on the same bootstrap resamples.

Two systems find the same cases hard. The difference of their values in each case leaves that out,
so its interval is narrower than those of the two figures: they may overlap although one system is
clearly better.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pokename.corpus.splits import Kind
from pokename.evaluation.bootstrap import Measure, Resamples
from pokename.evaluation.cases import Answers, Case, Design, by_kind
from pokename.evaluation.fit import ideas_by_case
from pokename.evaluation.hits import ByCase, creature_numbers
from pokename.evaluation.systems import usable_by_case
from pokename.evaluation.yardstick import Yardstick

RANKED = ("bits_per_letter", "mrr")  # the figures of true names that are compared


@dataclass(frozen=True, slots=True)
class CaseValue:
    """The value of a figure in one case; the mean over the cases is the figure.

    Attributes:
        figure: The key of the figure, such as ``usable``; a figure of one kind of description has
            a prefix, such as ``prompt/mrr``.
        system: The label of the system.
        case: What identifies the case: kind and species, or the description of a design.
        group: What bootstrap resamples draw as a whole: the number of a family, or of a creature.
        value: The value.
    """

    figure: str
    system: str
    case: str
    group: int
    value: float


def values_of_names(answers: Answers, yardstick: Yardstick) -> Iterator[CaseValue]:
    """Yield the values of the names that a system gave for the cases."""
    if not answers.invented:
        return
    usable = usable_by_case(answers, yardstick)
    ideas = ideas_by_case(answers, yardstick, "prompt")
    for figure, values in (("usable", usable), ("prompt/related_own", ideas)):
        for case, value in zip(yardstick.cases, values, strict=True):
            if value is not None:
                yield _value(figure, answers.label, case, value)


def values_of_ranks(
    model: str, ranked: Mapping[Kind, ByCase], cases: Sequence[Case]
) -> Iterator[CaseValue]:
    """Yield the values that ``rank_true_names`` returned for a model."""
    for kind, group in by_kind(cases).items():
        for key in RANKED:
            for case, value in zip(group, ranked[kind][key], strict=True):
                yield _value(f"{kind}/{key}", model, case, value)


def values_of_designs(system: str, found: ByCase, designs: Sequence[Design]) -> Iterator[CaseValue]:
    """Yield the values that ``found_designs`` returned for a system."""
    for figure, values in found.items():
        for design, group, value in zip(designs, creature_numbers(designs), values, strict=True):
            yield CaseValue(figure, system, design.description, group, value)


def by_case(values: Sequence[CaseValue], figure: str, system: str) -> dict[str, CaseValue]:
    """Return the values of one figure of one system, by case."""
    return {one.case: one for one in values if one.figure == figure and one.system == system}


def difference(
    one: Mapping[str, CaseValue], other: Mapping[str, CaseValue], resamples: tuple[int, int]
) -> Measure | None:
    """Return a figure minus another, over the cases in which both have a value.

    If all resamples are equal, as those of a single family are, the interval has no width, and
    doesn't show whether the difference is chance.

    Args:
        one: The values of a figure, by case.
        other: The values to compare them with, by case.
        resamples: The number of resamples, and their seed.
    """
    shared = [case for case in one if case in other]
    if not shared:
        return None
    gains = [one[case].value - other[case].value for case in shared]
    return Resamples([one[case].group for case in shared], *resamples).mean(gains)


def _value(figure: str, system: str, case: Case, value: float) -> CaseValue:
    return CaseValue(figure, system, f"{case.kind}/{case.species_id}", case.family, value)
