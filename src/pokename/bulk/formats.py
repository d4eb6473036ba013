"""How names are written in files: the text of each format, and what a record holds."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

from msgspec import Struct

from pokename.bulk import parquet
from pokename.bulk.job import NamedRow
from pokename.bulk.name_table import markdown_table, text_table
from pokename.csv_tables import as_cell
from pokename.errors import ConfigError
from pokename.files import csv_line
from pokename.naming.name import Name
from pokename.terminal import harmless

COLUMNS: dict[str, Any] = {"input_id": str | None, **get_type_hints(Name), "id": str}
"""The keys of a record in order, each with its Python type; see docs/reference/json.md."""


class Format(Struct, frozen=True):
    """How a file of names is written, one description after the other.

    Attributes:
        text: What stands for one row and its names; told whether any names stand before.
        head: What the file begins with.
        tail: What it ends with.
        suffix: Of the files that are so written where nothing else is said.
        finish: Writes the output (second) from a file of such text (first); None where that text
            is the output.
    """

    text: Callable[[NamedRow, bool], str]
    head: str = ""
    tail: str = ""
    suffix: str = ""
    finish: Callable[[Path, Path], None] | None = None

    def of(self, named: NamedRow, *, after_others: bool) -> str:
        """Return what stands for a row: nothing where it has no names."""
        return self.text(named, after_others) if named.names else ""


def record(named: NamedRow, name: Name) -> dict[str, Any]:
    """Return a name as programs read it; keys may be added, none goes or changes its meaning."""
    of_name = {key: getattr(name, key) for key in COLUMNS if key != "input_id"}
    return {"input_id": named.row.id, **of_name}


def format_of(output: Path) -> str:
    """Return the name of the format that a file's suffix says.

    Raises:
        ConfigError: It says none.
    """
    forms = {form.suffix: name for name, form in FORMATS.items() if form.suffix}
    if output.suffix.lower() not in forms:
        raise ConfigError(
            f"{output}: its suffix doesn't say how to write it.",
            f"Say --format, or end it in {', '.join(forms)}.",
        )
    return forms[output.suffix.lower()]


def _plain(named: NamedRow, _: bool) -> str:
    return "".join(f"{name.name}\n" for name in named.names)


def _json_lines(named: NamedRow, _: bool) -> str:
    return "".join(f"{line}\n" for line in _objects(named))


def _json_items(named: NamedRow, after_others: bool) -> str:
    items = ",".join(f"\n  {line}" for line in _objects(named))
    return f",{items}" if after_others else items


def _objects(named: NamedRow) -> Iterator[str]:
    return (
        harmless(json.dumps(record(named, name), ensure_ascii=False, allow_nan=False))
        for name in named.names
    )


def _csv_lines(named: NamedRow, _: bool) -> str:
    return "".join(csv_record(record(named, name).values()) for name in named.names)


def csv_record(values: Iterable[object]) -> str:
    """Return the values of a record as a row of CSV, several source words with "+" between.

    A spreadsheet runs none of them, and a terminal shows them as they are.
    """
    return csv_line(map(_cell, values))


_WORDS = re.compile(r"[\w+ ,;'’-]*")


def _cell(value: object) -> object:
    if isinstance(value, tuple) and _WORDS.fullmatch("+".join(value)):
        return "+".join(value)  # which begins with "+" where the first is ""
    text = "+".join(value) if isinstance(value, tuple) else value
    if not isinstance(text, str):
        return text
    # Line ends of both kinds belong to a text; csv_line puts quotes around it.
    return as_cell("\r".join(map(harmless, text.split("\r"))))


def _to_parquet(lines: Path, output: Path) -> None:
    parquet.from_json_lines(lines, output, COLUMNS)


FORMATS: dict[str, Format] = {
    "table": Format(lambda named, _: text_table(named.row.description, named.names)),
    "plain": Format(_plain, suffix=".txt"),
    "json": Format(_json_items, head="[", tail="\n]\n", suffix=".json"),
    "jsonl": Format(_json_lines, suffix=".jsonl"),
    "csv": Format(_csv_lines, head=csv_line(COLUMNS), suffix=".csv"),
    "parquet": Format(_json_lines, suffix=".parquet", finish=_to_parquet),
    "markdown": Format(
        lambda named, _: markdown_table(named.row.description, named.names), suffix=".md"
    ),
}
"""Every format by its name."""
