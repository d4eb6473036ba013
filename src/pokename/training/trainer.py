"""The Trainer of transformers, set up for one run."""

import logging
import math
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch
from torch._dynamo.exc import BackendCompilerFailed
from torch._inductor.exc import InductorError
from torch.utils.data import DataLoader
from transformers import EarlyStoppingCallback, PrinterCallback, Trainer, TrainingArguments

from pokename import signals
from pokename.corpus.prompt_format import EncodedExample
from pokename.corpus.splits import Example, Split
from pokename.errors import ModelError
from pokename.tracking.interface import TrackedRun
from pokename.training.bases import Base
from pokename.training.batching import (
    ExampleDataset,
    collate,
    format_for,
    training_order,
)
from pokename.training.callbacks import OnProgress, ProgressCallback
from pokename.training.validation import (
    ValidatingTrainer,
    digest,
    validation_examples,
)

if TYPE_CHECKING:
    from pokename.config import TrainSection


log = logging.getLogger(__name__)


def device_for(wanted: str) -> str:
    """Return cuda, mps or cpu: the requested device, or the best available.

    Raises:
        ModelError: The requested device isn't available.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted == "auto":
        return next(device for device, present in there.items() if present)
    if not there[wanted]:
        usable = ", ".join(device for device, present in there.items() if present)
        raise ModelError(f"There is no {wanted} device here.", f"Use one of {usable}, or auto.")
    return wanted


def uses_bf16(precision: str, device: str) -> bool:
    """Return whether to compute in bf16: if requested, or by default if the GPU supports it.

    On older GPUs, such as the T4, which have no circuits for bf16, torch only emulates it.
    """
    if precision == "auto":
        return device == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
    return precision == "bf16"


# How many times a run logs loss and speed.
LOG_POINTS = 100
# Positions up to this quantile of the example lengths count as well trained.
WELL_TRAINED = 0.99


# The arguments of the Trainer that are the same for all runs.
FIXED: Mapping[str, Any] = {
    # A causal model uses all weights at each step; a search for unused ones causes a warning.
    "ddp_find_unused_parameters": False,
    "num_train_epochs": 1,  # the training order contains all epochs
    "train_sampling_strategy": "sequential",
    "eval_strategy": "steps",
    "save_strategy": "steps",
    "load_best_model_at_end": True,
    "restore_callback_states_from_checkpoint": True,  # such as the patience used up so far
    "metric_for_best_model": "eval_loss",
    "greater_is_better": False,
    "logging_nan_inf_filter": False,  # the filter would wait for a GPU at each step
    "disable_tqdm": True,
    "log_level": "error",
    "log_level_replica": "error",  # else other processes of torchrun warn about our settings
    "report_to": "none",
    "remove_unused_columns": False,
}


def training_arguments(section: "TrainSection", checkpoints: Path, seed: int) -> TrainingArguments:
    """Return the Trainer's arguments; ``build_trainer`` sets those that depend on the data.

    Raises:
        ModelError: The requested device isn't available.
    """
    device = device_for(section.device)
    arguments = TrainingArguments(
        **FIXED,
        output_dir=str(checkpoints),
        use_cpu=device == "cpu",
        ddp_backend="gloo" if device == "cpu" and "WORLD_SIZE" in os.environ else None,
        bf16=uses_bf16(section.precision, device),
        torch_compile=section.compile,
        per_device_train_batch_size=section.batch_size,
        gradient_accumulation_steps=section.gradient_accumulation,
        activation_checkpointing=section.gradient_checkpointing,
        learning_rate=section.learning_rate,
        lr_scheduler_type=(
            "constant_with_warmup" if section.schedule == "constant" else section.schedule
        ),
        warmup_steps=section.warmup_share,
        weight_decay=section.weight_decay,
        max_grad_norm=section.max_grad_norm,
        seed=seed,
        data_seed=seed,
        dataloader_pin_memory=device == "cuda",
        dataloader_num_workers=section.loader_workers,
        dataloader_persistent_workers=section.loader_workers > 0,
    )
    _use_one_gpu(arguments)
    return arguments


def _use_one_gpu(arguments: TrainingArguments) -> None:
    """Keep the Trainer from splitting batches between the GPUs of one process.

    It would split the flat list of learned tokens apart from the examples that they belong to.
    Under torchrun each process has one GPU, and there is nothing to do.
    """
    if arguments.n_gpu > 1:
        log.warning(
            "One of %d GPUs is used. To use all: torchrun --nproc-per-node %d -m pokename train.",
            arguments.n_gpu,
            arguments.n_gpu,
        )
        arguments._n_gpu = 1


def precision_of(arguments: TrainingArguments) -> str:
    """Return the precision that a training computes in, bf16 or fp32."""
    return "bf16" if arguments.bf16 else "fp32"


def examples_in_order(
    section: "TrainSection", arguments: TrainingArguments, base: Base, rows: Sequence[Example]
) -> list[EncodedExample]:
    """Return all examples of a training in the order of its steps, made from the train split."""
    return training_order(
        rows,
        format_for(base, section.max_tokens),
        section,
        epochs=section.epochs,
        batch=_batch(section, arguments),
        seed=arguments.seed,
        max_steps=section.max_steps,
    )


def _batch(section: "TrainSection", arguments: TrainingArguments) -> int:
    """Return the number of examples in an optimizer step, on all devices."""
    return section.batch_size * section.gradient_accumulation * int(arguments.world_size)


def build_trainer(
    section: "TrainSection",
    arguments: TrainingArguments,
    base: Base,
    rows: Mapping[Split, Sequence[Example]],
    order: Sequence[EncodedExample],
    *,
    run: TrackedRun,
    progress: OnProgress | None,
) -> tuple[ValidatingTrainer, ProgressCallback]:
    """Return a Trainer for all examples in training order, and the callback that watches it."""
    batch = _batch(section, arguments)
    steps = math.ceil(len(order) / batch)
    per_epoch = max(len(rows["train"]) / batch, 1)
    _set_pace(arguments, steps, per_epoch / section.evaluations_per_epoch)
    tokens = sum(len(example.ids) for example in order) / steps
    held_out = validation_examples(rows["val"], base, plans=section.plan_share > 0)
    callback = ProgressCallback(progress, run, tokens, per_epoch)
    trainer = _Trainer(
        model=base.model,
        args=arguments,
        data_collator=collate,
        train_dataset=ExampleDataset(order),
        eval_dataset=ExampleDataset(held_out),
        callbacks=[callback, EarlyStoppingCallback(section.patience)],
    )
    trainer.remove_callback(PrinterCallback)  # it prints every log to stdout, which is for results
    return trainer, callback


class _Trainer(ValidatingTrainer):
    """A Trainer whose loader workers ignore stop signals; the training process handles them.

    Ctrl-C and systemd signal all processes of a group. If a worker died of the signal, the training
    would end before its last checkpoint.
    """

    def _get_dataloader(self, *args: Any, **options: Any) -> DataLoader[Any]:
        loader = super()._get_dataloader(*args, **options)
        if loader.num_workers:
            loader.worker_init_fn = partial(_ignore_signals, loader.worker_init_fn)
        return loader


def _ignore_signals(then: Callable[[int], None] | None, worker: int) -> None:
    for number in signals.STOPPING:
        signal.signal(number, signal.SIG_IGN)
    if then:
        then(worker)


def _set_pace(arguments: TrainingArguments, steps: int, between_evaluations: float) -> None:
    """Set the total number of steps, and the steps between log lines and between evaluations."""
    arguments.max_steps = steps
    arguments.logging_steps = max(1, steps // LOG_POINTS)
    arguments.eval_steps = arguments.save_steps = max(1, min(round(between_evaluations), steps))


def learned_prompt(order: Sequence[EncodedExample]) -> int:
    """Return the maximum number of tokens in a description; later positions are hardly trained."""
    lengths = sorted(example.prompt_length for example in order)
    return lengths[int(len(lengths) * WELL_TRAINED)] - 1


def base_loss(log: Sequence[Mapping[str, Any]]) -> float | None:
    """Return the validation loss at step 0; None if it wasn't measured."""
    at_start = (one.get("eval_loss") for one in log if one["step"] == 0)
    return next(at_start, None)


