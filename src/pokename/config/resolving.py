"""From files, environment and command line to one config that knows where each value came from."""

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
from pokename.config.describing import annotations, schema_rows, section_of
from pokename.config.problems import NOT_SHOWN, config_error, found, refused, unknown
from pokename.config.schema import Config, CrossCheckError, Section, from_plain

PREFIX = "POKENAME__"
# What the command's own options are given as: the same in YAML, which takes a while to load.
_JSON_SCALAR = re.compile(r'true|false|null|-?[1-9]\d{0,17}|-?\d\.\d+|"[\w ./-]*"', re.ASCII)
_S = TypeVar("_S", bound=Section)


class Resolved(Struct, frozen=True):
    """A config and where it came from.

    Attributes:
        config: Every key with its value.
        sources: Key path to "default", "file PATH", "environment NAME" or "command line".
        path: The file that was asked for.
    """

    config: Config
    sources: Mapping[str, str]
    path: Path

    @property
    def shipped(self) -> bool:
        """Whether the file is the base.yaml that ships."""
        return ships(self.path)


Shown = Literal["all", "key", "nothing"]


class _Given(Struct, frozen=True):
    """A value somebody gave.

    Attributes:
        key: Its key path.
        value: As it was given.
        place: Where it stands.
        source: See ``Resolved``.
        shown: What an error may tell of it: its key and value, the key alone, or neither.
    """

    key: str
    value: object
    place: str
    source: str
    shown: Shown = "all"

    @property
    def quoted(self) -> object:
        """The value, or what stands for it where it isn't shown."""
        return self.value if self.shown == "all" else NOT_SHOWN


def load_config(
    config: str | None = None,
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> Resolved:
    """Resolve the config; the command line precedes the environment, then files, then defaults.

    Args:
        config: A file's name, looked for here, in ./configs and in the package; base.yaml if None.
        overrides: ``KEY=VALUE``, such as ``train.epochs=2``, the value in YAML; later ones precede.
        environ: Variables such as ``POKENAME__TRAIN__EPOCHS``; those of this process if None.

    Raises:
        ConfigError: With every problem that was found.
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
                # A variable may hold a secret; what a mapping in it has for keys too.
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
    """Yield what a value in YAML sets: one key, or several where it is a section's mapping."""
    if not text.strip():
        problems.append(f"{place}: {key} has no value; null stands for none")
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
        f"{place}: {'a key' if secret else f'{key}.{below}'} stands twice"
        for below in parsed.repeated
    ]
    yield from _leaves(key, parsed.value)


def _leaves(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield key paths and values below ``key``, down to what isn't a section."""
    if key in _sections() and isinstance(value, Mapping):
        for name, below in value.items():
            yield from _leaves(f"{key}.{name}", below)
    else:
        yield key, value


def _is_known(one: _Given, problems: list[str]) -> bool:
    if one.key in annotations():
        return True
    if one.shown == "nothing":
        problems.append(f"{one.place}: a key that isn't one of the config")
    elif one.key in _sections():
        below = [key for key in annotations() if key.startswith(f"{one.key}.")]
        problems.append(refused(one.place, one.key, one.quoted, f"keys, such as {below[0]}"))
    else:
        problems.append(unknown(one.place, one.key, one.quoted, annotations()))
    return False


def _validated(given: Mapping[str, _Given], problems: list[str]) -> Config | None:
    """Return the config, or add what isn't allowed to the problems."""
    values: dict[str, object] = {}
    for one in given.values():
        try:
            values[one.key] = _checked(one)
        except ValidationError as invalid:
            problems.append(_in_words(one, str(invalid)))
    try:
        return _built(Config, values)
    except CrossCheckError as invalid:
        if (given.keys() - values.keys()).isdisjoint(invalid.keys):  # else told already
            problems.append(_across(invalid, given))
        return None


def _checked(one: _Given) -> object:
    """Return a value as the schema types it.

    Raises:
        ValidationError: The key doesn't take it.
    """
    if isinstance(one.value, float) and not math.isfinite(one.value):
        raise ValidationError("Expected a finite number")
    return convert(one.value, annotations()[one.key], dec_hook=from_plain)


def _built(section: type[_S], values: Mapping[str, object], prefix: str = "") -> _S:
    """Return a section of the values whose key paths begin with ``prefix``."""
    built: dict[str, object] = {}
    for field in fields(section):
        key, below = f"{prefix}{field.name}", section_of(field.type)
        if below:
            built[field.name] = _built(below, values, f"{key}.")
        elif key in values:
            built[field.name] = values[key]
    return section(**built)


def _in_words(one: _Given, refusal: str) -> str:
    """Return the problem of a value that msgspec refuses; it names the item of a list."""
    item = re.search(r"`\$\[(\d+)\]`", refusal)
    value = one.quoted
    if item and isinstance(value, list):
        value = value[int(item[1])]
    quotes = "; quotes make it text" if refusal.startswith("Expected `str`, got") else ""
    allowed = f"{schema_rows()[one.key].type}{quotes}"
    return refused(one.place, f"{one.key}[{item[1]}]" if item else one.key, value, allowed)


def _across(invalid: CrossCheckError, given: Mapping[str, _Given]) -> str:
    """Return the problem of values that aren't allowed together."""
    places = dict.fromkeys(given[key].place for key in invalid.keys if key in given)
    values = {
        key: given[key].value if key in given else schema_rows()[key].default
        for key in invalid.keys  # each allowed by itself, and so no secret
    }
    told = " and ".join(found(key, value) for key, value in values.items())
    return f"{' and '.join(places)}: {told}; {invalid}"
