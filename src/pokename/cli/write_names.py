"""Generate names for one description or many, and write the names to stdout or a file."""

import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import (
    AbstractContextManager,
    closing,
    contextmanager,
    nullcontext,
    redirect_stdout,
)
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Protocol, Self

from msgspec import to_builtins

from pokename.cli.console import print_table, progress_bar, say, write_data, write_out
from pokename.cli.file_options import STDOUT, Engine, Files, output_format
from pokename.cli.wish_options import in_options
from pokename.cores import cores
from pokename.counting import counted
from pokename.errors import DataError, WishError
from pokename.generate.formats import FORMATS, explained_lines
from pokename.generate.inputs import STDIN, Row, kind_of, read_rows
from pokename.generate.job import Job, NamedRow
from pokename.generate.output import Done, PartFile, Stream
from pokename.generate.row_wishes import DESCRIPTIVE_TRAITS
from pokename.generate.workers import loaded, name_rows
from pokename.naming.name import Refused

Show = Callable[[Done], None]


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


@contextmanager
def row_progress(start: Done, total: int | None, *, bar: bool) -> Iterator[Show]:
    """Yield a callback that shows the progress; at the end, print a summary.

    Args:
        start: The progress of an earlier run.
        total: The number of all rows, or None if unknown.
        bar: Whether to draw a bar if stderr is a terminal.
    """
    began, names_before, done = time.monotonic(), start.names, start

    def speed() -> str:
        """Return how many names a second this run has made, as text."""
        seconds = max(time.monotonic() - began, 1e-9)
        return f"{(done.names - names_before) / seconds:.1f} names/s"

    with progress_bar("descriptions", bar=bar) as progress:

        def show(now: Done) -> None:
            """Show the progress on the terminal."""
            nonlocal done
            done = now
            progress(done.rows, total, speed())

        yield show
    say(f"{counted(done.names, 'name')} for {counted(done.rows, 'description')} ({speed()})")


# From this number of descriptions on, starting a process on each core saves time.
MANY = 50


def write_names(description: str | None, job: Job, files: Files, taken: Sequence[str] = ()) -> None:
    """Write the names of a description, or of each row of a source.

    Args:
        description: The description; None if ``files`` has a source.
        job: The settings.
        files: The source and the output.
        taken: Names that new names must not resemble, if ``job.unique`` is set.

    Raises:
        ConfigError: Options contradict each other.
        WishError: No name meets the wishes.
        DataError: The source or the output can't be used, rows were skipped, or no row has a name.
    """
    described = any(map(job.wishes.get, DESCRIPTIVE_TRAITS))
    if not (description or "").strip() and not files.source:
        description = "" if described else None
    form = output_format(description, files)
    total = _count(files)
    with (
        _sink_of(form, job, files, taken) as sink,
        _hint_when_stopped(sink),
        _display(sink.done, total, files) as show,
        closing(_named_rows(description, job, files, sink, total)) as named_rows,
    ):
        for named in _with_notes_printed(_unique(named_rows, job, sink, taken), files):
            if description is not None and not named.names:  # the output must stay as it is
                raise WishError(
                    f"No {'evolution line' if job.line else 'name'} meets the wishes.",
                    "Remove a wish, or describe the creature in other words.",
                )
            sink.add(named)
            show(sink.done)
        sink.finish()
    if sink.done.skipped:
        raise DataError(f"Skipped {sink.done.skipped:,} of {counted(sink.done.rows, 'row')}.")
    if sink.done.rows and not sink.done.names:
        raise DataError("No row got a name.", "Remove a wish, or use other words in the rows.")


def _named_rows(
    description: str | None, job: Job, files: Files, sink: Sink, total: int | None
) -> Generator[NamedRow]:
    """Return an iterator that names the remaining rows lazily."""
    if files.source and files.engine is Engine.RAY:
        return _by_ray(files.source, job, files)
    if files.path is None:
        rows = iter([Row(1, description or "")])
    else:
        rows = read_rows(files.path, files.kind, _say_ignored)
    return name_rows(sink.rest(rows), job, _workers(files, total))


def _unique(
    named_rows: Iterable[NamedRow], job: Job, sink: Sink, taken: Sequence[str]
) -> Iterable[NamedRow]:
    """Return the rows; if ``job.unique`` is set, without names that are like earlier names."""
    if job.unique is None:
        return named_rows
    from pokename.generate.unique_rows import unique_rows
    from pokename.naming.novelty import UniqueNames

    before = sink.names if isinstance(sink, PartFile) else ()
    given = UniqueNames((*taken, *before), unique_similarity=job.unique)
    return unique_rows(named_rows, job, given)


