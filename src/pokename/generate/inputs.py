"""Read descriptions from a file or a pipe, row by row: text lines, CSV, JSON lines or Parquet."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from pokename.csv_tables import CsvTable, Record
from pokename.errors import ConfigError, DataError, WishError
from pokename.files import unreadable
from pokename.generate.row_wishes import (
    ALIASES,
    DESCRIPTIVE_TRAITS,
    WISH_COLUMNS,
    problem_of,
    row_wishes,
)
from pokename.text_files import NOT_TEXT, Line, is_text, lines_of, text_of

COLUMN = "description"
ID = "id"
KNOWN = (COLUMN, ID, *WISH_COLUMNS)
STDIN = Path("-")
LONGEST_DESCRIPTION = 100_000  # characters; the record of each name repeats the description
MOST_IGNORED = 20  # maximum number of unknown JSON keys to report; each object may have new ones

Ignored = Callable[[str], None]
"""Called with the name of each column that isn't read."""


class Row(Struct, frozen=True):
    """One row of an input.

    Attributes:
        line: The number of the row's last line (in Parquet, the number of the row), from 1.
        description: The description; "" if the row has a problem, or only traits.
        id: The ``id`` cell as text, or None if the input has no ids.
        problem: The reason that the row can't be used, in words; "" for a good row.
        file: With Ray, the input file of the row; else "".
        wishes: The wishes of the row; see ``row_wishes``.
        ignored: With Ray, the columns that aren't read and that no earlier row reported.
    """

    line: int
    description: str
    id: str | None = None
    problem: str = ""
    file: str = ""
    wishes: dict[str, Any] = {}
    ignored: tuple[str, ...] = ()


def read_rows(
    source: Path, kind: str | None = None, ignored: Ignored = lambda _column: None
) -> Iterator[Row]:
    """Yield the rows of an input as they are read, including unusable rows.

    Args:
        source: A file, or ``-`` for stdin.
        kind: ``txt`` (one description per line; empty lines are skipped), ``csv`` or ``parquet``
            (a ``description`` column, and optional other columns of ``KNOWN``) or ``jsonl`` (the
            same keys). If None, the file's suffix decides; stdin is then txt.
        ignored: Called with the name of each column that isn't read, once per column.

    Raises:
        ConfigError: The suffix is unknown, or the kind can't be read from stdin.
        DataError: The file can't be read, or has no ``description`` column.
        MissingExtraError: The input is Parquet, but the ``parquet`` extra isn't installed.
    """
    kind = kind or kind_of(source)
    with _opened(source) as stream:
        if kind == "parquet" and not stream.seekable():
            raise ConfigError("Parquet can't be read from a pipe.", "Give --input a file.")
        try:
            yield from READERS[kind](stream, source, ignored)
        except OSError as error:
            raise unreadable(source, error) from None


def kind_of(source: Path) -> str:
    """Return the kind of an input by its suffix; txt for stdin.

    Raises:
        ConfigError: The suffix is unknown, or the source is a folder.
    """
    if source == STDIN:
        return "txt"
    if os.path.isdir(source):  # noqa: PTH112 - doesn't raise for any path
        raise ConfigError(f"{source} is a folder.", "Give a file.")
    kind = source.suffix.lower().removeprefix(".")
    kind = {"ndjson": "jsonl"}.get(kind, kind)
    if kind not in READERS:
        raise ConfigError(
            f"{source} doesn't have the suffix of a known format.",
            f"Give --input-format, one of {', '.join(READERS)}.",
        )
    return kind


@contextmanager
def _opened(source: Path) -> Iterator[BinaryIO]:
    """Open ``source`` as a binary stream; leave stdin open afterwards."""
    if source == STDIN:
        if sys.stdin is None:
            raise DataError("stdin is closed.", "Give --input a file.")
        with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
            yield stream
        return
    try:
        stream = source.open("rb")
    except OSError as error:
        raise unreadable(source, error) from None
    with stream:
        yield stream


def _read_lines(stream: BinaryIO, source: Path) -> Iterator[Line]:
    return lines_of(text_of(stream, source), source)


def _text_rows(stream: BinaryIO, source: Path, _: Ignored) -> Iterator[Row]:
    for line in _read_lines(stream, source):
        if line.problem:
            yield Row(line.number, "", problem=line.problem)
        elif line.text.strip():
            yield _row(line.number, {COLUMN: line.text.strip()})


def _csv_rows(stream: BinaryIO, source: Path, ignored: Ignored) -> Iterator[Row]:
    table = CsvTable(_read_lines(stream, source), source, [COLUMN], KNOWN)
    check_columns((one for one in table.columns if one in KNOWN), source)
    for column in dict.fromkeys(table.ignored):
        ignored(column)
    yield from map(row_of, filter(has_text, table))


