"""Reads a CSV table of creatures that was dropped on the page; each row becomes a request."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException

from pokename.bulk.row_wishes import ALIASES, YES, split_items
from pokename.errors import WishError
from pokename.naming.wishes import Request
from pokename.web.request_body import LISTS, converted, syllables
from pokename.web.schemas import TableAnswer, TableRow, Wished

MOST_ROWS = 2000
DELIMITERS = ",;\t|"
COLUMNS = {**ALIASES, "key": "id", "number": "id"}
"""Alternative column headings, and the columns that they stand for."""
OWN = {"id", "name", "locked"}


def read_table(data: bytes, max_length: int) -> TableAnswer:
    """Return the creatures of a table.

    Args:
        data: CSV in UTF-8 with a column ``description``, and optional columns named after wishes.
        max_length: The default maximum number of letters in a name.

    Raises:
        HTTPException: The table is invalid or has too many rows.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HTTPException(422, "The table isn't UTF-8 text. Save it as CSV UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        head, *lines = [line for line in reader if any(cell.strip() for cell in line)] or [[]]
    except csv.Error as error:
        raise HTTPException(422, f"The table isn't CSV: {error}.") from None
    columns = [COLUMNS.get(one, one) for one in (cell.strip().lower() for cell in head)]
    if "description" not in columns:
        there = ", ".join(filter(None, columns)) or "none"
        raise HTTPException(422, f"The table needs a column 'description'; it has {there}.")
    if len(lines) > MOST_ROWS:
        raise HTTPException(
            422, f"The table has {len(lines)} rows; at most {MOST_ROWS} are allowed."
        )
    known = {*Wished.__struct_fields__, *OWN}
    ignored = [one for one in columns if one and one not in known]
    notes = [f"These columns were ignored: {', '.join(ignored)}."] if ignored else []
    rows = [_row(n, columns, line, max_length) for n, line in enumerate(lines, start=1)]
    return TableAnswer(rows, notes)


def _delimiter(text: str) -> str:
    """Return the delimiter: the candidate that occurs most often in the first line."""
    first = text.lstrip().partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def _row(number: int, columns: Sequence[str], cells: Sequence[str], max_length: int) -> TableRow:
    given = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    name = given.get("name", "")
    locked = given.get("locked", "").lower() in YES if "locked" in given else bool(name)
    asked = dict(_asked(given))
    row = TableRow(given.get("id") or str(number), asked, name, locked and bool(name))
    if len(cells) > len(columns):
        row.problem = (
            "The row has more cells than the table has columns. Put text with commas in quotes."
        )
        return row
    try:
        question = converted(asked, Wished)
        Request.of(question.description, question.wishes(max_length))
    except HTTPException as error:
        row.problem = error.detail
    except WishError as error:
        row.problem = str(error)
    if not asked.get("description"):
        row.problem = "The row has no description."
    return row


def _asked(given: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for key, value in given.items():
        if not value or key not in Wished.__struct_fields__:
            continue
        if key in LISTS:
            yield key, list(split_items(value))
        elif key == "syllables":
            yield key, syllables(value)
        elif key in {"legendary", "two_words"}:
            yield key, value.lower() in YES
        else:
            yield key, value
