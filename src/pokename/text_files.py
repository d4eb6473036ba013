"""Read text files that users wrote: detect the encoding and limit the length of lines.

A bad line raises no error: it is returned with a ``problem``, and the caller decides what to do.
"""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from pokename.errors import DataError

LONGEST_LINE = 1_000_000  # characters of a line or of a CSV record
LONGEST_SKIPPED = 100  # times LONGEST_LINE; a file with a longer line isn't text
SAMPLE = 4096  # bytes to detect the encoding from
NOT_TEXT = "it isn't UTF-8 text but perhaps Windows-1252 (Latin-1); save the file as UTF-8"
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # must come before UTF-16, whose mark is a prefix of this mark
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})
_ESCAPED = "pokename.escaped"
codecs.register_error(_ESCAPED, lambda error: ("\udc80", cast("UnicodeDecodeError", error).end))


def text_of(stream: BinaryIO, name: object, errors: str = "") -> io.TextIOWrapper:
    """Wrap a binary stream as text; keep line ends unchanged.

    Reads UTF-8 with or without a byte order mark, and UTF-16 and UTF-32 as Windows writes them.
    Undecodable bytes become lone surrogates, so that one bad line doesn't stop the reading.

    Args:
        stream: The stream, positioned at its start.
        name: The name of the file in errors.
        errors: Another error handler for undecodable bytes, such as "strict".

    Raises:
        DataError: The stream isn't text.
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
        raise DataError(f"{name} isn't a text file.", "Give text in UTF-8.")
    return "utf-8-sig"


def is_text(text: str) -> bool:
    """Return whether a text was decoded without errors: it has no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Line(NamedTuple):
    """A line of a text.

    Attributes:
        number: The line number, from 1.
        text: The text with its line end; "" if there is a problem.
        problem: The reason that the line can't be used, in words; "" for a good line.
    """

    number: int
    text: str
    problem: str = ""


def lines_of(text: io.TextIOWrapper, name: object) -> Iterator[Line]:
    """Yield lines as they are read; a line longer than ``LONGEST_LINE`` has a problem.

    Raises:
        DataError: A line is so long that the file can't be text.
    """
    number, halved = 0, False
    while line := text.readline(LONGEST_LINE + 1):
        if halved and line == "\n":  # the limit split a "\r\n"
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
        "Put each entry on its own line.",
    )


def _ended(line: str) -> bool:
    return line.endswith(("\n", "\r"))
