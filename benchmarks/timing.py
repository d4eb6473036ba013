"""Run commands in turn, each in a process of its own, and measure seconds and peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
# The console script of the environment that the benchmarks run in.
POKENAME = str(Path(sys.executable).with_name("pokename"))
# ru_maxrss is in bytes on macOS and in kilobytes elsewhere.
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024

Command = Sequence[str]


@dataclass(frozen=True)
class Ran:
    """The measurements of one run of a command.

    Attributes:
        seconds: Seconds from start to end.
        megabytes: Peak memory in 10**6 bytes.
        output: The text on stdout.
    """

    seconds: float
    megabytes: float
    output: str


def _environment() -> dict[str, str]:
    """Return the environment of the commands, in which Python writes bytecode.

    pip compiles what it installs. Python compiles a checkout in the warm-up round, but not if
    PYTHONDONTWRITEBYTECODE is set. So the environment lacks this variable.
    """
    return {key: os.environ[key] for key in os.environ if key != "PYTHONDONTWRITEBYTECODE"}


def program(name: str, *arguments: object) -> list[str]:
    """Return the command that runs a program of ``benchmarks/programs``."""
    return [sys.executable, str(PROGRAMS / f"{name}.py"), *map(str, arguments)]


def in_turn(
    commands: Mapping[str, Command], repeats: int, folder: Path | None = None
) -> dict[str, list[Ran]]:
    """Run the commands in turn in each round, so that other load affects all of them equally.

    A first round, which doesn't count, warms the disk cache.

    Args:
        commands: The commands, by label.
        repeats: The number of rounds that count.
        folder: The working directory; None for the current one.

    Returns:
        The ``repeats`` runs of each command, by label.
    """
    runs: dict[str, list[Ran]] = {label: [] for label in commands}
    for number in range(repeats + 1):
        for label, command in commands.items():
            ran = run(command, folder)
            if number:
                runs[label].append(ran)
    return runs


def run(command: Command, folder: Path | None = None) -> Ran:
    """Run a command to its end.

    Raises:
        RuntimeError: The command fails; the message includes its stderr.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, cwd=folder, env=_environment()
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{errors.read()}")
        return Ran(seconds, usage.ru_maxrss * MAXRSS_BYTES / 1e6, output.read())
