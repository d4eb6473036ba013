"""The first section of a report: the main figures, and whether a change is more than chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isclose

from pokename.evaluation.bootstrap import CaseValue, Measure, by_case, difference
from pokename.evaluation.cases import spelled_label
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.tables import NOTHING, Column, Table
from pokename.report.document import Section
from pokename.report.gathering import RunFound, why_losses_not_comparable

LOSS = "validation loss, nats per token"


@dataclass(frozen=True, slots=True)
class Figure:
    """A main figure of an evaluation.

    Attributes:
        column: How it is called and shown; its key is that in ``evaluation.bootstrap.CaseValue``.
        measure: Returns it from an evaluation; None if it wasn't measured.
        spelled: Whether it is of names that the model spells alone.
        better: 1 if higher is better, -1 if lower is better.
    """

    column: Column
    measure: Callable[[Evaluation], Measure | None]
    spelled: bool = False
    better: int = 1

    def by_case(self, one: Evaluation) -> dict[str, CaseValue]:
        """Return its values in an evaluation, by case."""
        system = spelled_label(one.model) if self.spelled else one.model
        return by_case(one.cases, self.column.key, system)


def _ranked(key: str) -> Callable[[Evaluation], Measure | None]:
    return lambda one: one.true_names.get("prompt", {}).get(key)


def _hits(key: str) -> Callable[[Evaluation], Measure | None]:
    return lambda one: one.designs[one.model].measures.get(key) if one.designs else None


# What depends on the training comes first.
FIGURES = (
    Figure(
        Column("prompt/bits_per_letter", "bits a letter of the true name", 3, is_share=False),
        _ranked("bits_per_letter"),
        better=-1,
    ),
    Figure(Column("prompt/mrr", "true name's reciprocal rank, %"), _ranked("mrr")),
    Figure(
        Column("usable", "usable, spelled"),
        lambda one: one.systems[1].measures.get("usable"),
        spelled=True,
    ),
    Figure(
        Column("usable", "usable, whole system"),
        lambda one: one.systems[0].measures.get("usable"),
    ),
    Figure(
        Column("prompt/related_own", "idea of its own prompt, whole system"),
        lambda one: one.systems[0].by_kind.get("prompt", {}).get("related_own"),
    ),
    Figure(Column("hits_at_10", "hits@10, whole system"), _hits("hits_at_10")),
    Figure(Column("hits_at_100", "hits@100, whole system"), _hits("hits_at_100")),
)


def glance(runs: Sequence[RunFound], different_settings: Sequence[str]) -> Section:
    """Return the first section of a report.

    Args:
        runs: The run, and optionally the run to compare it with.
        different_settings: The settings that differ between the evaluations; any of them rules out
            a comparison.
    """
    head = ["figure", *(run.label for run in runs)]
    if len(runs) > 1:
        head += ["difference", "in words"]
    why_not_comparable = why_losses_not_comparable(runs)
    rows = [_loss_row(runs, comparable=not why_not_comparable)]
    rows += [_row(figure, runs, comparable=not different_settings) for figure in FIGURES]
    notes = (
        [f"The runs were evaluated with different settings: {', '.join(different_settings)}."]
        if different_settings
        else []
    )
    if why_not_comparable:
        notes.append(why_not_comparable)
    missing = [note for run in runs for note in run.missing]
    shown = [row for row in rows if set(row[1:]) != {NOTHING}]
    return Section(
        "At a glance", _about(runs), tables=[Table("", "", head, shown)], notes=notes + missing
    )


def _about(runs: Sequence[RunFound]) -> str:
    about = (
        "Shares are in per cent. Ranges in brackets are 95 % intervals: resamples draw evolution "
        "families, and for hits on designs they draw creatures. "
        "*spelled*: names of the model alone. *whole system*: names of the model with thesaurus, "
        "ranker and gates; most come from these, whatever the model has learned."
    )
    if len(runs) > 1:
        about += (
            " *difference*: the first run minus the second, case by case, with the interval of the "
            "difference. If the interval contains 0 or has no width, the difference may be chance. "
            "One training of each run can't show how much another seed of the training would "
            "change."
        )
    return about


def _loss_row(runs: Sequence[RunFound], *, comparable: bool) -> list[str]:
    losses = [(run.manifest or {}).get("val_loss") for run in runs]
    known = [loss if isinstance(loss, float) else None for loss in losses]
    row = [LOSS, *(NOTHING if loss is None else f"{loss:.4f}" for loss in known)]
    if len(runs) == 1:
        return row
    one, other = known
    if not comparable or one is None or other is None:
        return [*row, NOTHING, NOTHING]
    return [*row, f"{one - other:+.4f}", _word(other - one)]


def _row(figure: Figure, runs: Sequence[RunFound], *, comparable: bool) -> list[str]:
    evaluated = [run.evaluation for run in runs]
    found = [figure.measure(one) if one else None for one in evaluated]
    row = [figure.column.heading, *map(figure.column.cell, found)]
    if len(runs) == 1:
        return row
    one, other = evaluated
    change = None
    if comparable and one and other:
        resamples = one.bootstrap, one.seed
        change = difference(figure.by_case(one), figure.by_case(other), resamples)
    if change is None:
        return [*row, NOTHING, NOTHING]
    return [*row, figure.column.difference(change), _words(change, figure.better)]


def _words(change: Measure, better: int) -> str:
    """Return what a difference means; its interval shows whether it may be chance.

    An interval has no width if all resamples are equal, as those of a single family are.
    """
    if change == Measure.exact(0):
        return _word(0)
    if change.low <= 0 <= change.high or isclose(change.low, change.high):
        return "may be chance"
    return _word(better * change.value)


def _word(gain: float) -> str:
    return "better" if gain > 0 else "worse" if gain < 0 else "the same"
