"""Compare ways to make a model smaller: quantize, prune, distil.

    python -m recipes.compression
    python -m recipes.compression --model models/default --designs 0 --steps 1000

Prints a Markdown table. Without --model, it compresses the base in the package. If there is no
data/processed/train.csv, it trains on descriptions composed from the facts in the package, so it
fetches nothing. The defaults take about five minutes on two cores. --designs 0 measures hits on all
designs in val, which takes fifteen minutes more.
"""

import argparse
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from pokename import markdown
from pokename.config import Config
from pokename.config.schema import FetchSection, TrainSection
from pokename.cores import cores
from pokename.corpus.preprocessing import preprocess
from pokename.corpus.splits import read_examples
from pokename.evaluation.cases import held_out_designs
from pokename.files import write_text
from pokename.paths import BUNDLED_BASE, Layout
from pokename.pokedex.fetching import fetch
from pokename.training.batching import examples
from recipes.compression.distilling import Data
from recipes.compression.measuring import EvaluationData, Figures, measure
from recipes.compression.variants import prompt_format, variants

WORK = Path(__file__).parents[1] / "work" / "compression"
SEED = 7
HEAD = (
    "method", "setting", "nonzero weights", "MB", "MB, gzip", "tokens per second",
    "ms per list of ten", "loss", "hits@10",
)  # fmt: skip


def main() -> None:
    """Make the variants, measure each, and print the table."""
    given = _arguments()
    layout = _layout(given.data, given.work)
    section = TrainSection()
    evaluation = EvaluationData(
        examples(
            read_examples(layout.split("val"))[: given.rows],
            prompt_format(given.model),
            section,
            f"{SEED}",
        ),
        held_out_designs("val", given.designs or None),
        SEED,
    )
    data = Data(read_examples(layout.split("train")), section, given.steps, SEED)
    measured: list[Figures] = []
    said = caption(given.model, evaluation, data)
    for variant in variants(given.model, data, given.work):
        print(f"measure: {variant.way}, {variant.label}", file=sys.stderr, flush=True)
        measured.append(measure(variant, evaluation))
        if given.output:  # after each variant, so that an interruption loses no figures
            write_text(given.output, f"{table(measured)}\n{said}\n")
    print(f"{table(measured)}\n{said}")


def table(measured: list[Figures]) -> str:
    """Return the figures as a Markdown table, one row for each variant."""
    return markdown.table(HEAD, map(_cells, measured), figures=HEAD[2:])


def caption(model: Path, evaluation: EvaluationData, data: Data) -> str:
    """Return the line below the table: model, data, seed, machine and date."""
    name = "the base in the package" if model == BUNDLED_BASE else f"`{model.name}`"
    return (
        f"Variants of {name}, on {len(evaluation.examples)} rows and "
        f"{len(evaluation.designs)} designs of val, seed {evaluation.seed}. "
        f"Students were trained on {len(data.rows):,} rows of train. "
        f"{cores()} cores ({platform.machine()}), {datetime.now(UTC):%Y-%m-%d}. "
        "Hits with 95 % bootstrap intervals."
    )


def _cells(one: Figures) -> tuple[str, ...]:
    value, low, high = (100 * number for number in (one.hits.value, one.hits.low, one.hits.high))
    return (
        one.variant.way,
        one.variant.label,
        f"{one.variant.parameters:,}",
        f"{one.megabytes:.1f}",
        f"{one.packed:.1f}",
        f"{one.tokens_a_second:,.0f}",
        f"{one.milliseconds:.0f}",
        f"{one.loss:.3f}",
        f"{value:.1f} ({low:.1f}–{high:.1f})",
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m recipes.compression",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", type=Path, default=BUNDLED_BASE, help="folder of a GPT-2 run")
    parser.add_argument("--data", type=Path, default=Path("data"), help="project's data folder")
    parser.add_argument(
        "--designs", type=int, default=60, help="number of designs, 0 for all (default 60)"
    )
    parser.add_argument(
        "--rows", type=int, default=300, help="val rows to compute the loss on (default 300)"
    )
    parser.add_argument(
        "--steps", type=int, default=200, help="training steps of students (default 200)"
    )
    parser.add_argument("--work", type=Path, default=WORK, help="folder for the variants")
    parser.add_argument("--output", type=Path, help="also write the table to this file")
    return parser.parse_args()


def _layout(data: Path, work: Path) -> Layout:
    """Return the layout of the splits; make them from the bundled facts if the project has none."""
    layout = Layout(data, work / "models", work / "reports")
    if layout.split("train").is_file():
        return layout
    layout = Layout(work / "data", layout.models, layout.reports)
    if not layout.split("train").is_file():
        fetch(FetchSection(source="bundled"), layout)
        preprocess(Config().preprocess, layout, SEED)
    return layout


if __name__ == "__main__":
    main()
