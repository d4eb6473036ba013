"""A running training on the terminal: a bar with losses and speed, or a line now and then."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pokename.cli.console import console, say, warn

if TYPE_CHECKING:
    from pokename.model.progress import Report

# Without a terminal a line is written this often, and at the end.
SECONDS_BETWEEN_LINES = 30.0


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
    elif console().is_terminal:
        with _bar() as callback:
            yield callback
    else:
        yield _Lines()


class _Lines:
    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, report: "Report") -> None:
        over = time.monotonic() - self._last >= SECONDS_BETWEEN_LINES
        if over or report.step == report.steps:
            self._last = time.monotonic()
            left = f"{report.seconds_left:.0f} s left"
            say(f"step {report.step}/{report.steps}  {_figures(report)}  {left}")


@contextmanager
def _bar() -> Iterator[Callable[["Report"], None]]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("train"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[figures]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console()) as progress:
        task = progress.add_task("train", total=None, figures="")

        def show(report: "Report") -> None:
            progress.update(
                task, completed=report.step, total=report.steps, figures=_figures(report)
            )

        yield show


def _figures(report: "Report") -> str:
    """Return epoch, losses and speed in few words."""
    figures = [f"epoch {report.epoch:.2f}"]
    if report.loss is not None:
        figures.append(f"loss {report.loss:.3f}")
    if report.val_loss is not None:
        figures.append(f"val {report.val_loss:.3f}")
    return "  ".join([*figures, f"{report.tokens_per_second:,.0f} tokens/s"])
