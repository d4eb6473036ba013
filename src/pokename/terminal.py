"""Text that does nothing to a terminal: the one place that all goes through that is printed."""

import re

# Controls of both kinds but the tab and the line's end; what turns the direction of writing, so
# that a text reads as another; halves of characters, which can't be printed at all.
_ACTIVE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def harmless(text: str) -> str:
    r"""Return a text with what would act on a terminal in view, as JSON and Python write it.

    JSON means the same afterwards.

    >>> harmless("a \x1b[31mred\x1b[0m lizard")
    'a \\u001b[31mred\\u001b[0m lizard'
    """
    return _ACTIVE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
