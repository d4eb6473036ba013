"""The trackers: Weights & Biases, and MLflow.

Each library is imported only when a run starts.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pokename.config import flatten
from pokename.files import make_folder
from pokename.tracking.interface import (
    KEY_VARIABLE,
    SECONDS_TO_START,
    SERVER_VARIABLE,
    Artifact,
    RunId,
    Task,
    digest,
    server_error,
)

if TYPE_CHECKING:
    from pokename.config import TrackingSection

STORE = "mlflow.db"  # the database that MLflow writes if no server is configured


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
        import wandb

        self._run.log({name: wandb.Table(columns=list(columns), data=[list(row) for row in rows])})

    def pictures(self, paths: Sequence[Path]) -> None:
        """Record pictures under their file names."""
        import wandb

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
        import wandb

        made = wandb.Artifact(artifact.name, artifact.kind, metadata=dict(artifact.about))
        for name, path in artifact.files.items():
            if artifact.kind == "dataset":  # hashes only: we may not redistribute the texts
                made.add_reference(path.resolve().as_uri(), name=name)
            else:
                made.add_file(str(path), name=name, policy="immutable")  # avoids a copy
        return made


def start_wandb(
    section: "TrackingSection",
    name: str,
    config: Mapping[str, Any],
    folder: Path,
    task: Task,
    before: str | None,
) -> WandbRun:
    """Start and return a run, or continue the run with the id ``before``; see ``tracked``."""
    import wandb

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


class MlflowRun:
    """A run of MLflow.

    Args:
        client: The client of the store or server.
        run_id: MLflow's id of the run.
        mode: The mode that it runs in.
    """

    def __init__(self, client: Any, run_id: str, mode: str) -> None:  # a MlflowClient
        self._client = client
        self._id = run_id
        self.id: RunId | None = RunId("mlflow", mode, run_id)

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Record metrics at an optimizer step."""
        for name, value in metrics.items():
            self._client.log_metric(self._id, name, value, step=step)

    def summary(self, values: Mapping[str, Any]) -> None:
        """Record the results of the run: numbers as metrics, the rest as tags."""
        for name, value in values.items():
            if isinstance(value, int | float):
                self._client.log_metric(self._id, name, float(value))
            else:
                self._client.set_tag(self._id, name, value)

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Record a table in a format that MLflow's web page can show."""
        self._client.log_dict(
            self._id,
            {"columns": list(columns), "data": [list(row) for row in rows]},
            f"{name}.json",
        )

    def pictures(self, paths: Sequence[Path]) -> None:
        """Record pictures under their file names."""
        for path in paths:
            self._client.log_artifact(self._id, str(path), "figures")

    def takes(self, artifact: Artifact) -> None:
        """Record an input of the run as MLflow does: its name and hash, without the files."""
        from mlflow.entities import Dataset, DatasetInput, InputTag

        given = Dataset(
            name=artifact.name,
            digest=digest(artifact)[:36],  # MLflow stores at most 36 characters
            source_type="local",
            source=", ".join(sorted({str(path.parent) for path in artifact.files.values()})),
        )
        tags = [InputTag("mlflow.data.context", artifact.kind)]
        self._client.log_inputs(self._id, [DatasetInput(given, tags)])

    def leaves(self, artifact: Artifact) -> None:
        """Record an output of the run; the run's inputs become the output's lineage."""
        for name, path in artifact.files.items():
            folder = (Path(artifact.name) / name).parent.as_posix()
            self._client.log_artifact(self._id, str(path), folder)
        self._client.log_dict(self._id, dict(artifact.about), f"{artifact.name}/about.json")

    def finish(self, exit_code: int = 0) -> None:
        """Close the run."""
        self._client.set_terminated(self._id, "FAILED" if exit_code else "FINISHED")


def start_mlflow(
    section: "TrackingSection",
    name: str,
    config: Mapping[str, Any],
    folder: Path,
    task: Task,
    before: str | None,
) -> MlflowRun:
    """Start and return a run, or continue the run with the id ``before``; see ``tracked``."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    # Fail within seconds, not minutes, if the server doesn't answer.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", f"{SECONDS_TO_START:.0f}")
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    if section.mode == "offline":
        make_folder(folder)
        place = folder.resolve()  # MLflow keeps a connection for each address, in any folder
        server, artifacts = f"sqlite:///{(place / STORE).as_posix()}", (place / "mlflow").as_uri()
    else:
        server, artifacts = os.environ[SERVER_VARIABLE], None
    try:
        client = MlflowClient(tracking_uri=server)
        if before:  # its params are there, and can't be changed
            client.update_run(before, status="RUNNING")
            return MlflowRun(client, before, section.mode)
        there = client.get_experiment_by_name(section.project)
        experiment = (
            there.experiment_id
            if there
            else client.create_experiment(section.project, artifact_location=artifacts)
        )
        run = client.create_run(experiment, run_name=name, tags={"task": task})
        for key, value in flatten(config).items():
            client.log_param(run.info.run_id, key, value)
    except MlflowException as error:
        raise server_error("MLflow", error, SERVER_VARIABLE) from None
    return MlflowRun(client, run.info.run_id, section.mode)