def _json_rows(stream: BinaryIO, source: Path, ignored: Ignored) -> Iterator[Row]:
    reported: set[str] = set()
    for line in _read_lines(stream, source):
        if not line.text.strip() and not line.problem:
            continue
        try:
            given = _object(line)
        except _ProblemError as error:
            yield Row(line.number, "", problem=str(error))
            continue
        for key in given:
            if key not in KNOWN and key not in reported and len(reported) < MOST_IGNORED:
                ignored(key)
                reported.add(key)
        yield _row(line.number, given)


class _ProblemError(Exception):
    """A row can't be used; the message says why."""


def _object(line: Line) -> dict[str, Any]:
    """Parse the JSON object in a line.

    Raises:
        _ProblemError: The line has no usable object.
    """
    if line.problem:
        raise _ProblemError(line.problem)
    try:
        given = json.loads(line.text, object_pairs_hook=_without_repeats)
    except _ProblemError:
        raise
    except (ValueError, RecursionError):  # invalid JSON, or too deeply nested
        given = None
    if not isinstance(given, dict) or not given.keys() & {COLUMN, *WISH_COLUMNS}:
        raise _ProblemError(f"it isn't an object with a '{COLUMN}'")
    return given


def _without_repeats(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Build a JSON object; refuse a repeated known key, since json would keep only the last."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found and key in KNOWN:
            raise _ProblemError(f"it has '{key}' twice")
        found[key] = value
    return found


def _parquet_rows(stream: BinaryIO, source: Path, ignored: Ignored) -> Iterator[Row]:
    from pokename.generate.parquet import read_records

    columns, records = read_records(stream, source, KNOWN)
    if COLUMN not in columns:
        raise DataError(
            f"{source} has no column '{COLUMN}'. Columns: {', '.join(columns) or 'none'}.",
            f"Rename the column with the descriptions to '{COLUMN}'.",
        )
    check_columns((one for one in columns if one in KNOWN), source)
    for column in columns:
        if column not in KNOWN:
            ignored(column)
    for number, record in enumerate(records, start=1):
        yield _row(number, record)


def check_columns(
    columns: Iterable[str], source: object, aliases: Mapping[str, str] = ALIASES
) -> None:
    """Check that no two columns have the same meaning.

    Args:
        columns: The columns that are read.
        source: The name of the table in errors.
        aliases: Alternative column headings, and the columns that they stand for.

    Raises:
        DataError: Two columns have the same meaning.
    """
    found = [aliases.get(one, one) for one in columns]
    if twice := next((one for one in found if found.count(one) > 1), None):
        raise DataError(f"{source} has the column '{twice}' twice.", "Rename one of the two.")


READERS: dict[str, Callable[[BinaryIO, Path, Ignored], Iterator[Row]]] = {
    "txt": _text_rows,
    "csv": _csv_rows,
    "jsonl": _json_rows,
    "parquet": _parquet_rows,
}
"""The reader for each kind of input."""


def has_text(record: Record) -> bool:
    """Return whether a record has more than blank cells; tables often end in blank ones."""
    return bool(record.problem) or any(map(str.strip, record.cells.values()))


def row_of(record: Record) -> Row:
    """Return the row of a record of a CSV table, with its problem if it can't be used."""
    if record.problem:
        return Row(record.line, "", problem=record.problem)
    return _row(record.line, record.cells)


def _row(line: int, cells: Mapping[str, Any]) -> Row:
    """Build a row from cells of any type; an invalid cell becomes the row's problem."""
    description, id_ = cells.get(COLUMN), cells.get(ID)
    try:
        id_ = None if id_ is None else _id_text(id_)
        wishes = row_wishes(cells)
    except WishError as error:
        return Row(line, "", problem=problem_of(error))
    except RecursionError:
        return Row(line, "", problem=f"its '{ID}' is nested too deeply")
    blank = description is None or (isinstance(description, str) and not description.strip())
    only_traits = blank and any(map(wishes.get, DESCRIPTIVE_TRAITS))
    problem = "" if only_traits else _problem(description, id_)
    if problem:
        return Row(line, "", problem=problem)
    return Row(line, "" if only_traits else str(description), id_, wishes=wishes)


def _id_text(value: Any) -> str:
    """Return an id as text: numbers, lists and objects as JSON, dates and times in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float | list | dict):
        return json.dumps(value, default=_id_text)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _problem(description: object, id_: str | None) -> str:
    """Return the reason that a description or id can't be used, in words; "" if there is none."""
    if not isinstance(description, str) or not description.strip():
        return "its description is empty or not text"
    if not is_text(f"{description}{id_}"):
        # Undecodable bytes became these surrogates. Other surrogates come from escapes in JSON.
        undecoded = re.search("[\udc80-\udcff]", f"{description}{id_}")
        return NOT_TEXT if undecoded else "it has half a character (an unpaired surrogate)"
    if len(description) > LONGEST_DESCRIPTION:
        return f"its description has over {LONGEST_DESCRIPTION:,} characters"
    return "its description contains a NUL character" if "\0" in description else ""
