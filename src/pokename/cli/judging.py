"""``pokename evaluate`` with people as judges: the questions they are asked, and what they say."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pokename.config import Config
    from pokename.evaluation.judge_scores import JudgeScores


def write_questions(settings: "Config", count: int) -> tuple[Path, ...]:
    """Write a kit of ``count`` questions, and return its files."""
    from pokename.cli.console import progress_bar
    from pokename.evaluation.baselines import ModelNamer
    from pokename.evaluation.cases import read_held_out
    from pokename.evaluation.judge_files import write_kit
    from pokename.evaluation.judging import make_kit
    from pokename.naming.generator import NameGenerator
    from pokename.naming.language_model import Sampling
    from pokename.paths import Layout

    layout = Layout.of(settings.paths)
    generator = NameGenerator.load(settings.evaluate.model)
    rows = read_held_out(settings.evaluate.split, layout, [generator])
    section = settings.generate
    sampling = Sampling.of(section)
    with progress_bar("judge kit") as progress:
        kit = make_kit(rows, ModelNamer(generator, sampling), count, settings.seed, progress)
    return write_kit(kit, layout)


def count_answers(settings: "Config", paths: Sequence[Path]) -> tuple[Path, ...]:
    """Write what the judges' answers come to, and return where; one path a judge."""
    from dataclasses import asdict

    from pokename.evaluation.judge_files import read_key, read_sheet
    from pokename.evaluation.judge_scores import score_sheets
    from pokename.files import write_json
    from pokename.paths import Layout

    layout = Layout.of(settings.paths)
    kit, key = read_key(layout)
    sheets = [read_sheet(path, kit, key) for path in paths]
    scores = score_sheets(sheets, key, settings.evaluate.bootstrap, settings.seed)
    write_json(layout.judge_scores, {"kit": kit, **asdict(scores)})
    _print(scores)
    return (layout.judge_scores,)


def _print(scores: "JudgeScores") -> None:
    from rich import box
    from rich.table import Table

    from pokename.cli.console import console, say

    head = ("task", "wins of", "judgements", "won, per cent")
    table = Table(*head, title="Judged", title_justify="left", box=box.SIMPLE_HEAD)
    for one in scores.wins:
        rate = one.rate
        won = f"{100 * rate.value:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"
        table.add_row(one.task, one.comparison, str(one.judgements), won)
    console().print(table)
    for task, kappa in scores.kappa.items():
        say(f"agreement of {scores.judges} judges on {task}: kappa {kappa:.2f}")
