"""Write names in bulk to stdout, a pipe, a growing file or a folder of files."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Protocol, Self

import typer
from msgspec import to_builtins

from pokename.bulk.descriptions import Row
from pokename.bulk.formats import FORMATS, explained_lines
from pokename.bulk.job import Job, NamedRow
from pokename.bulk.output_file import Done, PartFile, unwritable
from pokename.cli.bulk_options import STDOUT, Engine, Files
from pokename.cli.console import print_table, write_out
from pokename.terminal import harmless


class Sink(Protocol):
    """An output that takes rows with their names, in order."""

    done: Done

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Return the rows that aren't done yet."""

    def add(self, named: NamedRow) -> None:
        """Write the names of the next row."""

    def finish(self) -> None:
        """Complete the output."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...


class _Stream:
    """Writes names immediately, in UTF-8, to a pipe, a device or an open stream."""

    def __init__(self, output: Path, form: str) -> None:
        self.done = Done()
        self._output = output
        self._form = FORMATS[form]
        with unwritable(output):
            self._file = output.open("ab", buffering=0)

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        return rows

    def add(self, named: NamedRow) -> None:
        self._write(self._form.of(named, after_others=self.done.names > 0))
        self.done.count(named)

    def finish(self) -> None:
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


class _Stdout:
    """Writes names to stdout: tables in the terminal's encoding, other formats in UTF-8."""

    def __init__(self, form: str, *, explain: bool) -> None:
        self.done = Done()
        self._explain = explain
        self._table = form == "table"
        self._form = FORMATS[form]

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        if self._table:
            # Import rich now, while the model still loads in other threads.
            import_module("rich.console")
        yield from rows

    def add(self, named: NamedRow) -> None:
        if self._explain and named.names:
            write_out(f"{named.row.description}\n")
            for line in explained_lines(named.names):
                write_out(line)
            write_out("")
        elif self._table and named.names:
            print_table(named.names)
        else:
            self._write("" if self.done.rows else self._form.head)
            self._write(self._form.of(named, after_others=self.done.names > 0))
        self.done.count(named)

    def finish(self) -> None:
        self._write(("" if self.done.rows else self._form.head) + self._form.tail)

    def _write(self, text: str) -> None:
        if text and sys.stdout.isatty():
            text = harmless(text)
        if text:
            typer.echo(text.encode(), nl=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def sink_of(form: str, job: Job, files: Files, taken: Sequence[str]) -> Sink:
    """Return the sink that the options ask for, in the output format ``form``."""
    if files.output is None or str(files.output) in STDOUT:
        return _Stdout(form, explain=files.explain)
    if files.engine is Engine.RAY:
        from pokename.bulk.with_ray import PartFolder

        return PartFolder(files.output, FORMATS[form])
    if files.streamed:
        return _Stream(files.output, form)
    from pokename import __version__

    # A set, such as the excluded names, has another order in each process, so it is sorted.
    listed = to_builtins(job, order="deterministic")
    settings = {"version": __version__, "format": form, **listed}
    if job.unique is not None:
        settings["favourites"] = sha256("\n".join(taken).encode()).hexdigest()
    return PartFile(
        files.output, FORMATS[form], settings, resume=files.resume, remember=job.unique is not None
    )
