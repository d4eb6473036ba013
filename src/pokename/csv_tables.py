"""Read CSV tables that users wrote, write CSV, and escape cells that a spreadsheet would run.

``CsvTable`` raises no error for a bad row: it returns the row with a ``problem``, and the caller
decides what to do. ``read_table`` raises one.
"""

import csv
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from pokename import text_files
from pokename.errors import DataError
from pokename.files import Digest, read_lines, replacing
from pokename.text_files import NOT_TEXT, Line, is_text

DELIMITERS = ",;\t|"
# After an apostrophe too, so that ``from_cell`` can tell an escape from the text's own apostrophe.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\s*")


def as_cell(text: str) -> str:
    """Escape a text so that a spreadsheet never runs the cell as a formula.

    >>> as_cell("=1+1"), as_cell("-1.5"), as_cell("a lizard")
    ("'=1+1", '-1.5', 'a lizard')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def from_cell(text: str) -> str:
    """Return the text of a cell that ``as_cell`` escaped; the inverse of ``as_cell``.

    >>> [from_cell(as_cell(text)) for text in ("=1+1", "'=1+1", "''", "'-1.5")]
    ['=1+1', "'=1+1", "''", "'-1.5"]
    """
    return text[1:] if text.startswith("'") and as_cell(text[1:]) == text else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV in UTF-8 with Unix line ends; the write is atomic."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(map(csv_line, (header, *rows)))


def csv_line(cells: Iterable[object]) -> str:
    r"""Return a row of CSV with a Unix line end.

    Before Python 3.13, a csv.writer with Unix line ends leaves a lone carriage return unquoted, and
    readers would break the row there. Therefore this function writes Windows line ends,
    which ``_UnixLines`` replaces.

    >>> csv_line(["a", "b, c", 3])
    'a,"b, c",3\n'
    """
    line: str = csv.writer(_UnixLines(), lineterminator="\r\n").writerow(cells)
    return line


class _UnixLines:
    """A file object for csv.writer: ``writerow`` returns the line that ``write`` returns."""

    def write(self, line: str) -> str:
        """Return a line with a Unix line end instead of its Windows line end."""
        return line.removesuffix("\r\n") + "\n"


class Record(NamedTuple):
    """A row of a table.

    Attributes:
        line: The line number, from 1: the row's last line, or the line with an unclosed quote.
        cells: The cells by column; a missing cell is "".
        problem: The reason that the row can't be used, in words; "" for a good row.
    """

    line: int
    cells: dict[str, str]
    problem: str = ""


class CsvTable:
    """A CSV table whose first line names the columns, in upper or lower case.

    A line such as ``sep=;`` above the column names sets the delimiter. Without such a
    line, the delimiter in ``DELIMITERS`` that finds the largest number of ``needed`` is used.

    Args:
        lines: The lines of the text.
        name: The name of the table in errors, such as its path.
        needed: The required columns.
        known: The columns that the caller reads; none may occur twice.

    Attributes:
        columns: The columns of the first line, in lower case.
        ignored: The columns that aren't in ``known``.

    Raises:
        DataError: A needed column is missing, a known column occurs twice, or line 1 isn't CSV.
    """

    def __init__(
        self, lines: Iterator[Line], name: object, needed: Sequence[str], known: Collection[str]
    ) -> None:
        self._lines = _Feed(lines)
        try:
            self._delimiter = self._found_delimiter(needed)
            self._reader = csv.reader(self._lines, delimiter=self._delimiter, strict=True)
            self.columns = _columns(next(filter(any, self._reader), []))
        except (csv.Error, _UnusableLineError) as error:
            raise DataError(f"{name}, line 1, isn't CSV: {error}.", "Save it as CSV.") from None
        _check_columns(self.columns, name, needed, known)
        self.ignored = [one for one in self.columns if one and one not in known]

    def _found_delimiter(self, needed: Sequence[str]) -> str:
        """Return the delimiter; consume a ``sep=`` line, but not the line of column names."""
        first = next(self._lines, "")
        if first.lower().startswith("sep=") and len(first.strip("\r\n")) == len("sep=;"):
            if first[4] == '"':
                raise _UnusableLineError("a quote can't be the delimiter")
            return first[4]
        self._lines.give_back(0)
        return _delimiter(first, needed)

    def __iter__(self) -> Iterator[Record]:
        """Yield the rows as they are read; skip empty lines."""
        while True:
            self._lines.taken.clear()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except (csv.Error, _UnusableLineError) as error:
                yield self._unusable(error)
                continue
            if cells:
                yield self._record(cells)

    def _record(self, cells: Sequence[str]) -> Record:
        line, width = self._lines.taken[-1].number, len(self.columns)
        if any(cell.strip() for cell in cells[width:]):
            problem = "it has more cells than columns; put a text with commas in quotes"
            return Record(line, {}, problem)
        if not is_text("".join(cells)):
            return Record(line, {}, NOT_TEXT)
        filled = [*map(from_cell, cells[:width]), *[""] * (width - len(cells))]
        return Record(line, dict(zip(self.columns, filled, strict=True)))

    def _unusable(self, error: Exception) -> Record:
        """Return a record with the problem; give back the lines after an unclosed quote."""
        taken = self._lines.taken
        opened = _open_quote([line.text for line in taken], self._delimiter)
        if opened is None:
            return Record(taken[-1].number, {}, str(error))
        line = taken[opened].number
        self._lines.give_back(opened + 1)
        if opened == len(taken) - 1 and "unexpected end" not in str(error):
            return Record(line, {}, "double each quote inside a quoted text")
        return Record(line, {}, "the quote that opens there is never closed")


def read_table(
    path: Path, needed: Sequence[str], known: Collection[str], digest: Digest | None = None
) -> Iterator[Record]:
    """Yield the rows of a user's CSV table; see ``CsvTable`` and, for ``digest``, ``read_lines``.

    Raises:
        DataError: The file can't be read, or has an unusable row; the message gives its line.
    """
    for record in CsvTable(read_lines(path, digest), path, needed, known):
        if record.problem:
            where = f"{path}, line {record.line}"
            raise DataError(f"{where}: {record.problem}.", "Fix that line.")
        yield record


class _UnusableLineError(Exception):
    """A line, or a record of several lines, can't be read."""


