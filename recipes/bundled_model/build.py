"""Make the bundled model from packages alone.

    python -m recipes.bundled_model.build

Each step is done once: what it writes stays in recipes/work, and a step whose result is there is
skipped. A training that was stopped goes on from its last checkpoint.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pokename.corpus.table import read_rows
from pokename.paths import RunFiles
from recipes.bundled_model import lexicon
from recipes.bundled_model.corpus import write_pretraining
from recipes.bundled_model.files import (
    CONTINUE,
    CONTINUE_CONFIG,
    FINETUNE,
    FINETUNE_CONFIG,
    INITIAL,
    LEXICON,
    MODELS,
    POKEDEX,
    PRETRAIN,
    PRETRAIN_CONFIG,
    WIDE_LEXICON,
    WIDEN,
    WIDEN_CONFIG,
    WORK,
)
from recipes.bundled_model.finetuning import write_finetuning
from recipes.bundled_model.initial_model import write_initial_model
from recipes.bundled_model.installing import install
from recipes.bundled_model.tokenizer import train_tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 7
PRETRAINING_ROWS = 450_000
# The second pretraining goes on with other rows, a third of them in the manner of encyclopedias.
CONTINUED_ROWS = 420_000
WORDY = 0.35
# The third reads of three times as many things, to learn to plan with any word that it is given.
WIDENED_ROWS = 240_000
PRETRAINED = RunFiles(MODELS / "pretrained")
CONTINUED = RunFiles(MODELS / "continued")
WIDENED = RunFiles(MODELS / "widened")
FINETUNED = RunFiles(MODELS / "finetuned")


def main() -> None:
    """Run the steps, all or up to the one that is named."""
    steps: dict[str, tuple[Path, Callable[[], object]]] = {
        "lexicon": (LEXICON, lambda: lexicon.build().save()),
        "corpus": (
            PRETRAIN.split("train"),
            lambda: write_pretraining(lexicon.Lexicon.load(), PRETRAIN, PRETRAINING_ROWS, SEED),
        ),
        "initial": (INITIAL / "model.safetensors", _write_initial),
        "pretrain": (PRETRAINED.manifest, lambda: _train(PRETRAIN_CONFIG, PRETRAINED)),
        "more-corpus": (CONTINUE.split("train"), _write_more),
        "continue": (CONTINUED.manifest, lambda: _train(CONTINUE_CONFIG, CONTINUED)),
        "wide-lexicon": (WIDE_LEXICON, _write_wide_lexicon),
        "wide-corpus": (WIDEN.split("train"), _write_wide),
        "widen": (WIDENED.manifest, lambda: _train(WIDEN_CONFIG, WIDENED)),
        "pokedex": (POKEDEX.processed_manifest, _pokedex),
        "mix": (FINETUNE.split("val"), lambda: write_finetuning(SEED)),
        "finetune": (FINETUNED.manifest, lambda: _train(FINETUNE_CONFIG, FINETUNED)),
        "install": (WORK / "never", lambda: install([PRETRAINED, CONTINUED, WIDENED], FINETUNED)),
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--until", choices=list(steps), default="install", help="the last step")
    last = list(steps).index(parser.parse_args().until)
    for name, (result, do) in list(steps.items())[: last + 1]:
        print(f"{name}: {'there already' if result.exists() else '…'}", file=sys.stderr)
        if not result.exists():
            do()


def _write_initial() -> None:
    tokenizer = train_tokenizer(read_rows(PRETRAIN.split("train")))
    write_initial_model(tokenizer, INITIAL, SEED)


def _write_more() -> None:
    write_pretraining(lexicon.Lexicon.load(), CONTINUE, CONTINUED_ROWS, SEED + 1, WORDY)


def _write_wide_lexicon() -> None:
    lexicon.build(wide=True).save(WIDE_LEXICON)


def _write_wide() -> None:
    wide = lexicon.Lexicon.load(WIDE_LEXICON)
    write_pretraining(wide, WIDEN, WIDENED_ROWS, SEED + 2, WORDY)


def _train(config: Path, run: RunFiles) -> None:
    resume = ["--resume"] if any(run.checkpoints.glob("checkpoint-*")) else []
    _pokename("train", "--config", str(config), *resume)


def _pokedex() -> None:
    data = f"paths.data={POKEDEX.data}"
    _pokename("fetch", "--set", data)
    _pokename("preprocess", "--set", data)


def _pokename(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pokename", *arguments], check=True)


if __name__ == "__main__":
    main()
