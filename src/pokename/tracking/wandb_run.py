"""Track runs with Weights & Biases."""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import wandb

from pokename.files import make_folder
from pokename.tracking.runs import (
    KEY_VARIABLE,
    SECONDS_TO_START,
    Artifact,
    RunId,
    Task,
    server_error,
)

if TYPE_CHECKING:
    from pokename.config import TrackingSection


class WandbRun:
    """A run of Weights & Biases.

    Args:
        run: The run that ``wandb.init`` returned.
        mode: The mode that it runs in.
    """

    def __init__(self, run: Any, mode: str) -> None:  # wandb has no types
        self._run = run
        self.id: RunId | None = RunId("wandb", mode, run.id)

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Record metrics at an optimizer step."""
        self._run.log(dict(metrics), step=step)

    def summary(self, values: Mapping[str, Any]) -> None:
        """Record the results of the run."""
        self._run.summary.update(dict(values))

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Record a table; each row has one cell for each column."""
        self._run.log({name: wandb.Table(columns=list(columns), data=[list(row) for row in rows])})

    def pictures(self, paths: Sequence[Path]) -> None:
        """Record pictures under their file names."""
        self._run.log({path.stem: wandb.Image(str(path)) for path in paths})

    def takes(self, artifact: Artifact) -> None:
        """Record an input of the run."""
        # use_artifact fails offline. This is the call that use_artifact makes for a new artifact.
        self._run._log_artifact(self._of(artifact), use_after_commit=True)

    def leaves(self, artifact: Artifact) -> None:
        """Record an output of the run; the run's inputs become the output's lineage."""
        self._run.log_artifact(self._of(artifact))

    def finish(self, exit_code: int = 0) -> None:
        """Close the run; an offline run stays in its folder, for ``wandb sync``."""
        self._run.finish(exit_code)

    @staticmethod
    def _of(artifact: Artifact) -> Any:  # a wandb.Artifact
        made = wandb.Artifact(artifact.name, artifact.kind, metadata=dict(artifact.about))
        for name, path in artifact.files.items():
            if artifact.kind == "dataset":  # hashes only: we may not redistribute the texts
                made.add_reference(path.resolve().as_uri(), name=name)
            else:
                made.add_file(str(path), name=name, policy="immutable")  # avoids a copy
        return made


def start(
    section: "TrackingSection",
    name: str,
    config: Mapping[str, Any],
    folder: Path,
    task: Task,
    before: str | None,
) -> WandbRun:
    """Start and return a run, or continue the run with the id ``before``; see ``tracked``."""
    make_folder(folder)
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)  # silences wandb's telemetry
    os.environ.setdefault("WANDB_SILENT", "true")  # the settings below don't silence wandb's login
    # Console output and git details aren't recorded: they could contain private data.
    try:
        # pydantic raises a ValueError for an invalid setting, such as an invalid address.
        settings = wandb.Settings(
            console="off", silent=True, disable_git=True, init_timeout=SECONDS_TO_START
        )
        run = wandb.init(
            project=section.project,
            name=name,
            job_type=task,
            config=dict(config),
            dir=folder,
            mode=section.mode,
            id=before,
            resume="allow" if before else None,
            settings=settings,
        )
    except (wandb.errors.Error, ValueError) as error:
        raise server_error("Weights & Biases", error, KEY_VARIABLE) from None
    return WandbRun(run, section.mode)
