"""Whether a training may go into a run's folder, and where it begins."""

import shutil
from typing import TYPE_CHECKING, Any, Literal

from transformers.trainer_utils import get_last_checkpoint

from pokename.errors import DataError, ModelError
from pokename.files import make_folder, read_json, sha256, write_json
from pokename.paths import Layout, RunFiles

if TYPE_CHECKING:
    from pokename.config import TrainSection


Start = Literal["anew", "resume", "overwrite"]
"""How a training begins: where nothing is, where one was stopped, or whatever is there."""


def begin_at(files: RunFiles, origin: dict[str, Any], start: Start) -> str | None:
    """Return the checkpoint that a training goes on from, None for the start; write nothing.

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
    if start == "anew" and _last_checkpoint(files):
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


def _last_checkpoint(files: RunFiles) -> str | None:
    last: str | None = None
    if files.checkpoints.is_dir():
        last = get_last_checkpoint(str(files.checkpoints))
    return last


def _to_resume(files: RunFiles, origin: dict[str, Any]) -> str:
    checkpoint = _last_checkpoint(files)
    if checkpoint is None:
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
    return checkpoint
