"""Checkpoints that count only if they are whole; a training resumes from the newest of these."""

import errno
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from pokename.errors import DataError, DivergedError, ModelError
from pokename.files import read_json, sha256, write_json

PREFIX = "checkpoint-"
MANIFEST = "manifest.json"  # the hashes of the other files and the time, written last
STATE = "trainer_state.json"
NEEDED = frozenset({"optimizer.pt", "scheduler.pt", STATE})
KEPT = 2  # how many of the newest checkpoints are kept, besides the best one
ROOM = 2**20  # bytes; if a write fails with less free space, the error says that the disk is full


def last_whole(folder: Path) -> tuple[Path | None, list[str]]:
    """Return the newest whole checkpoint, and the newer ones that were skipped, with reasons.

    A checkpoint is whole if all its files match its manifest. The best checkpoint so far, which the
    training loads at its end, must be whole too.

    Args:
        folder: The folder of a run's checkpoints; may be missing.
    """
    passed_over: list[str] = []
    for checkpoint in _newest_first(folder):
        problem = _problem(checkpoint)
        if problem is None:
            return checkpoint, passed_over
        passed_over.append(f"{checkpoint} was skipped: {problem}")
    return None, passed_over


def exist(folder: Path) -> bool:
    """Return whether there are checkpoints, whole or not."""
    return bool(_newest_first(folder))


class WholeCheckpointsTrainer(Trainer):
    """A Trainer that writes the hashes of a checkpoint's files last, so that a part never counts.

    A checkpoint also has the seconds of training that led to it. No folder is renamed, since a
    bucket that is mounted as a folder may refuse that.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # the Trainer's signature
        super().__init__(*args, **options)
        self.add_callback(_BestInPlace())
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """The seconds of training so far, with those before the checkpoint that it resumed from."""
        return time.monotonic() - self._began

    def train_from(self, checkpoint: Path | None) -> None:
        """Train from a checkpoint, or from step 0, where the base is validated first."""
        before = read_json(checkpoint / MANIFEST)["seconds"] if checkpoint else 0.0
        self._began = time.monotonic() - before
        self.args.eval_on_start = checkpoint is None
        self.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)

    def _save_checkpoint(self, model: Any, trial: Any) -> None:  # the Trainer's signature
        place = Path(str(self.args.output_dir))
        checkpoint = place / f"{PREFIX}{self.state.global_step}"
        check_finite(self.model)
        if self.args.should_save:
            shutil.rmtree(checkpoint, ignore_errors=True)  # an unfinished one that was skipped
        self.accelerator.wait_for_everyone()
        with writing(checkpoint):
            super()._save_checkpoint(model, trial)
        self.accelerator.wait_for_everyone()
        if self.args.should_save:
            hashes = {path.name: sha256(path) for path in sorted(checkpoint.iterdir())}
            write_json(checkpoint / MANIFEST, {"files": hashes, "seconds": self.seconds})
            self._remove_older(place)
        self.accelerator.wait_for_everyone()

    def _remove_older(self, place: Path) -> None:
        best = self.state.best_model_checkpoint
        for checkpoint in _newest_first(place)[KEPT:]:
            if str(checkpoint) != best:
                shutil.rmtree(checkpoint, ignore_errors=True)


class _BestInPlace(TrainerCallback):
    """Updates the path of the best checkpoint, since the run may have been moved."""

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002 - transformers says what a callback takes
        **_: Any,
    ) -> None:
        """Set the path of the best checkpoint in the run's present folder."""
        if state.best_global_step:
            best = Path(str(args.output_dir)) / f"{PREFIX}{state.best_global_step}"
            state.best_model_checkpoint = str(best)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise a readable error if a library fails to write a model.

    Args:
        path: The file or folder to write.

    Raises:
        DataError: The write fails.
    """
    try:
        yield
    except (OSError, RuntimeError, SafetensorError) as error:
        folder = next(one for one in path.absolute().parents if one.is_dir())
        if shutil.disk_usage(folder).free < ROOM or f"os error {errno.ENOSPC}" in str(error):
            reason = os.strerror(errno.ENOSPC)
        elif isinstance(error, OSError):
            reason = error.strerror or str(error)
        elif isinstance(error, SafetensorError):
            reason = str(error)
        else:
            raise
        raise DataError(
            f"{path} can't be written: {reason}.",
            "Check its folder, the permissions and the free space on the disk.",
        ) from error


def check_finite(model: Any) -> None:  # a torch module, which the Trainer types as optional
    """Raise an error if a weight is NaN or infinite.

    Raises:
        DivergedError: A weight is NaN or infinite.
    """
    name = not_finite(model)
    if name:
        raise DivergedError(
            f"The weights of {name} became NaN or infinite.",
            "Lower train.learning_rate or train.max_grad_norm; this model isn't saved.",
        )


def check_losses(logs: Mapping[str, float], step: int) -> None:
    """Raise an error if a loss is NaN or infinite.

    Args:
        logs: What the Trainer logs.
        step: The number of steps done; at 0, the loss is that of the base.

    Raises:
        DivergedError: A loss is NaN or infinite after the first step.
        ModelError: The loss of the base is NaN or infinite.
    """
    wild = [logs[name] for name in ("loss", "eval_loss") if not isfinite(logs.get(name, 0.0))]
    if wild and not step:
        raise ModelError(
            f"The loss of the base is {wild[0]}.",
            "Choose another train.model.name, or set train.precision=fp32.",
        )
    if wild:
        raise DivergedError(
            f"The loss became {wild[0]} at step {step}.",
            "Lower train.learning_rate or train.max_grad_norm; this model isn't saved.",
        )


def not_finite(model: Any) -> str | None:  # a torch module
    """Return the name of a tensor with a NaN or infinite weight, or None."""
    weights = model.named_parameters()
    return next((name for name, one in weights if not torch.isfinite(one).all()), None)


def _newest_first(folder: Path) -> list[Path]:
    found = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.name.removeprefix(PREFIX).isdecimal() and path.name.startswith(PREFIX)
    ]
    return sorted(found, key=_step, reverse=True)


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name.removeprefix(PREFIX))


def _problem(checkpoint: Path) -> str | None:
    """Return why a training can't resume from a checkpoint, or None."""
    problem = _damage(checkpoint)
    if problem:
        return problem
    try:
        step = json.loads((checkpoint / STATE).read_bytes())["best_global_step"]
        best = checkpoint.with_name(f"{PREFIX}{int(step)}") if step else checkpoint
    except (KeyError, OSError, TypeError, ValueError):
        return f"its {STATE} can't be read"
    problem = _damage(best) if best != checkpoint else None
    return f"in {best.name}, the best so far, {problem}" if problem else None


def _damage(checkpoint: Path) -> str | None:
    """Return which file of a checkpoint differs from its manifest, or None."""
    try:
        manifest = read_json(checkpoint / MANIFEST)
        hashes, _ = manifest["files"], float(manifest["seconds"])
    except (DataError, KeyError, TypeError, ValueError):
        return f"it has no {MANIFEST} that can be read"
    if not isinstance(hashes, Mapping) or not hashes.keys() >= NEEDED:
        return f"its {MANIFEST} doesn't list {', '.join(sorted(NEEDED))}"
    for name, written in hashes.items():
        try:
            same = Path(name).name == name and sha256(checkpoint / name) == written
        except OSError:
            return f"{name} is missing"
        if not same:
            return f"{name} is damaged"
    return None
