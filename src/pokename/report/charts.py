"""The charts of a report, and the figures of a run that each chart shows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import cast

import pandas as pd

from pokename.evaluation.bootstrap import Measure
from pokename.evaluation.cases import REAL_NAMES
from pokename.evaluation.evaluating import Evaluation
from pokename.pokedex.official_names import normal_form
from pokename.report.gathering import RunFound
from pokename.report.svg import Cell, HeatLabels, IntervalRow, Series, heat, intervals, lines

Figure = Callable[["pd.Series[str]"], "pd.Series[int]"]
Cells = Iterable[tuple[tuple[int, int], pd.DataFrame]]
FURTHEST = 7  # number of edits in the top row of a heat map; names with more edits count there too
# Columns of a heat map, in bits per letter: lowest value, highest value, width of a column.
LOWEST, HIGHEST, STEP = 1.5, 7.5, 0.25
SHOWN = 4  # maximum number of names in the tooltip of a cell


@dataclass(frozen=True)
class Chart:
    """A chart with its title and legend.

    Attributes:
        title: The text above the chart.
        svg: The chart as SVG.
        legend: Style sheet class and label of each series; empty if the chart has its own labels.
    """

    title: str
    svg: str
    legend: Sequence[tuple[str, str]] = ()


def curves(runs: Sequence[RunFound]) -> list[Chart]:
    """Return charts of training and validation loss by step; each chart shows all runs."""
    charts = []
    for column, title in (("val_loss", "Validation loss"), ("loss", "Training loss")):
        series = []
        for place, run in enumerate(runs):
            if run.history is not None and run.history[column].notna().any():
                known = run.history.dropna(subset=[column])
                dots = column == "val_loss"
                points = known["step"].tolist(), known[column].tolist()
                series.append(Series(run.label, f"s{place}", *points, dots=dots, dashed=place > 0))
        if series:
            svg = lines(series, "optimizer step", "nats per token")
            charts.append(Chart(title, svg, _legend(series)))
    return charts


def usable_intervals(evaluation: Evaluation, runs: Sequence[str]) -> Chart:
    """Return a chart of the share of usable names of each system."""
    measures = {system.label: system.measures.get("usable") for system in evaluation.systems}
    return Chart("Usable names", _intervals(measures, runs, "per cent of names asked for"))


def fit_intervals(evaluation: Evaluation, runs: Sequence[str]) -> Chart:
    """Return a chart of the share of each system's names that have an idea of their own prompt."""
    measures = {
        system.label: system.by_kind.get("prompt", {}).get("related_own")
        for system in evaluation.systems
    }
    return Chart("An idea of its own prompt", _intervals(measures, runs, "per cent of names"))


def hits(evaluation: Evaluation, runs: Sequence[str]) -> list[Chart]:
    """Return charts of each model's hits on designs."""
    charts = []
    for first in (10, 100):
        measures = {
            label: found.measures.get(f"hits_at_{first}")
            for label, found in evaluation.designs.items()
        }
        svg = _intervals(measures, runs, "per cent of designs")
        charts.append(Chart(f"Among the first {first} names", svg))
    return charts


def word_lengths(runs: Sequence[RunFound]) -> list[Chart]:
    """Return a chart of name lengths, compared with the real names; none without names."""
    shares = _by_origin(runs, lambda names: names.map(lambda name: len(normal_form(name))))
    if not shares:
        return []
    series = _beside_real(shares)
    svg = lines(series, "letters", "per cent of names")
    return [Chart("Lengths", svg, _legend(series))]


def letters(runs: Sequence[RunFound]) -> list[Chart]:
    """Return a chart of letter frequencies, compared with the real names; none without names."""
    shares = _by_origin(
        runs,
        lambda names: pd.Series(
            [ascii_lowercase.index(x) for x in "".join(map(normal_form, names)) if x.isalpha()]
        ),
    )
    if not shares:
        return []
    whole = {
        label: {float(place): found.get(place, 0.0) for place in range(len(ascii_lowercase))}
        for label, found in shares.items()
    }
    series = _beside_real(whole)
    svg = lines(series, "letter", "per cent of letters", ascii_lowercase)
    return [Chart("Letters", svg, _legend(series))]


