"""The step from splits and a base model to a fine-tuned one: read, load, train, save."""

import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from transformers import Trainer, set_seed

from pokename.corpus.table import Row, Split, read_rows
from pokename.errors import DataError
from pokename.model.artifacts import Sources, Trained, save_run
from pokename.model.bases import load_base
from pokename.model.claiming import Start, begin_at, claim, made_from
from pokename.model.progress import Progress, ProgressCallback, saving_on_interrupt
from pokename.model.trainer import build_trainer, learned_prompt, training_arguments
from pokename.paths import Layout, RunFiles
from pokename.tracking import Run
from pokename.tracking.artifacts import data_artifact, model_artifact

if TYPE_CHECKING:
    from pokename.config import TrainSection

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
    checkpoint = begin_at(files, origin, start)
    set_seed(seed)
    with tracking as run:
        base = load_base(section.model)
        if checkpoint is None and arguments.process_index == 0:
            claim(files, origin)
        trainer, callback = build_trainer(section, arguments, base, rows, run, progress)
        trained = _fit(trainer, callback, checkpoint, files, base.name)
        if trained.finished and trainer.is_world_process_zero():
            save_run(base, trained, Sources(section, rows, layout, seed, config_yaml))
            run.takes(data_artifact(layout))
            run.leaves(model_artifact(files.folder.name, files))
    return trained


def _rows(layout: Layout, split: Split) -> list[Row]:
    rows = read_rows(layout.split(split))
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
