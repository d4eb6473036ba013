"""Make text safe to print: escape the characters that control a terminal, or leave them out."""

import re

# C0 and C1 controls except tab and newline; bidirectional controls, which can disguise a text;
# lone surrogates, which can't be printed.
_ACTIVE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def harmless(text: str) -> str:
    r"""Escape the control characters of a text as ``\uXXXX``.

    JSON text keeps its meaning, since JSON has the same escapes.

    >>> harmless("a \x1b[31mred\x1b[0m lizard")
    'a \\u001b[31mred\\u001b[0m lizard'
    """
    return _ACTIVE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def line_of(text: str) -> str:
    """Return a text in one line, without terminal control characters."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
