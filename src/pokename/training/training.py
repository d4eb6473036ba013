"""The training step, from splits and a base to a fine-tuned model: read, load, train, save."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, cast

from transformers import set_seed

from pokename.corpus.splits import Example, Split, read_splits
from pokename.errors import DataError, ModelError
from pokename.locks import claimed
from pokename.paths import Layout, RunFiles
from pokename.tracking.interface import RunId, TrackedRun, data_artifact, model_artifact
from pokename.training.bases import Base, check_fit, context
from pokename.training.batching import check_targets, format_for
from pokename.training.callbacks import OnProgress, Profiler, ProgressCallback, saving_on_interrupt
from pokename.training.checkpoints import WholeCheckpointsTrainer
from pokename.training.engine_conversion import check_convertible
from pokename.training.lora import merged, require_lora, save_adapter, with_lora
from pokename.training.memory import memory_in_words
from pokename.training.resuming import (
    Start,
    Stopped,
    check_order,
    find_start,
    made_from,
    record_start,
    starting_base,
)
from pokename.training.run_files import Sources, Trained, save_run
from pokename.training.trainer import (
    base_loss,
    build_trainer,
    examples_in_order,
    failures_in_words,
    learned_prompt,
    precision_of,
    training_arguments,
    validated_on,
    weights_trained,
)
from pokename.training.validation import digest

if TYPE_CHECKING:
    from pokename.config import TrainSection
    from pokename.training.batching import ExampleDataset

log = logging.getLogger(__name__)

LESS_MEMORY = (
    "Halve train.batch_size and double train.gradient_accumulation, lower train.max_tokens, or set "
    "train.gradient_checkpointing=true."
)
USED: tuple[Split, ...] = ("train", "val")
Tracking = Callable[[RunId | None], AbstractContextManager[TrackedRun]]


def train(
    section: "TrainSection",
    layout: Layout,
    seed: int,
    *,
    tracking: Tracking,
    config_yaml: str,
    start: Start = "anew",
    profile: bool = False,
    progress: OnProgress | None = None,
) -> Trained:
    """Fine-tune a causal language model on train, and keep the weights of the best validation loss.

    Args:
        section: The config's ``train`` section.
        layout: The folders of the splits and of the run.
        seed: The seed of dropout, order and examples.
        tracking: Starts the tracker's run, or continues the run that it is given; called after
            data, device and checkpoint have been checked.
        config_yaml: The resolved config, stored with the run.
        start: How to begin, see ``Start``.
        profile: Whether to write a trace of some steps to ``files.profile``.
        progress: Called after each optimizer step.

    Raises:
        DataError: The splits are missing, empty or not of one splitting, or the base can't read
            some name with its source words.
        MissingExtraError: The config asks for LoRA, which isn't installed.
        ModelError: The base, device, compiler or checkpoint is missing, the engine can't run the
            base, the run exists already, the training diverged, or the device has no memory left.
    """
    require_lora(section.lora)
    files = layout.run(section.run)
    rows = _rows(layout)
    arguments = training_arguments(section, files.checkpoints, seed)
    precision, processes = precision_of(arguments), arguments.world_size
    inputs = made_from(section, layout, seed, precision=precision, processes=processes)
    read = {split: inputs[f"{split}.csv"] for split in USED}
    sources = Sources(section, rows, read, layout, seed, config_yaml)
    # If a training has several processes, the first one claims, records and saves the run for all.
    first = arguments.process_index == 0
    claim = claimed(files.folder, "trains") if first else nullcontext()
    with claim, memory_in_words(LESS_MEMORY):
        stopped = find_start(files, inputs, start)
        set_seed(seed)
        with tracking(stopped.started.tracked if stopped else None) as run:
            base = _base(section, rows, stopped)
            examples = examples_in_order(section, arguments, base, rows["train"])
            order = digest(examples)
            if first:
                check_order(files, stopped, order)
                record_start(files, inputs, base, order, stopped, run)
                run.takes(data_artifact(layout))  # now, since the files may change meanwhile
            trainer, callback = build_trainer(
                section, arguments, base, rows, examples, run=run, progress=progress
            )
            profiler = Profiler(files.profile) if profile and first else None
            trained = _fit(trainer, callback, profiler, stopped, files, base.name)
            if trained.finished and first:
                _save(base, trained, sources, run)
    return trained


def _base(
    section: "TrainSection", rows: Mapping[Split, Sequence[Example]], stopped: Stopped | None
) -> Base:
    """Load the base to train, with LoRA matrices if the config asks for them.

    A base that was trained on species of val is a warning.

    Raises:
        DataError: The base can't read some name with its source words.
        ModelError: The base is missing or damaged, the engine can't run it, or it doesn't support
            gradient checkpointing.
    """
    base = starting_base(section, stopped)
    check_fit(base, section.max_tokens)
    prompt_format, plans = format_for(base, section.max_tokens), section.plan_share > 0
    for some in rows.values():
        check_targets(some, prompt_format, plans=plans, most=context(base))
    known = base.trained_on & {row.species_id for row in rows["val"]}
    if known:
        log.warning(
            "'%s' was trained on %d species of val, so the validation loss is too low. Use the "
            "splits of its training, or another train.model.name.",
            base.name,
            len(known),
        )
    check_convertible(base)
    if section.gradient_checkpointing and not base.model.supports_gradient_checkpointing:
        raise ModelError(
            f"'{base.name}' can't compute its activations again.",
            "Set train.gradient_checkpointing=false.",
        )
    return with_lora(base, section.lora)


def _save(base: Base, trained: Trained, sources: Sources, run: TrackedRun) -> None:
    """Write the files of a finished run, and send them to the tracker."""
    save_adapter(base, trained.files.adapter)
    save_run(merged(base), trained, sources)
    run.leaves(model_artifact(trained.files.folder.name, trained.files))


def _rows(layout: Layout) -> dict[Split, list[Example]]:
    rows = read_splits(layout, USED)
    for split, some in rows.items():
        if not some:
            raise DataError(
                f"{layout.split(split)} has no rows.",
                "Run 'pokename preprocess' with a larger share.",
            )
    return rows


def _fit(
    trainer: WholeCheckpointsTrainer,
    callback: ProgressCallback,
    profiler: Profiler | None,
    stopped: Stopped | None,
    files: RunFiles,
    base: str,
) -> Trained:
    """Train until the end or until Ctrl-C."""
    if profiler:
        trainer.add_callback(profiler)
    with saving_on_interrupt(callback), failures_in_words():
        trainer.train_from(stopped.checkpoint if stopped else None)
    return Trained(
        files=files,
        finished=not callback.stop_asked,
        base=base,
        base_val_loss=base_loss(trainer.state.log_history),
        val_loss=trainer.state.best_metric,
        val_examples=validated_on(trainer),
        steps=trainer.state.global_step,
        steps_per_epoch=callback.steps_per_epoch,
        seconds=trainer.seconds,
        device=str(trainer.args.device),
        precision=precision_of(trainer.args),
        processes=trainer.args.world_size,
        weights=weights_trained(trainer),
        max_prompt=learned_prompt(cast("ExampleDataset", trainer.train_dataset).examples),
        log=trainer.state.log_history,
        operations=profiler.operations if profiler else (),
    )
