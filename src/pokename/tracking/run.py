"""What a step tells of itself, whoever listens; and a run that nobody listens to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

Task = Literal["train", "evaluate"]


@dataclass(frozen=True)
class Artifact:
    """Files that a run takes or leaves; the same files are the same version of it.

    Attributes:
        name: Of the artifact.
        kind: What they are.
        files: Name within the artifact to where the file is.
        about: What else is known of them, such as their hashes.
    """

    name: str
    kind: Literal["dataset", "model"]
    files: Mapping[str, Path]
    about: Mapping[str, Any] = field(default_factory=dict)  # whatever JSON can hold


class Run(Protocol):
    """What a step tells of itself."""

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Record metrics at an optimizer step."""

    def summary(self, values: Mapping[str, Any]) -> None:  # whatever JSON can hold
        """Record what the run comes to."""

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Record a table, its rows of as many cells as there are columns."""

    def pictures(self, paths: Sequence[Path]) -> None:
        """Record pictures by their file names."""

    def takes(self, artifact: Artifact) -> None:
        """Record what the run is made from."""

    def leaves(self, artifact: Artifact) -> None:
        """Record what the run has made; its lineage is what the run takes."""

    def finish(self, exit_code: int = 0) -> None:
        """Close the run, a failed one with another code than 0; nothing is recorded after it."""


class NullRun:
    """A run that records nothing."""

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
