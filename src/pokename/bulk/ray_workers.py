"""Names for files of descriptions by a pool of workers on Ray: one machine's cores, or a cluster's.

The only place that imports Ray. Its rows and names are those of a local run: the same readers, the
same ``name_row``, in the order of the input.
"""

import io
import logging
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from pokename.bulk.descriptions import READERS, Row, kind_of
from pokename.bulk.job import Job, NamedRow, generator_of, name_row
from pokename.bulk.workers import share_one_heap
from pokename.errors import DataError, MissingExtraError, PokenameError
from pokename.files import followed

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

# Rows of one task: ten seconds of work, which a lost worker's successor does again, against 6 ms
# that each task costs the process that gives it out, see docs/measurements/scaling.md.
ROWS_A_TASK = 32
# Ray reads these when it is imported: it sends no statistics home and says only what went wrong.
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_DATA_LOG_LEVEL": "CRITICAL",
    "RAY_COLOR_PREFIX": "0",
}


def name_with_ray(
    pattern: str, job: Job, workers: int = 0, kind: str | None = None
) -> Generator[NamedRow]:
    """Yield each row of the files with its names, in the order of the files and their rows.

    The cluster is that of ``RAY_ADDRESS``, or one that runs on this machine; where there is none,
    Ray is started here for as long as this takes. The package, and the folder of a model that isn't
    bundled, must be on every machine of a cluster; output and input needn't.

    Args:
        pattern: A file or a folder, here or on what pyarrow can read (such as ``s3://``); its last
            part may have wildcards.
        job: What is asked.
        workers: The most processes, each with a core and the model; 0 for one a core of the
            cluster.
        kind: As ``rows.read_rows`` takes it; None goes by each file's suffix.

    Raises:
        ConfigError: The kind of a file can't be told.
        DataError: There are no such files, or they can't be read.
        MissingExtraError: Ray isn't installed.
        ModelError: The model can't be loaded.
        PokenameError: Ray gave up.
        WishError: No name can meet the wishes.
    """
    generator_of(job.model)  # a model that isn't there shows here, before any process starts
    ray = _loaded()
    filesystem, paths = _found(pattern)
    for path in paths if kind is None else ():
        kind_of(Path(path))
    with _connected(ray):
        rows = _read(ray, filesystem, paths, kind)
        named_rows = _named(ray, rows, job, workers)
        for item in named_rows.iter_rows():  # carries out the plan, as far as is read
            if isinstance(item["named"], PokenameError):
                raise item["named"]
            yield item["named"]


def _read(ray: Any, filesystem: "FileSystem", paths: list[str], kind: str | None) -> Any:
    """Return the plan by which the rows of files are read, a dataset of Ray."""
    # Reading waits for the disk, and must go on while the pool holds every core.
    files = ray.data.read_binary_files(paths, filesystem=filesystem, include_paths=True, num_cpus=0)
    return files.flat_map(_rows_of, fn_kwargs={"kind": kind}, num_cpus=0)


def _named(ray: Any, rows: Any, job: Job, workers: int) -> Any:
    """Return the plan by which rows get their names in a pool of workers, a dataset of Ray."""
    pool = ray.data.ActorPoolStrategy(min_size=1, max_size=workers or _cores(ray))
    return rows.repartition(target_num_rows_per_block=ROWS_A_TASK).map(
        _Namer, fn_constructor_args=(_for_elsewhere(job),), compute=pool, num_cpus=1
    )


class _Namer:
    """One worker of the pool; its process loads the model once."""

    def __init__(self, job: Job) -> None:
        share_one_heap()
        self._order = job

    def __call__(self, item: dict[str, Row]) -> dict[str, NamedRow | PokenameError]:
        """Return the row with its names, or why there can't be any, to be raised at home."""
        try:
            return {"named": name_row(item["row"], self._order)}
        except PokenameError as error:
            return {"named": error}


def _rows_of(file: dict[str, Any], kind: str | None) -> Iterator[dict[str, Row]]:
    path = Path(file["path"])
    rows = READERS[kind or kind_of(path)](io.BytesIO(file["bytes"]), path, lambda _column: None)
    for row in rows:
        yield {"row": replace(row, file=file["path"])}


def _found(pattern: str) -> tuple["FileSystem", list[str]]:
    """Return where the files of a pattern are, and their paths there, sorted."""
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
    # _SUCCESS and the like lie beside the data that other programs write.
    paths = sorted(
        one.path
        for one in wanted
        if one.type is FileType.File and not one.base_name.startswith(("_", "."))
    )
    if not paths:
        raise DataError(f"There are no files {pattern}.", "Check the path.")
    return filesystem, paths


def _for_elsewhere(job: Job) -> Job:
    """Return the job as a process in another folder understands it."""
    if job.model is None or not Path(job.model).is_dir():
        return job
    return replace(job, model=str(followed(Path(job.model))))


def _loaded() -> Any:  # Ray's types don't pass mypy
    """Return Ray, imported and told to be quiet.

    Raises:
        MissingExtraError: It isn't installed.
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
    """Connect to a cluster or start one here; what goes wrong in it is told in words."""
    try:
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.CRITICAL)
        yield
    except (ray.exceptions.RayError, ConnectionError) as error:
        raise PokenameError(
            f"Ray gave up: {str(error).strip().splitlines()[0].rstrip('.')}.",
            "Look at its logs in /tmp/ray, or use --engine local.",
        ) from error
    finally:
        ray.shutdown()


def _cores(ray: Any) -> int:
    return max(int(ray.cluster_resources().get("CPU", 1)), 1)
