"""Text to the clipboard of the terminal that somebody sits at, by OSC 52; also over SSH."""

import os
import sys
from base64 import b64encode

# Consoles that show the sequence or ignore it: there is no way to ask them.
UNABLE = ("", "ansi", "dumb", "linux", "unknown", "vt100", "vt220")


def copies() -> bool:
    """Tell whether this terminal may know how to copy, as far as it says what it is."""
    able = os.environ.get("TERM", "").lower() not in UNABLE
    apple = os.environ.get("TERM_PROGRAM") == "Apple_Terminal"
    return able and not apple and "VTE_VERSION" not in os.environ


def copy(text: str) -> None:
    """Ask the terminal on stdout to put ``text`` on the clipboard."""
    sequence = f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"
    if os.environ.get("TERM", "").startswith("screen") and "TMUX" not in os.environ:
        sequence = f"\x1bP{sequence}\x1b\\"  # which GNU screen passes on
    sys.stdout.write(sequence)
    sys.stdout.flush()
