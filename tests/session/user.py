"""A user at a pseudo-terminal, and readers of what the terminal shows."""

import os
import re
import signal
import sys
from base64 import b64decode
from typing import Any

import pytest

pexpect = pytest.importorskip(
    "pexpect", reason="needs a pseudo-terminal, which Windows doesn't have"
)

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# Whenever the line editor waits for a line, it turns bracketed paste on. A dumb terminal gets only
# the prompt.
WAITING = {"xterm-256color": r"\x1b\[\?2004h[^>]*>", "dumb": "\n> "}
QUICK = ("--set", "generate.candidates=2", "--seed", "7")


class User:
    """A user at a terminal of 80 columns."""

    def __init__(self, *arguments: str, term: str = "xterm-256color", **variables: str) -> None:
        self._waiting = WAITING[term]
        count = () if "-n" in arguments else ("-n", "5")
        environ = {**os.environ, "TERM": term, "COLUMNS": "80"}
        self.process: Any = pexpect.spawn(
            sys.executable,
            ["-m", "pokename", "generate", *QUICK, *count, *arguments],
            env=environ | variables,
            dimensions=(40, 80),
            encoding="utf-8",
            timeout=60,
        )

    def reads(self, raw: bool = False) -> str:
        """Return what the terminal shows until the session waits for the next line."""
        self.process.expect(self._waiting)
        shown: str = self.process.before
        return shown if raw else ESCAPE.sub("", shown)

    def types(self, line: str, raw: bool = False) -> str:
        """Type a line, and return what the terminal then shows."""
        self.process.sendline(line)
        return self.reads(raw)

    def leaves(self, keys: str = "\x04") -> str:
        """Press the keys that end the session (Ctrl-D), and return what is shown at the end."""
        self.process.send(keys)
        return self.ends()

    def ends(self) -> str:
        """Return what is shown until the session ends by itself."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        shown: str = self.process.before
        return ESCAPE.sub("", shown)

    def dies(self) -> None:
        """Kill the process if it still runs."""
        if self.process.isalive():
            self.process.kill(signal.SIGKILL)
            self.process.wait()
        self.process.close()


def names_in(shown: str) -> dict[int, str]:
    """Return the names in a table, keyed by number."""
    return {int(number): name for number, name in re.findall(r"^ +(\d+) +([A-Z]\w+)", shown, re.M)}


def stages_in(shown: str) -> list[str]:
    """Return the line and stage of each name in a table of evolution lines, such as 2.1."""
    return re.findall(r"^ +\d+ +(\d\.\d)", shown, re.M)


def copied_in(sent: str) -> str:
    """Return the text that the session asks the terminal to copy."""
    copied = re.search(r"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", sent)
    assert copied
    return b64decode(copied[1]).decode()
