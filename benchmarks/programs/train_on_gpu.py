"""Time the training of GPT-2 124 M on a GPU, and print figures as JSON on the last line.

    python -m benchmarks.programs.train_on_gpu WAYS ROUNDS MODEL DATA [KEY=VALUE ...]

MODEL is the folder of a model in GPT-2's shape. DATA is the data folder of a project. KEY=VALUE
overrides pokename's config. WAYS is a comma-separated list:

    whole     the training of configs/gpt2.yaml, with evaluations and checkpoints
    steps     only its training steps, timed after the first ones
    masked    like steps, with an attention mask for padding
    tf32      like steps, in TF32 instead of bf16
    fp32      like steps, in float32 instead of bf16
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import torch
from transformers import (
    EarlyStoppingCallback,
    GPT2Config,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_utils import IntervalStrategy, SaveStrategy

from benchmarks.programs.matrix_product import training_operations
from pokename.cli import main as pokename
from pokename.config import Config, load_config
from pokename.corpus.prompt_format import EncodedExample
from pokename.corpus.splits import Example, Split, read_examples
from pokename.files import read_json
from pokename.tracking.interface import NullRun
from pokename.training.bases import load_base
from pokename.training.batching import ExampleDataset, collate
from pokename.training.trainer import build_trainer, examples_in_order, training_arguments
from pokename.training.validation import ValidatingTrainer

CONFIG = "gpt2.yaml"
STEPS, UNTIMED = 120, 40
WHOLE = "whole"


class Stopwatch(TrainerCallback):
    """Times the steps after ``UNTIMED``."""

    def __init__(self) -> None:
        self.marks: list[float] = []

    def on_step_end(
        self,
        args: TrainingArguments,  # noqa: ARG002 - transformers defines the parameters
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        **_: Any,
    ) -> None:
        """Record the time at step ``UNTIMED`` and at the last step."""
        if state.global_step in (UNTIMED, STEPS):
            torch.cuda.synchronize()
            self.marks.append(time.perf_counter())


def steps(overrides: Sequence[str], way: str, folder: Path) -> dict[str, float]:
    """Run ``STEPS`` steps and return steps, tokens and operations per second, and peak memory."""
    config = load_config(CONFIG, [*overrides, f"train.max_steps={STEPS}"], {}).config
    set_seed(config.seed)
    trainer = _trainer(config, way, folder)
    watch = Stopwatch()
    trainer.add_callback(watch)
    trainer.train()
    started, ended = watch.marks
    seconds = ended - started
    batch = config.train.batch_size
    order = cast("ExampleDataset", trainer.train_dataset).examples
    timed = order[UNTIMED * batch : STEPS * batch]
    return {
        "steps_per_second": (STEPS - UNTIMED) / seconds,
        **_speed(cast("Any", trainer.model).config, timed, seconds),
        "peak_megabytes": torch.cuda.max_memory_allocated() / 1e6,
        "loss": trainer.state.log_history[-2]["loss"],
    }


def _trainer(config: Config, way: str, folder: Path) -> Trainer:
    section = config.train
    arguments = training_arguments(section, folder, config.seed)
    arguments.eval_strategy = IntervalStrategy.NO
    arguments.save_strategy = SaveStrategy.NO
    arguments.load_best_model_at_end = False
    arguments.bf16 = way not in ("fp32", "tf32")
    torch.backends.cuda.matmul.allow_tf32 = way == "tf32"
    layout = config.paths.layout()
    splits: tuple[Split, ...] = ("train", "val")
    rows: dict[Split, list[Example]] = {
        split: read_examples(layout.split(split)) for split in splits
    }
    base = load_base(section.model)
    order = examples_in_order(section, arguments, base, rows["train"])
    trainer, _ = build_trainer(section, arguments, base, rows, order, run=NullRun(), progress=None)
    trainer.remove_callback(EarlyStoppingCallback)  # it needs evaluations
    if way == "masked":
        trainer.data_collator = _masked
    return trainer


def _masked(items: Sequence[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
    """Collate with the usual attention mask for padding."""
    batch = collate(items)
    lengths = torch.tensor([len(item["input_ids"]) for item in items])
    places = torch.arange(batch["input_ids"].shape[1])
    return {**batch, "attention_mask": (places < lengths[:, None]).long()}


def whole(overrides: Sequence[str]) -> dict[str, float]:
    """Run ``pokename train`` and return its seconds, in total and by part."""
    config = load_config(CONFIG, overrides, {}).config
    took: dict[str, float] = {}
    started = time.perf_counter()
    options = [part for one in overrides for part in ("--set", one)]
    sys.argv = ["pokename", "train", "--config", CONFIG, *options]
    with (
        _timed(ValidatingTrainer, "evaluate", took),
        _timed(Trainer, "_save_checkpoint", took),
        _timed(Trainer, "train", took),
    ):
        try:
            pokename()
        except SystemExit as ended:
            if ended.code:
                raise
    seconds = time.perf_counter() - started
    manifest = read_json(config.paths.layout().run(config.train.run).manifest)
    return {
        "seconds": seconds,
        **{f"{name.strip('_')}_seconds": value for name, value in took.items()},
        "steps": manifest["steps"],
        "val_loss": manifest["val_loss"],
        "peak_megabytes": torch.cuda.max_memory_allocated() / 1e6,
    }


@contextmanager
def _timed(owner: type, name: str, took: dict[str, float]) -> Iterator[None]:
    """Patch a method so that its total seconds are added to ``took``."""
    method: Callable[..., Any] = getattr(owner, name)

    def timed(*given: Any, **named: Any) -> Any:  # the arguments of the method
        torch.cuda.synchronize()
        started = time.perf_counter()
        try:
            return method(*given, **named)
        finally:
            torch.cuda.synchronize()
            took[name] = took.get(name, 0.0) + time.perf_counter() - started

    setattr(owner, name, timed)
    try:
        yield
    finally:
        setattr(owner, name, method)


def _speed(
    config: GPT2Config, examples: Sequence[EncodedExample], seconds: float
) -> dict[str, float]:
    """Return, per second, the useful tokens and the operations of matrix products."""
    return {
        "tokens_per_second": sum(len(one.ids) for one in examples) / seconds,
        "operations_per_second": training_operations(config, examples) / seconds,
    }


def main(ways: Sequence[str], rounds: int, model: Path, data: Path, more: Sequence[str]) -> None:
    """Train in each way, in every round, and print the figures."""
    took: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for way in [*ways] * rounds:
        with tempfile.TemporaryDirectory() as temporary:
            places = [f"train.model.name={model}", f"paths.data={data}"]
            written = [f"paths.{key}={temporary}" for key in ("models", "reports")]
            overrides = [*places, *written, *more]
            torch.cuda.reset_peak_memory_stats()
            if way == WHOLE:
                took[way].append(whole(overrides))
            else:
                took[way].append(steps(overrides, way, Path(temporary)))
    print(json.dumps(took))


if __name__ == "__main__":
    main(
        sys.argv[1].split(","), int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5:]
    )
