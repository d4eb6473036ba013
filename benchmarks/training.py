"""Compare ``pokename train`` on the CPU with common training scripts on the same data and model.

Also compares its operations per second with those of plain matrix products.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import POKENAME, Ran, in_turn, run

TARGET = 2.9  # nats per token of the name and its end; near the loss of letter frequencies alone
MATRIX = "matrix_product"
OURS, OURS_SMALL = "pokename", "pokename, batches of 8"
TRL = "trl"
ABSENT = (
    "training: TRL isn't installed and is skipped. To include it, run: "
    "pip install -c constraints.txt -r benchmarks/requirements.txt"
)


@dataclass(frozen=True)
class Recipe:
    """A training script to compare with.

    Attributes:
        said: The description of the script in the table.
        tokens: The target for useful tokens per second.
        loss: The target for the time until the same loss is reached.
    """

    said: str
    tokens: str
    loss: str


RECIPES = {
    "original": Recipe(
        "padded to one length, batches of 4, loss on every token", "3 times", "ahead"
    ),
    "run_clm": Recipe("run_clm: texts cut into blocks of 128, batches of 8", "level", "ahead"),
    TRL: Recipe("TRL's SFTTrainer: batches of 8 without padding, loss on names", "level", "ahead"),
}


def measure(repeats: int) -> list[Comparison]:
    """Compare short trainings, and pokename's operations per second with matrix products."""
    recipes = {key: one for key, one in RECIPES.items() if key != TRL or find_spec(TRL)}
    if TRL not in recipes:
        print(ABSENT, file=sys.stderr)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        run([POKENAME, "fetch", "--source", "bundled"], folder)
        run([POKENAME, "preprocess"], folder)
        commands = {
            OURS: _train_by(OURS, folder),
            OURS_SMALL: _train_by(OURS, folder, "train.batch_size=8"),
            **{key: _train_by(key, folder) for key in recipes},
            MATRIX: _module(MATRIX),
        }
        return list(_comparisons(recipes, in_turn(commands, repeats)))


def _module(name: str, *arguments: object) -> list[str]:
    """Return the command that runs a program as a module, so that it can import ``benchmarks``."""
    return [sys.executable, "-m", f"benchmarks.programs.{name}", *map(str, arguments)]


def _train_by(recipe: str, folder: Path, *overrides: str) -> list[str]:
    return _module("train_by", recipe, folder, TARGET, *overrides)


def _comparisons(
    recipes: Mapping[str, Recipe], runs: Mapping[str, Sequence[Ran]]
) -> Sequence[Comparison]:
    figures = {label: [json.loads(ran.output) for ran in rans] for label, rans in runs.items()}

    def series(label: str, source: str, key: str, scale: float = 1.0) -> Series:
        return Series(label, [one[key] * scale for one in figures[source]])

    tokens = [
        Comparison(
            "training, useful tokens (padding not counted)",
            "tokens/s",
            series("pokename train", OURS, "tokens_per_second"),
            series(one.said, recipe, "tokens_per_second"),
            more_is_better=True,
            aim=one.tokens,
        )
        for recipe, one in recipes.items()
    ]
    ours = {"pokename train": OURS, "pokename train, batches of 8": OURS_SMALL}
    seconds = [
        Comparison(
            f"training until the loss on val is {TARGET}",
            "s",
            series(label, source, "seconds"),
            series(one.said, recipe, "seconds"),
            aim=one.loss,
        )
        for recipe, one in recipes.items()
        for label, source in ours.items()
    ]
    rates = [
        Comparison(
            f"training, {said}",
            "GFLOP/s",
            series("pokename train", OURS, "operations_per_second", 1e-9),
            series("float32 matrix products", MATRIX, key, 1e-9),
            more_is_better=True,
        )
        for key, said in (
            ("training", "compared with matrix products of its shapes"),
            ("square", "compared with large square matrix products"),
        )
    ]
    return [*tokens, *seconds, *rates]
