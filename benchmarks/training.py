"""Useful tokens a second of ``pokename train`` against two usual recipes, same data and model."""

import tempfile
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import POKENAME, in_turn, program, run

STEPS = 30
RECIPES = {
    "original": "padded to one length, batches of 4, loss on everything",
    "run_clm": "run_clm: texts cut into blocks of 128, batches of 8",
}


def measure(repeats: int) -> list[Comparison]:
    """Compare a short training on composed descriptions, from the base that ships, on the CPU."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        run([POKENAME, "fetch", "--source", "bundled"], folder)
        run([POKENAME, "preprocess"], folder)
        commands = {recipe: program("train_by", recipe, STEPS) for recipe in ("pokename", *RECIPES)}
        runs = in_turn(commands, repeats, folder)
    rates = {label: [float(ran.output) for ran in rans] for label, rans in runs.items()}
    return [
        Comparison(
            "training, useful tokens (neither padding nor repeated)",
            "tokens/s",
            Series("pokename train", rates["pokename"]),
            Series(said, rates[recipe]),
            more_is_better=True,
        )
        for recipe, said in RECIPES.items()
    ]
