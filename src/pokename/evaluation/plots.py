"""Pictures of an evaluation. Needs matplotlib, which comes with the train extra."""

from pathlib import Path

from matplotlib.figure import Figure

from pokename.evaluation.evaluating import Evaluation
from pokename.files import replacing
from pokename.paths import Layout

SHARES = {
    "usable": "usable",
    "related_own": "idea of its own text",
    "related_shuffled": "idea of another text",
}


def draw_plots(evaluation: Evaluation, layout: Layout) -> list[Path]:
    """Draw the lengths and shares of all systems as PNGs, and return their paths."""
    drawn = {
        layout.figure(f"lengths_{evaluation.split}"): _lengths(evaluation),
        layout.figure(f"shares_{evaluation.split}"): _shares(evaluation),
    }
    for path, figure in drawn.items():
        with replacing(path) as temporary:
            figure.savefig(temporary, format="png", dpi=120)
    return list(drawn)


def _lengths(evaluation: Evaluation) -> Figure:
    """Return a plot of the share of names of each length, one line for each system."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    for system in evaluation.systems:
        shares = system.shares_of_lengths
        axes.plot(list(shares), list(shares.values()), "o-", label=system.label, markersize=4)
    axes.set_xlabel("letters")
    axes.set_ylabel("share of names")
    axes.legend()
    return figure


def _shares(evaluation: Evaluation) -> Figure:
    """Return a bar chart of a few shares with intervals, one group for each system."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    axes = figure.add_subplot()
    width = 0.8 / len(SHARES)
    for offset, (key, label) in enumerate(SHARES.items()):
        known = [
            (place, s.measures[key])
            for place, s in enumerate(evaluation.systems)
            if key in s.measures
        ]
        values = [measure.value for _, measure in known]
        # With few cases the value can lie outside its bootstrap interval.
        errors = [
            [max(measure.value - measure.low, 0) for _, measure in known],
            [max(measure.high - measure.value, 0) for _, measure in known],
        ]
        places = [place + offset * width for place, _ in known]
        axes.bar(places, values, width, yerr=errors, label=label, capsize=2)
    axes.set_xticks(
        [place + width for place in range(len(evaluation.systems))],
        [system.label for system in evaluation.systems],
    )
    axes.set_ylabel("share of names")
    axes.legend()
    return figure
