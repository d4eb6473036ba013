"""Bounds of the work: how much is done at once, how much may wait, how long an answer may take."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
RETRY_AFTER = 1  # seconds


class BusyError(Exception):
    """As many requests are waiting as may."""


class SlowError(Exception):
    """An answer takes longer than it may."""


class Workers:
    """Threads that answer questions, and the queue before them. Used by one event loop.

    Args:
        threads: Questions that are answered at once.
        queue: Questions that may wait.
        timeout: Seconds from a question to its answer.
        changed: Is told how many wait and are worked on whenever that changes.
    """

    def __init__(
        self, threads: int, queue: int, timeout: float, changed: Callable[[int], object]
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="names")
        self._most = threads + queue
        self._timeout = timeout
        self._changed = changed
        self._depth = 0

    @property
    def full(self) -> bool:
        """Whether the next question would be turned away."""
        return self._depth >= self._most

    async def answer(self, ask: Callable[[], T]) -> T:
        """Return what ``ask`` returns, from one of the threads.

        A thread can't be stopped: a question that took too long holds its place until it is done,
        so that the queue says what there is to do.

        Raises:
            BusyError: The queue is full.
            SlowError: It takes too long.
        """
        if self.full:
            raise BusyError
        loop = asyncio.get_running_loop()
        self._count(1)
        future = self._pool.submit(ask)

        def done(_: object) -> None:
            with suppress(RuntimeError):  # the loop has ended before
                loop.call_soon_threadsafe(self._count, -1)

        future.add_done_callback(done)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._timeout)
        except TimeoutError:
            raise SlowError from None

    def close(self) -> None:
        """Let what is being answered end, and drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _count(self, change: int) -> None:
        self._depth += change
        self._changed(self._depth)
