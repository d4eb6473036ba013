"""Reads requests from a JSON body, from query parameters or from a CSV table.

A table of creatures is dropped on the page; each row becomes a request. The table means the same
as for ``generate --input``, and may have further columns, such as limits.
"""

import io
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, TypeVar

from msgspec import UNSET, Struct, ValidationError
from msgspec.structs import asdict
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from pokename.csv_tables import CsvTable, Record
from pokename.errors import DataError, WishError
from pokename.generate import row_wishes
from pokename.generate.inputs import check_columns, has_text, row_of
from pokename.naming import wishes
from pokename.naming.limits import syllable_range
from pokename.naming.traits import split_types
from pokename.text_files import lines_of, text_of
from pokename.typed_json import DECODE_ERRORS, convert_texts, decode
from pokename.web.schemas import CreatureRequest, TableAnswer, TableRow

R = TypeVar("R", bound=Struct)
LISTS = {"types", "roots", "exclude"}
TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}
"""Plain words for the type names in msgspec's messages."""
MOST_TABLE_ROWS = 2000
TABLE = "The table"  # its name in errors
IDS = {"key": "id", "number": "id"}
ALIASES = {**row_wishes.ALIASES, **IDS}
"""Alternative column headings, and the columns that they stand for."""
SHARED = {"description", "id", *row_wishes.WISH_COLUMNS} - {"n"}
"""The columns that mean the same as for ``generate --input``; here, each row gets one name."""


def check_type(request: Request, media_type: str, what: str) -> None:
    """Check that a request declares a body of the right type.

    Raises:
        HTTPException: The request declares another type. The check keeps out forms of other sites,
            which can't declare JSON or CSV without this server's permission.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != media_type:
        raise HTTPException(415, f"Send {what} with the header Content-Type: {media_type}.")


async def body_of(request: Request, most: int) -> bytes:
    """Return the body of a request, which may have at most ``most`` bytes.

    Raises:
        HTTPException: The body is larger, or the connection ended too early.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                said = f"The body is larger than {most:,} bytes. Send less at once."
                raise HTTPException(413, said)
    except ClientDisconnect:
        raise HTTPException(400, "The connection ended before the whole body arrived.") from None
    return bytes(body)


def from_body(body: bytes, kind: type[R]) -> R:
    """Return the request in a JSON body.

    Raises:
        HTTPException: The body isn't JSON, or isn't a valid request.
    """
    try:
        return decode(body, kind)
    except ValidationError as error:
        raise HTTPException(422, in_words(error)) from None
    except DECODE_ERRORS as error:
        raise HTTPException(400, f"The body isn't JSON in UTF-8: {error}.") from None


def from_query(query: QueryParams, kind: type[R], *, strict: bool = True) -> R:
    """Return the request in query parameters.

    Args:
        query: The query parameters. A list is a repeated key, or one text with "+" or "," between
            its items.
        kind: The type of the request.
        strict: Whether to refuse unknown and repeated keys, and keys without a value. A form sends
            its empty fields too.

    Raises:
        HTTPException: The values don't form a valid request.
    """
    known = set(kind.__struct_fields__)
    given = {key: query.getlist(key) for key in query if strict or key in known}
    for key, values in given.items() if strict else ():
        if not any(values):
            raise HTTPException(422, f"{key} is empty. Give a value, or leave {key} out.")
        if len(values) > 1 and key not in LISTS:
            raise HTTPException(422, f"{key} is given {len(values)} times. Give it once.")
    plain = {key: _value(key, values) for key, values in given.items() if any(values)}
    return converted(plain, kind)


def converted(plain: Mapping[str, Any], kind: type[R]) -> R:
    """Return the request in a mapping whose values are text.

    Raises:
        HTTPException: The values don't form a valid request.
    """
    try:
        return convert_texts(plain, kind)
    except ValidationError as error:
        raise HTTPException(422, in_words(error)) from None


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
        records = list(islice(filter(has_text, table), MOST_TABLE_ROWS + 1))
    except DataError as error:
        raise HTTPException(422, str(error)) from None
    if len(records) > MOST_TABLE_ROWS:
        raise HTTPException(422, f"The table has over {MOST_TABLE_ROWS:,} rows. Split it.")
    ignored = ", ".join(dict.fromkeys(table.ignored))
    notes = [f"These columns were ignored: {ignored}."] if ignored else []
    rows = [_row(number, record, max_length) for number, record in enumerate(records, start=1)]
    return TableAnswer(rows, notes)


def in_words(error: ValidationError) -> str:
    """Return the message for an invalid request; the message starts with the invalid key.

    >>> in_words(ValidationError("Expected `int`, got `str` - at `$.n`"))
    'n: expected a whole number, got text.'
    """
    said, _, place = str(error).partition(" - at `$")
    key = place.rstrip("`").lstrip(".")
    said = re.sub(r"`([^`]*)`", lambda one: TYPES.get(one[1], one[1]), said)
    return f"{key}: {said[:1].lower()}{said[1:]}." if key else f"{said}."


def _value(key: str, values: list[str]) -> Any:  # text or a list of texts, for msgspec to convert
    if key in LISTS:
        split = split_types if key == "types" else _split_items
        return [word for one in values if one for word in split(one)]
    if key == "syllables":
        return _syllables(values[-1])
    return "true" if values[-1] == "on" else values[-1]  # a form sends "on" for a ticked box


def _split_items(text: str) -> tuple[str, ...]:
    """Split a text at blanks, "/", "+", "|", ";" and commas."""
    return tuple(filter(None, re.split(r"[\s,;/+|]+", text)))


def _syllables(text: str) -> tuple[int, int] | str:
    """Return the range of syllables in a text; return any other text unchanged, to be refused."""
    return syllable_range(text) or text


def _row(number: int, record: Record, max_length: int) -> TableRow:
    cells = {ALIASES.get(column, column): cell for column, cell in record.cells.items()}
    name = cells.get("name", "").strip()
    asked = {
        key: cell
        for key, cell in cells.items()
        if cell and key in CreatureRequest.__struct_fields__
    }
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
    # Errors call a column what the table calls it, so these cells keep their columns.
    columns = {IDS.get(column, column): cell for column, cell in record.cells.items()}
    shared = {column: cell for column, cell in columns.items() if column in SHARED}
    row = row_of(record._replace(cells=shared))
    if row.problem:
        raise WishError(row.problem)
    own = {
        key: read(cells[key]) for key, read in PAGE_COLUMNS.items() if cells.get(key, "").strip()
    }
    request = converted({"description": row.description, **row.wishes, **own}, CreatureRequest)
    wishes.Request.of_creature(request.description, request.wishes(max_length))
    return {key: value for key, value in asdict(request).items() if value is not UNSET}


def _is_locked(cells: Mapping[str, str]) -> bool:
    if "locked" not in cells:
        return True
    return bool(cells["locked"].strip()) and row_wishes.yes_or_no("locked", cells["locked"])


PAGE_COLUMNS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("min_length", "max_length", "creativity", "max_similarity"), str.strip),
    **dict.fromkeys(("starts_with", "ends_with", "contains", "avoid_letters", "like"), str.strip),
    **dict.fromkeys(("roots", "exclude"), _split_items),
    "syllables": _syllables,
    "two_words": lambda cell: row_wishes.yes_or_no("two_words", cell),
}
"""The columns for wishes that only the page's table has, with functions that read their cells."""
KNOWN = {*SHARED, *ALIASES, *PAGE_COLUMNS, "name", "locked"}
