"""Descriptions from a file or a pipe, one row at a time: a line, a record or an object each."""

import csv
import io
import json
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from pokename.errors import ConfigError, DataError

COLUMN = "description"
ID = "id"
STDIN = Path("-")


class Row(Struct, frozen=True):
    """One row of an input.

    Attributes:
        line: Its line, from 1; of several lines, the last. In Parquet, its row.
        description: What the creature is like; "" where there is a problem.
        id: The row's ``id`` as text, or None where the input has none.
        problem: Why it can't be used, in words; "" where it can.
        file: The file that it is from, where the input is several; else "".
    """

    line: int
    description: str
    id: str | None = None
    problem: str = ""
    file: str = ""


def read_rows(source: Path, kind: str | None = None) -> Iterator[Row]:
    """Yield the rows of an input as they are read, those that can't be used among them.

    Args:
        source: A file, or ``-`` for stdin.
        kind: ``txt`` (a description a line; empty lines are no rows), ``csv`` or ``parquet`` (a
            ``description`` column, and an ``id`` column where wanted) or ``jsonl`` (the same keys).
            None goes by the file's suffix, and takes stdin as txt.

    Raises:
        ConfigError: The kind can't be told, or can't be read from stdin.
        DataError: The file can't be read, or has no ``description`` column.
        MissingExtraError: Parquet is read without the ``parquet`` extra.
    """
    kind = kind or kind_of(source)
    with _opened(source) as stream:
        if kind == "parquet" and not stream.seekable():
            raise ConfigError("Parquet can't be read from a pipe.", "Give --input a file.")
        yield from READERS[kind](stream, source)


def kind_of(source: Path) -> str:
    """Return the kind of an input by its suffix; txt for stdin.

    Raises:
        ConfigError: The suffix says nothing.
    """
    if source.is_dir():
        raise ConfigError(f"{source} is a folder.", "Give a file.")
    kind = "txt" if source == STDIN else source.suffix.lower().removeprefix(".")
    kind = {"ndjson": "jsonl"}.get(kind, kind)
    if kind not in READERS:
        raise ConfigError(
            f"{source}: its suffix doesn't say what it is.",
            f"Say --input-format, one of {', '.join(READERS)}.",
        )
    return kind


@contextmanager
def _opened(source: Path) -> Iterator[BinaryIO]:
    """Open ``source`` for bytes; stdin is left open."""
    if source == STDIN:
        if sys.stdin is None:
            raise DataError("stdin is closed.", "Give --input a file.")
        with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
            yield stream
        return
    try:
        stream = source.open("rb")
    except OSError as error:
        raise DataError(f"{source} can't be read: {error.strerror}.", "Check the path.") from None
    with stream:
        yield stream


def _text(stream: BinaryIO, newline: str | None = None) -> io.TextIOWrapper:
    # Bytes that aren't UTF-8 become lone surrogates, so that one bad row doesn't end the reading.
    return io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline=newline)


def _lines(stream: BinaryIO, _: Path) -> Iterator[Row]:
    for number, line in enumerate(_text(stream), start=1):
        if line.strip():
            yield _row(number, line.strip())


def _records(stream: BinaryIO, source: Path) -> Iterator[Row]:
    reader = csv.DictReader(_text(stream, newline=""))
    try:
        columns = reader.fieldnames or ()
    except csv.Error as error:
        raise DataError(f"{source} isn't CSV: {error}.") from None
    _check_column(columns, source)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(reader.reader.line_num, "", problem=str(error))
            continue
        if None in cells:  # what csv calls the cells that have no column
            problem = "it has more cells than columns; a text with commas takes quotes"
            yield Row(reader.reader.line_num, "", problem=problem)
        else:
            yield _row(reader.reader.line_num, cells[COLUMN], cells.get(ID))


def _objects(stream: BinaryIO, _: Path) -> Iterator[Row]:
    for number, line in enumerate(_text(stream), start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            description = given[COLUMN]
        except (ValueError, KeyError, TypeError, RecursionError):
            yield Row(number, "", problem=f"it isn't an object with a '{COLUMN}'")
        else:
            yield _row(number, description, given.get(ID))


def _table_rows(stream: BinaryIO, source: Path) -> Iterator[Row]:
    from pokename.bulk.parquet import read_records

    columns, records = read_records(stream, source, (COLUMN, ID))
    _check_column(columns, source)
    for number, record in enumerate(records, start=1):
        yield _row(number, record[COLUMN], record.get(ID))


READERS: dict[str, Callable[[BinaryIO, Path], Iterator[Row]]] = {
    "txt": _lines,
    "csv": _records,
    "jsonl": _objects,
    "parquet": _table_rows,
}
"""Reads each kind of input."""


def _check_column(columns: Collection[str], source: Path) -> None:
    if COLUMN not in columns:
        raise DataError(
            f"{source} has no column '{COLUMN}' but {', '.join(columns) or 'none at all'}.",
            f"Rename the one with the descriptions to '{COLUMN}'.",
        )


def _row(line: int, description: object, id_: object = None) -> Row:
    """Return a row, after a look at what the file gave: it may hold anything."""
    text = id_ if id_ is None or isinstance(id_, str) else json.dumps(id_, default=str)
    if not isinstance(description, str) or not description.strip():
        return Row(line, "", problem="its description is empty or not text")
    try:
        f"{description}{text}".encode()
    except UnicodeEncodeError:
        return Row(line, "", problem="it isn't UTF-8 text")
    return Row(line, description, text)
