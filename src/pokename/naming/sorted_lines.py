"""A sorted text is looked up as it is: to split all of its lines takes longer than an answer."""

from bisect import bisect_left
from functools import partial


def line_from(text: str, start: str) -> str:
    r"""Return the first line that is ``start`` or comes after it, or "" where none does.

    >>> line_from("ant\nbee\ncow\n", "bee"), line_from("ant\nbee\ncow\n", "bat")
    ('bee', 'bee')

    Args:
        text: Lines in the order of their letters, each with its end.
        start: Without one.
    """
    place = bisect_left(range(len(text)), start, key=partial(_line_at, text))
    return _line_at(text, place) if place < len(text) else ""


def _line_at(text: str, place: int) -> str:
    return text[text.rfind("\n", 0, place) + 1 : text.index("\n", place)]
