"""Print to the terminal: notes, warnings, failures and progress on stderr, results on stdout.

Text is copied to the clipboard of the user's terminal with OSC 52, which works over SSH too.
"""

import errno
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Protocol

import typer

from pokename.cli.wish_options import as_options
from pokename.errors import PokenameError, WishError
from pokename.safe_text import harmless

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pokename.naming.name import Name

SECONDS_BETWEEN_LINES = 10.0
NARROWEST = 60  # columns; a narrower table would cut off names
# TERM values of terminals that print or ignore the sequence; support can't be queried.
UNABLE = ("", "ansi", "dumb", "linux", "unknown", "vt100", "vt220")


class Progress(Protocol):
    """A callback that shows the progress of a command."""

    def __call__(self, done: int, total: int | None, figures: str = "") -> None:
        """Show ``done`` of ``total`` items (None if unknown), with ``figures`` such as a loss."""


@cache
def console() -> "Console":
    """Return the Rich console on stderr; built on first use, since rich is slow to import."""
    from rich.console import Console

    return Console(stderr=True)


def say(message: str) -> None:
    """Print a line on stderr; do nothing if stderr can't be written to."""
    with suppress(OSError):
        typer.echo(harmless(message), err=True)


def write_out(text: object, end: str = "\n") -> None:
    """Print a result on stdout."""
    typer.echo(harmless(str(text)) + end, nl=False)


def write_data(text: str) -> None:
    """Print data for programs on stdout, in UTF-8; on a terminal, escape control characters."""
    if text and sys.stdout.isatty():
        text = harmless(text)
    if text:
        typer.echo(text.encode(), nl=False)


