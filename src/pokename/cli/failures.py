"""Say in one line what failed, and with POKENAME_DEBUG=1 where."""

import errno
import os
import traceback

from pokename.cli.console import say
from pokename.cli.wish_options import as_options
from pokename.errors import PokenameError, WishError


def in_words(error: Exception) -> str:
    """Return what went wrong and what to do, as the command line says it."""
    if isinstance(error, PokenameError):
        gap = "\n" if "\n" in error.message else " "
        said = f"{error.message}{gap}{error.hint}".rstrip()
        return f"Error: {as_options(error) if isinstance(error, WishError) else said}"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "Error: The disk is full. Free some space, and run the command again."
    if isinstance(error, OSError) and error.strerror:
        what = f"{error.filename}: " if error.filename else ""
        return f"Error: {what}{error.strerror}. Check the path and its permissions."
    if isinstance(error, MemoryError):
        return "Error: There is no memory left. Close other programs, or try a smaller task."
    said = f"{type(error).__name__}: {error}".rstrip(": .")
    return f"Unexpected error: {said}. Set POKENAME_DEBUG=1 for the traceback."


def print_failure(line: str) -> None:
    """Print ``line`` on stderr; before it, print the traceback if debugging is on."""
    if os.environ.get("POKENAME_DEBUG") == "1":
        say(traceback.format_exc().rstrip("\n"))
    say("\n".join(map(_shortened, line.split("\n"))))


def _shortened(line: str, most: int = 2000) -> str:
    """Shorten an error message to ``most`` characters; keep its start and its end."""
    return line if len(line) <= most else f"{line[: most // 2]} … {line[-most // 2 :]}"
