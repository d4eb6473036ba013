"""Names on the terminal, or in a file, in the form asked for."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pokename.naming.name import Name

if TYPE_CHECKING:
    from rich.table import Table

    from pokename.favourites import Favourite

FIELDS = ("description", "name", "score", "seed", "model", "roots", "meanings")


def write_names(lists: Iterable[Sequence[Name]], form: str, output: Path | None) -> None:
    """Write the names of each description to ``output``, or to stdout.

    Args:
        lists: A list of names a description, best first.
        form: ``table``, ``plain``, ``json`` or ``csv``.
        output: Written whole or not at all.
    """
    if output is None and form == "table":
        for names in lists:
            print_table(names)
        return
    pieces = WRITERS[form](lists)
    if output is None:
        sys.stdout.writelines(pieces)
        return
    from pokename.files import replacing

    with (
        replacing(output) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as stream,
    ):
        stream.writelines(pieces)


def record(name: Name) -> dict[str, Any]:
    """Return a name as programs read it; keys may be added, none goes or changes its meaning."""
    return {field: getattr(name, field) for field in FIELDS}


def _plain(lists: Iterable[Sequence[Name]]) -> Iterator[str]:
    return (f"{name.name}\n" for names in lists for name in names)


def _json(lists: Iterable[Sequence[Name]]) -> Iterator[str]:
    separator = "[\n"
    for names in lists:
        for name in names:
            yield f"{separator}  {json.dumps(record(name), ensure_ascii=False)}"
            separator = ",\n"
    yield "\n]\n" if separator != "[\n" else "[]\n"


def _csv(lists: Iterable[Sequence[Name]]) -> Iterator[str]:
    yield _csv_line(FIELDS)
    for names in lists:
        for name in names:
            cells = {**record(name), "roots": "+".join(name.roots)}
            cells["meanings"] = "+".join(name.meanings)
            yield _csv_line([cells[field] for field in FIELDS])


def _csv_line(cells: Sequence[Any]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _text_tables(lists: Iterable[Sequence[Name]]) -> Iterator[str]:
    """Yield tables without colours, for a file."""
    from rich.console import Console

    for names in lists:
        stream = io.StringIO()
        Console(file=stream, width=100, no_color=True).print(_table(names))
        yield stream.getvalue()


WRITERS: dict[str, Callable[[Iterable[Sequence[Name]]], Iterator[str]]] = {
    "plain": _plain,
    "json": _json,
    "csv": _csv,
    "table": _text_tables,
}


def print_table(names: Sequence[Name], first: int = 1) -> None:
    """Print names as a table on stdout, numbered from ``first``."""
    from rich.console import Console

    Console().print(_table(names, first))


def _table(names: Sequence[Name], first: int = 1) -> "Table":
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    title = escape(_shortened(names[0].description)) if names else "no names"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("", justify="right", style="dim")
    table.add_column("name", style="bold")
    planned = any(name.roots for name in names)
    if planned:
        table.add_column("from")
    table.add_column("score", justify="right", style="dim")
    for rank, name in enumerate(names, start=first):
        why = [escape(explained(name))] if planned else []
        table.add_row(str(rank), name.name, *why, f"{name.score:.2f}")
    return table


def explained(name: "Name | Favourite") -> str:
    """Return the source words of a name with their meanings: "char + saurus (lizard)"."""
    pairs = zip(name.roots, name.meanings, strict=True)
    return " + ".join(f"{root} ({meaning})" if meaning else root for root, meaning in pairs)


def _shortened(text: str, width: int = 76) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