def print_json(value: object) -> None:
    """Print a JSON value on stdout, indented.

    Raises:
        ValueError: A number is infinite or NaN, which JSON doesn't have.
    """
    write_out(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def cells(row: Iterable[str]) -> "list[Text]":
    """Return texts as cells of a Rich table; markup and emoji codes in them aren't parsed."""
    from rich.text import Text

    return [Text(harmless(cell)) for cell in row]


def at_terminal() -> bool:
    """Return whether stdin and stdout are terminals, so that a user can type and read."""
    # A stream is None if the process was started without it.
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def warn(message: str) -> None:
    """Print a warning on stderr."""
    say(f"Warning: {message}")


def print_failure(failure: Exception | str) -> None:
    """Say in one line on stderr what failed; with POKENAME_DEBUG=1, print the traceback first."""
    if os.environ.get("POKENAME_DEBUG") == "1":
        say(traceback.format_exc().rstrip("\n"))
    said = failure if isinstance(failure, str) else _in_words(failure)
    say("\n".join(map(_shortened, said.split("\n"))))


def _in_words(error: Exception) -> str:
    """Return what went wrong and what to do, as the command line says it."""
    if isinstance(error, PokenameError):
        gap = "\n" if "\n" in error.message else " "
        said = f"{error.message}{gap}{error.hint}".rstrip()
        return f"Error: {as_options(error) if isinstance(error, WishError) else said}"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "Error: The disk is full. Free some space, and run the command again."
    if isinstance(error, OSError) and error.strerror:
        what = f"{error.filename}: " if error.filename else ""
        return f"Error: {what}{error.strerror}. Check the path and its permissions."
    if isinstance(error, MemoryError):
        return "Error: There is no memory left. Close other programs, or try a smaller task."
    said = f"{type(error).__name__}: {error}".rstrip(": .")
    return f"Unexpected error: {said}. Set POKENAME_DEBUG=1 for the traceback."


def _shortened(line: str, most: int = 2000) -> str:
    """Shorten an error message to ``most`` characters; keep its start and its end."""
    return line if len(line) <= most else f"{line[: most // 2]} … {line[-most // 2 :]}"


@contextmanager
def progress_bar(label: str, *, bar: bool = True) -> Iterator[Progress]:
    """Yield a callback that shows progress: a bar on a terminal, else a line every 10 seconds.

    >>> with progress_bar("fetch") as progress:
    ...     progress(1, 2)

    Args:
        label: The label of the bar or line.
        bar: Whether to draw a bar if stderr is a terminal.
    """
    if bar and sys.stderr.isatty():
        with _bar(label) as progress:
            yield progress
    else:
        with _lines(label) as progress:
            yield progress


def print_table(names: "Sequence[Name]", first: int | None = None) -> None:
    """Print names as a table on stdout; see ``table_of``."""
    from pokename.generate.formats import table_of

    title = names[0].description if names else ""
    _print(lambda width: table_of(title, names, width, first))


def print_rows(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    figures: Collection[str] = (),
    *,
    names: Collection[str] = (),
    dropped: Sequence[str] = (),
    title: str = "",
    dense: bool = False,
    err: bool = False,
) -> None:
    """Print rows of text as a table on stdout or stderr.

    Args:
        head: The column names.
        rows: The cells of each row; markup in them isn't parsed.
        figures: The columns to align right; they keep their width in a narrow terminal.
        names: The columns of names, which keep their width in a narrow terminal; only names over
            20 letters may be broken into lines.
        dropped: The columns to leave out, the first one first, until the table fits the terminal.
        title: The text above the table.
        dense: Whether the columns are close together and the first column is never broken into
            lines, so that a table of many figures fits a terminal.
        err: Whether to print on stderr.
    """
    from pokename.cli.row_tables import rows_as_table

    drawn = [cells(row) for row in rows]
    above = cells([title])[0] if title else None
    _print(
        lambda width: rows_as_table(
            head, drawn, width, figures, names=names, dropped=dropped, title=above, dense=dense
        ),
        err=err,
    )


def copy_or_show(text: str) -> None:
    """Copy ``text`` to the clipboard, or print it if this terminal can't copy; say which."""
    if _can_copy():
        _copy(text)
        say(f"Copied {text}, if your terminal allows it.")
    else:
        say("This terminal doesn't let programs copy text. Select the text here:")
        write_out(text)


def _can_copy() -> bool:
    """Return whether this terminal may support copying, judged by the environment."""
    able = os.environ.get("TERM", "").lower() not in UNABLE
    apple = os.environ.get("TERM_PROGRAM") == "Apple_Terminal"
    return able and not apple and "VTE_VERSION" not in os.environ


def _copy(text: str) -> None:
    """Ask the terminal on stdout to put ``text`` on the clipboard."""
    from base64 import b64encode

    sequence = f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"
    if os.environ.get("TERM", "").startswith("screen") and "TMUX" not in os.environ:
        sequence = f"\x1bP{sequence}\x1b\\"  # GNU screen passes on what is inside this wrapper
    sys.stdout.write(sequence)
    sys.stdout.flush()


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
            """Move the bar."""
            bar.update(task, completed=done, total=total, figures=figures)

        yield progress


@contextmanager
def _lines(label: str) -> Iterator[Progress]:
    began = last = time.monotonic()
    latest = ""
    # The time and ``done`` of the first call, since a resumed run doesn't start at 0.
    first: tuple[float, int] | None = None

    def progress(done: int, total: int | None, figures: str = "") -> None:
        """Note the progress; print it if the last line is old enough."""
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


def _print(table_within: "Callable[[int], Table]", *, err: bool = False) -> None:
    """Print the table that a function makes for a number of characters per line."""
    from rich.console import Console

    # With NO_COLOR alone, Rich would still write bold and dim.
    plain = bool(os.environ.get("NO_COLOR"))
    printer = Console(color_system=None if plain else "auto", stderr=err)
    printer.width = max(printer.width, NARROWEST)
    with printer.capture() as shown:
        printer.print(table_within(printer.width))
    first, *rest = shown.get().splitlines()
    # Without a title, the table begins with its upper edge, a line of blanks.
    for line in (first, *rest) if first.strip() else rest:
        # Trailing blanks matter only on a terminal, where they may have a colour.
        typer.echo(line if printer.is_terminal else line.rstrip(), err=err, color=True)
