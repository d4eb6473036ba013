"""Name files of descriptions with a pool of Ray workers, on one machine or a cluster.

Only this module imports Ray. A run with Ray gives the same names in the same order as a local run,
since both use the same readers and the same ``name_row``. Its output is a folder of many files,
which gets its final name when all files are complete.
"""

import io
import logging
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Self

from msgspec.structs import replace

from pokename.errors import DataError, MissingExtraError, PokenameError
from pokename.files import followed, make_folder, replacing, write_text
from pokename.generate.formats import Format
from pokename.generate.inputs import READERS, Row, kind_of
from pokename.generate.job import Job, NamedRow, generator_of, name_row
from pokename.generate.output import Done
from pokename.generate.workers import share_one_heap

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

ROWS_A_FILE = 1000
# About ten seconds of work. If a worker is lost, its task is repeated. Smaller tasks would lose
# less work, but each task costs the driver 6 ms; see docs/measurements/scaling.md.
ROWS_A_TASK = 32
# Ray reads these variables on import. They turn off its usage statistics and all logs but errors.
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_DATA_LOG_LEVEL": "CRITICAL",
    "RAY_COLOR_PREFIX": "0",
}


def name_with_ray(
    pattern: str,
    job: Job,
    workers: int = 0,
    kind: str | None = None,
    ignored: Callable[[str], None] = lambda _column: None,
) -> Generator[NamedRow]:
    """Yield each row of the files with its names, in the order of the files and their rows.

    Connects to the cluster in ``RAY_ADDRESS`` or to a cluster that runs on this machine. Without
    a cluster, runs Ray on this machine until all rows are done. Every machine of a cluster needs
    the package and, unless the model is the bundled one, the folder of the model. The machines
    don't need the input or the output.

    Args:
        pattern: A file or a folder: a local path, or a remote address that pyarrow reads, such as
            ``s3://bucket/folder``. The last part of the path may have wildcards.
        job: The settings.
        workers: Maximum number of processes, each with a core and the model; 0 means one
            process for each core of the cluster.
        kind: The kind of input, as in ``inputs.read_rows``; if None, each file's suffix
            decides.
        ignored: Called with the name of each column that isn't read, once per column.

    Raises:
        ConfigError: A file's suffix is unknown.
        DataError: No file matches, or a file can't be read.
        MissingExtraError: Ray isn't installed.
        ModelError: The model can't be loaded.
        PokenameError: Ray failed.
        WishError: No name can meet the wishes.
    """
    generator_of(job.model)  # fail here, before any process starts, if the model is missing
    ray = _import_ray()
    filesystem, paths = _files_matching(pattern)
    for path in paths if kind is None else ():
        kind_of(Path(path))
    with _connected(ray):
        rows = _rows_dataset(ray, filesystem, paths, kind)
        yield from _named_rows(_named_dataset(ray, rows, job, workers), ignored)


def _rows_dataset(ray: Any, filesystem: "FileSystem", paths: list[str], kind: str | None) -> Any:
    """Return a Ray dataset that reads the rows of the files."""
    # num_cpus=0: reading needs little CPU, and must go on while the pool occupies every core.
    files = ray.data.read_binary_files(paths, filesystem=filesystem, include_paths=True, num_cpus=0)
    return files.flat_map(_rows_of, fn_kwargs={"kind": kind}, num_cpus=0)


def _named_dataset(ray: Any, rows: Any, job: Job, workers: int) -> Any:
    """Return a Ray dataset that names the rows with a pool of workers."""
    pool = ray.data.ActorPoolStrategy(min_size=1, max_size=workers or _cores(ray))
    return rows.repartition(target_num_rows_per_block=ROWS_A_TASK).map(
        _Namer, fn_constructor_args=(_with_absolute_model(job),), compute=pool, num_cpus=1
    )


def _named_rows(named_rows: Any, ignored: Callable[[str], None]) -> Iterator[NamedRow]:
    """Yield the named rows of a Ray dataset; raise the error of a row that can't be named."""
    report = cache(ignored)  # reports each column once
    for item in named_rows.iter_rows():  # Ray works lazily, as items are read
        if isinstance(item["named"], PokenameError):
            raise item["named"]
        for column in sorted(item["named"].row.ignored):
            report(column)
        yield item["named"]


class _Namer:
    """A worker of the pool; its process loads the model once."""

    def __init__(self, job: Job) -> None:
        share_one_heap()
        self._job = job

    def __call__(self, item: dict[str, Row]) -> dict[str, NamedRow | PokenameError]:
        """Return the row with its names, or an error, which the driver raises."""
        try:
            return {"named": name_row(item["row"], self._job)}
        except PokenameError as error:
            return {"named": error}


def _rows_of(file: dict[str, Any], kind: str | None) -> Iterator[dict[str, Row]]:
    path = Path(file["path"])
    ignored: list[str] = []
    for row in READERS[kind or kind_of(path)](io.BytesIO(file["bytes"]), path, ignored.append):
        yield {"row": replace(row, file=file["path"], ignored=tuple(ignored))}
        ignored.clear()


