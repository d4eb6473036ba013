"""Print favourites, and export them to files for other programs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from pokename import markdown
from pokename.bulk.formats import csv_record, explained
from pokename.cli.console import cells, say
from pokename.errors import DataError
from pokename.favourites import Favourite, line_of
from pokename.files import csv_line, write_text
from pokename.terminal import harmless

FIELDS = tuple(field.name for field in fields(Favourite))


def export_favourites(favourites: Sequence[Favourite], path: Path) -> None:
    """Write favourites to ``path`` in the format of its suffix; the write is atomic.

    Raises:
        DataError: There are no favourites, the suffix is unknown, or the file can't be written.
    """
    written = WRITERS.get(path.suffix.lower())
    if written is None:
        raise DataError(
            f"{path} has no suffix of a known format.", f"Use one of {', '.join(WRITERS)}."
        )
    if not favourites:
        raise DataError(
            "There are no favourites to write.",
            "Keep a name in a session, or with: pokename favourites add.",
        )
    write_text(path, written(favourites))
    say(f"Favourites written to {path}: {len(favourites)}.")


def print_favourites(favourites: Sequence[Favourite]) -> None:
    """Print favourites as a table on stdout, or say on stderr that there are none."""
    if not favourites:
        say("No favourites yet: keep names in a session, or with: pokename favourites add.")
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("name", style="bold")
    table.add_column("from")
    table.add_column("description")
    annotated = _annotated(favourites)
    for head in annotated:
        table.add_column(head)
    table.add_column("kept", style="dim", no_wrap=True)
    for one in favourites:
        texts = (explained(one), one.description, *(_cell(one, head) for head in annotated))
        table.add_row(
            *cells(line_of(text) for text in [one.name, *texts, one.kept_at[: len("2026-01-01")]]),
        )
    Console().print(table)


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
    records = [asdict(one) for one in favourites]
    return harmless(json.dumps(records, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def _csv(favourites: Sequence[Favourite]) -> str:
    records = (asdict(one).values() for one in favourites)
    return "".join([csv_line(FIELDS), *map(csv_record, records)])


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


WRITERS: dict[str, Callable[[Sequence[Favourite]], str]] = {
    ".csv": _csv,
    ".json": as_json,
    ".md": _markdown,
    ".txt": as_plain,
}
