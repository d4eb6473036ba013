"""Where training and evaluation are watched: Weights & Biases, MLflow, or nothing.

All three are told the same (see ``Run``), so that no step knows which one listens.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pokename.errors import ConfigError, MissingExtraError
from pokename.tracking.run import Artifact, NullRun, Run, Task

if TYPE_CHECKING:
    from pokename.config import TrackingSection

__all__ = ["Artifact", "NullRun", "Run", "tracked"]

NEEDED = {"wandb": "WANDB_API_KEY", "mlflow": "MLFLOW_TRACKING_URI"}  # for a run that is online


@contextmanager
def tracked(
    section: "TrackingSection | None",
    name: str,
    config: Mapping[str, Any],
    folder: Path,
    task: Task = "train",
) -> Iterator[Run]:
    """Yield a run as the config asks, and close it whatever comes of the block.

    Args:
        section: The config's ``tracking`` section; None tracks nothing, as the processes of a
            torchrun that don't speak for all do.
        name: Of the run.
        config: The resolved config, kept with the run.
        folder: Where an offline run is written: ``<folder>/wandb``, or ``<folder>/mlflow.db``.
        task: What the run does.

    Raises:
        MissingExtraError: The tracker isn't installed.
        ConfigError: ``online`` without a key, or a server, in the environment.
        TrackingError: The server can't be reached, or refuses the key.
    """
    run = _start(section, name, config, folder, task)
    try:
        yield run
    except BaseException:
        run.finish(exit_code=1)
        raise
    run.finish()


def _start(
    section: "TrackingSection | None",
    name: str,
    config: Mapping[str, Any],
    folder: Path,
    task: Task,
) -> Run:
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
    if section.tracker == "wandb":
        from pokename.tracking import wandb_run

        return wandb_run.start(section, name, config, folder, task)
    from pokename.tracking import mlflow_run

    return mlflow_run.start(section, name, config, folder, task)
