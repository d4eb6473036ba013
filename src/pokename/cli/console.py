"""What people read while a command runs, on stderr: notes, warnings, how far it is."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

Progress = Callable[[int, int], None]
"""Takes what is done and what there is in all."""

SECONDS_BETWEEN_LINES = 10.0


@cache
def console() -> "Console":
    """Return the Rich console on stderr, built on first use since rich takes time to import."""
    from rich.console import Console

    return Console(stderr=True)


def say(message: str) -> None:
    """Print a line on stderr."""
    typer.echo(message, err=True)


def at_terminal() -> bool:
    """Tell whether somebody is there to type and to read."""
    # Both are None where the process was started with them closed.
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def warn(message: str) -> None:
    """Print a warning on stderr."""
    say(f"Warning: {message}")


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Yield a callback that shows progress: a bar on a terminal, elsewhere a line now and then.

    >>> with progress_bar("fetch") as progress:
    ...     progress(1, 2)
    """
    if sys.stderr.isatty():
        with _bar(label) as progress:
            yield progress
    else:
        with _lines(label) as progress:
            yield progress


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with RichProgress(*columns, console=console()) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _lines(label: str) -> Iterator[Progress]:
    start = time.monotonic()
    last = start
    latest: tuple[int, int] | None = None

    def progress(done: int, total: int) -> None:
        nonlocal last, latest
        latest = (done, total)
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES:
            last = now
            left = (now - start) / max(done, 1) * (total - done)
            say(f"{label}: {done} of {total}, {left:.0f} s left")

    yield progress
    if latest:
        say(f"{label}: {latest[0]} of {latest[1]} in {time.monotonic() - start:.0f} s")
