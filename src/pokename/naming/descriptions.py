"""Descriptions from a file: a line, a row or an object each."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from pokename.errors import DataError

COLUMN = "description"


def read_descriptions(path: Path) -> Iterator[str]:
    """Yield the descriptions of a file, one at a time.

    Args:
        path: ``.txt`` with a description a line (empty lines are skipped), ``.csv`` with a
            ``description`` column, or ``.jsonl`` with a ``description`` key.

    Raises:
        DataError: The file is missing, of another kind, or has a row without a description.
    """
    readers = {".txt": _lines, ".csv": _cells, ".jsonl": _objects}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise DataError(
            f"{path} is of no kind that can be read.", f"Use one of {', '.join(readers)}."
        )
    try:
        yield from reader(path)
    except OSError as error:
        raise DataError(f"{path} can't be read: {error.strerror}.", "Check the path.") from None
    except UnicodeDecodeError:
        raise DataError(f"{path} isn't UTF-8 text.", "Save it as UTF-8.") from None


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig") as stream:
        yield from filter(None, (line.strip() for line in stream))


def _cells(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if COLUMN not in (reader.fieldnames or ()):
            raise DataError(
                f"{path} has no column '{COLUMN}'.", "Name it so in the first line of the file."
            )
        for cells in reader:
            if not cells[COLUMN]:
                raise _bad_row(path, reader.line_num, "its description is empty")
            yield cells[COLUMN]


def _objects(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                description = json.loads(line)[COLUMN]
            except (ValueError, KeyError, TypeError):
                raise _bad_row(path, number, f"it isn't an object with a '{COLUMN}'") from None
            if not isinstance(description, str) or not description.strip():
                raise _bad_row(path, number, "its description is empty or not text")
            yield description


def _bad_row(path: Path, number: int, reason: str) -> DataError:
    return DataError(f"{path}, line {number}: {reason}.", "Mend that line or take it out.")
