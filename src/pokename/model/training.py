"""The step from splits and a base model to a fine-tuned one: load, build, train, save."""

import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast

import torch
from transformers import (
    EarlyStoppingCallback,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_utils import get_last_checkpoint

from pokename.corpus.prompt_format import PromptFormat
from pokename.corpus.table import Row, read_rows
from pokename.errors import DataError, ModelError
from pokename.model.artifacts import Provenance, save_run
from pokename.model.bases import Base, ModelSection, load_base
from pokename.model.batching import (
    ExampleDataset,
    MixSection,
    collate,
    examples,
    training_order,
)
from pokename.model.progress import Progress, ProgressCallback, saving_on_interrupt
from pokename.paths import Layout, RunFiles
from pokename.tracking import Run

# Loss and speed are written this often over a whole run.
LOG_POINTS = 100


class TrainSection(MixSection, Protocol):
    """The config's ``train`` section; ``pokename config schema`` says what each key means."""

    @property
    def model(self) -> ModelSection: ...  # noqa: D102
    @property
    def run(self) -> str: ...  # noqa: D102
    @property
    def device(self) -> str: ...  # noqa: D102
    @property
    def precision(self) -> Literal["auto", "fp32", "bf16"]: ...  # noqa: D102
    @property
    def epochs(self) -> float: ...  # noqa: D102
    @property
    def max_steps(self) -> int | None: ...  # noqa: D102
    @property
    def batch_size(self) -> int: ...  # noqa: D102
    @property
    def gradient_accumulation(self) -> int: ...  # noqa: D102
    @property
    def learning_rate(self) -> float: ...  # noqa: D102
    @property
    def schedule(self) -> Literal["cosine", "linear", "constant"]: ...  # noqa: D102
    @property
    def warmup_share(self) -> float: ...  # noqa: D102
    @property
    def weight_decay(self) -> float: ...  # noqa: D102
    @property
    def max_grad_norm(self) -> float: ...  # noqa: D102
    @property
    def max_tokens(self) -> int: ...  # noqa: D102
    @property
    def evaluations_per_epoch(self) -> int: ...  # noqa: D102
    @property
    def patience(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Trained:
    """How a training ended.

    Attributes:
        files: Where the run is.
        finished: False if it was interrupted: a checkpoint is kept, no model is written.
        base: What was fine-tuned.
        fallback_reason: Why that isn't what the config asked for, or None.
        val_loss: The best, nats a learned token; None without a finished evaluation.
        steps: Optimizer steps done.
        seconds: Wall time.
    """

    files: RunFiles
    finished: bool
    base: str
    fallback_reason: str | None
    val_loss: float | None
    steps: int
    seconds: float


def train(
    section: TrainSection,
    layout: Layout,
    seed: int,
    *,
    run: Run,
    config_yaml: str,
    resume: bool = False,
    progress: Progress | None = None,
) -> Trained:
    """Fine-tune a causal language model on the train split, keeping the best by validation loss.

    Args:
        section: The config's ``train`` section.
        layout: Where the splits are and the run goes.
        seed: Of the weights' noise, the order and the mix.
        run: Of the tracker.
        config_yaml: The resolved config, to be kept with the run.
        resume: Go on from the last checkpoint of this run.
        progress: Called after each optimizer step.

    Raises:
        DataError: The splits are missing, empty, or share a species.
        ModelError: No base model, device or checkpoint.
    """
    started = time.monotonic()
    set_seed(seed)
    files = layout.run(section.run)
    rows = {split: _rows(layout.split(split)) for split in ("train", "val")}
    base = load_base(section.model)
    trainer, callback = _trainer(section, files, base, rows, seed=seed, run=run, progress=progress)
    checkpoint = _checkpoint(files) if resume else None
    with saving_on_interrupt(callback):
        trainer.train(resume_from_checkpoint=checkpoint)
    finished = not callback.stop_asked
    val_loss = trainer.state.best_metric
    if finished and trainer.is_world_process_zero():
        provenance = Provenance(
            base=base,
            asked_for=section.model.name,
            rows=rows,
            layout=layout,
            seed=seed,
            config_yaml=config_yaml,
            max_prompt=_learned_prompt(cast("ExampleDataset", trainer.train_dataset)),
            device=str(trainer.args.device),
            seconds=time.monotonic() - started,
            steps=trainer.state.global_step,
            steps_per_epoch=callback.steps_per_epoch,
            val_loss=val_loss,
        )
        save_run(base.model, trainer.state.log_history, files, layout, provenance)
        run.summary({"val_loss": val_loss, "steps": trainer.state.global_step})
    return Trained(
        files=files,
        finished=finished,
        base=base.name,
        fallback_reason=base.fallback_reason,
        val_loss=val_loss,
        steps=trainer.state.global_step,
        seconds=time.monotonic() - started,
    )


def _rows(path: Path) -> list[Row]:
    rows = read_rows(path)
    if not rows:
        raise DataError(f"{path} has no rows.", "Run 'pokename preprocess' with a larger share.")
    return rows


def _trainer(
    section: TrainSection,
    files: RunFiles,
    base: Base,
    rows: dict[str, list[Row]],
    *,
    seed: int,
    run: Run,
    progress: Progress | None,
) -> tuple[Trainer, ProgressCallback]:
    """Return a Trainer over the whole order of examples, and the callback that watches it."""
    arguments = _arguments(section, files, seed)
    batch = section.batch_size * section.gradient_accumulation * arguments.world_size
    prompt_format = PromptFormat(base.tokenizer, base.end_id, _max_prompt(section))
    order = training_order(
        rows["train"], prompt_format, section, epochs=section.epochs, batch=batch, seed=seed
    )
    if section.max_steps:
        order = order[: section.max_steps * batch]
    steps = math.ceil(len(order) / batch)
    arguments.max_steps = steps
    arguments.logging_steps = max(1, steps // LOG_POINTS)
    per_epoch = max(len(rows["train"]) / batch, 1)
    every = max(1, min(round(per_epoch / section.evaluations_per_epoch), steps))
    arguments.eval_steps = arguments.save_steps = every
    tokens = sum(len(example.ids) for example in order) / steps
    callback = ProgressCallback(progress, run, tokens, per_epoch)
    trainer = Trainer(
        model=base.model,
        args=arguments,
        data_collator=collate,
        train_dataset=ExampleDataset(order),
        eval_dataset=ExampleDataset(examples(rows["val"], prompt_format, section, f"{seed}/val")),
        callbacks=[callback, EarlyStoppingCallback(section.patience)],
    )
    trainer.remove_callback(PrinterCallback)  # prints every log to stdout, which is for results
    return trainer, callback


def _arguments(section: TrainSection, files: RunFiles, seed: int) -> TrainingArguments:
    """Return the Trainer's arguments; those that depend on the data are set once it is read."""
    device = _device(section.device)
    return TrainingArguments(
        output_dir=str(files.checkpoints),
        use_cpu=device == "cpu",
        ddp_backend="gloo" if device == "cpu" and "WORLD_SIZE" in os.environ else None,
        bf16=_bf16(section.precision, device),
        num_train_epochs=1,  # the order holds every epoch
        train_sampling_strategy="sequential",
        per_device_train_batch_size=section.batch_size,
        per_device_eval_batch_size=section.batch_size,
        gradient_accumulation_steps=section.gradient_accumulation,
        learning_rate=section.learning_rate,
        lr_scheduler_type=(
            "constant_with_warmup" if section.schedule == "constant" else section.schedule
        ),
        warmup_steps=section.warmup_share,
        weight_decay=section.weight_decay,
        max_grad_norm=section.max_grad_norm,
        eval_strategy="steps",
        save_strategy="steps",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="eval_loss",
        greater_is_better=False,
        seed=seed,
        data_seed=seed,
        disable_tqdm=True,
        report_to="none",
        dataloader_pin_memory=device == "cuda",
        remove_unused_columns=False,
    )


def _device(wanted: str) -> str:
    """Return cuda, mps or cpu: the one asked for, or the best there is.

    Raises:
        ModelError: The one asked for isn't there.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted == "auto":
        return next(device for device, present in there.items() if present)
    if not there.get(wanted.split(":", maxsplit=1)[0], False):
        usable = ", ".join(device for device, present in there.items() if present)
        raise ModelError(f"There is no {wanted} device here.", f"Use one of {usable}, or auto.")
    return wanted.split(":", maxsplit=1)[0]


def _bf16(precision: str, device: str) -> bool:
    if precision == "auto":
        return device == "cuda" and torch.cuda.is_bf16_supported()
    return precision == "bf16"


def _max_prompt(section: TrainSection) -> int:
    """Return how many tokens a description may have, so that plan and name fit behind it."""
    return section.max_tokens - TARGET_TOKENS


def _learned_prompt(order: ExampleDataset) -> int:
    """Return how long a description may be in use: positions hardly trained on write nonsense."""
    lengths = sorted(example.prompt_length for example in order.examples)
    return lengths[int(len(lengths) * WELL_TRAINED)] - 1


# Share of the examples that are no longer than what counts as learned.
WELL_TRAINED = 0.99
# A plan of two roots and a name of twelve letters with its marks, separators and end.
TARGET_TOKENS = 32


def _checkpoint(files: RunFiles) -> str:
    there = files.checkpoints.is_dir()
    last: str | None = get_last_checkpoint(str(files.checkpoints)) if there else None
    if last is None:
        raise ModelError(
            f"There is no checkpoint in {files.checkpoints} to resume from.",
            "Start without --resume.",
        )
    return last