class _Feed:
    """Feeds lines to a csv.reader, and can take lines back to feed them again.

    Attributes:
        taken: The lines of the current record.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self.taken: list[Line] = []
        self._size = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._size = len(line.text) + (self._size if self.taken else 0)
        self.taken.append(line)
        if line.problem:
            raise _UnusableLineError(line.problem)
        if self._size > text_files.LONGEST_LINE:
            raise _UnusableLineError(f"it has over {text_files.LONGEST_LINE:,} characters")
        return line.text

    def give_back(self, first: int) -> None:
        """Take back the lines of the current record from index ``first`` on."""
        self._again.extendleft(reversed(self.taken[first:]))


def _open_quote(lines: Sequence[str], delimiter: str) -> int | None:
    """Return the index of the line whose opening quote isn't closed at a cell's end, or None."""
    opened, at_start, quoted, closing = 0, True, False, False
    for index, line in enumerate(lines):
        for sign in line:
            if closing and sign != '"':
                quoted = closing = False
                if sign not in f"{delimiter}\r\n":
                    return opened
            if quoted:
                closing = sign == '"' and not closing
            elif at_start and sign == '"':
                opened, quoted = index, True
            at_start = not quoted and sign in f"{delimiter}\r\n"
    return opened if quoted and not closing else None


def _delimiter(first: str, needed: Sequence[str]) -> str:
    def columns(delimiter: str) -> list[str]:
        """Return the columns of the first line with this delimiter; none if it can't be read."""
        try:
            return _columns(next(csv.reader([first], delimiter=delimiter), []))
        except csv.Error:
            return []

    def worth(delimiter: str) -> tuple[int, int]:
        """Return how many needed columns a delimiter gives, then how many columns."""
        found = columns(delimiter)
        return sum(column in found for column in needed), len(found)

    return max(DELIMITERS, key=worth)


def _columns(cells: Sequence[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells]


def _check_columns(
    columns: Sequence[str], name: object, needed: Sequence[str], known: Collection[str]
) -> None:
    missing = next((column for column in needed if column not in columns), None)
    if missing:
        there = ", ".join(filter(None, columns)) or "none"
        raise DataError(
            f"{name}, line 1: no column '{missing}'. Columns: {there}.",
            f"The first line names the columns; rename the right one to '{missing}'.",
        )
    twice = next((one for one in columns if one in known and columns.count(one) > 1), None)
    if twice:
        raise DataError(f"{name} has the column '{twice}' twice.", "Rename one of the two.")
