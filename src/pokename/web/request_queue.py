"""The queue of requests, the threads that answer them, and the time-out."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
RETRY_AFTER = 1  # seconds


class BusyError(Exception):
    """The queue is full."""


class SlowError(Exception):
    """An answer takes too long."""


class Workers:
    """Threads that answer requests, and their queue, for use by one event loop.

    Args:
        threads: The number of requests answered at once.
        queue: The number of requests that may wait.
        timeout: The maximum seconds from a request to its answer.
        report_depth: Called with the number of open requests whenever that number changes.
    """

    def __init__(
        self, threads: int, queue: int, timeout: float, report_depth: Callable[[int], object]
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="names")
        self._most = threads + queue
        self._timeout = timeout
        self._report_depth = report_depth
        self._depth = 0

    @property
    def full(self) -> bool:
        """Whether the next request would be refused."""
        return self._depth >= self._most

    async def answer(self, ask: Callable[[], T]) -> T:
        """Run ``ask`` in a thread and return its result.

        A thread can't be stopped, so a request that timed out keeps its place until its thread is
        done. The queue thus always shows the real amount of work.

        Raises:
            BusyError: The queue is full.
            SlowError: The answer takes too long.
        """
        if self.full:
            raise BusyError
        loop = asyncio.get_running_loop()
        self._count(1)
        future = self._pool.submit(ask)

        def done(_: object) -> None:
            """Count the request as done; its thread calls this."""
            with suppress(RuntimeError):  # the event loop has ended
                loop.call_soon_threadsafe(self._count, -1)

        future.add_done_callback(done)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._timeout)
        except TimeoutError:
            raise SlowError from None

    def close(self) -> None:
        """Finish the running answers, and drop the waiting requests."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _count(self, change: int) -> None:
        self._depth += change
        self._report_depth(self._depth)
