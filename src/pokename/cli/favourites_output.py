"""Print favourites, and export them to files for other programs."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from pokename import markdown
from pokename.cli.console import print_rows, say
from pokename.csv_tables import csv_line
from pokename.errors import DataError
from pokename.favourites import KEYS, Favourite, as_record
from pokename.favourites_file import decoded_export
from pokename.files import write_text
from pokename.generate.formats import csv_record, explained
from pokename.safe_text import harmless, line_of


def export_favourites(favourites: Sequence[Favourite], path: Path) -> None:
    """Write favourites to ``path`` in the format of its suffix; the write is atomic.

    An existing file is replaced only if it is an earlier export, so that no other file is lost: a
    list of names, an input, the favourites themselves.

    Raises:
        DataError: There are no favourites, the suffix is unknown, the file exists and isn't an
            export, or it can't be read or written.
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
    if there and not form.is_export(there, text):
        raise DataError(
            f"{path} exists and isn't an export of favourites.", "Name another file, or delete it."
        )
    write_text(path, text)
    say(f"Favourites written to {path}: {len(favourites)}.")


def print_favourites(favourites: Sequence[Favourite]) -> None:
    """Print favourites as a table on stdout, or say on stderr that there are none."""
    if not favourites:
        say("No favourites yet: keep names in a session, or with: pokename favourites add.")
        return
    annotated = _annotated(favourites)
    rows = (
        (
            *(one.name, explained(one), one.description),
            *(_cell(one, head) for head in annotated),
            one.kept_at[: len("2026-01-01")],
        )
        for one in favourites
    )
    print_rows(
        ("name", "from", "description", *annotated, "kept"),
        (tuple(map(line_of, row)) for row in rows),
        names=("name", "kept"),
    )


def _annotated(favourites: Sequence[Favourite]) -> list[str]:
    """Return the optional columns ("tags", "note") that at least one favourite uses."""
    return [head for head in ("tags", "note") if any(getattr(one, head) for one in favourites)]


def _cell(favourite: Favourite, head: str) -> str:
    return favourite.note if head == "note" else ", ".join(favourite.tags)


def as_plain(favourites: Sequence[Favourite]) -> str:
    """Return the names, one per line."""
    return "".join(f"{line_of(one.name)}\n" for one in favourites)


def as_json(favourites: Sequence[Favourite]) -> str:
    """Return a JSON list of objects. The format is stable: keys may be added, never removed."""
    records = [as_record(one) for one in favourites]
    return harmless(json.dumps(records, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def _csv(favourites: Sequence[Favourite]) -> str:
    records = ([getattr(one, key) for key in KEYS] for one in favourites)
    return "".join([csv_line(KEYS), *map(csv_record, records)])


def _markdown(favourites: Sequence[Favourite]) -> str:
    annotated = _annotated(favourites)
    cells = (
        (
            *(one.name, explained(one), one.description),
            *(_cell(one, head) for head in annotated),
            one.kept_at,
        )
        for one in favourites
    )
    rows = (map(markdown.escaped, one) for one in cells)
    return markdown.table(("name", "from", "description", *annotated, "kept"), rows)


def _content(path: Path) -> str:
    """Return the text of an existing file.

    Raises:
        DataError: The file can't be read.
    """
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise DataError(f"{path} can't be read: {error.strerror}.", "Name another file.") from None


def _begins_with(head: str) -> Callable[[str, str], bool]:
    return lambda there, _new: there.startswith(head)


def _is_list_of_favourites(there: str, _new: str) -> bool:
    try:
        decoded_export(there.encode())
    except ValueError:
        return False
    return there.startswith("[")  # an object is the file of favourites


def _has_no_other_line(there: str, new: str) -> bool:
    """Return whether a list of names has only names that the new one has too."""
    return set(there.splitlines()) <= set(new.splitlines())


class _Format(NamedTuple):
    """A format of exported favourites.

    Attributes:
        write: Returns favourites as text.
        is_export: Returns whether the text of an existing file is an export, given the new text.
    """

    write: Callable[[Sequence[Favourite]], str]
    is_export: Callable[[str, str], bool]


FORMATS = {
    ".csv": _Format(_csv, _begins_with(csv_line(KEYS))),
    ".json": _Format(as_json, _is_list_of_favourites),
    ".md": _Format(_markdown, _begins_with("| name | from | description |")),
    ".txt": _Format(as_plain, _has_no_other_line),
}
