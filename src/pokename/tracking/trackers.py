"""Start the tracker of the config: Weights & Biases, MLflow or none.

All three have the same interface (see ``Run``), so their callers needn't know which one is in use.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pokename.errors import ConfigError, MissingExtraError
from pokename.tracking.run import NullRun, Run, RunId, Task

if TYPE_CHECKING:
    from pokename.config import TrackingSection

NEEDED = {"wandb": "WANDB_API_KEY", "mlflow": "MLFLOW_TRACKING_URI"}  # needed in mode online


@contextmanager
def tracked(
    section: "TrackingSection | None",
    name: str,
    config: Mapping[str, Any],
    folder: Path,
    task: Task = "train",
    continues: RunId | None = None,
) -> Iterator[Run]:
    """Yield the run that the config asks for, and close it even after an error.

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
    continues: RunId | None,
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
    same = continues and (continues.tracker, continues.mode) == (section.tracker, section.mode)
    before = continues.id if continues and same else None
    if section.tracker == "wandb":
        from pokename.tracking import wandb_run

        return wandb_run.start(section, name, config, folder, task, before)
    from pokename.tracking import mlflow_run

    return mlflow_run.start(section, name, config, folder, task, before)
