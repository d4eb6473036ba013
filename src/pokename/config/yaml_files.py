"""YAML config files: strict parsing, and the files that they extend."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from pokename.config.problems import config_error, nearest_key
from pokename.config.schema import Config
from pokename.errors import ConfigError
from pokename.paths import ASSETS

LONGEST = 64 * 1024  # bytes of a config: reading more of the densest YAML would take many seconds
DEEPEST = 32  # what stands in what
SUFFIXES = (".yaml", ".yml")
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


DEFAULT = "base.yaml"


class ConfigFile(Struct, frozen=True):
    """One file of a chain of ``extends``, itself left out.

    Attributes:
        path: Where it is.
        values: What it says, nested as in the file.
        lines: Key path to line, from 1.
        quoted: Whether an error may quote it: not one that another file extends far from here.
    """

    path: Path
    values: Mapping[str, object]
    lines: Mapping[str, int]
    quoted: bool = True


def packaged_configs() -> Path:
    """Return the folder of the configs that ship.

    A wheel has them in its assets. A source checkout has them once, in its root, where people look
    for them; an editable install runs from there and so has no copy in the assets.
    """
    installed = ASSETS / "configs"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "configs"


def find(name: str, child: Path | None = None) -> Path:
    """Return the config file of that name: beside its child, here, in ./configs, or packaged.

    Args:
        name: Of the file, or a path.
        child: The file that extends it, if one does.

    Raises:
        ConfigError: It is in none of these.
    """
    folders = [Path(), Path("configs"), packaged_configs()]
    candidates = [folder / name for folder in ([child.parent] if child else []) + folders]
    for candidate in candidates:
        if _is_file(candidate):
            return candidate
    packaged = sorted(path.name for path in packaged_configs().glob("*.yaml"))
    nearest = nearest_key(name, packaged)
    looked = ", ".join(str(path) for path in dict.fromkeys(candidates))
    wanted = (name or "''") + (f", which {child} extends" if child else "")
    raise ConfigError(
        f"There is no config file {wanted}; looked for {looked}.",
        f"Did you mean {nearest}?" if nearest else f"The package has {', '.join(packaged)}.",
    )


def read_default() -> list[ConfigFile]:
    """Return base.yaml and all that it extends, read but where it is the one that ships.

    That one says the defaults, which a test holds. To load YAML for them takes longer than all the
    rest of the config.

    Raises:
        ConfigError: See ``read_chain``.
    """
    path = find(DEFAULT)
    return [ConfigFile(path, {}, {})] if ships(path) else read_chain(DEFAULT)


def ships(path: Path) -> bool:
    """Tell whether a config file is the base.yaml that ships."""
    return path == packaged_configs() / DEFAULT


def read_chain(name: str) -> list[ConfigFile]:
    """Return the file and all that it extends, the file itself last.

    Raises:
        ConfigError: A file is missing, can't be read, or extends itself in the end.
    """
    chain: list[ConfigFile] = []
    path, seen, quoted = find(name), list[Path](), True
    while True:
        seen.append(path)
        if path.resolve() in (one.resolve() for one in seen[:-1]):
            cycle = " extends ".join(str(one) for one in seen)
            raise ConfigError(f"Config files extend each other: {cycle}.", "Take one extends out.")
        file = _read(path, quoted=quoted)
        own = {key: value for key, value in file.values.items() if key != "extends"}
        chain.insert(0, ConfigFile(path, own, file.lines, quoted))
        if "extends" not in file.values:
            return chain
        path = _parent(file)
        near = (Path(), seen[-1].parent, packaged_configs())
        quoted &= any(path.resolve().is_relative_to(folder.resolve()) for folder in near)


def _parent(file: ConfigFile) -> Path:
    """Return the YAML file that another extends; a stranger's config may name any file here."""
    name = file.values["extends"]
    place = f"{file.path}, line {file.lines['extends']}"
    if not isinstance(name, str):
        raise config_error([f"{place}: extends takes a file name"])
    path = find(name, child=file.path)
    if path.resolve().suffix.lower() not in SUFFIXES:
        raise config_error([f"{place}: extends takes a YAML file, one of {', '.join(SUFFIXES)}"])
    return path


def _is_file(path: Path) -> bool:
    """Tell whether a path is a file; one too long, or in a closed folder, is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _read(path: Path, *, quoted: bool) -> ConfigFile:
    parsed = _parse(path)
    if parsed.value is None:
        raise config_error([f"{path}: empty; a config needs at least one key, such as seed: 7"])
    if not isinstance(parsed.value, dict):
        kind = "a list" if isinstance(parsed.value, list) else "a single value"
        raise config_error([f"{path}: {kind} at the top; it takes keys, such as seed: 7"])
    twice = [
        f"{path}, line {line}: {key if quoted else 'a key'} stands twice, first in line {first}"
        for key, (first, *others) in parsed.repeated.items()
        for line in others
    ]
    if twice:
        raise config_error(twice)
    return ConfigFile(path, parsed.value, parsed.lines)


def _parse(path: Path) -> Parsed:
    data = _bytes(path)
    try:
        # With or without the mark that Windows editors put before UTF-8.
        return parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise config_error([f"{path}, line {line}: not UTF-8; save it as UTF-8"]) from None
    except NotYamlError as problem:
        raise config_error([f"{path}{problem}"]) from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(LONGEST + 1)
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}.", "Check it.") from None
    if len(data) > LONGEST:
        raise config_error([f"{path}: larger than {LONGEST // 1024} KiB, more than a config needs"])
    return data