def novelty(runs: Sequence[RunFound]) -> list[Chart]:
    """Return heat maps of each run, then of the real names and the baselines of the first run."""
    charts: list[Chart] = []
    others_shown = False
    for place, run in enumerate(runs):
        if run.names is not None and run.evaluation is not None:
            measured = _measured(run)
            own = measured["system"] == run.label
            charts.insert(place, _heat_map(measured[own], run.label, f"s{place}", run.evaluation))
            for label in [] if others_shown else _others(run.evaluation):
                rows = measured[measured["system"] == label]
                charts.append(_heat_map(rows, label, "real", run.evaluation))
            others_shown = True
    return charts


def _others(evaluation: Evaluation) -> list[str]:
    """Return the systems that the model is compared with, real names first."""
    labels = [system.label for system in evaluation.systems[1:]]
    return sorted(labels, key=lambda label: label != REAL_NAMES)


def _heat_map(names: pd.DataFrame, label: str, style: str, evaluation: Evaluation) -> Chart:
    columns = round((HIGHEST - LOWEST) / STEP)
    bits = names["bits_per_letter"].clip(LOWEST, HIGHEST - STEP / 2)
    places = ((bits - LOWEST) / STEP).astype(int)
    rows = names["edits"].clip(0, FURTHEST)
    cells = [
        Cell(column, row, len(inside) / len(names), _of_cell(inside))
        for (column, row), inside in cast("Cells", names.groupby([places, rows]))
    ]
    at = [((bound - LOWEST) / STEP) for bound in evaluation.band]
    labels = HeatLabels(
        about=f"{label}: edits to the nearest official name by bits a letter",
        x="bits a letter: like a name ← → unlike one",
        y="edits to the nearest official name",
        columns=[((bits - LOWEST) / STEP, f"{bits}") for bits in range(2, 8)],
        rows=[(row, f"{row}" if row < FURTHEST else f"{row}+") for row in range(FURTHEST + 1)],
        band=(at[0], at[1]),
        least=2,
    )
    title = f"{label}, {len(names)} names"
    return Chart(title, heat(cells, (columns, FURTHEST + 1), labels, style))


def _of_cell(names: pd.DataFrame) -> str:
    examples = list(dict.fromkeys(names["name"]))
    shown = ", ".join(examples[:SHOWN])
    return f"{len(names)}: {shown}{', …' if len(examples) > SHOWN else ''}"


def _measured(run: RunFound) -> pd.DataFrame:
    """Return the names of a run's evaluation without those for fixed prompts."""
    assert run.names is not None  # noqa: S101 - the caller has checked
    return run.names[run.names["kind"] != "fixed"]


def _by_origin(runs: Sequence[RunFound], figure: Figure) -> dict[str, dict[float, float]]:
    """Return the distribution of a figure in per cent: for real names, then for each run."""
    found: dict[str, dict[float, float]] = {}
    for run in runs:
        if run.names is not None:
            measured = _measured(run)
            for label in (REAL_NAMES, run.label):
                names = measured.loc[measured["system"] == label, "name"]
                if len(names) and label not in found:
                    shares = figure(names).value_counts(normalize=True).sort_index()
                    found[label] = dict(zip(shares.index.tolist(), 100 * shares, strict=True))
    return found


def _beside_real(shares: Mapping[str, Mapping[float, float]]) -> list[Series]:
    series = []
    for label, found in shares.items():
        points = list(found), list(found.values())
        if label == REAL_NAMES:
            series.append(Series(label, "real", *points, bars=True))
        else:
            place = len([one for one in series if not one.bars])
            series.append(Series(label, f"s{place}", *points, dots=True, dashed=place > 0))
    return series


def _legend(series: Sequence[Series]) -> list[tuple[str, str]]:
    return [(f"{one.style}{' dashed' if one.dashed else ''}", one.label) for one in series]


def _intervals(measures: Mapping[str, Measure | None], runs: Sequence[str], unit: str) -> str:
    rows = []
    for label, one in measures.items():
        if one is not None:
            value, low, high = (100 * number for number in (one.value, one.low, one.high))
            style = f"s{list(runs).index(label)}" if label in runs else "real"
            text = f"{value:.1f} ({low:.1f}–{high:.1f})"
            rows.append(IntervalRow(label, style, value, low, high, text))
    return intervals(rows, unit)