def validated_on(trainer: Trainer) -> str:
    """Return the hash of the examples that the validation loss is computed on."""
    return digest(cast("ExampleDataset", trainer.eval_dataset).examples)


def weights_trained(trainer: Trainer) -> int:
    """Return the number of trained parameters, which is small with LoRA."""
    model = cast("torch.nn.Module", trainer.model)
    return sum(one.numel() for one in model.parameters() if one.requires_grad)


@contextmanager
def failures_in_words() -> Iterator[None]:
    """Raise a readable error if a training fails.

    Raises:
        ModelError: The model can't be compiled here, or a loader worker died.
    """
    try:
        with _deaths_of_workers():
            yield
    except (BackendCompilerFailed, InductorError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ModelError(
            f"torch.compile can't compile the model here: {reason}",
            "Install a C++ compiler (on a GPU, Triton), or set train.compile=false.",
        ) from error
    except (RuntimeError, ConnectionError, EOFError) as error:  # the last two mean a broken pipe
        reason = str(error).rstrip(".") or type(error).__name__
        if isinstance(error, RuntimeError) and not reason.startswith("DataLoader worker"):
            raise
        raise ModelError(
            f"A process that prepares batches died: {reason}.",
            "Set train.loader_workers=0, and continue with --resume.",
        ) from error


@contextmanager
def _deaths_of_workers() -> Iterator[None]:
    """Let torch raise an error for a dead loader worker in the block, but not after the block."""
    number = getattr(signal, "SIGCHLD", None)
    before = number and signal.getsignal(number)
    try:
        yield
    finally:
        if number and threading.current_thread() is threading.main_thread():
            signal.signal(number, before)
