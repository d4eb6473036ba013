"""Read files, write them atomically, and collect hashes and versions for manifests."""

import csv
import hashlib
import io
import json
import os
import platform
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TextIO

from pokename.errors import DataError
from pokename.text_files import Line, lines_of, text_of


class Digest(Protocol):
    """A hash of ``hashlib``."""

    def update(self, data: memoryview, /) -> None:
        """Add bytes to the hashed content."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path; if the block succeeds, the file written there replaces ``path``.

    The permissions of ``path`` stay the same. If it is a link, the link stays and its target is
    replaced.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing(folder / "a.txt") as temporary:
    ...     _ = temporary.write_text("whole")
    >>> (folder / "a.txt").read_text()
    'whole'

    Raises:
        DataError: The file can't be written, or the path is of a folder, a pipe or a device.
    """
    target = followed(path)
    check_replaceable(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with suppress(FileNotFoundError):  # the file is new
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except OSError as error:
        raise refused(path, "written", error) from error
    finally:
        with suppress(OSError):  # the file was renamed or never written
            temporary.unlink()


def check_replaceable(path: Path) -> None:
    """Refuse a path that ``replacing`` refuses, before the work whose result goes there.

    Raises:
        DataError: There is a folder, a pipe or a device at the path, or a loop of links.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:  # a loop of links, for example
        raise refused(path, "written", error) from error
    if not stat.S_ISREG(mode):
        raise DataError(
            f"{path} can't be written: it isn't a regular file.", "Give the path of a file."
        )


def followed(path: Path) -> Path:
    """Return a path with all symbolic links resolved."""
    return Path(os.path.realpath(path))  # Path.resolve raises for a loop of links


def make_folder(path: Path) -> None:
    """Make a folder and its missing parents.

    Raises:
        DataError: The folder can't be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(path, "made", error) from error


def refused(path: Path, done: str, error: OSError) -> DataError:
    """Return the error for a path that can't be written or made.

    Args:
        path: The path.
        done: What was tried: "written" or "made".
        error: The error of the system.
    """
    return DataError(
        f"{path} can't be {done}: {error.strerror or error}.",
        "Check its folder, the permissions and the free space on the disk.",
    )


@contextmanager
def reading(path: Path) -> Iterator[TextIO]:
    """Open a text file in UTF-8, or in UTF-16 with a byte order mark.

    Raises:
        DataError: The file can't be read or has another encoding, or the block raises a csv.Error.
    """
    try:
        with path.open("rb") as stream:
            yield text_of(stream, path, "strict")
    except OSError as error:
        raise unreadable(path, error) from None
    except UnicodeDecodeError:
        hint = "Save it as UTF-8; perhaps it is Windows-1252 (Latin-1)."
        raise DataError(f"{path} isn't UTF-8.", hint) from None
    except csv.Error as error:
        raise DataError(f"{path} isn't CSV: {error}.", "Save it as CSV again.") from None


def unreadable(path: Path, error: OSError) -> DataError:
    """Return the error for a file that can't be read."""
    return DataError(f"{path} can't be read: {error.strerror or error}.", "Check the path.")


def read_lines(path: Path, digest: Digest | None = None) -> Iterator[Line]:
    """Yield the lines of a user's text file; see ``lines_of``.

    Args:
        path: The file; a pipe is read only once.
        digest: A hash that is updated with each byte that is read; None for none.

    Raises:
        DataError: The file can't be read.
    """
    try:
        with path.open("rb", buffering=0) as stream:
            read = _Hashed(stream, digest) if digest else stream
            yield from lines_of(text_of(io.BufferedReader(read), path), path)
    except OSError as error:
        raise unreadable(path, error) from None


class _Hashed(io.RawIOBase):
    """A binary stream that updates a hash with each byte that is read from it."""

    def __init__(self, stream: io.FileIO, digest: Digest) -> None:
        super().__init__()
        self._stream, self._digest = stream, digest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # any writable buffer; Python's base class has no type
        count = self._stream.readinto(buffer)
        self._digest.update(memoryview(buffer)[:count])
        return count


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with Unix line ends on every platform; the write is atomic."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, value: Any) -> None:  # any JSON value
    """Write ``value`` as indented JSON; the write is atomic.

    Raises:
        ValueError: The value contains NaN or infinity, which JSON doesn't have.
    """
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def page_with(page: Path, placeholder: str, data: Any) -> str:  # any JSON value
    """Return an HTML page with data as JSON in place of a placeholder in a script."""
    # A "<" in a text could close the script element that holds the data.
    inside = json.dumps(data).replace("<", "\\u003c")
    return page.read_text(encoding="utf-8").replace(placeholder, inside)


def read_json(path: Path) -> Any:  # any JSON value
    """Read a JSON file.

    Raises:
        DataError: The file is missing or isn't JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path} doesn't exist.", "Run the step that writes it first.") from None
    except OSError as error:
        raise unreadable(path, error) from None
    except (RecursionError, ValueError) as error:
        raise DataError(
            f"{path} isn't valid JSON: {error}.", "Run the step that writes it again."
        ) from None


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def library_versions(packages: Iterable[str]) -> dict[str, str]:
    """Return the versions of Python and of those ``packages`` that are installed."""
    from importlib.metadata import PackageNotFoundError, version

    versions = {"python": platform.python_version()}
    for package in packages:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


def now() -> str:
    """Return the current time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
