"""Output formats for names: how each format writes a row, and the keys of a record."""

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
"""The keys of a record in order, with their Python types; see docs/reference/json.md."""


class Format(Struct, frozen=True):
    """A format for files of names, written row by row.

    Attributes:
        text: Renders one row and its names; the flag says whether the file has names already.
        head: The text that begins a file.
        tail: The text that ends a file.
        suffix: The file suffix that selects this format; "" for none.
        finish: Converts the written text file (first path) to the output (second path); None if
            the text file is the output.
    """

    text: Callable[[NamedRow, bool], str]
    head: str = ""
    tail: str = ""
    suffix: str = ""
    finish: Callable[[Path, Path], None] | None = None

    def of(self, named: NamedRow, *, after_others: bool) -> str:
        """Return the text of a row; "" if it has no names."""
        return self.text(named, after_others) if named.names else ""


def record(named: NamedRow, name: Name) -> dict[str, Any]:
    """Return a name as a record. Keys may be added in later versions, never removed or changed."""
    of_name = {key: getattr(name, key) for key in COLUMNS if key != "input_id"}
    return {"input_id": named.row.id, **of_name}


def format_of(output: Path) -> str:
    """Return the name of the format for a file's suffix.

    Raises:
        ConfigError: The suffix is unknown.
    """
    forms = {form.suffix: name for name, form in FORMATS.items() if form.suffix}
    if output.suffix.lower() not in forms:
        raise ConfigError(
            f"{output} doesn't have the suffix of a known format.",
            f"Give --format, or a suffix among {', '.join(forms)}.",
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
    """Return the values of a record as a CSV row, with "+" between several source words.

    The cells are safe: a spreadsheet doesn't run them as formulas, and they don't control a
    terminal.
    """
    return csv_line(map(_cell, values))


_WORDS = re.compile(r"[\w+ ,;'’-]*")


def _cell(value: object) -> object:
    if isinstance(value, tuple) and _WORDS.fullmatch("+".join(value)):
        return "+".join(value)  # may begin with "+" if the first word is "", but isn't a formula
    text = "+".join(value) if isinstance(value, tuple) else value
    if not isinstance(text, str):
        return text
    # Leave "\r" unescaped, like "\n": csv_line quotes cells that contain line ends.
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
