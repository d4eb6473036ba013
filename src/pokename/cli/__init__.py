"""The command line: the app and one short file a command."""

import atexit
import gc
import sys
from io import TextIOWrapper


def main() -> None:
    """Run ``pokename`` with the arguments of this process, and exit."""
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
