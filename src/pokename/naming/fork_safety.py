"""Delays a fork, and the end of the process, until no thread works in the engine.

A forked process has only one of the threads. A model that was loaded before the fork can't be used
in it, nor even freed, and whatever another thread had locked stays locked. Therefore models are
freed before a fork (freeing them ends their threads) and loaded again when they are needed. At the
end of a process, a thread that returns from the engine after the interpreter has ended would crash
the process.
"""

import atexit
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Protocol, TypeVar
from weakref import WeakSet

T = TypeVar("T")
MOST_SECONDS = 30  # longest time that a fork, or the end of a process, waits for running work
PAUSE = 0.002  # seconds between two checks


class HasThreads(Protocol):
    """An owner of models, which have threads of their own."""

    def free(self) -> None:
        """Free the models; the owner loads them again when they are needed."""


class _Work:
    """The calls at work in this process, and whether the process is ending or forking."""

    def __init__(self) -> None:
        # There is no lock here: an interrupt may come at any moment, and would leave a lock held
        # for ever.
        self.calls: set[object] = set()
        self.ending = False
        self.forking = False
        self.mine = threading.local()  # .depth is the number of nested calls of this thread
        self.owners: WeakSet[HasThreads] = WeakSet()
        self.loading: WeakSet[threading.Thread] = WeakSet()


_WORK = _Work()


@contextmanager
def at_work() -> Iterator[None]:
    """Let the process end or fork only after the block has ended.

    Raises:
        SystemExit: The process is ending, and this isn't the main thread; the thread then ends.
    """
    stop_if_ending()
    depth = _depth()
    while _WORK.forking and not depth:
        time.sleep(PAUSE)
    call = object()
    try:
        _WORK.calls.add(call)
        _WORK.mine.depth = depth + 1
        yield
    finally:
        _WORK.mine.depth = depth
        _WORK.calls.discard(call)


def _depth() -> int:
    depth: int = getattr(_WORK.mine, "depth", 0)
    return depth


def stop_if_ending() -> None:
    """End this thread if the process is ending and this isn't its main thread.

    Raises:
        SystemExit: The process is ending, and this isn't its main thread.
    """
    if _WORK.ending and threading.current_thread() is not threading.main_thread():
        raise SystemExit


def in_a_thread(work: Callable[[], T]) -> "Future[T]":
    """Start work in a thread of its own, and return the future of its result.

    An executor would need less code, but it accepts no work once the main thread has ended, even if
    other threads go on.
    """
    future: Future[T] = Future()

    def run() -> None:
        """Do the work; put its result or its error into the future."""
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    thread = threading.Thread(target=run, name="loading")
    thread.start()
    _WORK.loading.add(thread)
    return future


def watch(owner: HasThreads) -> None:
    """Register an owner of models, which must free them before this process forks."""
    _WORK.owners.add(owner)


def _wait() -> None:
    """Wait for the work of other threads, for up to ``MOST_SECONDS``."""
    deadline = time.monotonic() + MOST_SECONDS
    while len(_WORK.calls) > _depth() and time.monotonic() < deadline:
        time.sleep(PAUSE)
    for thread in tuple(_WORK.loading):
        thread.join(max(deadline - time.monotonic(), 0))


def _end() -> None:
    """Let no thread begin new work, and wait for the work in progress."""
    _WORK.ending = True
    _wait()


def _before_fork() -> None:
    """Let no thread begin new work until the fork is done; wait for the work, and free models."""
    _WORK.forking = True
    _wait()
    for owner in tuple(_WORK.owners):
        owner.free()


def _after_fork_in_parent() -> None:
    _WORK.forking = False


def _after_fork_in_child() -> None:
    owners = tuple(_WORK.owners)
    _WORK.__init__()  # type: ignore[misc]
    _WORK.owners.update(owners)


atexit.register(_end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=_after_fork_in_parent,
        after_in_child=_after_fork_in_child,
    )
