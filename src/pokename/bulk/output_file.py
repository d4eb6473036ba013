"""An output that grows row by row, survives a stop, and takes its name when it is whole."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Self

from msgspec import Struct
from msgspec.structs import asdict

from pokename.bulk.descriptions import Row
from pokename.bulk.formats import Format
from pokename.bulk.job import NamedRow
from pokename.errors import DataError
from pokename.files import followed, locked, read_json, write_json, write_text


class Done(Struct):
    """How far an output is.

    Attributes:
        rows: Read, those that were skipped among them.
        skipped: Rows that couldn't be used.
        names: Written.
        bytes: Of the part file that are whole rows.
        digest: SHA-256 of the rows read, in hexadecimal.
    """

    rows: int = 0
    skipped: int = 0
    names: int = 0
    bytes: int = 0
    digest: str = ""

    def count(self, named: NamedRow) -> None:
        """Count a row with its names."""
        self.rows += 1
        self.skipped += bool(named.problem)
        self.names += len(named.names)
        self.digest = _chained(self.digest, named.row)


class PartFile:
    """``OUTPUT.part``, with ``OUTPUT.part.json`` beside it that says how far it is.

    The second is written after each row's names. Whatever the first holds beyond that, when the
    process was killed, is the start of a row, and that row is done again.

    Args:
        output: What it will be.
        form: How names are written.
        settings: What the names depend on: only with the same can a run go on.
        resume: Whether to go on with what a stopped run left, if it left anything.
        remember: Whether to keep the names themselves in ``OUTPUT.part.names``, a line each, for
            ``names`` when a run goes on.

    Attributes:
        names: Those of the rows that are done, where they are remembered.

    Raises:
        DataError: It can't be written, another run is writing it, or a stopped run left one that
            must be gone on with or deleted.
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
            output = followed(output)  # which stays one
            if output.is_symlink():
                raise DataError(f"{output} is a link that leads in a circle.", "Remove it.")
        if output.exists() and not output.is_file():
            raise DataError(f"{output} isn't a file.", "Write somewhere else.")
        self.path = output.with_name(f"{output.name}.part")
        self.done = Done(bytes=len(form.head.encode()))
        self._output = output
        self._form = form
        self._settings = json.loads(json.dumps(settings, default=sorted))
        self._state = output.with_name(f"{output.name}.part.json")
        self._memory = output.with_name(f"{output.name}.part.names") if remember else None
        self.names: list[str] = []
        with ExitStack() as cleanup:
            busy = DataError(
                f"Another run is writing {self.path}.", "Wait for it, or write somewhere else."
            )
            with unwritable(self.path):
                lock = cleanup.enter_context(locked(self.path, timeout=0, busy=busy))
            cleanup.callback(_remove, lock)  # nobody waits for it
            if self.path.exists():
                self._take_up(resume=resume)
            with unwritable(self.path):
                self._stream = self._opened()
            self._cleanup = cleanup.pop_all()

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Return the rows that are still to do.

        Raises:
            DataError: Those before them aren't what the part file was made of.
        """
        digest = ""
        for row in islice(rows, self.done.rows):
            digest = _chained(digest, row)
        if digest != self.done.digest:
            raise DataError(
                f"The rows that {self.path} was made of have changed.",
                "Give the same input, or delete that file to start again.",
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
        """Give the output its name, now that it is whole."""
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
        """Leave what can be gone on with, and nothing where no row is done."""
        with self._cleanup:
            with suppress(OSError):  # what can't be written has been said
                self._stream.close()
            if not self.done.rows:
                self.path.unlink(missing_ok=True)
                self._remove_beside()

    def _remove_beside(self) -> None:
        for path in filter(None, (self._state, self._memory)):
            path.unlink(missing_ok=True)

    def _take_up(self, *, resume: bool) -> None:
        """Read how far a stopped run came."""
        anew = f"delete {self.path} to start again."
        try:
            state = read_json(self._state)
            done, kept = Done(**state["done"]), state["settings"]
        except (DataError, KeyError, TypeError):
            raise DataError(
                f"{self.path} is in the way: {self._state.name} doesn't say what it is.",
                "Move it, or write somewhere else.",
            ) from None
        if not done.rows:
            return
        if not resume:
            raise DataError(
                f"A stopped run left {self.path} with the names of {done.rows} rows.",
                f"Go on with --resume, or {anew}",
            )
        other = [key for key in self._settings if kept.get(key) != self._settings[key]]
        if other:
            raise DataError(
                f"{self.path} was made with other settings: {', '.join(other)}.",
                f"Give the same, or {anew}",
            )
        if self.path.stat().st_size < done.bytes:
            raise DataError(f"{self.path} has lost its end.", anew.capitalize())
        self.done = done
        if self._memory:
            self.names = self._remembered(self._memory, done.names)

    def _remembered(self, memory: Path, count: int) -> list[str]:
        """Return the names of the rows that are done; those after them are of a row that isn't."""
        with suppress(OSError, UnicodeDecodeError):
            names = memory.read_text(encoding="utf-8").splitlines()
            if len(names) >= count:
                return names[:count]
        raise DataError(
            f"{memory} doesn't hold the names of {self.path}.",
            f"Delete {self.path} to start again.",
        )

    def _opened(self) -> BinaryIO:
        """Return the part file, open behind what is done."""
        if self._memory:
            write_text(self._memory, "".join(f"{name}\n" for name in self.names))
        if self.done.rows:
            stream = self.path.open("r+b")
            stream.seek(self.done.bytes)
            stream.truncate()
            return stream
        self._save()  # before the file: one without this isn't ours
        stream = self.path.open("w+b")
        stream.write(self._form.head.encode())
        return stream

    def _save(self) -> None:
        write_json(self._state, {"settings": self._settings, "done": asdict(self.done)})


def _remove(lock: Path) -> None:
    with suppress(OSError):  # on Windows it goes by itself, and not before it is let go of
        lock.unlink()


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Say in words why an output can't be written.

    Raises:
        DataError: The block raises an OSError.
    """
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{path} can't be written: {error.strerror or error}.",
            "Look at its folder and the room on the disk.",
        ) from error


def _chained(digest: str, row: Row) -> str:
    wishes = sorted(row.wishes.items()) or ""
    told = f"{digest}{row.id!r}{row.description}{row.problem}{wishes}"
    return hashlib.sha256(told.encode()).hexdigest()
