"""What callers of the API may give: each argument's kind, checked before any work is done.

Every function takes the name of the argument, for the error, and the value.
"""

import math
import operator
import reprlib
from collections.abc import Iterable, Mapping
from typing import Any

from pokename.errors import WishError

MOST_NAMES = 1000
# Of 64 bits, with a sign or without one, as other libraries have seeds.
LEAST_SEED, MOST_SEED = -(2**63), 2**64 - 1
_SHOWN = reprlib.Repr()
_SHOWN.maxstring = _SHOWN.maxother = 60


def refused(argument: str, takes: str, value: object, hint: str = "") -> WishError:
    """Return the error for a value that an argument doesn't take."""
    try:
        shown = _SHOWN.repr(value)
    except Exception:  # an int of 5,000 digits has none, and an object's own may do anything
        shown = f"this {type(value).__name__}"
    return WishError(f"{argument} takes {takes}, not {shown}.", hint, arguments=(argument,))


def text(argument: str, value: Any) -> str:
    """Return a text; bytes, None and numbers are none.

    Raises:
        WishError: It isn't text, or has half of a character (a lone surrogate).
    """
    if not isinstance(value, str):
        raise refused(argument, "text", value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise refused(argument, "UTF-8 text", value, "Type it anew.") from None
    return str(value)


def whole(argument: str, value: Any, least: int, most: int) -> int:
    """Return a whole number; numpy's are taken, True and 7.0 aren't.

    Raises:
        WishError: It isn't one, or isn't from ``least`` to ``most``.
    """
    takes = "a whole number"
    if isinstance(value, bool):
        raise refused(argument, takes, value)
    try:
        number = operator.index(value)
    except TypeError:
        raise refused(argument, takes, value) from None
    if not least <= number <= most:
        raise refused(argument, f"{takes} from {least} to {most}", number)
    return number


def number(argument: str, value: Any) -> float:
    """Return a finite number.

    Raises:
        WishError: It isn't one.
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
    """Return True or False; numpy's are taken.

    Raises:
        WishError: It is neither.
    """
    if isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}:
        return bool(value)
    raise refused(argument, "True or False", value)


def several(argument: str, value: Any) -> Iterable[Any]:
    """Return the items of a list; a text is one item.

    Raises:
        WishError: It is no list of anything.
    """
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Iterable) or isinstance(value, bytes | bytearray | Mapping):
        raise refused(argument, "a list of texts", value)
    return value


def texts(argument: str, value: Any) -> tuple[str, ...]:
    """Return several texts; one by itself is one item.

    Raises:
        WishError: It is no list of texts.
    """
    return tuple(text(argument, item) for item in several(argument, value))


def span(argument: str, value: Any, least: int, most: int) -> tuple[int, int]:
    """Return two whole numbers, the first not above the second; one by itself is both.

    Raises:
        WishError: They aren't, or aren't from ``least`` to ``most``.
    """
    takes = "a whole number, or two such as (2, 3)"
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        value = (value, value)
    bounds = tuple(value)
    if len(bounds) != 2:
        raise refused(argument, takes, value)
    low, high = (whole(argument, one, least, most) for one in bounds)
    if low > high:
        raise refused(argument, takes, (low, high))
    return low, high
