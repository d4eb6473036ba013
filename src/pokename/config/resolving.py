"""Resolve files, environment and command line into one config, with the source of each value."""

import json
import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct, ValidationError, convert
from msgspec.structs import fields

from pokename.config.config_files import ConfigFile, read_chain, read_default, ships
from pokename.config.describing import (
    NOT_SHOWN,
    annotations,
    config_error,
    found,
    refused,
    schema_rows,
    section_of,
    unknown,
)
from pokename.config.schema import Config
from pokename.config.value_types import CrossCheckError, Section, from_plain

PREFIX = "POKENAME__"
# The CLI passes its options as these JSON scalars. They mean the same in YAML, but parsing them as
# JSON needs no slow import.
_JSON_SCALAR = re.compile(r'true|false|null|-?[1-9]\d{0,17}|-?\d\.\d+|"[\w ./-]*"', re.ASCII)
_S = TypeVar("_S", bound=Section)


class Resolved(Struct, frozen=True):
    """A config and the source of each value.

    Attributes:
        config: The config.
        sources: For each key path: "default", "file PATH", "environment NAME" or "command line".
        path: The config file that the user chose, or base.yaml.
    """

    config: Config
    sources: Mapping[str, str]
    path: Path

    @property
    def shipped(self) -> bool:
        """Whether the file is the packaged base.yaml."""
        return ships(self.path)


Shown = Literal["all", "key", "nothing"]


class _Given(Struct, frozen=True):
    """A value that the user set in a file, the environment or on the command line.

    Attributes:
        key: The key path.
        value: The value before validation.
        place: The place to name in errors, such as "base.yaml, line 3".
        source: The source, as in ``Resolved.sources``.
        shown: What errors may show: "all" (key and value), "key" or "nothing".
    """

    key: str
    value: object
    place: str
    source: str
    shown: Shown = "all"

    @property
    def quoted(self) -> object:
        """The value, or ``NOT_SHOWN`` if errors must hide it."""
        return self.value if self.shown == "all" else NOT_SHOWN


