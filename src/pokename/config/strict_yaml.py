"""The YAML of config files and overrides: plain scalars as in YAML 1.2, and nothing clever.

PyYAML reads YAML 1.1, where ``3e-4`` is text, ``no`` is false, ``010`` is eight and ``1:30`` is
ninety. Here a number is what it looks like, a boolean is true or false, nothing is null or ``~``,
and the rest is text. Anchors, aliases, tags and merge keys aren't read, so that what a config says
stands where it says it.

PyYAML is imported here alone, and this module only where there is YAML to read or to write.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from msgspec import Struct

from pokename.config.schema import Config

LONGEST = 64 * 1024  # bytes of a config: the densest YAML of more would take many seconds
DEEPEST = 32  # levels of nesting
_START_OF_NUMBER = list("-+.0123456789")
_INT = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_NUMBERS = {
    # With more digits it is a float: no key needs them, and Python refuses thousands of them.
    _INT: re.compile(r"^[-+]?[0-9]{1,18}$"),
    _FLOAT: re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
}


class Parsed(Struct, frozen=True):
    """A YAML document.

    Attributes:
        value: What it says.
        lines: Key path to the line it stands in, from 1.
        repeated: Key paths that stand more than once, with the lines.
    """

    value: object
    lines: Mapping[str, int]
    repeated: Mapping[str, list[int]]


class NotYamlError(ValueError):
    """Text isn't YAML; where and why, to be put behind the name of its place."""


class _Loader(yaml.SafeLoader):
    """Resolves and constructs the dialect."""

    peek_event: Callable[[], Any]  # PyYAML's stubs give it no type
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> yaml.Node | None:  # as PyYAML has them
        event = self.peek_event()
        if self.depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=event.start_mark)
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            raise yaml.MarkedYAMLError(
                problem="anchors (&), aliases (*) and tags (!) aren't read here",
                problem_mark=event.start_mark,
            )
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


class _Dumper(yaml.SafeDumper):
    """Quotes text that YAML 1.1 or the dialect would take for something else."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(true|false)$", re.IGNORECASE), list("tfTF")
)
_Loader.add_constructor(_INT, lambda _, node: int(node.value))
_Loader.add_constructor(_FLOAT, lambda _, node: float(node.value))
for _dialect in (_Loader, _Dumper):
    for _tag, _pattern in _NUMBERS.items():
        _dialect.add_implicit_resolver(_tag, _pattern, _START_OF_NUMBER)


def parse(text: str) -> Parsed:
    """Parse one YAML document.

    Raises:
        NotYamlError: It is too long, isn't YAML, or is YAML that the dialect leaves out.
    """
    if len(text) > LONGEST:
        raise NotYamlError(f": longer than {LONGEST // 1024} KiB, more than a config needs")
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            value = loader.construct_document(node) if node else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise NotYamlError(_in_words(error)) from None
    lines: dict[str, list[int]] = {}
    for key, line in _keys(node):
        lines.setdefault(key, []).append(line)
    first = {key: found[0] for key, found in lines.items()}
    return Parsed(value, first, {key: found for key, found in lines.items() if len(found) > 1})


def _in_words(error: yaml.YAMLError) -> str:
    """Return where a text isn't YAML, and why."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return f": not YAML: {str(error).splitlines()[0]}"
    line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
    problem = error.problem or str(error)
    if "'\\t'" in problem:
        problem = "a tab; YAML takes spaces only"
    return f"{line}: not YAML: {problem}"


def _keys(node: yaml.Node | None, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Yield each key path of a document with its line, as often as it stands there."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield f"{prefix}{key.value}", key.start_mark.line + 1
            yield from _keys(value, f"{prefix}{key.value}.")


def _text(_: yaml.SafeLoader, node: Any) -> str:  # a ScalarNode, which the stubs leave untyped
    """Return text; the two halves in which JSON escapes an emoji become one character."""
    try:
        return str(node.value).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise yaml.MarkedYAMLError(
            problem="half a character (a surrogate alone)", problem_mark=node.start_mark
        ) from None


_Loader.add_constructor("tag:yaml.org,2002:str", _text)


def to_yaml(config: Config) -> str:
    """Return the whole config as YAML that ``--config`` reads back to the same config."""
    return yaml.dump(config.plain(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
