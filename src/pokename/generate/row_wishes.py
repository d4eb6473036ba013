"""Read the wishes of an input row from its cells, which may have any type."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from pokename.errors import WishError
from pokename.naming import arguments
from pokename.naming.traits import Traits, split_types
from pokename.naming.wishes import checked
from pokename.seeds import MOST_SEED

DESCRIPTIVE_TRAITS = ("types", "color", "size", "habitat", "legendary")
"""Traits that can replace a description."""

YES = {"yes", "true", "1", "y", "x", "on"}
NO = {"no", "false", "0", "n", "off"}
ALIASES = {"type": "types", "colour": "color"}
"""Alternative column headings, and the columns that they stand for."""


def row_wishes(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the wishes of a row, and its ``n`` and ``seed`` if given.

    >>> row_wishes({"type": "fire/dragon", "stage": "1", "n": "", "legendary": "no"})
    {'types': ('fire', 'dragon'), 'stage': 1, 'legendary': False}

    Args:
        cells: The cells by column; a cell that is blank, None or NaN is ignored.

    Raises:
        WishError: A value is unknown or has the wrong type for its column.
    """
    given: dict[str, Any] = {}
    for column, value in cells.items():
        if column in WISH_COLUMNS and not _is_blank(value):
            name = ALIASES.get(column, column)
            if name in given:
                raise WishError(f"it has '{name}' twice.")
            given[name] = WISH_COLUMNS[column](column, value)
    if given.get("stage") == 0:  # pokename's own output has stage 0 for single names
        del given["stage"]
    numbers = {
        name: arguments.whole(name, given.pop(name), least, most)
        for name, least, most in (("n", 1, arguments.MOST_NAMES), ("seed", 0, MOST_SEED))
        if name in given
    }
    wishes = checked(given)
    try:
        Traits(**wishes)
    except WishError as error:
        raise _of_column(error, cells) from None
    return {**wishes, **numbers}


def _of_column(error: WishError, columns: Collection[str]) -> WishError:
    """Return an error that begins with a wish, with the name of its column instead."""
    for column, name in ALIASES.items():
        if name in error.arguments and column in columns:
            rest = error.message.removeprefix(name)
            return WishError(f"{column}{rest}", error.hint, arguments=(column,))
    return error


def _is_blank(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or (isinstance(value, str) and not value.strip())


def _text(column: str, value: Any) -> str:
    return arguments.text(column, value).strip()


def _types(column: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return split_types(value)
    return tuple(one.strip() for one in arguments.texts(column, value))


def _whole(column: str, value: Any) -> int:
    """Return a whole number; also read 7.0, since tables with gaps store integers as floats."""
    if isinstance(value, str):
        digits = re.fullmatch(r"([+-]?\d{1,18})(?:\.0*)?", value.strip(), re.ASCII)
        if digits is None:
            raise arguments.refused(column, "a whole number", value)
        return int(digits[1])
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return arguments.whole(column, value, arguments.SMALLEST_INT, arguments.LARGEST_INT)


def yes_or_no(column: str, value: Any) -> bool:
    """Return whether a cell says yes.

    Raises:
        WishError: The cell says neither yes nor no.
    """
    said = str(int(value) if isinstance(value, float) and value in (0, 1) else value)
    if said.strip().lower() not in YES | NO:
        raise arguments.refused(column, "yes or no", value)
    return said.strip().lower() in YES


WISH_COLUMNS: Mapping[str, Callable[[str, Any], Any]] = {
    "type": _types,
    "types": _types,
    "stage": _whole,
    "color": _text,
    "colour": _text,
    "size": _text,
    "habitat": _text,
    "legendary": yes_or_no,
    "mood": _text,
    "n": _whole,
    "seed": _whole,
}
"""The columns for wishes, with the functions that read their cells."""


def problem_of(error: WishError) -> str:
    """Return the text of an error, to report it as the problem of a row."""
    hint = f" ({error.hint.rstrip('.')})" if error.hint else ""
    return f"{error.message.rstrip('.')}{hint}"
