"""Reads questions from a JSON body or from query parameters."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import Struct, ValidationError
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from pokename.decoding import DECODE_ERRORS, convert_texts, decode

Q = TypeVar("Q", bound=Struct)
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
_RANGE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def check_json(request: Request) -> None:
    """Check that a request declares a JSON body.

    Raises:
        HTTPException: The request doesn't declare JSON. The check keeps out forms of other sites,
            which can't declare JSON without this server's permission.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != "application/json":
        raise HTTPException(415, "Send JSON with the header Content-Type: application/json.")


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


def from_body(body: bytes, kind: type[Q]) -> Q:
    """Return the question in a JSON body.

    Raises:
        HTTPException: The body isn't JSON, or isn't a valid request.
    """
    try:
        return decode(body, kind)
    except ValidationError as error:
        raise HTTPException(422, in_words(error)) from None
    except DECODE_ERRORS as error:
        raise HTTPException(400, f"The body isn't JSON in UTF-8: {error}.") from None


def from_query(query: QueryParams, kind: type[Q], *, strict: bool = True) -> Q:
    """Return the question in query parameters.

    Args:
        query: The query parameters. A list is a repeated key, or one text with "+" or "," between
            its items.
        kind: The type of the question.
        strict: Whether to reject unknown keys.

    Raises:
        HTTPException: The values don't form a valid request.
    """
    known = set(kind.__struct_fields__)
    given = {key: query.getlist(key) for key in query if strict or key in known}
    plain = {key: _value(key, values) for key, values in given.items() if any(values)}
    return converted(plain, kind)


def converted(plain: Mapping[str, Any], kind: type[Q]) -> Q:
    """Return the question in a mapping whose values are text.

    Raises:
        HTTPException: The values don't form a valid request.
    """
    try:
        return convert_texts(plain, kind)
    except ValidationError as error:
        raise HTTPException(422, in_words(error)) from None


def _value(key: str, values: list[str]) -> Any:  # text or a list of texts, for msgspec to convert
    if key in LISTS:
        return [word for one in values for word in re.split(r"[+,\s]+", one) if word]
    if key == "syllables":
        return syllables(values[-1])
    return "true" if values[-1] == "on" else values[-1]  # a form sends "on" for a ticked box


def syllables(text: str) -> list[str] | str:
    """Return the lowest and highest number in "2" or "2-3"; return any other text unchanged."""
    found = _RANGE.fullmatch(text.strip())
    return [found[1], found[2] or found[1]] if found else text


def in_words(error: ValidationError) -> str:
    """Return the message for an invalid request; the message starts with the invalid key.

    >>> in_words(ValidationError("Expected `int`, got `str` - at `$.n`"))
    'n: expected a whole number, got text.'
    """
    said, _, place = str(error).partition(" - at `$")
    key = place.rstrip("`").lstrip(".")
    said = re.sub(r"`([^`]*)`", lambda one: TYPES.get(one[1], one[1]), said)
    return f"{key}: {said[:1].lower()}{said[1:]}." if key else f"{said}."
