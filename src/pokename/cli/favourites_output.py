"""Print favourites, and export them to files for other programs."""

from collections.abc import Sequence
from pathlib import Path

from pokename.cli.console import print_rows, say
from pokename.errors import DataError
from pokename.favourites import Favourite
from pokename.files import write_text
from pokename.generate.favourite_formats import FORMATS, table_rows
from pokename.safe_text import line_of


def export_favourites(favourites: Sequence[Favourite], path: Path) -> None:
    """Write favourites to ``path`` in the format of its suffix; the write is atomic.

    An existing file is replaced only if it is an earlier export (a list of names: if it has no
    other names), so that no other file is lost: a list, an input, the favourites themselves.

    Raises:
        DataError: There are no favourites, the suffix is unknown, the file exists and may not be
            replaced, or it can't be read or written.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise DataError(
            f"{path} has no suffix of a known format.", f"Use one of {', '.join(FORMATS)}."
        )
    if not favourites:
        raise DataError(
            "There are no favourites to write.",
            "Keep a name in a session, or with: pokename favourites add.",
        )
    text = form.write(favourites)
    there = _content(path) if path.is_file() else ""
    if there and not form.may_replace(there, text):
        raise DataError(f"{path} {form.why_not}.", "Name another file, or delete it.")
    write_text(path, text)
    say(f"Favourites written to {path}: {len(favourites)}.")


def print_favourites(favourites: Sequence[Favourite]) -> None:
    """Print favourites as a table on stdout, or say on stderr that there are none."""
    if not favourites:
        say("No favourites yet: keep names in a session, or with: pokename favourites add.")
        return
    head, *rows = table_rows(favourites)
    # Of "kept", show only the day.
    shown = ((*map(line_of, row[:-1]), row[-1][: len("2026-01-01")]) for row in rows)
    print_rows(head, shown, names=("name", "kept"))


def _content(path: Path) -> str:
    """Return the text of an existing file.

    Raises:
        DataError: The file can't be read.
    """
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise DataError(f"{path} can't be read: {error.strerror}.", "Name another file.") from None
