"""Phrase the problems of a config: the place, the key, the value found and the values allowed."""

import json
import re
from collections.abc import Iterable, Sequence

from pokename.errors import ConfigError

_LONGEST_VALUE = 60
NOT_SHOWN = object()
"""Replaces a value that may be secret, from a variable or from a file outside the project."""
PASSWORD = re.compile(r"(?<=://)\S*@")


def config_error(problems: Sequence[str]) -> ConfigError:
    """Return one error that lists every problem."""
    listed = "".join(f"\n  - {problem}" for problem in problems)
    return ConfigError(
        f"The config can't be used:{listed}\n",
        "'pokename config schema' lists every key and what it takes.",
    )


def refused(place: str, key: str, value: object, allowed: str) -> str:
    """Return the problem text for a value that the key doesn't allow."""
    return f"{place}: {found(key, value)}; it takes {allowed}"


def found(key: str, value: object) -> str:
    """Return "KEY is VALUE", with the value hidden if it is ``NOT_SHOWN``."""
    if value is NOT_SHOWN:
        return f"{key} has another value (not shown here)"
    return f"{key} is {shown(value)}"


def unknown(place: str, key: str, value: object, known: Iterable[str]) -> str:
    """Return the problem text for an unknown key, with the nearest known key."""
    nearest = nearest_key(key, list(known))
    hint = f"; did you mean {nearest}?" if nearest else ""
    named = key or "''"
    told = named if value is NOT_SHOWN else f"{named} (found {shown(value)})"
    return f"{place}: {told} isn't a key of the config{hint}"


def nearest_key(key: str, known: Sequence[str]) -> str | None:
    """Return the key path that ``key`` was probably meant to be.

    >>> nearest_key("train.learning_rat", ["train.learning_rate", "seed"])
    'train.learning_rate'
    >>> nearest_key("learning_rate", ["train.learning_rate", "seed"])
    'train.learning_rate'
    """
    from difflib import get_close_matches  # importing it takes longer than loading the config

    close = get_close_matches(key, known, n=1)
    if not close:
        by_name = {path.rpartition(".")[2]: path for path in known}
        name = key.rpartition(".")[2]
        close = [by_name[one] for one in get_close_matches(name, list(by_name), n=1)]
    return close[0] if close else None


def shown(value: object) -> str:
    """Return a value as JSON, with passwords removed and long text cut."""
    text = PASSWORD.sub("…@", json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
