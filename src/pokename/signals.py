"""Stop a command cleanly on Ctrl-C, SIGTERM or SIGHUP (a closed terminal).

The first signal raises an exception in the main thread, so that open files are closed properly.
Signals within the next ``SECONDS_TO_FINISH`` are ignored. A later one ends the process at once.
"""

import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

STOPPING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
SECONDS_TO_FINISH = 2.0  # after the first signal; a later signal ends the process at once
SECONDS_TO_EXIT = 10.0  # for Python's own cleanup, once a signal has stopped the command


class _State:
    """The signals received so far."""

    number: int | None = None
    since: float | None = None  # when the process began to stop
    held: int = 0
    put_off: int | None = None


_STATE = _State()


def listen() -> None:
    """Install the signal handlers; ignored signals, as under nohup, stay ignored."""
    for number in STOPPING:
        if signal.getsignal(number) not in {signal.SIG_IGN, None}:
            signal.signal(number, _on_signal)
    # As its last act, Python restores the default handlers; a signal after that would replace the
    # exit code.
    atexit.register(_ignore_signals)


def _ignore_signals() -> None:
    for number in STOPPING:
        if signal.getsignal(number) is _on_signal:
            signal.signal(number, signal.SIG_IGN)


def forget() -> None:
    """Forget the signal that was handled; the process continues."""
    _STATE.number = _STATE.since = None


def note(number: int) -> None:
    """Record the signal that stops the process; the caller makes the process end."""
    _STATE.number = number


def end_process(code: object) -> NoReturn:
    """End the process with a code, or with the exit code of the signal that stopped it.

    Args:
        code: The code, as for ``sys.exit``.
    """
    _STATE.since = _STATE.since or time.monotonic()  # ignore Ctrl-C from here on
    if _STATE.number is not None:
        # Python's own cleanup at exit may wait for ever, for a thread that a killed worker blocks.
        threading.Thread(target=_exit_at_last, args=(128 + _STATE.number,), daemon=True).start()
    sys.exit(code if _STATE.number is None else 128 + _STATE.number)  # type: ignore[arg-type]


def _exit_at_last(code: int) -> None:
    time.sleep(SECONDS_TO_EXIT)
    os._exit(code)


def name() -> str | None:
    """Return the name of the signal that stopped the process, or None."""
    return None if _STATE.number is None else signal.Signals(_STATE.number).name


@contextmanager
def held() -> Iterator[None]:
    """Defer signals until the block ends, and block signals in processes that the block starts.

    Without ``listen``, this thread gets signals after the block, but another thread of the process
    may get one at once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _STATE.held += 1
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING) if _CAN_BLOCK else ()
    try:
        yield
    finally:
        if _CAN_BLOCK:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        _STATE.held -= 1
        if _STATE.put_off is not None and not _STATE.held:
            number, _STATE.put_off = _STATE.put_off, None
            _stop(number)


_CAN_BLOCK = hasattr(signal, "pthread_sigmask")


def _on_signal(number: int, _: FrameType | None) -> None:
    now = time.monotonic()
    if _STATE.since is None:
        _STATE.since, _STATE.number = now, number
        if _STATE.held:
            _STATE.put_off = number
        else:
            _stop(number)
    elif now - _STATE.since > SECONDS_TO_FINISH:
        with suppress(OSError, ValueError):
            sys.stderr.write("Stopped at once.\n")
            sys.stderr.flush()
        os._exit(128 + number)


def _stop(number: int) -> NoReturn:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)
