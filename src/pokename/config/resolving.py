"""From files, environment and command line to one config that knows where each value came from."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from pokename.config.describing import SchemaRow, schema_rows
from pokename.config.dialect import parse
from pokename.config.fields import CrossCheckError
from pokename.config.problems import config_error, refused, shown, unknown, yaml_problem
from pokename.config.reading import DEFAULT, ConfigFile, read_chain
from pokename.config.schema import Config

PREFIX = "POKENAME__"


@dataclass(frozen=True)
class Resolved:
    """A config and where it came from.

    Attributes:
        config: Every key with its value.
        sources: Key path to "default", "file PATH", "environment NAME" or "command line".
        path: The file that was asked for.
    """

    config: Config
    sources: Mapping[str, str]
    path: Path


@dataclass(frozen=True)
class _Given:
    """A value somebody gave: under which key path, where it stands, and its source."""

    key: str
    value: object
    place: str
    source: str


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
    files = read_chain(DEFAULT if config is None else config)
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
    sources = {key: given[key].source if key in given else "default" for key in _rows()}
    return Resolved(checked, sources, files[-1].path)


def _rows() -> dict[str, SchemaRow]:
    return {row.key: row for row in schema_rows()}


def _sections() -> set[str]:
    return {key.rpartition(".")[0] for key in _rows()} - {""}


def _from_files(files: Sequence[ConfigFile]) -> Iterator[_Given]:
    for file in files:
        for top, below in file.values.items():
            for key, value in _leaves(str(top), below):
                line = f", line {file.lines[key]}" if key in file.lines else ""
                yield _Given(key, value, f"{file.path}{line}", f"file {file.path}")


def _from_environment(environ: Mapping[str, str], problems: list[str]) -> Iterator[_Given]:
    for name in sorted(environ):
        if name.startswith(PREFIX):
            key = name.removeprefix(PREFIX).replace("__", ".").lower()
            place = f"environment {name}"
            for path, value in _from_text(place, key, environ[name], problems):
                yield _Given(path, value, place, place)


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
    place: str, key: str, text: str, problems: list[str]
) -> Iterator[tuple[str, object]]:
    """Yield what a value in YAML sets: one key, or several where it is a section's mapping."""
    if not text.strip():
        problems.append(f"{place}: {key} has no value; null stands for none")
        return
    try:
        parsed = parse(text)
    except yaml.YAMLError as error:
        problems.append(yaml_problem(f"{place}: {key}", error))
        return
    problems += [f"{place}: {key}.{below} stands twice" for below in parsed.repeated]
    yield from _leaves(key, parsed.value)


def _leaves(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield key paths and values below ``key``, down to what isn't a section."""
    if key in _sections() and isinstance(value, Mapping):
        for name, below in value.items():
            yield from _leaves(f"{key}.{name}", below)
    else:
        yield key, value


def _is_known(one: _Given, problems: list[str]) -> bool:
    if one.key in _rows():
        return True
    if one.key in _sections():
        below = [key for key in _rows() if key.startswith(f"{one.key}.")]
        problems.append(refused(one.place, one.key, one.value, f"keys, such as {below[0]}"))
    else:
        problems.append(unknown(one.place, one.key, one.value, _rows()))
    return False


def _validated(given: Mapping[str, _Given], problems: list[str]) -> Config | None:
    """Return the config, or add what pydantic refuses to the problems."""
    nested: dict[str, Any] = {}
    for one in given.values():
        *sections, name = one.key.split(".")
        section = nested
        for part in sections:
            section = section.setdefault(part, {})
        section[name] = one.value
    try:
        # As JSON, since strict mode then still takes text for a path and a list for a tuple.
        return Config.model_validate_json(json.dumps(nested))
    except ValidationError as invalid:
        problems += [_in_words(error, given) for error in invalid.errors()]
        return None


def _in_words(error: Mapping[str, Any], given: Mapping[str, _Given]) -> str:
    """Return what pydantic refuses as a problem."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, CrossCheckError):
        places = dict.fromkeys(given[key].place for key in cause.keys if key in given)
        values = {
            key: given[key].value if key in given else _rows()[key].default for key in cause.keys
        }
        found = " and ".join(f"{key} is {shown(value)}" for key, value in values.items())
        return f"{' and '.join(places)}: {found}; {cause}"
    parts = [str(part) for part in error["loc"]]
    key = next(
        ".".join(parts[:n]) for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in given
    )
    items = "".join(f"[{part}]" for part in parts[key.count(".") + 1 :])
    quotes = "; quotes make it text" if error["type"] == "string_type" else ""
    allowed = f"{_rows()[key].type}{quotes}"
    return refused(given[key].place, f"{key}{items}", error["input"], allowed)
