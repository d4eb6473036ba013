"""The step from splits and a base model to a fine-tuned one: read, load, train, save."""

import logging
import shutil
import time
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Literal

from transformers import Trainer, set_seed

from pokename.corpus.examples import Example, Split, read_examples
from pokename.errors import DataError, ModelError
from pokename.files import claimed, make_folder, read_json, sha256, write_json
from pokename.model.artifacts import Sources, Trained, save_run
from pokename.model.bases import check_fit, load_base
from pokename.model.checkpoints import exist, last_whole
from pokename.model.progress import Progress, ProgressCallback, saving_on_interrupt
from pokename.model.trainer import build_trainer, learned_prompt, training_arguments
from pokename.paths import Layout, RunFiles
from pokename.tracking import Run
from pokename.tracking.artifacts import data_artifact, model_artifact

if TYPE_CHECKING:
    from pokename.config import TrainSection

log = logging.getLogger(__name__)

Start = Literal["anew", "resume", "overwrite"]
"""How a training begins: where nothing is, where one was stopped, or whatever is there."""


def find_start(files: RunFiles, origin: dict[str, Any], start: Start) -> str | None:
    """Return the checkpoint that a training goes on from, None for the start; write nothing.

    A run that was stopped before it had a whole checkpoint resumes at its start.

    Args:
        files: Of the run.
        origin: What it will be made from, see ``made_from``.
        start: How it begins.

    Raises:
        ModelError: There is nothing to go on from, or it was made from something else; or there is
            a run already, finished or stopped.
    """
    if start == "resume":
        return _to_resume(files, origin)
    if start == "anew" and exist(files.checkpoints):
        raise ModelError(
            f"A stopped run left {files.checkpoints}.",
            "Go on with --resume, or start anew with --overwrite.",
        )
    if start == "anew" and files.card.is_file():
        raise ModelError(
            f"{files.folder} holds a finished run.", "Name another --run, or --overwrite it."
        )
    return None


def claim(files: RunFiles, origin: dict[str, Any]) -> None:
    """Make a run's folder, without the checkpoints of another, and note what will be in it."""
    shutil.rmtree(files.checkpoints, ignore_errors=True)
    make_folder(files.folder)
    write_json(files.started, origin)


def made_from(section: "TrainSection", layout: Layout, seed: int) -> dict[str, Any]:
    """Return what decides the weights of a run: settings, seed and data; not the device."""
    settings = {key: value for key, value in section.plain().items() if key != "device"}
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
            f"{files.checkpoints} was made from something else: {', '.join(other)}.",
            "Give the same, or start anew with --overwrite.",
        )
    for problem in passed_over:
        log.warning("%s.", problem)
    if checkpoint is None:
        log.warning("There is no whole checkpoint in %s: it starts anew.", files.checkpoints)
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
    progress: Progress | None = None,
) -> Trained:
    """Fine-tune a causal language model on the train split, keeping the best by validation loss.

    Args:
        section: The config's ``train`` section.
        layout: Where the splits are and the run goes.
        seed: Of the weights' noise, the order and the mix.
        tracking: Entered when data, device and checkpoint are found to be there.
        config_yaml: The resolved config, to be kept with the run.
        start: Anew, from the last checkpoint of this run, or whatever is in its folder.
        progress: Called after each optimizer step.

    Raises:
        DataError: The splits are missing or empty.
        ModelError: No base model, device or checkpoint, or the run is there already.
    """
    files = layout.run(section.run)
    rows = {split: _rows(layout, split) for split in USED}
    arguments = training_arguments(section, files.checkpoints, seed)
    origin = made_from(section, layout, seed)
    # Of several processes of a training the first speaks for all.
    alone = nullcontext() if arguments.process_index else claimed(files.folder, "trains")
    with alone:
        checkpoint = find_start(files, origin, start)
        set_seed(seed)
        with tracking as run:
            base = load_base(section.model)
            check_fit(base, section.max_tokens)
            if checkpoint is None and arguments.process_index == 0:
                claim(files, origin)
            trainer, callback = build_trainer(section, arguments, base, rows, run, progress)
            trained = _fit(trainer, callback, checkpoint, files, base.name)
            if trained.finished and trainer.is_world_process_zero():
                save_run(base, trained, Sources(section, rows, layout, seed, config_yaml))
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
    """Train to the end, or until Ctrl-C."""
    started = time.monotonic()
    with saving_on_interrupt(callback):
        trainer.train(resume_from_checkpoint=checkpoint)
    return Trained(
        files=files,
        finished=not callback.stop_asked,
        base=base,
        val_loss=trainer.state.best_metric,
        steps=trainer.state.global_step,
        steps_per_epoch=callback.steps_per_epoch,
        seconds=time.monotonic() - started,
        device=str(trainer.args.device),
        max_prompt=learned_prompt(trainer),
        log=trainer.state.log_history,
    )
