"""``pokename train``: fine-tune GPT-2."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.console import progress_bar, warn
from pokename.cli.options import ConfigOption, SeedOption, SetOption, load
from pokename.errors import MissingExtraError

if TYPE_CHECKING:
    from pokename.config import Config
    from pokename.model.artifacts import Trained
    from pokename.model.progress import Report
    from pokename.model.training import Start


class _Warnings(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        warn(record.getMessage())


@contextmanager
def library_warnings(*, shown: bool) -> Iterator[None]:
    """Say what the library warns of when it does; unless ``shown``, say nothing."""
    handler = _Warnings(logging.WARNING) if shown else logging.NullHandler()
    logger = logging.getLogger("pokename")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@contextmanager
def training_display(*, shown: bool) -> Iterator[Callable[["Report"], None] | None]:
    """Yield the callback that a training reports to, or None where nothing is to be shown."""
    if not shown:
        yield None
        return
    with progress_bar("steps") as progress:
        yield lambda report: progress(report.step, report.steps, _figures(report))


def _figures(report: "Report") -> str:
    """Return epoch, losses and speed in few words."""
    figures = [f"epoch {report.epoch:.2f}"]
    if report.loss is not None:
        figures.append(f"loss {report.loss:.3f}")
    if report.val_loss is not None:
        figures.append(f"val {report.val_loss:.3f}")
    return ", ".join([*figures, f"{report.tokens_per_second:,.0f} tokens/s"])


EXTRA = ("torch", "transformers", "accelerate", "huggingface_hub", "matplotlib", "safetensors")


def train(
    run: Annotated[str | None, typer.Option(help="The model goes to models/RUN.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint of this run.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Start anew, whatever is in models/RUN.")
    ] = False,
    device: Annotated[str | None, typer.Option(help="auto, cuda, mps or cpu.")] = None,
    seed: SeedOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Fine-tune GPT-2, on a GPU when there is one.

    Example: pokename train --config gpt2.yaml --set train.learning_rate=3e-4
    """
    _require_extra()
    from pokename.cli.console import say

    settings = load(config, overrides, "train", seed=seed, run=run, device=device)
    if resume and overwrite:
        raise typer.BadParameter("it can't be given with --resume", param_hint="--overwrite")
    trained = _train(settings, "resume" if resume else "overwrite" if overwrite else "anew")
    if _is_main_process():
        say(_summary(trained))
        typer.echo(trained.files.folder)
    if not trained.finished:
        raise typer.Exit(130)


def _train(settings: "Config", start: "Start") -> "Trained":
    """Train with the tracker and the display that the config and the terminal ask for."""
    from pokename.config.yaml_files import to_yaml
    from pokename.model.training import train as run_training
    from pokename.tracking import tracked

    layout, shown = settings.paths.layout(), _is_main_process()
    folder, values = layout.run(settings.train.run).folder, settings.plain()
    with library_warnings(shown=shown), training_display(shown=shown) as progress:
        return run_training(
            settings.train,
            layout,
            settings.seed,
            tracking=tracked(
                settings.tracking if shown else None, settings.train.run, values, folder
            ),
            config_yaml=to_yaml(settings),
            start=start,
            progress=progress,
        )


def _is_main_process() -> bool:
    """Tell whether this is the process of a torchrun that speaks for all."""
    return os.environ.get("RANK", "0") == "0"


def _require_extra() -> None:
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in EXTRA):
        raise MissingExtraError("train", "pokename train")


def _summary(trained: "Trained") -> str:
    loss = (
        "no validation yet"
        if trained.val_loss is None
        else f"best validation loss {trained.val_loss:.4f} nats a token"
    )
    state = "trained" if trained.finished else "interrupted; go on with --resume"
    return f"{state}: {trained.steps} steps in {trained.seconds:.0f} s from {trained.base}, {loss}"
