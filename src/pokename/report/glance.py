"""The first section of a report: the main figures, and whether a change is more than chance."""

from collections.abc import Mapping, Sequence

from pokename.evaluation.bootstrap import Measure
from pokename.evaluation.tables import Table
from pokename.report.document import Section
from pokename.report.gathering import RunFound, why_losses_differ

LOSS = "validation loss, nats per token"
# Name of a figure, digits after the point, and whether higher is better.
GLANCE: tuple[tuple[str, int, bool], ...] = (
    (LOSS, 4, False),
    ("usable", 1, True),
    ("idea of its own prompt", 1, True),
    ("hits@10", 1, True),
    ("hits@100", 1, True),
    ("true name's reciprocal rank, %", 1, True),
    ("true to plan", 1, True),
    ("can be said", 1, True),
)


def glance(runs: Sequence[RunFound], otherwise: Sequence[str]) -> Section:
    """Return the first section of a report.

    Args:
        runs: The run, and optionally the run to compare it with.
        otherwise: The settings that differ between the evaluations; any of them rules out a
            comparison.
    """
    head = ["figure", *(run.label for run in runs)]
    compared = len(runs) > 1
    if compared:
        head += ["change", "in words"]
    other_losses = why_losses_differ(runs)
    rows = []
    for name, digits, better in GLANCE:
        found = [_glanced(run).get(name) for run in runs]
        cells = [name, *(_cell(measure, digits) for measure in found)]
        if compared:
            comparable = not (other_losses if name == LOSS else otherwise)
            cells += _change(found, digits, better) if comparable else ["–", "–"]
        if any(found):
            rows.append(cells)
    notes = (
        [f"The runs were evaluated with different settings: {', '.join(otherwise)}."]
        if otherwise
        else []
    )
    if other_losses:
        notes.append(other_losses)
    missing = [note for run in runs for note in run.missing]
    about = "Shares are in per cent. Ranges in brackets are 95 % intervals over evolution families."
    if compared:
        about += " *apart*: the intervals don't overlap. If they overlap, the change may be chance."
    return Section("At a glance", about, tables=[Table("", "", head, rows)], notes=notes + missing)


def _glanced(run: RunFound) -> dict[str, Measure]:
    """Return the main figures of a run; shares are in per cent."""
    found: dict[str, Measure | None] = {}
    loss = (run.manifest or {}).get("val_loss")
    if isinstance(loss, float):
        found[LOSS] = Measure.exact(loss)
    if run.evaluation:
        evaluation = run.evaluation
        own = evaluation.systems[0]
        designs = evaluation.designs.get(evaluation.model)
        found |= {
            "usable": _percent(own.measures, "usable"),
            "idea of its own prompt": _percent(own.by_kind.get("prompt", {}), "related_own"),
            "hits@10": _percent(designs.measures if designs else {}, "hits_at_10"),
            "hits@100": _percent(designs.measures if designs else {}, "hits_at_100"),
            "true name's reciprocal rank, %": _percent(evaluation.fit.get("prompt", {}), "mrr"),
            "true to plan": _percent(own.measures, "plan_true"),
            "can be said": _percent(own.measures, "pronounceable"),
        }
    return {name: measure for name, measure in found.items() if measure}


def _percent(measures: Mapping[str, Measure], key: str) -> Measure | None:
    one = measures.get(key)
    return Measure(100 * one.value, 100 * one.low, 100 * one.high) if one else None


def _cell(measure: Measure | None, digits: int) -> str:
    if measure is None:
        return "–"
    value, low, high = (f"{n:.{digits}f}" for n in (measure.value, measure.low, measure.high))
    return value if low == high else f"{value} ({low}–{high})"


def _change(found: Sequence[Measure | None], digits: int, better: bool) -> list[str]:
    """Return the first figure minus the second, and what the difference means."""
    one, other = found
    if one is None or other is None:
        return ["–", "–"]
    difference = round(one.value - other.value, digits)
    if not difference:
        return ["0", "the same"]
    word = "better" if (difference > 0) == better else "worse"
    estimated = one.low != one.high or other.low != other.high
    apart = one.low > other.high or other.low > one.high
    words = f"{word}, {'apart' if apart else 'intervals overlap'}" if estimated else word
    return [f"{difference:+.{digits}f}", words]
