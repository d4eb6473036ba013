"""Compare ``pokename train`` on the CPU with common training scripts on the same data and model.

Also compares its operations per second with those of plain matrix products.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
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


Figures = Mapping[str, Sequence[Mapping[str, float]]]
"""What the rounds of each command printed, by its label."""


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
    return [*_tokens(recipes, figures), *_seconds(recipes, figures), *_rates(figures)]


def _tokens(recipes: Mapping[str, Recipe], figures: Figures) -> Iterator[Comparison]:
    for recipe, one in recipes.items():
        yield Comparison(
            "training, useful tokens (padding not counted)",
            "tokens/s",
            _series("pokename train", figures[OURS], "tokens_per_second"),
            _series(one.said, figures[recipe], "tokens_per_second"),
            more_is_better=True,
            aim=one.tokens,
        )


def _seconds(recipes: Mapping[str, Recipe], figures: Figures) -> Iterator[Comparison]:
    ours = {"pokename train": OURS, "pokename train, batches of 8": OURS_SMALL}
    for recipe, one in recipes.items():
        for label, source in ours.items():
            yield Comparison(
                f"training until the loss on val is {TARGET}",
                "s",
                _series(label, figures[source], "seconds"),
                _series(one.said, figures[recipe], "seconds"),
                aim=one.loss,
            )


def _rates(figures: Figures) -> Iterator[Comparison]:
    for key, said in (
        ("training", "compared with matrix products of its shapes"),
        ("square", "compared with large square matrix products"),
    ):
        yield Comparison(
            f"training, {said}",
            "GFLOP/s",
            _series("pokename train", figures[OURS], "operations_per_second", 1e-9),
            _series("float32 matrix products", figures[MATRIX], key, 1e-9),
            more_is_better=True,
        )


def _series(
    label: str, figures: Sequence[Mapping[str, float]], key: str, scale: float = 1.0
) -> Series:
    return Series(label, [one[key] * scale for one in figures])
