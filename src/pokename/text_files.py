"""Text that anybody wrote: its encoding by the file, its lines within bounds.

A line that can't be used has a problem: who reads decides whether that ends it.
"""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from pokename.errors import DataError

LONGEST_LINE = 1_000_000  # characters of a line, and of a record of several
LONGEST_SKIPPED = 100  # times that: what goes on longer without a line's end is no text
SAMPLE = 4096  # bytes by which a file is judged
NOT_TEXT = "it isn't UTF-8 text but perhaps Windows-1252 (Latin-1); save the file as UTF-8"
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})
_ESCAPED = "pokename.escaped"
codecs.register_error(_ESCAPED, lambda error: ("\udc80", cast("UnicodeDecodeError", error).end))


def text_of(stream: BinaryIO, name: object, errors: str = "") -> io.TextIOWrapper:
    """Return the text of a stream of bytes, line ends as they are.

    UTF-8 with or without a mark, and UTF-16 and UTF-32 as Windows writes them. What can't be read
    becomes a lone surrogate, so that one bad line doesn't end the reading.

    Args:
        stream: At its start.
        name: What an error calls it.
        errors: What becomes of what can't be read, where that is something else.

    Raises:
        DataError: It isn't text but something else.
    """
    if not hasattr(stream, "peek"):
        stream = cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", stream)))
    encoding = _encoding(cast("io.BufferedReader", stream).peek(SAMPLE)[:SAMPLE], name)
    errors = errors or ("surrogateescape" if encoding == "utf-8-sig" else _ESCAPED)
    return io.TextIOWrapper(stream, encoding, errors=errors, newline="")


def _encoding(start: bytes, name: object) -> str:
    for mark, encoding in _BOMS.items():
        if start.startswith(mark):
            return encoding
    if b"\0" not in start:
        return "utf-8-sig"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > 4 * min(even, odd) and 3 * max(even, odd) > len(start) // 2:
        return "utf-16-le" if odd > even else "utf-16-be"
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if controls > len(start) * (0.05 if len(start) > 500 else 0.3):
        raise DataError(f"{name} isn't text but other data.", "Give text in UTF-8.")
    return "utf-8-sig"


def is_text(text: str) -> bool:
    """Tell whether a text was read well: without lone surrogates, which stand for what was not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Line(NamedTuple):
    """A line of a text.

    Attributes:
        number: From 1.
        text: With its end; "" where there is a problem.
        problem: Why it can't be used, in words; "" where it can.
    """

    number: int
    text: str
    problem: str = ""


def lines_of(text: io.TextIOWrapper, name: object) -> Iterator[Line]:
    """Yield lines as they are read, never more than ``LONGEST_LINE`` characters at a time.

    Raises:
        DataError: A line doesn't end.
    """
    number, halved = 0, False
    while line := text.readline(LONGEST_LINE + 1):
        if halved and line == "\n":  # of a line's end of two signs that the limit fell between
            halved = False
            continue
        number += 1
        halved = len(line) > LONGEST_LINE
        if not halved:
            yield Line(number, line)
            continue
        if not _ended(line):
            _skip_rest(text, f"{name}, line {number}")
        yield Line(number, "", f"it has over {LONGEST_LINE:,} characters")


def _skip_rest(text: io.TextIOWrapper, where: str) -> None:
    for _ in range(LONGEST_SKIPPED):
        piece = text.readline(LONGEST_LINE)
        if not piece or _ended(piece):
            return
    raise DataError(
        f"{where}, doesn't end within {LONGEST_SKIPPED * LONGEST_LINE:,} characters.",
        "Give text with a line for each.",
    )


def _ended(line: str) -> bool:
    return line.endswith(("\n", "\r"))
