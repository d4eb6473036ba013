"""Turns JSON and plain values into typed objects, also in several threads at once.

msgspec crashes the process if two threads use a type for the first time at the same moment. So a
lock guards the first use of each type.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any, TypeVar

import msgspec
from msgspec.json import Decoder

T = TypeVar("T")

DECODE_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What ``decode`` raises: not JSON, not of the type, not UTF-8, or nested too deeply."""

_FIRST_USE = Lock()
_decoders: dict[type, Decoder[Any]] = {}


def decode(content: bytes | msgspec.Raw, kind: type[T]) -> T:
    """Return the value in a JSON text.

    Args:
        content: JSON in UTF-8.
        kind: The type of the value.

    Raises:
        DECODE_ERRORS: The content isn't JSON, or doesn't match the type.
    """
    return _prepared(kind).decode(content)


def convert(values: Mapping[str, object], kind: type[T]) -> T:
    """Return the object with these fields.

    Raises:
        msgspec.ValidationError: The values don't match the type.
    """
    _prepared(kind)
    return msgspec.convert(values, kind)


def convert_texts(values: Mapping[str, object], kind: type[T]) -> T:
    """Return the object with these fields; texts are read as numbers where the type wants these.

    Raises:
        msgspec.ValidationError: The values don't match the type.
    """
    _prepared(kind)
    return msgspec.convert(values, kind, strict=False)


def _prepared(kind: type[T]) -> Decoder[T]:
    with _FIRST_USE:
        if kind not in _decoders:
            _decoders[kind] = Decoder(kind)
        return _decoders[kind]
