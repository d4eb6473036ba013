"""Find and read config files, and follow their ``extends`` keys."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pokename.config.describing import config_error, nearest_key
from pokename.errors import ConfigError
from pokename.paths import ASSETS

if TYPE_CHECKING:
    from pokename.config.strict_yaml import Parsed

DEFAULT = "base.yaml"
SUFFIXES = (".yaml", ".yml")


class ConfigFile(Struct, frozen=True):
    """One file in a chain of ``extends``.

    Attributes:
        path: The path of the file.
        values: The nested values of the file, without ``extends``.
        lines: The line number of each key path, from 1.
        quoted: Whether errors may quote the file. Errors quote an extended file only if it is in
            the folder of the file that extends it, the working folder or the package.
    """

    path: Path
    values: Mapping[str, object]
    lines: Mapping[str, int]
    quoted: bool = True


def packaged_configs() -> Path:
    """Return the folder of the packaged configs.

    A wheel has the configs in its assets. A source checkout, from which an editable install runs,
    has them only in its root, where people look for them.
    """
    installed = ASSETS / "configs"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "configs"


def find(name: str, child: Path | None = None) -> Path:
    """Find a config file: beside its child, then in the working folder, ./configs or the package.

    Args:
        name: A file name or a path.
        child: The file that extends this one, or None.

    Raises:
        ConfigError: The file is in none of these folders.
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
        f"Did you mean {nearest}?"
        if nearest
        else f"The package has these configs: {', '.join(packaged)}.",
    )


def read_default() -> list[ConfigFile]:
    """Return base.yaml and the files that it extends; the packaged base.yaml isn't read.

    It is returned without keys, because it only repeats the schema's defaults, which a test checks.
    Loading YAML for it would take longer than the rest of the config.

    Raises:
        ConfigError: See ``read_chain``.
    """
    path = find(DEFAULT)
    return [ConfigFile(path, {}, {})] if ships(path) else read_chain(DEFAULT)


def ships(path: Path) -> bool:
    """Return whether a path is the packaged base.yaml."""
    return path == packaged_configs() / DEFAULT


def read_chain(name: str) -> list[ConfigFile]:
    """Read a file and the files that it extends; the file itself is last.

    Raises:
        ConfigError: A file is missing, can't be read, or extends itself through others.
    """
    chain: list[ConfigFile] = []
    path, seen, quoted = find(name), list[Path](), True
    while True:
        seen.append(path)
        if path.resolve() in (one.resolve() for one in seen[:-1]):
            cycle = " extends ".join(str(one) for one in seen)
            raise ConfigError(
                f"Config files extend each other: {cycle}.", "Remove one of the 'extends' keys."
            )
        file = _read(path, quoted=quoted)
        own = {key: value for key, value in file.values.items() if key != "extends"}
        chain.insert(0, ConfigFile(path, own, file.lines, quoted))
        if "extends" not in file.values:
            return chain
        path = _parent(file)
        near = (Path(), seen[-1].parent, packaged_configs())
        quoted &= any(path.resolve().is_relative_to(folder.resolve()) for folder in near)


def _parent(file: ConfigFile) -> Path:
    """Return the YAML file that ``file`` extends.

    Other files are refused, since a config from somebody else could name any file.
    """
    name = file.values["extends"]
    place = f"{file.path}, line {file.lines['extends']}"
    if not isinstance(name, str):
        raise config_error([f"{place}: extends takes a file name"])
    path = find(name, child=file.path)
    if path.resolve().suffix.lower() not in SUFFIXES:
        raise config_error([f"{place}: extends takes a YAML file, one of {', '.join(SUFFIXES)}"])
    return path


def _is_file(path: Path) -> bool:
    """Return whether a path is a file; False if it is too long or its folder can't be read."""
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
        raise config_error([f"{path}: {kind} at the top; a config takes keys, such as seed: 7"])
    twice = [
        f"{path}, line {line}: {key if quoted else 'a key'} appears twice, first in line {first}"
        for key, (first, *others) in parsed.repeated.items()
        for line in others
    ]
    if twice:
        raise config_error(twice)
    return ConfigFile(path, parsed.value, parsed.lines)


def _parse(path: Path) -> "Parsed":
    from pokename.config.strict_yaml import NotYamlError, parse

    data = _bytes(path)
    try:
        # utf-8-sig also accepts the byte order mark that Windows editors write.
        return parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise config_error([f"{path}, line {line}: not UTF-8; save it as UTF-8"]) from None
    except NotYamlError as problem:
        raise config_error([f"{path}{problem}"]) from None


def _bytes(path: Path) -> bytes:
    from pokename.config.strict_yaml import LONGEST

    try:
        with path.open("rb") as stream:
            data = stream.read(LONGEST + 1)
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}.", "Check the file.") from None
    if len(data) > LONGEST:
        raise config_error([f"{path}: larger than {LONGEST // 1024} KiB, more than a config needs"])
    return data
