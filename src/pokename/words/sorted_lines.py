"""Finds lines in sorted files, such as the line of a word in the thesaurus."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path


def line_from(text: str, start: str) -> str:
    r"""Return ``start`` if it is a line, else the next line in sorted order, or "" if none follows.

    >>> line_from("ant\nbee\ncow\n", "bee"), line_from("ant\nbee\ncow\n", "bat")
    ('bee', 'bee')

    Args:
        text: Sorted lines, each with its line end.
        start: A line without its end.
    """
    place = bisect_left(range(len(text)), start, key=partial(_line_at, text))
    return _line_at(text, place) if place < len(text) else ""


@cache
def text_in(path: Path) -> str:
    """Return the text of a file of sorted lines, each with its line end."""
    return path.read_bytes().decode("ascii")


@cache
def lines_of(path: Path) -> list[str]:
    """Return the lines of a file that ``line_starting`` searches, in their order.

    For a few lookups, ``line_from`` is faster: it doesn't split the text into lines.
    """
    return text_in(path).splitlines()


def line_starting(lines: Sequence[str], start: str) -> str:
    """Return the line that starts with ``start``, or "" if none does.

    >>> line_starting(["ant 1", "bee 2"], "bee "), line_starting(["ant 1", "bee 2"], "be ")
    ('bee 2', '')

    Args:
        lines: Sorted lines, of which at most one starts with ``start``.
        start: The start of a line, such as a word and a space.
    """
    place = bisect_left(lines, start)
    return lines[place] if place < len(lines) and lines[place].startswith(start) else ""


def _line_at(text: str, place: int) -> str:
    return text[text.rfind("\n", 0, place) + 1 : text.index("\n", place)]
