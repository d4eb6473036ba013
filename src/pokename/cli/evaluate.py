"""``pokename evaluate``: measure the quality of names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.console import console, print_rows, progress_bar, say, warn, write_out
from pokename.cli.options import SETTINGS, ConfigOption, SeedOption, SetOption, load
from pokename.cli.train import library_warnings, require_extra

if TYPE_CHECKING:
    from pokename.config import Config, EvaluateSection
    from pokename.evaluation.evaluating import Evaluation
    from pokename.evaluation.judge_scores import JudgeScores
    from pokename.paths import Layout


BASE = "base"
EvaluatedOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="FOLDER",
        help="A run's folder such as models/default, or 'base': the base of the config before "
        "training. Default: 'bundled', or `evaluate.model` of the config.",
        rich_help_panel=SETTINGS,
    ),
]


@contextmanager
def with_untuned_base(settings: "Config") -> "Iterator[EvaluateSection]":
    """Yield the ``evaluate`` section; if it has the base, write the base and yield its folder.

    The folder is temporary: it holds nothing that can't be made again from config and data.
    """
    from tempfile import TemporaryDirectory

    from msgspec.structs import replace

    section = settings.evaluate
    if BASE not in (section.model, *section.compare):
        yield section
        return
    require_extra("pokename evaluate --model base")
    from pokename.training.untuned import save_untuned

    with TemporaryDirectory() as temporary:
        folder = str(Path(temporary) / BASE)
        with library_warnings(shown=True):
            base = save_untuned(settings.train, settings.paths.layout(), Path(folder))
        say(f"base: {base}, before training")
        model, *compare = [
            folder if one == BASE else one for one in (section.model, *section.compare)
        ]
        yield replace(section, model=model, compare=tuple(compare))


def write_questions(
    settings: "Config", section: "EvaluateSection", count: int, *, overwrite: bool
) -> tuple[Path, ...]:
    """Write a judges' kit of ``count`` questions, and return its files.

    Raises:
        DataError: There is a kit, and ``overwrite`` isn't set.
    """
    from pokename.evaluation.cases import read_held_out
    from pokename.evaluation.judge_kit import check_no_kit, make_kit, write_kit
    from pokename.evaluation.systems import ModelNamer
    from pokename.naming.generator import NameGenerator
    from pokename.naming.sampling import Sampling

    layout = settings.paths.layout()
    if not overwrite:
        check_no_kit(layout)
    generator = NameGenerator.load(section.model)
    rows = read_held_out(section.split, layout, [generator])
    sampling = Sampling.of(settings.generate)
    with progress_bar("judge kit") as progress:
        kit = make_kit(rows, ModelNamer(generator, sampling), count, settings.seed, progress)
    return write_kit(kit, layout)


def count_answers(settings: "Config", paths: Sequence[Path]) -> tuple[Path, ...]:
    """Score the judges' answers (one file for each judge); return the files written."""
    from dataclasses import asdict

    from pokename.evaluation.judge_kit import read_key, read_sheet
    from pokename.evaluation.judge_scores import score_sheets
    from pokename.files import write_json

    for place, path in enumerate(paths):
        if path.resolve() in (one.resolve() for one in paths[:place]):
            raise typer.BadParameter(
                f"{path} is given twice; give each judge's file once", param_hint="--judge-score"
            )
    layout = settings.paths.layout()
    kit, key = read_key(layout)
    sheets = [read_sheet(path, kit, key) for path in paths]
    scores = score_sheets(sheets, key, settings.evaluate.bootstrap, settings.seed)
    write_json(layout.judge_scores, {"kit": kit, **asdict(scores)})
    _print(scores)
    return (layout.judge_scores,)


def _print(scores: "JudgeScores") -> None:

    rows = []
    for one in scores.wins:
        rate = one.rate
        won = f"{100 * rate.value:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"
        rows.append((one.task, one.comparison, str(one.judgements), won))
    head = ("task", "wins of", "judgements", "won, per cent")
    print_rows(head, rows, title="Judged", err=True)
    for task, kappa in scores.kappa.items():
        say(f"agreement of {scores.judges} judges on {task}: kappa {kappa:.2f}")


WIDE = 150  # columns; a narrower terminal has no space for the intervals


def evaluate(
    model: EvaluatedOption = None,
    split: Annotated[
        str | None, typer.Option(metavar="SPLIT", help="Split to evaluate: val or test.")
    ] = None,
    judge_kit: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Write N questions for human judges instead of measuring."
        ),
    ] = None,
    judge_score: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Count the answers in a judge's file. Repeatable."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --judge-kit: replace the last kit.")
    ] = False,
    seed: SeedOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Measure names on species that the model has never seen.

    Example: pokename evaluate --model models/default
    """
    settings = load(config, overrides, "evaluate", seed=seed, model=model, split=split)
    if judge_kit and judge_score:
        raise typer.BadParameter("it can't be given with --judge-kit", param_hint="--judge-score")
    if overwrite and not judge_kit:
        raise typer.BadParameter("it needs --judge-kit", param_hint="--overwrite")
    if judge_score:
        written = count_answers(settings, judge_score)
    else:
        with with_untuned_base(settings) as section:
            written = (
                write_questions(settings, section, judge_kit, overwrite=overwrite)
                if judge_kit
                else _measure(settings, section)
            )
    for path in written:
        write_out(path)


def _measure(settings: "Config", section: "EvaluateSection") -> tuple[Path, ...]:
    from pokename.evaluation.results import record, write_results, write_series
    from pokename.locks import claimed
    from pokename.naming.naming_model import files_of, label_of
    from pokename.tracking.interface import data_artifact, model_artifact, tracked

    layout, label, tracking = settings.paths.layout(), label_of(section.model), settings.tracking
    claim = claimed(layout.evaluations, "evaluates")
    with claim, tracked(tracking, label, settings.plain(), layout.reports, "evaluate") as run:
        if tracking.mode != "disabled":  # only a tracker needs hashes of the model's files
            for taken in (model_artifact(label, files_of(section.model)), data_artifact(layout)):
                run.takes(taken)  # now, since the files may change meanwhile
        evaluation = _evaluate(settings, section, layout)
        pictures, why_none = _draw(evaluation, layout)
        kept = write_results(evaluation, layout, pictures, why_none)
        write_series(evaluation, layout)
        if tracking.mode != "disabled":
            record(evaluation, pictures, run)
    _print_tables(evaluation)
    return layout.metrics, layout.evaluation, kept.names, *pictures


def _evaluate(settings: "Config", section: "EvaluateSection", layout: "Layout") -> "Evaluation":
    from pokename.evaluation.evaluating import evaluate as run_evaluation
    from pokename.naming.naming_model import load_model
    from pokename.naming.sampling import Sampling

    models = [load_model(model) for model in (section.model, *section.compare)]
    sampling = Sampling.of(settings.generate)
    with progress_bar("evaluate") as progress:
        return run_evaluation(section, layout, models, sampling, settings.seed, progress)


def _draw(evaluation: "Evaluation", layout: "Layout") -> tuple[list[Path], str | None]:
    """Draw the pictures; return their paths, and the reason if there are none."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        why = "matplotlib isn't installed; it comes with pip install 'pokename[train]'"
        warn(f"No pictures are drawn: {why}.")
        return [], why
    from pokename.evaluation.plots import draw_plots

    return draw_plots(evaluation, layout), None


def _print_tables(evaluation: "Evaluation") -> None:
    from pokename.evaluation.tables import tables_of

    for one in tables_of(evaluation, intervals=console().width >= WIDE):
        print_rows(one.head, one.rows, title=one.title, dense=True, err=True)