def _by_ray(source: str, job: Job, files: Files) -> Generator[NamedRow]:
    from pokename.generate.with_ray import name_with_ray

    with redirect_stdout(sys.stderr):  # Ray reports lost workers on stdout
        yield from name_with_ray(source, job, files.workers or 0, files.kind, _say_ignored)


def _say_ignored(column: str) -> None:
    say(f"The unknown column '{column}' is ignored.")


def _count(files: Files) -> int | None:
    """Count the rows of the source; return None if it can be read only once, such as a pipe."""
    source = files.local_file
    if source is None or not source.is_file():
        return None
    return sum(1 for _ in read_rows(source, files.kind))


def _workers(files: Files, total: int | None) -> int:
    if files.workers is None:
        return cores() if total and total >= MANY else 1
    return files.workers or cores()


def _display(start: Done, total: int | None, files: Files) -> AbstractContextManager[Show]:
    if files.source is None:
        return nullcontext(lambda _: None)
    # Draw no bar if names are printed on the terminal: the names show the progress.
    to_file = bool(files.output) and not files.streamed
    return row_progress(start, total, bar=to_file or not sys.stdout.isatty())


@contextmanager
def _hint_when_stopped(sink: Sink) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit):  # SystemExit: a signal other than Ctrl-C
        if isinstance(sink, PartFile) and sink.done.names:
            say(f"{sink.done.rows} rows are done. To continue, run the same command with --resume.")
        raise


def _with_notes_printed(named_rows: Iterable[NamedRow], files: Files) -> Iterator[NamedRow]:
    """Yield the rows, and print their problems and notes on stderr."""
    for named in named_rows:
        where = _where(named.row, files)
        if named.problem and not files.strict:
            say(f"Skipped {where}{named.problem}.")
        for note in named.notes:
            say(f"{where}{in_options(note)}")
        if files.verbose:
            _say_refused(named.refused, where)
        if files.strict and not named.names:
            problem = named.problem or "no name meets its wishes"
            raise DataError(
                f"{where}{problem}.", "Fix that row. With --output, --resume then continues."
            )
        yield named


def _say_refused(refused: Sequence[Refused], where: str) -> None:
    for one in refused:
        say(f"{where}Refused: {one.letters.title()} ({in_options(one.why)})")
    if not refused:
        say(f"{where}Refused: none")


def _where(row: Row, files: Files) -> str:
    source = row.file or files.source
    if source is None:
        return ""
    unit = "row" if (files.kind or kind_of(Path(source))) == "parquet" else "line"
    return f"{'stdin' if files.path == STDIN else source}, {unit} {row.line}: "


class _Stdout:
    """Writes names to stdout: tables in the terminal's encoding, other formats in UTF-8."""

    def __init__(self, form: str, *, explain: bool) -> None:
        self.done = Done()
        self._explain = explain
        self._table = form == "table"
        self._form = FORMATS[form]

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Return all rows, since stdout can't be resumed."""
        if self._table:
            # Import rich now, while the model still loads in other threads.
            import_module("rich.console")
        yield from rows

    def add(self, named: NamedRow) -> None:
        """Write the names of the next row."""
        if self._explain and named.names:
            write_out(f"{named.row.description}\n")
            for line in explained_lines(named.names):
                write_out(line)
            write_out("")
        elif self._table and named.names:
            print_table(named.names)
        else:
            write_data("" if self.done.rows else self._form.head)
            write_data(self._form.of(named, after_others=self.done.names > 0))
        self.done.count(named)

    def finish(self) -> None:
        """Write the end of the format; also its head, if there were no rows."""
        write_data(("" if self.done.rows else self._form.head) + self._form.tail)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _sink_of(form: str, job: Job, files: Files, taken: Sequence[str]) -> Sink:
    """Return the sink that the options ask for, in the output format ``form``."""
    if files.output is None or str(files.output) in STDOUT:
        return _Stdout(form, explain=files.explain)
    if files.engine is Engine.RAY:
        from pokename.generate.with_ray import PartFolder

        return PartFolder(files.output, FORMATS[form])
    if files.streamed:
        return Stream(files.output, FORMATS[form])
    from pokename import __version__

    # A set, such as the excluded names, has another order in each process, so it is sorted.
    listed = to_builtins(job, order="deterministic")
    # The path of a model may have another model by the time of a resumed run.
    digest = loaded(job.model).digest
    settings = {"version": __version__, "format": form, **listed, "model files": digest}
    if job.unique is not None:
        settings["favourites"] = sha256("\n".join(taken).encode()).hexdigest()
    return PartFile(
        files.output, FORMATS[form], settings, resume=files.resume, remember=job.unique is not None
    )
