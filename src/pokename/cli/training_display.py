"""Show the progress, the losses and the speed of a training."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pokename.cli.console import progress_bar, warn

if TYPE_CHECKING:
    from pokename.model.progress import Report


class _Warnings(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        warn(record.getMessage())


@contextmanager
def library_warnings(*, shown: bool) -> Iterator[None]:
    """Print pokename's log warnings on stderr if ``shown``; otherwise drop them."""
    handler = _Warnings(logging.WARNING) if shown else logging.NullHandler()
    logger = logging.getLogger("pokename")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@contextmanager
def training_display(
    *, shown: bool, label: str = "steps"
) -> Iterator[Callable[["Report"], None] | None]:
    """Yield a callback that displays the training's reports, or None if not ``shown``."""
    if not shown:
        yield None
        return
    with progress_bar(label) as progress:
        yield lambda report: progress(report.step, report.steps, _figures(report))


def _figures(report: "Report") -> str:
    """Return the epoch, the losses and the speed of a report as short text."""
    figures = [f"epoch {report.epoch:.2f}"]
    if report.loss is not None:
        figures.append(f"loss {report.loss:.3f}")
    if report.val_loss is not None:
        figures.append(f"val {report.val_loss:.3f}")
    return ", ".join([*figures, f"{report.tokens_per_second:,.0f} tokens/s"])
