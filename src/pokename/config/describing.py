"""The schema in words and rows: what ``config schema`` prints and what an error says is allowed."""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from pokename.config.fields import Section, Takes
from pokename.config.schema import Config

_TYPES = {int: "an integer", float: "a number", str: "text"}
_BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}


@dataclass(frozen=True)
class SchemaRow:
    """One key of the config.

    Attributes:
        key: Its path, such as ``train.model.name``.
        type: What it takes, in words.
        default: Its default, a JSON value.
        description: What it means, in a sentence.
    """

    key: str
    type: str
    default: object
    description: str


@cache
def schema_rows() -> tuple[SchemaRow, ...]:
    """Return every key, in the order of the schema."""
    defaults = flatten(Config().model_dump(mode="json"))
    return tuple(
        SchemaRow(
            key, _words(field.annotation, field.metadata), defaults[key], field.description or ""
        )
        for key, field in _fields(Config)
    )


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    """Return nested mappings as one, by key path.

    >>> flatten({"seed": 7, "train": {"model": {"name": "gpt2"}}})
    {'seed': 7, 'train.model.name': 'gpt2'}
    """
    flat: dict[str, object] = {}
    for name, value in values.items():
        nested = isinstance(value, Mapping)
        flat |= flatten(value, f"{prefix}{name}.") if nested else {f"{prefix}{name}": value}
    return flat


def _fields(section: type[Section], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in section.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from _fields(field.annotation, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field


def _words(annotation: Any, metadata: Sequence[object]) -> str:  # any type hint
    """Return what a type with its bounds takes."""
    for one in metadata:
        if isinstance(one, Takes):
            return one.words
    if hasattr(annotation, "__metadata__"):
        return _words(annotation.__origin__, annotation.__metadata__)
    options = get_args(annotation)
    if get_origin(annotation) is Literal:
        return f"one of {', '.join(options)}"
    if get_origin(annotation) in (Union, types.UnionType):
        return f"{_words(options[0], metadata)}, or null"
    return _TYPES[annotation] + _bounds(metadata)


def _bounds(metadata: Sequence[object]) -> str:
    words = [
        f"{words} {getattr(one, attribute)}"
        for one in metadata
        for attribute, words in _BOUNDS.items()
        if hasattr(one, attribute)
    ]
    return f" {' and '.join(words)}" if words else ""
