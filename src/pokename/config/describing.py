"""Describe the config schema in words, for ``config schema`` and for error messages."""

import types
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from msgspec import Meta, Struct
from msgspec.structs import fields

from pokename.config.schema import Config
from pokename.config.value_types import Section, Takes

_TYPES = {bool: "true or false", int: "an integer", float: "a number", str: "text"}
_BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}


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


def _annotations(section: type[Section], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each key path below a section, with its annotation."""
    for field in fields(section):
        below = section_of(field.type)
        if below:
            yield from _annotations(below, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}", field.type


def section_of(annotation: Any) -> type[Section] | None:  # any type hint
    """Return the section that a field holds, or None if it holds a value."""
    plain = getattr(annotation, "__origin__", annotation)
    return plain if isinstance(plain, type) and issubclass(plain, Section) else None


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
