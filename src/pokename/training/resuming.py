"""How a training begins: as a new run, or from the last checkpoint of a stopped one."""

import logging
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, to_builtins

from pokename.errors import ModelError
from pokename.files import make_folder, sha256, write_json
from pokename.naming.model_files import decoded
from pokename.paths import Layout, RunFiles
from pokename.tracking.interface import RunId, TrackedRun
from pokename.training.bases import Base, load_as_it_is, load_base
from pokename.training.checkpoints import exist, last_whole
from pokename.training.versions import versions_now

if TYPE_CHECKING:
    from pokename.config import TrainSection

log = logging.getLogger(__name__)

HOW_COMPUTED = ("device", "compile", "gradient_checkpointing", "loader_workers")
Start = Literal["anew", "resume", "overwrite"]
"""How to begin a training: as a new run, from the last checkpoint, or in place of an older run."""


class LoadedBase(Struct, frozen=True):
    """The base that a run started from, which may be a fallback.

    Attributes:
        name: The model that was loaded.
        fallback_reason: Why a fallback was loaded, or None.
        files: The SHA-256 of each of its files.
        revision: The commit of a hub model; None for another model.
    """

    name: str
    fallback_reason: str | None
    files: dict[str, str]
    revision: str | None = None


class Started(Struct, frozen=True):
    """The content of ``started.json``, which describes an unfinished run.

    Attributes:
        inputs: The inputs of the run, see ``made_from``.
        base: The base that it started from.
        tracked: What identifies the run of the tracker; None if the run isn't tracked.
        order: The SHA-256 of the training examples in order; None if an earlier version started the
            run.
        versions: See ``versions.versions_now``; empty if an earlier version started the run.
    """

    inputs: dict[str, Any]
    base: LoadedBase
    tracked: RunId | None = None
    order: str | None = None
    versions: dict[str, str] = {}


@dataclass(frozen=True)
class Stopped:
    """A stopped run: its last whole checkpoint, and the content of ``started.json``."""

    checkpoint: Path
    started: Started


def find_start(files: RunFiles, inputs: dict[str, Any], start: Start) -> Stopped | None:
    """Return the stopped run to resume, or None to start at step 0; write nothing.

    A run that was stopped before its first whole checkpoint starts at step 0 again.

    Args:
        files: The files of the run.
        inputs: The inputs of the run, see ``made_from``.
        start: How to begin, see ``Start``.

    Raises:
        ModelError: There is no run to resume, it was made from other inputs, or a new run would
            replace one that is finished or stopped.
    """
    if start == "resume":
        return _to_resume(files, inputs)
    if start == "anew" and exist(files.checkpoints):
        raise ModelError(
            f"A stopped run left {files.checkpoints}.",
            "Continue with --resume, or start over with --overwrite.",
        )
    if start == "anew" and files.facts.is_file():
        raise ModelError(
            f"{files.folder} holds a finished run.",
            "Choose another --run, or replace it with --overwrite.",
        )
    return None


def starting_base(section: "TrainSection", stopped: Stopped | None) -> Base:
    """Load the base of a new run, or the base that a stopped run started from.

    Raises:
        ModelError: The base can't be loaded, or has changed since the run started.
    """
    if stopped is None:
        return load_base(section.model)
    before = stopped.started.base
    base = load_as_it_is(before.name, before.revision)
    changed = {name for name, _ in base.files.items() ^ before.files.items()}
    if changed:
        raise ModelError(
            f"'{base.name}' has changed since this run started from it: "
            f"{', '.join(sorted(changed))}.",
            "Restore its files, or start over with --overwrite.",
        )
    return replace(base, fallback_reason=before.fallback_reason)


def check_order(files: RunFiles, stopped: Stopped | None, order: str) -> None:
    """Check that a resumed run goes on with its examples; warn if other code will train it.

    Args:
        files: The files of the run.
        stopped: The stopped run to resume; None for a new run.
        order: The SHA-256 of the training examples in order.

    Raises:
        ModelError: The run began with other examples, or in another order.
    """
    if stopped is None:
        return
    before = stopped.started
    other = list(changed_inputs(before.versions, versions_now())) if before.versions else []
    if before.order not in (None, order):
        why = f" These have changed: {', '.join(other)}." if other else ""
        raise ModelError(
            f"{files.checkpoints} was made from the examples in another order.{why}",
            "Use the same versions, or start over with --overwrite.",
        )
    if other:
        log.warning(
            "The run began with other versions: %s. An uninterrupted training may give another "
            "model.",
            ", ".join(other),
        )


def record_start(
    files: RunFiles,
    inputs: dict[str, Any],
    base: Base,
    order: str,
    stopped: Stopped | None,
    run: TrackedRun,
) -> None:
    """Write ``started.json``; of a new run, first make the folder and delete an older run's files.

    Deleted are the checkpoints, the profile and the adapter. Call it only in a claimed folder.

    Args:
        files: The files of the run.
        inputs: The inputs of the run, see ``made_from``.
        base: The loaded base.
        order: The SHA-256 of the training examples in order.
        stopped: The stopped run to resume; its files are kept.
        run: The run of the tracker.
    """
    if stopped is None:
        for older in (files.checkpoints, files.profile.parent, files.adapter):
            shutil.rmtree(older, ignore_errors=True)
        make_folder(files.folder)
    loaded = LoadedBase(base.name, base.fallback_reason, dict(base.files), base.revision)
    tracked = run.id or (stopped.started.tracked if stopped else None)
    started = Started(inputs, loaded, tracked, order, versions_now())
    write_json(files.started, to_builtins(started))


def made_from(
    section: "TrainSection", layout: Layout, seed: int, *, precision: str, processes: int
) -> dict[str, Any]:
    """Return the inputs that determine a run's weights: settings, seed and data.

    Args:
        section: The config's ``train`` section.
        layout: The folders of the splits.
        seed: The seed of the training.
        precision: The precision that is computed in, which the section may leave to the device.
        processes: The number of processes; each step takes a batch of every process.
    """
    settings = {key: value for key, value in section.plain().items() if key not in HOW_COMPUTED}
    data = {f"{split}.csv": sha256(layout.split(split)) for split in ("train", "val")}
    return {**settings, "seed": seed, **data, "precision": precision, "processes": processes}


def changed_inputs(before: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield each input that has changed, with both values if they are short."""
    for key, value in inputs.items():
        if before.get(key) != value:
            short = key in before and not key.endswith(".csv") and not isinstance(value, dict)
            yield f"{key} ({before[key]}, and now {value})" if short else key


def _to_resume(files: RunFiles, inputs: dict[str, Any]) -> Stopped | None:
    checkpoint, passed_over = last_whole(files.checkpoints)
    if not files.started.is_file() and checkpoint is None and not passed_over:
        raise ModelError(
            f"There is no checkpoint in {files.checkpoints} to resume from.",
            "Start without --resume.",
        )
    try:
        started = decoded(files.started.read_bytes(), Started, files.started)
        other = list(changed_inputs(started.inputs, inputs))
    except (OSError, ModelError):
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
    return Stopped(checkpoint, started)
