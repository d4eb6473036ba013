"""The terminal: notes, warnings and progress on stderr, tables of names on stdout."""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Protocol

import typer

from pokename.terminal import harmless

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pokename.naming.name import Name


class Progress(Protocol):
    """Shows how far a command is."""

    def __call__(self, done: int, total: int | None, figures: str = "") -> None:
        """Take what is done of what there is in all, None where nobody knows, and how it goes."""


SECONDS_BETWEEN_LINES = 10.0


@cache
def console() -> "Console":
    """Return the Rich console on stderr, built on first use since rich takes time to import."""
    from rich.console import Console

    return Console(stderr=True)


def say(message: str) -> None:
    """Print a line on stderr; where that can't be written to, the work goes on without."""
    with suppress(OSError):
        typer.echo(harmless(message), err=True)


def write_out(text: object, end: str = "\n") -> None:
    """Print a result on stdout."""
    typer.echo(harmless(str(text)) + end, nl=False)


def cells(row: Iterable[str]) -> "list[Text]":
    """Return texts as cells of a table of Rich, which reads no markup and no emoji in them."""
    from rich.text import Text

    return [Text(harmless(cell)) for cell in row]


def at_terminal() -> bool:
    """Tell whether somebody is there to type and to read."""
    # Both are None where the process was started with them closed.
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def warn(message: str) -> None:
    """Print a warning on stderr."""
    say(f"Warning: {message}")


@contextmanager
def progress_bar(label: str, *, bar: bool = True) -> Iterator[Progress]:
    """Yield a callback that shows progress: a bar on a terminal, elsewhere a line now and then.

    >>> with progress_bar("fetch") as progress:
    ...     progress(1, 2)

    Args:
        label: What is done.
        bar: Whether a bar may be drawn, on a terminal.
    """
    if bar and sys.stderr.isatty():
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
        TextColumn("{task.fields[figures]}", markup=False),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with RichProgress(*columns, console=console()) as bar:
        task = bar.add_task(label, total=None, figures="")

        def progress(done: int, total: int | None, figures: str = "") -> None:
            bar.update(task, completed=done, total=total, figures=figures)

        yield progress


@contextmanager
def _lines(label: str) -> Iterator[Progress]:
    began = last = time.monotonic()
    latest = ""
    first: tuple[float, int] | None = None  # a run may go on where another was stopped

    def progress(done: int, total: int | None, figures: str = "") -> None:
        nonlocal last, latest, first
        of_all = f"{done:,}" if total is None else f"{done:,} of {total:,}"
        latest = ", ".join(filter(None, (f"{label}: {of_all}", figures)))
        now = time.monotonic()
        first = first or (now, done)
        if now - last >= SECONDS_BETWEEN_LINES:
            last = now
            left = "" if total is None else _left(now - first[0], done - first[1], total - done)
            say(latest + left)

    yield progress
    if latest:
        say(f"{latest}, in {time.monotonic() - began:.0f} s")


def _left(seconds: float, done: int, to_do: int) -> str:
    return f", {seconds / done * to_do:.0f} s left" if done else ""


def print_table(names: "Sequence[Name]", first: int | None = None) -> None:
    """Print names as a table on stdout; see ``table_of``."""
    from pokename.bulk.name_table import table_of

    _print(table_of(names[0].description if names else "", names, first))


def print_rows(
    head: Sequence[str], rows: Iterable[Sequence[str]], figures: Sequence[str] = ()
) -> None:
    """Print rows of text as a table on stdout.

    Args:
        head: The columns.
        rows: Cells as they are; what looks like markup isn't read as such.
        figures: Columns that are aligned to the right.
    """
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in head:
        table.add_column(column, justify="right" if column in figures else "left")
    for row in rows:
        table.add_row(*cells(row))
    _print(table)


def _print(table: "Table") -> None:
    from rich.console import Console

    # Rich leaves bold and dim in place without colors.
    plain = bool(os.environ.get("NO_COLOR"))
    console = Console(color_system=None if plain else "auto")
    with console.capture() as shown:
        console.print(table)
    for line in shown.get().splitlines():
        # Blanks at the ends of lines are for terminals, which they colour.
        typer.echo(line if console.is_terminal else line.rstrip(), color=True)
