"""The figures of one system: a model, a baseline, or the real names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pokename.corpus.examples import Kind
from pokename.evaluation.baselines import Given
from pokename.evaluation.bootstrap import Measure
from pokename.evaluation.cases import KINDS, Case
from pokename.evaluation.metrics.diversity import diversity
from pokename.evaluation.metrics.fit import fit
from pokename.evaluation.metrics.sound_symbolism import lengths, sound
from pokename.evaluation.metrics.usable import usable
from pokename.evaluation.yardstick import Answers, Yardstick

Measures = Mapping[str, Measure]


@dataclass(frozen=True)
class SystemMetrics:
    """The figures of one system: a row of each table.

    Attributes:
        label: The system.
        measures: The figures by name; figures that this system can't have are left out.
        by_kind: The figures of fit, separately for each kind of description.
        lengths: The number of names of each length, by length in letters.
    """

    label: str
    measures: Measures
    by_kind: Mapping[Kind, Measures]
    lengths: Mapping[int, int]


def real_answers(cases: Sequence[Case]) -> Answers:
    """Return the true names in the form of a system's answers."""
    return Answers("real names", [[Given(case.name)] for case in cases], invented=False)


def metrics_of(answers: Answers, yardstick: Yardstick) -> SystemMetrics:
    """Return all figures of one system's names."""
    kinds = [kind for kind in KINDS if any(case.kind == kind for case in yardstick.cases)]
    parts = (usable, fit, sound, diversity)
    measured = {key: one for part in parts for key, one in part(answers, yardstick).items()}
    return SystemMetrics(
        label=answers.label,
        measures=_known(measured),
        by_kind={kind: _known(fit(answers, yardstick, kind)) for kind in kinds},
        lengths=lengths(answers),
    )


def _known(measures: Mapping[str, Measure | None]) -> Measures:
    return {key: measure for key, measure in measures.items() if measure is not None}
