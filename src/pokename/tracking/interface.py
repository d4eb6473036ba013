"""Tracked runs: the interface that all trackers share, and the start of the tracker of the config.

Weights & Biases, MLflow and no tracker at all have the same interface (see ``TrackedRun``), so
callers needn't know which one is in use. The input and output files of a run are artifacts.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from msgspec import Struct

from pokename.errors import ConfigError, MissingExtraError, TrackingError
from pokename.files import read_json, sha256
from pokename.naming.model_files import parts
from pokename.paths import Layout, RunFiles

if TYPE_CHECKING:
    from pokename.config import TrackingSection

Task = Literal["train", "evaluate"]
SECONDS_TO_START = 30.0  # how long to wait for the first answer of a server
KEY_VARIABLE, SERVER_VARIABLE = "WANDB_API_KEY", "MLFLOW_TRACKING_URI"
NEEDED = {"wandb": KEY_VARIABLE, "mlflow": SERVER_VARIABLE}  # needed in mode online


class EndedEarly(Exception):  # noqa: N818 - no error
    """Raised to end a run early on purpose; the tracker doesn't count the run as failed."""


class RunId(Struct, frozen=True):
    """What identifies a run, so that a resumed training continues it.

    Attributes:
        tracker: The tracker that gave the id.
        mode: The tracker's mode; offline and online runs are stored in different places.
        id: The tracker's id of the run.
    """

    tracker: str
    mode: str
    id: str


@dataclass(frozen=True)
class Artifact:
    """Files that a run reads or writes; equal files are the same version of the artifact.

    Attributes:
        name: The name of the artifact.
        kind: The kind of the files.
        files: The path of each file, by its name within the artifact.
        about: Further facts, such as hashes.
    """

    name: str
    kind: Literal["dataset", "model"]
    files: Mapping[str, Path]
    about: Mapping[str, Any] = field(default_factory=dict)  # any JSON value


class TrackedRun(Protocol):
    """The interface of a tracked run.

    Attributes:
        id: What identifies the run, or None if nothing is recorded.
    """

    id: RunId | None

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Record metrics at an optimizer step."""

    def summary(self, values: Mapping[str, Any]) -> None:  # any JSON value
        """Record the results of the run."""

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Record a table; each row has one cell for each column."""

    def pictures(self, paths: Sequence[Path]) -> None:
        """Record pictures under their file names."""

    def takes(self, artifact: Artifact) -> None:
        """Record an input of the run."""

    def leaves(self, artifact: Artifact) -> None:
        """Record an output of the run; the run's inputs become the output's lineage."""

    def finish(self, exit_code: int = 0) -> None:
        """Close the run; a code other than 0 marks it as failed. Record nothing afterwards."""


class NullRun:
    """A run that records nothing."""

    id: RunId | None = None

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Record nothing."""

    def summary(self, values: Mapping[str, Any]) -> None:
        """Record nothing."""

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Record nothing."""

    def pictures(self, paths: Sequence[Path]) -> None:
        """Record nothing."""

    def takes(self, artifact: Artifact) -> None:
        """Record nothing."""

    def leaves(self, artifact: Artifact) -> None:
        """Record nothing."""

    def finish(self, exit_code: int = 0) -> None:
        """Close nothing."""


@contextmanager
def tracked(
    section: "TrackingSection | None",
    name: str,
    config: Mapping[str, Any],
    folder: Path,
    task: Task = "train",
    continues: RunId | None = None,
) -> Iterator[TrackedRun]:
    """Yield the run that the config asks for, and close it even after an error.

    A run that ends with ``EndedEarly`` gets the result ``ended_early`` and isn't failed.

    Args:
        section: The config's ``tracking`` section; None tracks nothing. Under torchrun, all
            processes but the main one pass None.
        name: The name of the run.
        config: The resolved config, stored with the run.
        folder: Where an offline run is stored, in ``<folder>/wandb`` or ``<folder>/mlflow.db``.
        task: The step that is tracked.
        continues: The run to continue; None, or a run that is stored elsewhere, starts a new run.

    Raises:
        MissingExtraError: The tracker isn't installed.
        ConfigError: The config says ``online``, but the environment has no key or server.
        TrackingError: The server can't be reached or refuses the key.
    """
    run = _start(section, name, config, folder, task, continues)
    try:
        yield run
    except EndedEarly as ended:
        run.summary({"ended_early": type(ended).__name__.lower()})
        run.finish()
        raise
    except BaseException:
        run.finish(exit_code=1)
        raise
    run.finish()


def data_artifact(layout: Layout) -> Artifact:
    """Return the existing splits and their hashes as an artifact."""
    paths = map(layout.split, ("train", "val", "test"))
    files = {path.name: path for path in paths if path.is_file()}
    hashes = {name: sha256(path) for name, path in files.items()}
    return Artifact("processed", "dataset", files, {"sha256": hashes})


def model_artifact(label: str, run: RunFiles) -> Artifact:
    """Return a trained model and its manifest as an artifact.

    Args:
        label: The label of the model.
        run: The files of the run.
    """
    files = {name: run.folder / name for name in parts(run.folder)}
    about = read_json(run.manifest) if run.manifest.is_file() else {}
    return Artifact(re.sub(r"[^\w.-]", "-", label), "model", files, about)


def digest(artifact: Artifact) -> str:
    """Return a SHA-256 of the names and bytes of an artifact's files, in hexadecimal."""
    lines = (f"{name} {sha256(path)}\n" for name, path in sorted(artifact.files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def server_error(tracker: str, error: Exception, variable: str) -> TrackingError:
    """Return the error for a server that can't be reached or refuses the run.

    It has one line, however long the tracker's message is.
    """
    said = " ".join(str(error).split()).partition(" Consider ")[0][:200].rstrip(". ")
    return TrackingError(
        f"{tracker} can't be reached, or refused the request: {said}.",
        f"Check {variable} and the network, or use tracking.mode=offline.",
    )


def _start(
    section: "TrackingSection | None",
    name: str,
    config: Mapping[str, Any],
    folder: Path,
    task: Task,
    continues: RunId | None,
) -> TrackedRun:
    if section is None or section.mode == "disabled":
        return NullRun()
    variable = NEEDED[section.tracker]
    if section.mode == "online" and not os.environ.get(variable):
        raise ConfigError(
            f"tracking.mode is online and {variable} isn't set.",
            f"Set {variable}, or use tracking.mode=offline.",
        )
    try:
        import_module(section.tracker)
    except ImportError:
        raise MissingExtraError(section.tracker, f"tracking.mode={section.mode}") from None
    same = continues and (continues.tracker, continues.mode) == (section.tracker, section.mode)
    before = continues.id if continues and same else None
    from pokename.tracking.trackers import start_mlflow, start_wandb

    start = start_wandb if section.tracker == "wandb" else start_mlflow
    return start(section, name, config, folder, task, before)
