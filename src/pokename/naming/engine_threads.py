"""The engine's threads where a process forks or ends: neither may catch one at work.

A forked process has one thread of those that there were: a model that was loaded before is of no
use in it, not even freeing it works, and what another thread had locked stays so. Models are
therefore freed before a fork, which ends their threads, and loaded again when they are needed. And
a thread that comes back from the engine when the interpreter has ended takes the process down with
it.
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
MOST_SECONDS = 30  # that a fork, or the end of a process, waits for what is at work
PAUSE = 0.002  # seconds between two looks


class HasThreads(Protocol):
    """What owns models, which have threads of their own."""

    def free(self) -> None:
        """Free the models, until they are needed again."""


class _Work:
    """What is at work in this process, and whether it is ending."""

    def __init__(self) -> None:
        # No lock: an interrupt may come at any moment, and would leave it locked for ever.
        self.calls: set[object] = set()
        self.ending = False
        self.forking = False
        self.mine = threading.local()  # .depth: calls of this thread, one within the other
        self.owners: WeakSet[HasThreads] = WeakSet()
        self.loading: WeakSet[threading.Thread] = WeakSet()


_WORK = _Work()


@contextmanager
def at_work() -> Iterator[None]:
    """Let the process end only when the block has.

    Raises:
        SystemExit: This isn't the main thread, and the process is ending: the thread ends first.
    """
    go_on()
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


def go_on() -> None:
    """Return, unless the process is ending and this is a thread that it doesn't wait for.

    Raises:
        SystemExit: It is.
    """
    if _WORK.ending and threading.current_thread() is not threading.main_thread():
        raise SystemExit


def in_a_thread(work: Callable[[], T]) -> "Future[T]":
    """Begin some work in a thread of its own, and return what will hold its result.

    An executor would be shorter, but takes no work once the main thread has ended, though other
    threads may go on.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    thread = threading.Thread(target=run, name="loading")
    thread.start()
    _WORK.loading.add(thread)
    return future


def watch(owner: HasThreads) -> None:
    """Let an owner of models free them before this process forks."""
    _WORK.owners.add(owner)


def _wait() -> None:
    """Wait for what other threads have at work."""
    deadline = time.monotonic() + MOST_SECONDS
    while len(_WORK.calls) > _depth() and time.monotonic() < deadline:
        time.sleep(PAUSE)
    for thread in tuple(_WORK.loading):
        thread.join(max(deadline - time.monotonic(), 0))


def _end() -> None:
    """Let no thread begin any more, and wait for those at work."""
    _WORK.ending = True
    _wait()


def _before_fork() -> None:
    """Let threads begin no more until there are two processes, and end those that there are."""
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
