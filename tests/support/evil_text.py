"""Text that would control a terminal, and a check that a terminal is safe from it."""

import re

# Red text, a window title, a bell, a C1 control, a carriage return, text from right to left.
EVIL = "\x1b[31mred\x1b]0;title\x07\x9b2J\r\x7f\u202egnp"
ACTIVE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def assert_harmless(text: str) -> None:
    assert text
    assert ACTIVE.findall(text) == []
