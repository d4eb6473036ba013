"""Write names row by row, to a stream or to a file; a stopped run of a file can be resumed."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Self

from msgspec import Struct
from msgspec.structs import asdict

from pokename.errors import DataError
from pokename.files import followed, read_json, write_json, write_text
from pokename.generate.formats import Format
from pokename.generate.inputs import Row
from pokename.generate.job import NamedRow
from pokename.locks import locked


class Done(Struct):
    """The progress of an output.

    Attributes:
        rows: The number of rows read, including skipped ones.
        skipped: The number of rows that couldn't be used.
        names: The number of names written.
        bytes: The size of the complete rows in the part file, in bytes.
        digest: The SHA-256 of the rows read, in hexadecimal.
    """

    rows: int = 0
    skipped: int = 0
    names: int = 0
    bytes: int = 0
    digest: str = ""

    def count(self, named: NamedRow) -> None:
        """Add a row with its names to the counts."""
        self.rows += 1
        self.skipped += bool(named.problem)
        self.names += len(named.names)
        self.digest = _chained(self.digest, named.row)


class Stream:
    """Writes names immediately, in UTF-8, to a pipe, a device or an open stream.

    Args:
        output: The path of the pipe or device.
        form: The output format.

    Raises:
        DataError: The output can't be written.
    """

    def __init__(self, output: Path, form: Format) -> None:
        self.done = Done()
        self._output = output
        self._form = form
        with unwritable(output):
            self._file = output.open("ab", buffering=0)

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Return all rows, since this output can't be resumed."""
        return rows

    def add(self, named: NamedRow) -> None:
        """Write the names of the next row."""
        self._write(self._form.of(named, after_others=self.done.names > 0))
        self.done.count(named)

    def finish(self) -> None:
        """Write the end of the output and close it."""
        self._write(self._form.tail)
        with unwritable(self._output):
            self._file.close()

    def _write(self, text: str) -> None:
        with unwritable(self._output):
            self._file.write(f"{'' if self.done.rows else self._form.head}{text}".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # the write error was already reported
            self._file.close()


class PartFile:
    """``OUTPUT.part``, with its progress in ``OUTPUT.part.json``.

    The progress is saved after each row. If the process is killed, the part file may have an
    incomplete row at its end; a resumed run removes that row and writes it again.

    Args:
        output: The final path.
        form: The output format.
        settings: All settings that the names depend on; a resumed run must have the same.
        resume: Whether to continue the part file of a stopped run, if there is one.
        remember: Whether to store the names in ``OUTPUT.part.names`` too, so that ``names`` has
            them when the run is resumed.

    Attributes:
        names: The names that a stopped run wrote to this output, if ``remember`` is set.

    Raises:
        DataError: The file can't be written, another run is writing it, or a stopped run left a
            part file that must be resumed or deleted.
    """

    def __init__(
        self,
        output: Path,
        form: Format,
        settings: dict[str, Any],
        *,
        resume: bool,
        remember: bool = False,
    ) -> None:
        if output.is_symlink():
            output = followed(output)  # write to the target, so that the link stays
            if output.is_symlink():
                raise DataError(f"{output} is a loop of symbolic links.", "Remove it.")
        if output.exists() and not output.is_file():
            raise DataError(f"{output} isn't a file.", "Write somewhere else.")
        self.path = output.with_name(f"{output.name}.part")
        self.done = Done(bytes=len(form.head.encode()))
        self._output = output
        self._form = form
        self._settings = json.loads(json.dumps(settings))
        self._state = output.with_name(f"{output.name}.part.json")
        self._memory = output.with_name(f"{output.name}.part.names") if remember else None
        self.names: list[str] = []
        with ExitStack() as cleanup:
            busy = DataError(
                f"Another run is writing {self.path}.", "Wait for it, or write somewhere else."
            )
            with unwritable(self.path):
                lock = cleanup.enter_context(locked(self.path, timeout=0, busy=busy))
            cleanup.callback(_remove, lock)  # no run waits for this lock, so its file can go
            if self.path.exists():
                self._load_progress(resume=resume)
            with unwritable(self.path):
                self._stream = self._opened()
            self._cleanup = cleanup.pop_all()

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Skip the rows that are already written, and return the others.

        Raises:
            DataError: The skipped rows differ from those that the part file was made from.
        """
        digest = ""
        for row in islice(rows, self.done.rows):
            digest = _chained(digest, row)
        if digest != self.done.digest:
            raise DataError(
                f"The input has changed since {self.path} was written.",
                "Use the same input, or delete that file to start over.",
            )
        return rows

    def add(self, named: NamedRow) -> None:
        """Write the names of the next row."""
        text = self._form.of(named, after_others=self.done.names > 0)
        with unwritable(self.path):
            self._stream.write(text.encode())
            self._stream.flush()
            if self._memory:
                with self._memory.open("a", encoding="utf-8", newline="\n") as memory:
                    memory.writelines(f"{name.name}\n" for name in named.names)
        self.done.count(named)
        self.done.bytes = self._stream.tell()
        self._save()

    def finish(self) -> None:
        """Complete the output and move it to its final path.

        Without any name, an earlier output stays as it is.
        """
        if self.done.rows and not self.done.names:
            return
        with unwritable(self._output):
            self._stream.write(self._form.tail.encode())
            self._stream.close()
            if self._form.finish:
                self._form.finish(self.path, self._output)
                self.path.unlink()
            else:
                self.path.replace(self._output)
            self._remove_beside()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the part file; delete it if it has no name, else keep it to resume."""
        with self._cleanup:
            with suppress(OSError):  # the write error was already reported
                self._stream.close()
            if not self.done.names:
                self.path.unlink(missing_ok=True)
                self._remove_beside()

    def _remove_beside(self) -> None:
        for path in filter(None, (self._state, self._memory)):
            path.unlink(missing_ok=True)

    def _load_progress(self, *, resume: bool) -> None:
        """Load the progress of a stopped run."""
        try:
            state = read_json(self._state)
            done, kept = Done(**state["done"]), state["settings"]
        except (DataError, KeyError, TypeError):
            raise DataError(
                f"{self.path} exists, but {self._state.name} doesn't describe it.",
                "Move it, or write somewhere else.",
            ) from None
        if not done.rows:
            return
        if not resume:
            raise DataError(
                f"A stopped run left {self.path} with the names of {done.rows} rows.",
                f"Continue with --resume, or delete {self.path} to start over.",
            )
        other = [key for key in self._settings if kept.get(key) != self._settings[key]]
        if other:
            raise DataError(
                f"{self.path} was made with other settings: {', '.join(other)}.",
                f"Use the same settings, or delete {self.path} to start over.",
            )
        if self.path.stat().st_size < done.bytes:
            raise DataError(f"{self.path} is truncated.", f"Delete {self.path} to start over.")
        self.done = done
        if self._memory:
            self.names = self._remembered(self._memory, done.names)

    def _remembered(self, memory: Path, count: int) -> list[str]:
        """Return the first ``count`` stored names; later names belong to an incomplete row."""
        with suppress(OSError, UnicodeDecodeError):
            names = memory.read_text(encoding="utf-8").splitlines()
            if len(names) >= count:
                return names[:count]
        raise DataError(
            f"{memory} doesn't contain the names of {self.path}.",
            f"Delete {self.path} to start over.",
        )

    def _opened(self) -> BinaryIO:
        """Open the part file so that writing continues after its last complete row."""
        if self._memory:
            write_text(self._memory, "".join(f"{name}\n" for name in self.names))
        if self.done.rows:
            stream = self.path.open("r+b")
            stream.seek(self.done.bytes)
            stream.truncate()
            return stream
        self._save()  # first: without saved progress, the part file would count as another's
        stream = self.path.open("w+b")
        stream.write(self._form.head.encode())
        return stream

    def _save(self) -> None:
        write_json(self._state, {"settings": self._settings, "done": asdict(self.done)})


def _remove(lock: Path) -> None:
    with suppress(OSError):  # Windows can't delete a locked file, but deletes it on release
        lock.unlink()


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into an error that names the output.

    Raises:
        DataError: The block raises an OSError.
    """
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{path} can't be written: {error.strerror or error}.",
            "Check the permissions of its folder and the free space on the disk.",
        ) from error


def _chained(digest: str, row: Row) -> str:
    """Return the SHA-256 of the rows read so far, from that of the earlier rows and the next."""
    wishes = sorted(row.wishes.items()) or ""
    content = f"{digest}{row.id!r}{row.description}{row.problem}{wishes}"
    return hashlib.sha256(content.encode()).hexdigest()
