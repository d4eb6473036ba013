"""Where a training is watched: a run of Weights & Biases, or of nothing, with the same methods."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pokename.errors import ConfigError, MissingExtraError
from pokename.files import make_folder

if TYPE_CHECKING:
    from pokename.config import TrackingSection

KEY_VARIABLE = "WANDB_API_KEY"
SECONDS = 10.0  # until wandb counts as out of reach


class Run(Protocol):
    """What a training tells of itself."""

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Record metrics at an optimizer step."""

    def summary(self, values: Mapping[str, Any]) -> None:  # whatever JSON can hold
        """Record what the run comes to."""

    def finish(self, exit_code: int = 0) -> None:
        """Close the run, a failed one with another code than 0; nothing is recorded after it."""


class NullRun:
    """A run that records nothing."""

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Record nothing."""

    def summary(self, values: Mapping[str, Any]) -> None:
        """Record nothing."""

    def finish(self, exit_code: int = 0) -> None:
        """Close nothing."""


class WandbRun:
    """A run of Weights & Biases.

    Args:
        run: What ``wandb.init`` returned.
    """

    def __init__(self, run: Any) -> None:  # wandb is an optional dependency
        self._run = run

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Record metrics at an optimizer step."""
        self._run.log(dict(metrics), step=step)

    def summary(self, values: Mapping[str, Any]) -> None:
        """Record what the run comes to."""
        self._run.summary.update(dict(values))

    def finish(self, exit_code: int = 0) -> None:
        """Close the run; an offline one stays in its folder, for ``wandb sync``."""
        self._run.finish(exit_code)


@contextmanager
def tracked(
    section: "TrackingSection | None", name: str, config: Mapping[str, Any], folder: Path
) -> Iterator[Run]:
    """Yield a run as the config asks, and close it whatever comes of the block.

    Args:
        section: The config's ``tracking`` section; None tracks nothing, as the processes of a
            torchrun that don't speak for all do.
        name: Of the run.
        config: The resolved config, kept with the run.
        folder: Where wandb writes, in ``<folder>/wandb``.

    Raises:
        MissingExtraError: wandb isn't installed.
        ConfigError: ``online`` without a key in the environment.
    """
    run = _start(section, name, config, folder)
    try:
        yield run
    except BaseException:
        run.finish(exit_code=1)
        raise
    run.finish()


def _start(
    section: "TrackingSection | None", name: str, config: Mapping[str, Any], folder: Path
) -> Run:
    if section is None or section.mode == "disabled":
        return NullRun()
    if section.mode == "online" and not os.environ.get(KEY_VARIABLE):
        raise ConfigError(
            f"tracking.mode is online and {KEY_VARIABLE} isn't set.",
            f"Set {KEY_VARIABLE}, or use tracking.mode=offline.",
        )
    os.environ.setdefault("WANDB_SILENT", "true")  # its settings come too late for some of it
    try:
        import wandb
    except ImportError:
        raise MissingExtraError("wandb", f"tracking.mode={section.mode}") from None
    make_folder(folder)
    try:
        run = wandb.init(
            project=section.project,
            name=name,
            config=dict(config),
            dir=folder,
            mode=section.mode,
            # Console output and the host's environment could carry what isn't wandb's to keep.
            settings=wandb.Settings(
                console="off", silent=True, disable_git=True, init_timeout=SECONDS
            ),
        )
    except (wandb.errors.Error, ValueError) as error:  # ValueError: a setting that is none
        lines = str(error).splitlines()
        reason = " ".join(lines[: 2 if isinstance(error, ValueError) else 1]).rstrip(".")
        raise ConfigError(
            f"wandb can't begin a run: {reason}.",
            f"Check {KEY_VARIABLE}, WANDB_BASE_URL and the network, or use tracking.mode=offline.",
        ) from error
    return WandbRun(run)
