"""Describe the config in words: the keys and what each takes, and the problems of a config.

A problem names the place, the key, the value found and the values allowed.
"""

import json
import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from msgspec import Meta, Struct
from msgspec.structs import fields

from pokename.config.schema import Config
from pokename.config.value_types import Section, Takes
from pokename.errors import ConfigError

_TYPES = {bool: "true or false", int: "an integer", float: "a number", str: "text"}
_BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
_LONGEST_VALUE = 60
NOT_SHOWN = object()
"""Replaces a value that may be secret, from a variable or from a file outside the project."""
PASSWORD = re.compile(r"(?<=://)\S*@")


class SchemaRow(Struct, frozen=True):
    """One key of the config.

    Attributes:
        key: The key path, such as ``train.model.name``.
        type: The allowed values, in words.
        default: The default, a JSON value.
        description: The meaning of the key, in a sentence.
    """

    key: str
    type: str
    default: object
    description: str


@cache
def schema_rows() -> Mapping[str, SchemaRow]:
    """Return the schema row of every key, in the order of the schema."""
    defaults = flatten(Config().plain())
    return {
        key: SchemaRow(key, _words(annotation), defaults[key], _meaning(annotation))
        for key, annotation in annotations().items()
    }


@cache
def annotations() -> Mapping[str, Any]:
    """Return the annotation of every key: type, bounds and meaning."""
    return dict(_annotations(Config))


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    """Flatten nested mappings into one mapping from key path to value.

    >>> flatten({"seed": 7, "train": {"model": {"name": "gpt2"}}})
    {'seed': 7, 'train.model.name': 'gpt2'}
    """
    flat: dict[str, object] = {}
    for name, value in values.items():
        nested = isinstance(value, Mapping)
        flat |= flatten(value, f"{prefix}{name}.") if nested else {f"{prefix}{name}": value}
    return flat


def section_of(annotation: Any) -> type[Section] | None:  # any type hint
    """Return the section that a field holds, or None if it holds a value."""
    plain = getattr(annotation, "__origin__", annotation)
    return plain if isinstance(plain, type) and issubclass(plain, Section) else None


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


def _annotations(section: type[Section], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each key path below a section, with its annotation."""
    for field in fields(section):
        below = section_of(field.type)
        if below:
            yield from _annotations(below, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}", field.type


def _meaning(annotation: Any) -> str:
    return next(one for one in reversed(annotation.__metadata__) if isinstance(one, str))


def _words(annotation: Any) -> str:
    """Return the values that an annotation allows, in words."""
    metadata = getattr(annotation, "__metadata__", ())
    for one in metadata:
        if isinstance(one, Takes):
            return one.words
    plain = annotation.__origin__ if metadata else annotation
    options = get_args(plain)
    if get_origin(plain) is Literal:
        return f"one of {', '.join(options)}"
    if get_origin(plain) in (Union, types.UnionType):
        return f"{_words(options[0])}, or null"
    return _TYPES[plain] + _bounds(one for one in metadata if isinstance(one, Meta))


def _bounds(metadata: Iterable[Meta]) -> str:
    words = [
        f"{words} {getattr(one, attribute)}"
        for one in metadata
        for attribute, words in _BOUNDS.items()
        if getattr(one, attribute) is not None
    ]
    return f" {' and '.join(words)}" if words else ""
