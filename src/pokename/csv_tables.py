"""Read CSV tables that users wrote, and write cells that a spreadsheet never runs as formulas.

A bad row raises no error: it is returned with a ``problem``, and the caller decides what to do.
"""

import csv
import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Self

from pokename import text_files
from pokename.errors import DataError
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
