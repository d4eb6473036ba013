"""Run commands in separate processes, as a shell does."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence

import pytest

POKENAME = (sys.executable, "-m", "pokename")

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")


def run(
    *arguments: str,
    program: Sequence[str] = POKENAME,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """Run a command in a separate process, without a terminal, for at most ten minutes."""
    return subprocess.run(
        [*program, *arguments],
        env={**os.environ, "PYTHONUTF8": "1", **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def run_on_a_terminal(*arguments: str, **variables: str) -> tuple[str, str]:
    """Run a command whose stderr is a terminal; return its stdout and the terminal's output."""
    import pty

    terminal, stderr = pty.openpty()
    environ = {**os.environ, "TERM": "xterm-256color", **variables}
    with subprocess.Popen(
        [*POKENAME, *arguments], stdout=subprocess.PIPE, stderr=stderr, env=environ
    ) as process:
        os.close(stderr)
        seen = b"".join(iter(lambda: _read(terminal), b""))
        assert process.stdout is not None
        result = process.stdout.read()
    os.close(terminal)
    assert process.returncode == 0, seen
    return result.decode(), seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux raises it once the other side is closed
        return b""
