"""Reads a CSV table of creatures that was dropped on the page; each row becomes a request.

A table means the same as for ``generate --input``. It may have further columns, such as limits.
"""

import io
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict
from starlette.exceptions import HTTPException

from pokename.bulk import row_wishes
from pokename.bulk.descriptions import check_columns, has_text, row_of
from pokename.csv_tables import CsvTable, Record
from pokename.errors import DataError, WishError
from pokename.naming.wishes import Request
from pokename.text_files import lines_of, text_of
from pokename.web.request_body import converted, syllables
from pokename.web.schemas import TableAnswer, TableRow, Wished

MOST_ROWS = 2000
TABLE = "The table"  # its name in errors
ALIASES = {**row_wishes.ALIASES, "key": "id", "number": "id"}
"""Alternative column headings, and the columns that they stand for."""
SHARED = {"description", "id", *row_wishes.READERS} - {"n"}
"""The columns that mean the same as for ``generate --input``; here, each row gets one name."""
OWN: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("min_length", "max_length", "creativity", "max_similarity"), str.strip),
    **dict.fromkeys(("starts_with", "ends_with", "contains", "avoid_letters", "like"), str.strip),
    **dict.fromkeys(("roots", "exclude"), row_wishes.split_items),
    "syllables": syllables,
    "two_words": lambda cell: row_wishes.yes_or_no("two_words", cell),
}
"""The other columns for wishes, with the functions that read their cells."""
KNOWN = {*SHARED, *ALIASES, *OWN, "name", "locked"}


def read_table(data: bytes, max_length: int) -> TableAnswer:
    """Return the creatures of a table.

    Args:
        data: CSV with a column ``description``, and optional columns named after wishes.
        max_length: The default maximum number of letters in a name.

    Raises:
        HTTPException: The table is invalid or has too many rows.
    """
    try:
        lines = lines_of(text_of(io.BytesIO(data), TABLE), TABLE)
        table = CsvTable(lines, TABLE, ["description"], KNOWN)
        check_columns((one for one in table.columns if one in KNOWN), TABLE, ALIASES)
        records = list(islice(filter(has_text, table), MOST_ROWS + 1))
    except DataError as error:
        raise HTTPException(422, str(error)) from None
    if len(records) > MOST_ROWS:
        raise HTTPException(422, f"The table has over {MOST_ROWS:,} rows. Split it.")
    ignored = ", ".join(dict.fromkeys(table.ignored))
    notes = [f"These columns were ignored: {ignored}."] if ignored else []
    rows = [_row(number, record, max_length) for number, record in enumerate(records, start=1)]
    return TableAnswer(rows, notes)


def _row(number: int, record: Record, max_length: int) -> TableRow:
    cells = {ALIASES.get(column, column): cell for column, cell in record.cells.items()}
    name = cells.get("name", "").strip()
    asked = {key: cell for key, cell in cells.items() if cell and key in Wished.__struct_fields__}
    row = TableRow(cells.get("id", "").strip() or str(number), asked, name)
    try:
        row.locked = bool(name) and _is_locked(cells)
        row.asked = _asked(record, cells, max_length)
    except WishError as error:
        row.problem = f"Line {record.line}: {row_wishes.problem_of(error)}."
    except HTTPException as error:
        row.problem = f"Line {record.line}: {error.detail}"
    return row


def _asked(record: Record, cells: Mapping[str, str], max_length: int) -> dict[str, Any]:
    """Return the request for a row.

    Raises:
        WishError or HTTPException: The row can't be used.
    """
    shared = {column: cell for column, cell in cells.items() if column in SHARED}
    row = row_of(record._replace(cells=shared))
    if row.problem:
        raise WishError(row.problem)
    own = {key: read(cells[key]) for key, read in OWN.items() if cells.get(key, "").strip()}
    question = converted({"description": row.description, **row.wishes, **own}, Wished)
    Request.of_creature(question.description, question.wishes(max_length))
    return {key: value for key, value in asdict(question).items() if value is not UNSET}


def _is_locked(cells: Mapping[str, str]) -> bool:
    if "locked" not in cells:
        return True
    return bool(cells["locked"].strip()) and row_wishes.yes_or_no("locked", cells["locked"])