def _files_matching(pattern: str) -> tuple["FileSystem", list[str]]:
    """Return the file system of a pattern and the sorted paths of its files."""
    from pyarrow import ArrowInvalid
    from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem

    try:
        if "://" in pattern:
            filesystem, path = FileSystem.from_uri(pattern)
        else:
            filesystem, path = LocalFileSystem(), Path(pattern).absolute().as_posix()
        if any(sign in path for sign in "*?["):
            inside = filesystem.get_file_info(FileSelector(str(PurePosixPath(path).parent)))
            wanted = [one for one in inside if fnmatch(one.path, path)]
        elif filesystem.get_file_info(path).type is FileType.Directory:
            wanted = filesystem.get_file_info(FileSelector(path))
        else:
            wanted = [filesystem.get_file_info(path)]
    except (OSError, ArrowInvalid) as error:
        raise DataError(f"{pattern} can't be read: {error}.", "Check the path.") from None
    # Skip marker files such as _SUCCESS, which other programs write beside their data.
    paths = sorted(
        one.path
        for one in wanted
        if one.type is FileType.File and not one.base_name.startswith(("_", "."))
    )
    if not paths:
        raise DataError(f"No file matches {pattern}.", "Check the path.")
    return filesystem, paths


def _with_absolute_model(job: Job) -> Job:
    """Return the job with an absolute model path, since workers run in other folders."""
    if job.model is None or not Path(job.model).is_dir():
        return job
    return replace(job, model=str(followed(Path(job.model))))


def _import_ray() -> Any:  # Ray's types don't pass mypy
    """Import Ray and turn off its logs and progress bars.

    Raises:
        MissingExtraError: Ray isn't installed.
    """
    for variable, value in QUIET.items():
        os.environ.setdefault(variable, value)
    try:
        import ray.data
        import ray.exceptions
    except ImportError:
        raise MissingExtraError("ray", "--engine ray") from None
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = True
    return ray


@contextmanager
def _connected(ray: Any) -> Iterator[None]:
    """Connect to a cluster or start Ray here; turn Ray's errors into a PokenameError."""
    try:
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.CRITICAL)
        yield
    except (ray.exceptions.RayError, ConnectionError) as error:
        raise PokenameError(
            f"Ray failed: {str(error).strip().splitlines()[0].rstrip('.')}.",
            "See Ray's logs in /tmp/ray, or use --engine local.",
        ) from error
    finally:
        ray.shutdown()


def _cores(ray: Any) -> int:
    return max(int(ray.cluster_resources().get("CPU", 1)), 1)


class PartFolder:
    """``OUTPUT.part``, a folder to which files of names are added in row order.

    A stopped run leaves its complete files, but can't be resumed.

    Args:
        output: The final path.
        form: The output format.
        rows_a_file: The number of rows per file.

    Raises:
        DataError: The folder can't be made, or the output or its part folder already exists.
    """

    def __init__(self, output: Path, form: Format, rows_a_file: int = ROWS_A_FILE) -> None:
        self.done = Done()
        self._output = output
        self._folder = output.with_name(f"{output.name}.part")
        self._form = form
        self._rows_a_file = rows_a_file
        self._texts: list[str] = []
        self._files = 0
        for path in (output, self._folder):
            if path.exists():
                raise DataError(f"{path} already exists.", "Move or delete it.")
        make_folder(self._folder)

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Return all rows, since this output can't be resumed."""
        return rows

    def add(self, named: NamedRow) -> None:
        """Add the names of the next row; write a file after every ``rows_a_file`` rows."""
        self._texts.append(self._form.of(named, after_others=any(self._texts)))
        self.done.count(named)
        if len(self._texts) == self._rows_a_file:
            self._write()

    def finish(self) -> None:
        """Write the last file and move the folder to its final path."""
        if self._texts or not self._files:
            self._write()
        try:
            self._folder.replace(self._output)
        except OSError as error:
            raise DataError(
                f"{self._folder} is complete but can't be renamed: {error.strerror}.",
                f"Rename it to {self._output.name}.",
            ) from error

    def _write(self) -> None:
        path = self._folder / f"names-{self._files:05}{self._form.suffix}"
        text = "".join((self._form.head, *self._texts, self._form.tail))
        if self._form.finish:
            with replacing(path) as temporary:
                lines = temporary.with_suffix(".lines")
                try:
                    lines.write_text(text, encoding="utf-8", newline="\n")
                    self._form.finish(lines, temporary)
                finally:
                    lines.unlink(missing_ok=True)
        else:
            write_text(path, text)
        self._texts = []
        self._files += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the part folder if it is empty; else keep it with its complete files."""
        with suppress(OSError):  # the folder isn't empty, or was renamed
            self._folder.rmdir()