def load_config(
    config: str | None = None,
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> Resolved:
    """Resolve the config.

    The command line overrides the environment, which overrides files, which override defaults.

    Args:
        config: A file name, looked up in the working folder, ./configs and the package; None means
            base.yaml.
        overrides: ``KEY=VALUE`` with a YAML value, such as ``train.epochs=2``; for each key, the
            last override counts.
        environ: Variables such as ``POKENAME__TRAIN__EPOCHS``; None means ``os.environ``.

    Raises:
        ConfigError: The config has problems; the message lists all of them.
    """
    problems: list[str] = []
    files = read_default() if config is None else read_chain(config)
    environ = os.environ if environ is None else environ
    given: dict[str, _Given] = {}
    for one in (
        *_from_files(files),
        *_from_environment(environ, problems),
        *_from_command_line(overrides, problems),
    ):
        if _is_known(one, problems):
            given[one.key] = one
    checked = _validated(given, problems)
    if problems or checked is None:
        raise config_error(problems)
    sources = {key: given[key].source if key in given else "default" for key in annotations()}
    return Resolved(checked, sources, files[-1].path)


def why_not(place: str, key: str, value: object) -> str | None:
    """Return in one line why a key of the config can't have a value, or None if it can.

    Args:
        place: The place of the value, such as the name of a file.
        key: The key path.
        value: The value, as in a file.
    """
    problems: list[str] = []
    given = _Given(key, value, place, place)
    if _is_known(given, problems):
        try:
            _checked(given)
        except ValidationError as invalid:
            problems.append(_in_words(given, str(invalid)))
    return next(iter(problems), None)


def _sections() -> set[str]:
    return {key.rpartition(".")[0] for key in annotations()} - {""}


def _from_files(files: Sequence[ConfigFile]) -> Iterator[_Given]:
    for file in files:
        for top, below in file.values.items():
            for key, value in _leaves(str(top), below):
                line = f", line {file.lines[key]}" if key in file.lines else ""
                shown: Shown = "all" if file.quoted else "nothing"
                yield _Given(key, value, f"{file.path}{line}", f"file {file.path}", shown)


def _from_environment(environ: Mapping[str, str], problems: list[str]) -> Iterator[_Given]:
    for name in sorted(environ):
        if name.startswith(PREFIX):
            key = name.removeprefix(PREFIX).replace("__", ".").lower()
            place = f"environment {name}"
            for path, value in _from_text(place, key, environ[name], problems, secret=True):
                # A variable may hold a secret, even in the keys of a mapping.
                yield _Given(path, value, place, place, "key" if path == key else "nothing")


def _from_command_line(overrides: Sequence[str], problems: list[str]) -> Iterator[_Given]:
    place = "command line"
    for override in overrides:
        key, equals, text = override.partition("=")
        if not equals:
            problems.append(f"{place}: {override} has no value; write --set KEY=VALUE")
            continue
        for path, value in _from_text(place, key.strip(), text, problems):
            yield _Given(path, value, place, place)


def _from_text(
    place: str, key: str, text: str, problems: list[str], *, secret: bool = False
) -> Iterator[tuple[str, object]]:
    """Yield the key paths and values that a YAML text sets; a mapping can set several keys."""
    if not text.strip():
        problems.append(f"{place}: {key} has no value; write null for none")
        return
    if _JSON_SCALAR.fullmatch(text):
        yield key, json.loads(text)
        return
    from pokename.config.strict_yaml import NotYamlError, parse

    try:
        parsed = parse(text)
    except NotYamlError as problem:
        problems.append(f"{place}: {key}{problem}")
        return
    problems += [
        f"{place}: {'a key' if secret else f'{key}.{below}'} appears twice"
        for below in parsed.repeated
    ]
    yield from _leaves(key, parsed.value)


def _leaves(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield the key paths and values below ``key``; descend into sections only."""
    if key in _sections() and isinstance(value, Mapping):
        for name, below in value.items():
            yield from _leaves(f"{key}.{name}", below)
    else:
        yield key, value


def _is_known(one: _Given, problems: list[str]) -> bool:
    if one.key in annotations():
        return True
    if one.shown == "nothing":
        problems.append(f"{one.place}: an unknown key (not shown here)")
    elif one.key in _sections():
        below = [key for key in annotations() if key.startswith(f"{one.key}.")]
        problems.append(refused(one.place, one.key, one.quoted, f"keys, such as {below[0]}"))
    else:
        problems.append(unknown(one.place, one.key, one.quoted, annotations()))
    return False


def _validated(given: Mapping[str, _Given], problems: list[str]) -> Config | None:
    """Return the validated config; append problems, and return None if it can't be built."""
    values: dict[str, object] = {}
    for one in given.values():
        try:
            values[one.key] = _checked(one)
        except ValidationError as invalid:
            problems.append(_in_words(one, str(invalid)))
    try:
        return _built(Config, values)
    except CrossCheckError as invalid:
        if (given.keys() - values.keys()).isdisjoint(invalid.keys):  # not reported yet
            problems.append(_across(invalid, given))
        return None


def _checked(one: _Given) -> object:
    """Convert a value to the type in the schema.

    Raises:
        ValidationError: The key doesn't allow the value.
    """
    if isinstance(one.value, float) and not math.isfinite(one.value):
        raise ValidationError("Expected a finite number")
    return convert(one.value, annotations()[one.key], dec_hook=from_plain)


def _built(section: type[_S], values: Mapping[str, object], prefix: str = "") -> _S:
    """Build a section from the values whose key paths begin with ``prefix``."""
    built: dict[str, object] = {}
    for field in fields(section):
        key, below = f"{prefix}{field.name}", section_of(field.type)
        if below:
            built[field.name] = _built(below, values, f"{key}.")
        elif key in values:
            built[field.name] = values[key]
    return section(**built)


def _in_words(one: _Given, refusal: str) -> str:
    """Return the problem text for a value that msgspec refuses; for a list, name the wrong item."""
    item = re.search(r"`\$\[(\d+)\]`", refusal)
    value = one.quoted
    if item and isinstance(value, list):
        value = value[int(item[1])]
    quotes = "; put it in quotes" if refusal.startswith("Expected `str`, got") else ""
    allowed = f"{schema_rows()[one.key].type}{quotes}"
    return refused(one.place, f"{one.key}[{item[1]}]" if item else one.key, value, allowed)


def _across(invalid: CrossCheckError, given: Mapping[str, _Given]) -> str:
    """Return the problem text for values that aren't allowed together."""
    places = dict.fromkeys(given[key].place for key in invalid.keys if key in given)
    values = {
        key: given[key].value if key in given else schema_rows()[key].default
        for key in invalid.keys  # valid values are not secret
    }
    told = " and ".join(found(key, value) for key, value in values.items())
    return f"{' and '.join(places)}: {told}; {invalid}"
