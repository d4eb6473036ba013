"""Checks of API arguments: each argument's type and range, before any work starts.

Every function takes the argument's name, for the error message, and its value.
"""

import math
import operator
import reprlib
from collections.abc import Iterable, Mapping
from typing import Any

from pokename.errors import WishError

MOST_NAMES = 1000
# Seeds from Python have 64 bits, signed or unsigned, as in other libraries.
SMALLEST_INT, LARGEST_INT = -(2**63), 2**64 - 1
_SHOWN = reprlib.Repr()
_SHOWN.maxstring = _SHOWN.maxother = 60


def refused(argument: str, takes: str, value: object, hint: str = "") -> WishError:
    """Return the error for a value that the argument doesn't accept."""
    try:
        shown = _SHOWN.repr(value)
    except Exception:  # repr fails for an int of 5,000 digits, and a custom __repr__ may raise
        shown = f"this {type(value).__name__}"
    shown = " ".join(shown.splitlines())
    return WishError(f"{argument} takes {takes}, not {shown}.", hint, arguments=(argument,))


def text(argument: str, value: Any) -> str:
    """Return ``value`` if it is text; refuse bytes, None and numbers.

    Raises:
        WishError: The value isn't text, or contains half a character (a lone surrogate).
    """
    if not isinstance(value, str):
        raise refused(argument, "text", value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise refused(argument, "UTF-8 text", value, "Type it again.") from None
    return str(value)


def whole(argument: str, value: Any, least: int, most: int, hint: str = "") -> int:
    """Return ``value`` as an int; accept numpy's integers, refuse True and 7.0.

    Args:
        argument: The argument's name.
        value: Its value.
        least: Smallest value that is allowed.
        most: Largest value that is allowed.
        hint: Sentence that an error about the range ends with.

    Raises:
        WishError: The value isn't a whole number from ``least`` to ``most``.
    """
    takes = "a whole number"
    if isinstance(value, bool):
        raise refused(argument, takes, value)
    try:
        number = operator.index(value)
    except TypeError:
        raise refused(argument, takes, value) from None
    if not least <= number <= most:
        raise refused(argument, f"{takes} from {least} to {most}", number, hint)
    return number


def number(argument: str, value: Any) -> float:
    """Return ``value`` as a finite float.

    Raises:
        WishError: The value isn't a finite number.
    """
    takes = "a number"
    if isinstance(value, bool | str | bytes):
        raise refused(argument, takes, value)
    try:
        read = float(value)
    except (TypeError, ValueError, OverflowError):
        raise refused(argument, takes, value) from None
    if not math.isfinite(read):
        raise refused(argument, takes, value)
    return read


def flag(argument: str, value: Any) -> bool:
    """Return ``value`` as a bool; accept numpy's booleans.

    Raises:
        WishError: The value is neither True nor False.
    """
    if isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}:
        return bool(value)
    raise refused(argument, "True or False", value)


def several(argument: str, value: Any) -> Iterable[Any]:
    """Return the items of ``value``; a single text is one item.

    Raises:
        WishError: The value isn't iterable, or is bytes or a mapping.
    """
    if isinstance(value, str):
        return (value,)
    no_list = not isinstance(value, Iterable) or isinstance(value, bytes | bytearray | Mapping)
    # Iterating over a table, such as a pandas DataFrame, would give the names of its columns.
    if no_list or getattr(value, "ndim", 1) != 1:
        raise refused(argument, "a list of texts", value)
    items: Iterable[Any] = value
    return items


def texts(argument: str, value: Any) -> tuple[str, ...]:
    """Return ``value`` as a tuple of texts; a single text is one item.

    Raises:
        WishError: The value isn't a list of texts.
    """
    return tuple(text(argument, item) for item in several(argument, value))


def pairs(argument: str, value: Any) -> list[tuple[str, str]]:
    """Return ``value`` as a list of pairs of texts.

    Raises:
        WishError: The value isn't a list of pairs of texts.
    """
    items = [
        texts(f"{argument}[{place}]", item) for place, item in enumerate(several(argument, value))
    ]
    for place, item in enumerate(items):
        if len(item) != 2:
            raise refused(f"{argument}[{place}]", "a description and a name", item)
    return [(one, other) for one, other in items]


def span(argument: str, value: Any, least: int, most: int) -> tuple[int, int]:
    """Return a lower and an upper bound as ints; a single number gives both.

    Raises:
        WishError: The value isn't one or two whole numbers from ``least`` to ``most``, or the
            first is above the second.
    """
    takes = "a whole number, or two such as (2, 3)"
    one = isinstance(value, str | bytes) or not isinstance(value, Iterable)
    if one or getattr(value, "ndim", 1) == 0:
        value = (value, value)
    bounds = tuple(value)
    if len(bounds) != 2:
        raise refused(argument, takes, value)
    low, high = (whole(argument, one, least, most) for one in bounds)
    if low > high:
        raise refused(argument, takes, (low, high))
    return low, high
