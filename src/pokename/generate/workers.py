"""Name rows in order, in this process or in several worker processes."""

import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

from pokename.cores import cores
from pokename.errors import PokenameError
from pokename.generate.inputs import Row
from pokename.generate.job import Job, NamedRow, generator_of, name_row
from pokename.signals import held

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from pokename.naming.generator import NameGenerator


def name_rows(rows: Iterable[Row], job: Job, workers: int = 1) -> Generator[NamedRow]:
    """Yield each row with its names, in order; the names don't depend on ``workers``.

    Rows are read lazily: one at a time with one worker, a few rows ahead with several workers.

    Args:
        rows: The rows; a row with a problem gets no names.
        job: The settings.
        workers: The number of processes, each with its own model; 1 uses only this process.

    Raises:
        ModelError: The model can't be loaded.
        WishError: No name can meet the wishes.
        PokenameError: A worker process was killed.
    """
    loaded(job.model)  # fail here, before any process starts, if the model is missing
    if workers > 1:
        yield from by_processes(rows, job, workers)
    else:
        yield from (name_row(row, job) for row in rows)


def loaded(model: str | None) -> "NameGenerator":
    """Return the generator of a model, loaded into a process with one heap.

    Raises:
        ModelError: The model can't be loaded.
    """
    share_one_heap()
    return generator_of(model)


_M_ARENA_MAX = -8  # in glibc's malloc.h


def share_one_heap() -> None:
    """Make all threads of this process allocate from one heap, if the C library is glibc.

    By default glibc gives each thread its own heap. Memory that one thread frees is then lost to
    the others, so the memory of a long run keeps growing. With another C library, nothing
    is changed.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, 1)


# Rows queued for each worker, so that all workers stay busy while the oldest row is awaited.
AHEAD = 4


def by_processes(rows: Iterable[Row], job: Job, workers: int) -> Generator[NamedRow]:
    """Yield each row with its names, in order, computed by ``workers`` processes.

    Raises:
        PokenameError: A worker process was killed.
    """
    # Imported here, because the usual case of one process doesn't need these modules.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Spawn, don't fork: the engine's threads don't survive a fork.
    with held():  # multiprocessing's resource tracker must survive a signal too
        pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (cores() // workers,))
    waiting: deque[Future[NamedRow]] = deque()
    try:
        for row in rows:
            with held():  # submit starts processes
                waiting.append(pool.submit(name_row, row, job))
            # Rows of a pipe may arrive slowly, so yield finished rows before waiting for the next.
            while waiting and (waiting[0].done() or len(waiting) > workers * AHEAD):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise PokenameError(
            "A worker process was killed, perhaps because memory ran out.",
            "Use fewer --workers; with --output, continue with --resume.",
        ) from None
    finally:
        with held():
            _close(pool)


SECONDS_TO_END = 1.0  # for workers to finish their current row when a run ends early


def _close(pool: "ProcessPoolExecutor") -> None:
    """End the processes of a pool; kill those that don't end by themselves."""
    from multiprocessing import active_children

    pool.shutdown(wait=False, cancel_futures=True)
    deadline = time.monotonic() + SECONDS_TO_END
    for worker in active_children():
        worker.join(max(deadline - time.monotonic(), 0))
        worker.kill()
    pool.shutdown()


def _start(threads: int) -> None:
    """Set up a worker process: ignore Ctrl-C, and exit when the parent exits for any reason.

    Args:
        threads: The number of threads for the engine.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    share_one_heap()
    os.environ["OMP_NUM_THREADS"] = str(max(threads, 1))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
