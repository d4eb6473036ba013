"""The command line. ``app`` builds it from the commands; each command has its own module."""

import sys

try:
    import atexit
    import gc
    import os
    from io import TextIOWrapper

    from pokename import signals
except KeyboardInterrupt:  # Ctrl-C right after the start; main() handles any later signal
    sys.stderr.write("Interrupted.\n")
    sys.exit(130)


def main() -> None:
    """Run ``pokename`` with the arguments of the process, then exit."""
    code: object = 130
    try:
        _open_closed_streams()
        signals.listen()
        _run()
    except SystemExit as left:
        code = left.code
    except KeyboardInterrupt:  # before a command runs; a running command reports it itself
        sys.stderr.write("Interrupted.\n")
    signals.end_process(code)


def _run() -> None:
    # Modules loaded at the start live until the end, so collecting garbage among them wastes time:
    # collect rarely, and not at all at exit.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)

    from pokename.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        # Windows opens files and pipes in a legacy code page that lacks many characters.
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors=stream.errors)
    app(prog_name="pokename")


def _open_closed_streams() -> None:
    """Open the null device for each standard stream that the process was started without.

    Otherwise the next opened file would get the stream's number and receive the printed text.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is ``number``
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
