"""The command line: the app and one short file a command."""

import atexit
import gc
import os
import sys
from io import TextIOWrapper

from pokename import stopping


def main() -> None:
    """Run ``pokename`` with the arguments of this process, and exit."""
    _open_closed_streams()
    stopping.listen()
    code: object = 130
    try:
        _run()
    except SystemExit as left:
        code = left.code
    except KeyboardInterrupt:  # before there was a command that would have said so
        sys.stderr.write("Interrupted.\n")
    stopping.end(code)


def _run() -> None:
    # What a start loads lives until the end: the interpreter need not look through it for what it
    # may free, again and again, and once more when it ends.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)

    from pokename.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        # Windows gives files and pipes an old code page, which lacks most of what is written here.
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors=stream.errors)
    app(prog_name="pokename")


def _open_closed_streams() -> None:
    """Let what would be printed go nowhere where the process was started without stderr or stdout.

    Else the first file that is opened takes the stream's place, and gets what is printed there.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
