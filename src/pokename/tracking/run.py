"""The interface of a tracked run, and a run that records nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from msgspec import Struct

Task = Literal["train", "evaluate"]


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


class Run(Protocol):
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
