"""``pokename evaluate``: how good the names are, on species never seen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.options import ConfigOption, SeedOption, SetOption, load

if TYPE_CHECKING:
    from pokename.config import Config
    from pokename.evaluation.evaluating import Evaluation
    from pokename.paths import Layout

WIDE = 150  # columns of a terminal on which the intervals can be read


def evaluate(
    model: Annotated[
        str | None, typer.Option(help="'bundled', or a run's folder such as models/default.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="val or test.")] = None,
    judge_kit: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Write N questions for people to judge, and measure nothing."
        ),
    ] = None,
    judge_score: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Count what a judge answered; repeat for each judge."),
    ] = None,
    seed: SeedOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Measure names on species that the model has never seen.

    Example: pokename evaluate --model models/default --split test
    """
    from pokename.cli.judging import count_answers, write_questions

    settings = load(config, overrides, "evaluate", seed=seed, model=model, split=split)
    if judge_kit and judge_score:
        raise typer.BadParameter("it can't be given with --judge-kit", param_hint="--judge-score")
    if judge_score:
        written = count_answers(settings, judge_score)
    else:
        written = write_questions(settings, judge_kit) if judge_kit else _measure(settings)
    for path in written:
        typer.echo(path)


def _measure(settings: "Config") -> tuple[Path, ...]:
    from pokename.evaluation.results import record, write_results
    from pokename.naming.loading import files_of, label_of
    from pokename.paths import Layout
    from pokename.tracking import tracked
    from pokename.tracking.artifacts import data_artifact, model_artifact

    layout, model = Layout.of(settings.paths), settings.evaluate.model
    label, tracking = label_of(model), settings.tracking
    with tracked(tracking, label, settings.plain(), layout.reports, "evaluate") as run:
        evaluation = _evaluate(settings, layout)
        figures, why_none = _draw(evaluation, layout)
        kept = write_results(evaluation, layout, figures, why_none)
        if tracking.mode != "disabled":  # else all files of the model are hashed for nobody
            taken = model_artifact(label, files_of(model)), data_artifact(layout)
            record(evaluation, taken, figures, run)
    _print_tables(evaluation)
    return layout.metrics, layout.evaluation, kept.names, *figures


def _evaluate(settings: "Config", layout: "Layout") -> "Evaluation":
    from pokename.cli.console import progress_bar
    from pokename.evaluation.evaluating import evaluate as run_evaluation
    from pokename.naming.generator import NameGenerator
    from pokename.naming.language_model import Sampling

    section = settings.generate
    models = (settings.evaluate.model, *settings.evaluate.compare)
    generators = [NameGenerator.load(model) for model in models]
    sampling = Sampling.of(section)
    with progress_bar("evaluate") as progress:
        return run_evaluation(
            settings.evaluate, layout, generators, sampling, settings.seed, progress
        )


def _draw(evaluation: "Evaluation", layout: "Layout") -> tuple[list[Path], str | None]:
    """Draw the figures, or say why there are none."""
    from importlib.util import find_spec

    from pokename.cli.console import warn

    if find_spec("matplotlib") is None:
        why = "matplotlib isn't installed; it comes with pip install 'pokename[train]'"
        warn(f"No figures are drawn: {why}.")
        return [], why
    from pokename.evaluation.figures import draw_figures

    return draw_figures(evaluation, layout), None


def _print_tables(evaluation: "Evaluation") -> None:
    from rich import box
    from rich.table import Table

    from pokename.cli.console import console
    from pokename.evaluation.tables import tables_of

    for one in tables_of(evaluation, intervals=console().width >= WIDE):
        # As narrow as it goes: an ordinary terminal has 80 columns.
        table = Table(
            title=one.title,
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            padding=(0, 1, 0, 0),
        )
        for place, heading in enumerate(one.head):
            table.add_column(heading, no_wrap=place == 0)
        for row in one.rows:
            table.add_row(*row)
        console().print(table)
