"""Names for rows by several processes, each with the model loaded once."""

import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process

from pokename.catalogue.heap import share_one_heap
from pokename.catalogue.rows import Row
from pokename.catalogue.workers import Named, Order, name_row
from pokename.cores import cores
from pokename.errors import PokenameError

# Rows given out for each worker: the others have work while the first row's names are waited for.
AHEAD = 4


def by_processes(rows: Iterable[Row], order: Order, workers: int) -> Generator[Named]:
    """Yield each row with its names, in order, made by so many processes.

    Raises:
        PokenameError: A worker process was killed.
    """
    # Not forked: the engine's threads don't survive that.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (cores() // workers,))
    waiting: deque[Future[Named]] = deque()
    try:
        for row in rows:
            waiting.append(pool.submit(name_row, row, order))
            if len(waiting) > workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise PokenameError(
            "A worker process was killed, perhaps for want of memory.",
            "Use fewer --workers; with --output, go on with --resume.",
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _start(threads: int) -> None:
    """Begin a worker process: it leaves Ctrl-C to its parent, and ends with it however that ends.

    Args:
        threads: Of the engine.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    share_one_heap()
    os.environ["OMP_NUM_THREADS"] = str(max(threads, 1))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
