"""Useful tokens a second of a short training on data/processed: train_by.py RECIPE STEPS.

All recipes train the base that ships on the same texts with the Trainer of transformers, on the
CPU. A token is useful if it isn't padding. Loading and evaluation are not counted.
"""

import sys
import tempfile
import time
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import Any

from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DataCollatorForLanguageModeling,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

from pokename.config import load_config
from pokename.corpus.table import read_rows
from pokename.model.progress import Report
from pokename.model.training import train
from pokename.paths import BUNDLED_BASE, Layout
from pokename.tracking import NullRun

LENGTH = 128


def pokename(steps: int) -> float:
    """Train as ``pokename train`` does."""
    overrides = ["train.model.name=bundled", "train.device=cpu", f"train.max_steps={steps}"]
    settings = load_config(None, overrides, {}).config
    speeds: list[float] = []

    def progress(report: Report) -> None:
        speeds.append(report.tokens_per_second)

    train(
        settings.train,
        Layout.of(settings.paths),
        settings.seed,
        tracking=nullcontext(NullRun()),
        config_yaml="",
        progress=progress,
    )
    return speeds[-1]


def original(steps: int) -> float:
    """Train as the first such projects did: every text padded to one length, batches of 4."""
    tokenizer = _tokenizer()
    texts = tokenizer(_texts(), padding="max_length", truncation=True, max_length=LENGTH)
    return _train(texts["input_ids"], tokenizer, batch=4, steps=steps)


def run_clm(steps: int) -> float:
    """Train as transformers' example run_clm.py does: one stream of tokens, cut into blocks."""
    tokenizer = _tokenizer()
    stream = list(chain.from_iterable(tokenizer(_texts())["input_ids"]))
    starts = range(0, len(stream) - LENGTH + 1, LENGTH)
    blocks = [stream[start : start + LENGTH] for start in starts]
    return _train(blocks, tokenizer, batch=8, steps=steps)


def _tokenizer() -> Any:  # what AutoTokenizer finds
    return AutoTokenizer.from_pretrained(BUNDLED_BASE)


def _texts() -> list[str]:
    rows = read_rows(Layout(Path("data"), Path("models"), Path("reports")).split("train"))
    return [f"{row.description} -> {row.name}<|endoftext|>" for row in rows]


def _train(ids: list[list[int]], tokenizer: Any, batch: int, steps: int) -> float:
    """Train on every token that isn't padding, and return how many of them a second."""
    used = ids[: batch * steps]
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model=AutoModelForCausalLM.from_pretrained(BUNDLED_BASE),
            args=TrainingArguments(
                output_dir=folder,
                use_cpu=True,
                max_steps=steps,
                per_device_train_batch_size=batch,
                save_strategy="no",
                report_to="none",
                disable_tqdm=True,
            ),
            data_collator=DataCollatorForLanguageModeling(tokenizer, mlm=False),
            train_dataset=[{"input_ids": one} for one in used],
        )
        trainer.remove_callback(PrinterCallback)  # prints to stdout, which is for the result
        started = time.perf_counter()
        trainer.train()
        seconds = time.perf_counter() - started
    useful: int = sum(token != tokenizer.pad_token_id for one in used for token in one)
    return useful / seconds


if __name__ == "__main__":
    recipes = {"pokename": pokename, "original": original, "run_clm": run_clm}
    print(recipes[sys.argv[1]](int(sys.argv[2])))
