"""The training step, from splits and a base to a fine-tuned model: read, load, train, save."""

import logging
import shutil
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from transformers import Trainer, set_seed

from pokename.corpus.examples import Example, Split, read_examples
from pokename.errors import DataError, ModelError
from pokename.files import claimed, make_folder, read_json, sha256, write_json
from pokename.model.artifacts import Sources, Trained, save_run
from pokename.model.bases import check_fit, load_base
from pokename.model.checkpoints import exist, last_whole
from pokename.model.exporting import check_engine
from pokename.model.lora import merged, require_lora, with_lora
from pokename.model.profiling import Profiler
from pokename.model.progress import Progress, ProgressCallback, saving_on_interrupt
from pokename.model.trainer import (
    build_trainer,
    failures_in_words,
    learned_prompt,
    training_arguments,
    validated_on,
    weights_trained,
)
from pokename.paths import Layout, RunFiles
from pokename.tracking.artifacts import data_artifact, model_artifact
from pokename.tracking.run import Run

if TYPE_CHECKING:
    from pokename.config import TrainSection

log = logging.getLogger(__name__)

HOW_COMPUTED = ("device", "compile", "loader_workers")
Start = Literal["anew", "resume", "overwrite"]
"""How to begin a training: as a new run, from the last checkpoint, or in place of an older run."""


def find_start(files: RunFiles, origin: dict[str, Any], start: Start) -> str | None:
    """Return the checkpoint to resume from, or None to start at step 0; write nothing.

    A run that was stopped before its first whole checkpoint starts at step 0 again.

    Args:
        files: The files of the run.
        origin: The inputs of the run, see ``made_from``.
        start: How to begin, see ``Start``.

    Raises:
        ModelError: There is no run to resume, it was made from other inputs, or a new run would
            replace one that is finished or stopped.
    """
    if start == "resume":
        return _to_resume(files, origin)
    if start == "anew" and exist(files.checkpoints):
        raise ModelError(
            f"A stopped run left {files.checkpoints}.",
            "Continue with --resume, or start over with --overwrite.",
        )
    if start == "anew" and files.card.is_file():
        raise ModelError(
            f"{files.folder} holds a finished run.",
            "Choose another --run, or replace it with --overwrite.",
        )
    return None


def claim(files: RunFiles, origin: dict[str, Any]) -> None:
    """Create a run's folder, delete what an older run left there, and record the inputs."""
    for older in (files.checkpoints, files.profile.parent):
        shutil.rmtree(older, ignore_errors=True)
    make_folder(files.folder)
    write_json(files.started, origin)


def made_from(section: "TrainSection", layout: Layout, seed: int) -> dict[str, Any]:
    """Return the inputs that determine a run's weights: settings, seed and data."""
    settings = {key: value for key, value in section.plain().items() if key not in HOW_COMPUTED}
    data = {f"{split}.csv": sha256(layout.split(split)) for split in ("train", "val")}
    return {**settings, "seed": seed, **data}


def _to_resume(files: RunFiles, origin: dict[str, Any]) -> str | None:
    checkpoint, passed_over = last_whole(files.checkpoints)
    if not files.started.is_file() and checkpoint is None and not passed_over:
        raise ModelError(
            f"There is no checkpoint in {files.checkpoints} to resume from.",
            "Start without --resume.",
        )
    try:
        before = read_json(files.started)
        other = [key for key in origin if before.get(key) != origin[key]]
    except (AttributeError, DataError):
        other = [files.started.name]
    if other:
        raise ModelError(
            f"{files.checkpoints} was made from other inputs: {', '.join(other)}.",
            "Use the same inputs, or start over with --overwrite.",
        )
    for problem in passed_over:
        log.warning("%s.", problem)
    if checkpoint is None:
        log.warning(
            "There is no complete checkpoint in %s: training starts over.", files.checkpoints
        )
        return None
    return str(checkpoint)


USED: tuple[Split, ...] = ("train", "val")


def train(
    section: "TrainSection",
    layout: Layout,
    seed: int,
    *,
    tracking: AbstractContextManager[Run],
    config_yaml: str,
    start: Start = "anew",
    profile: bool = False,
    progress: Progress | None = None,
) -> Trained:
    """Fine-tune a causal language model on train, and keep the weights of the best validation loss.

    Args:
        section: The config's ``train`` section.
        layout: The folders of the splits and of the run.
        seed: The seed of dropout, order and examples.
        tracking: The tracker's run; it starts after data, device and checkpoint have been checked.
        config_yaml: The resolved config, stored with the run.
        start: How to begin, see ``Start``.
        profile: Whether to write a trace of some steps to ``files.profile``.
        progress: Called after each optimizer step.

    Raises:
        DataError: The splits are missing or empty.
        MissingExtraError: The config asks for LoRA, which isn't installed.
        ModelError: The base, device, compiler or checkpoint is missing, the engine can't run the
            base, or the run exists already.
    """
    require_lora(section.lora)
    files = layout.run(section.run)
    rows = {split: _rows(layout, split) for split in USED}
    arguments = training_arguments(section, files.checkpoints, seed)
    origin = made_from(section, layout, seed)
    # If a training has several processes, the first claims the run for all.
    alone = nullcontext() if arguments.process_index else claimed(files.folder, "trains")
    with alone:
        checkpoint = find_start(files, origin, start)
        set_seed(seed)
        with tracking as run:
            base = load_base(section.model)
            check_fit(base, section.max_tokens)
            check_engine(base)
            base = with_lora(base, section.lora)
            if checkpoint is None and arguments.process_index == 0:
                claim(files, origin)
            trainer, callback = build_trainer(section, arguments, base, rows, run, progress)
            profiler = Profiler(files.profile) if profile and arguments.process_index == 0 else None
            if profiler:
                trainer.add_callback(profiler)
            trained = _fit(trainer, callback, checkpoint, files, base.name)
            if profiler:
                trained = replace(trained, operations=profiler.operations)
            if trained.finished and trainer.is_world_process_zero():
                save_run(merged(base), trained, Sources(section, rows, layout, seed, config_yaml))
                run.takes(data_artifact(layout))
                run.leaves(model_artifact(files.folder.name, files))
    return trained


def _rows(layout: Layout, split: Split) -> list[Example]:
    rows = read_examples(layout.split(split))
    if not rows:
        raise DataError(
            f"{layout.split(split)} has no rows.", "Run 'pokename preprocess' with a larger share."
        )
    return rows


def _fit(
    trainer: Trainer,
    callback: ProgressCallback,
    checkpoint: str | None,
    files: RunFiles,
    base: str,
) -> Trained:
    """Train until the end or until Ctrl-C."""
    started = time.monotonic()
    with saving_on_interrupt(callback), failures_in_words():
        trainer.train(resume_from_checkpoint=checkpoint)
    return Trained(
        files=files,
        finished=not callback.stop_asked,
        base=base,
        val_loss=trainer.state.best_metric,
        val_examples=validated_on(trainer),
        steps=trainer.state.global_step,
        steps_per_epoch=callback.steps_per_epoch,
        seconds=time.monotonic() - started,
        device=str(trainer.args.device),
        weights=weights_trained(trainer),
        max_prompt=learned_prompt(trainer),
        log=trainer.state.log_history,
    )
