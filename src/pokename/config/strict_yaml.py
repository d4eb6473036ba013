"""Parse and write a strict dialect of YAML, for config files and overrides.

PyYAML reads YAML 1.1, where ``3e-4`` is text, ``no`` is false, ``010`` is eight and ``1:30`` is
ninety. This dialect reads plain scalars as YAML 1.2 does: decimal numbers, true and false, null
and ``~``; everything else is text. It refuses anchors, aliases, tags and merge keys, so that each
value appears at its own key.

Only this module imports PyYAML, which is slow to load; import this module only when needed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from msgspec import Struct

from pokename.config.schema import Config

LONGEST = 64 * 1024  # bytes; parsing a larger config of dense YAML would take many seconds
DEEPEST = 32  # levels of nesting
_START_OF_NUMBER = list("-+.0123456789")
_INT = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_NUMBERS = {
    # A longer integer becomes a float: no key needs such an integer, and Python doesn't convert
    # integers with thousands of digits.
    _INT: re.compile(r"^[-+]?[0-9]{1,18}$"),
    _FLOAT: re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
}


class Parsed(Struct, frozen=True):
    """A parsed YAML document.

    Attributes:
        value: The value of the document.
        lines: The first line of each key path, from 1.
        repeated: The lines of each key path that occurs more than once.
    """

    value: object
    lines: Mapping[str, int]
    repeated: Mapping[str, list[int]]


class NotYamlError(ValueError):
    """The text isn't YAML; the message follows a place, as in "PLACE, line 3: ..."."""


class _Loader(yaml.SafeLoader):
    """Loads the strict dialect."""

    peek_event: Callable[[], Any]  # PyYAML's stubs give it no type
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> yaml.Node | None:  # untyped in PyYAML
        """Compose a node; refuse anchors, aliases, tags and nodes that are nested too deeply."""
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
    """Dumps YAML; quotes text that YAML 1.1 or the dialect would read as another type."""


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
        NotYamlError: The text is too long, isn't YAML, or uses YAML outside the dialect.
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
    """Return the line and the reason of a YAML error, in words."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return f": not YAML: {str(error).splitlines()[0]}"
    line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
    problem = error.problem or str(error)
    if "'\\t'" in problem:
        problem = "a tab; YAML takes spaces only"
    return f"{line}: not YAML: {problem}"


def _keys(node: yaml.Node | None, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Yield each key path of a document with its line; repeated keys are yielded again."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield f"{prefix}{key.value}", key.start_mark.line + 1
            yield from _keys(value, f"{prefix}{key.value}.")


def _text(_: yaml.SafeLoader, node: Any) -> str:  # a ScalarNode, which the stubs leave untyped
    """Return a scalar as text; join surrogate pairs, which JSON uses to escape emoji."""
    try:
        return str(node.value).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise yaml.MarkedYAMLError(
            problem="half a character (an unpaired surrogate)", problem_mark=node.start_mark
        ) from None


_Loader.add_constructor("tag:yaml.org,2002:str", _text)


def to_yaml(config: Config) -> str:
    """Return the config as YAML; ``--config`` reads it back to an equal config."""
    return yaml.dump(config.plain(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
