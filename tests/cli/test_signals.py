"""Test Ctrl-C, SIGTERM and closed terminals: no hang, no leftovers, the right exit code."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.processes import POKENAME, on_posix, run

pytestmark = on_posix

ROWS = 1000
MANY = ("generate", "--input", "in.txt", "-n", "1", "--workers", "2", "--output", "out.jsonl")


@pytest.fixture(autouse=True)
def _source(project: Path) -> None:
    (project / "in.txt").write_text("".join(f"a fish number {one}\n" for one in range(ROWS)))


@pytest.fixture(autouse=True)
def _usual_handler() -> Iterator[None]:
    """Let commands react to signals that the tests ignore: under nohup, or begun with "&"."""
    hangup = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    interrupt = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGHUP, hangup)
    signal.signal(signal.SIGINT, interrupt)


def begun(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*POKENAME, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a group of its own, since a terminal signals a whole group
    )


def signalled(process: "subprocess.Popen[str]", how: signal.Signals, times: int, gap: float) -> str:
    """Send a signal this many times, and return stderr once no process is left."""
    for _ in range(times):
        if process.poll() is None:
            os.killpg(process.pid, how)
            time.sleep(gap)
    # The workers hold stderr open as well, so stderr ends when the last worker ends.
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert "Unexpected" not in said
    deadline = time.monotonic() + 10
    while _group(process.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _group(process.pid) == []
    return said


def _group(number: int) -> list[int]:
    members = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == number and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process.pid)
        except (OSError, psutil.Error):
            continue
    return members


def wait_for_rows() -> None:
    deadline = time.monotonic() + 60
    part = Path("out.jsonl.part")
    while not (part.exists() and part.stat().st_size):
        assert time.monotonic() < deadline, "no row was written"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("name", "times", "gap"),
    [("SIGINT", 2, 0.1), ("SIGTERM", 1, 0.0), ("SIGHUP", 2, 0.05)],  # Windows has no SIGHUP
)
def test_several_processes_stop_at_a_signal(name: str, times: int, gap: float) -> None:
    how = signal.Signals[name]
    process = begun(*MANY)
    wait_for_rows()
    said = signalled(process, how, times, gap)
    assert process.returncode == 128 + how, said
    told = "Interrupted." if how is signal.SIGINT else f"Stopped by {how.name}."
    assert said.splitlines()[-1] == told


@pytest.mark.faults
def test_several_processes_stop_at_a_signal_at_any_moment() -> None:
    rng = random.Random(1)
    for _ in range(60):
        how = rng.choice([signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
        process = begun(*MANY)
        # In the first 0.3 seconds, Python is still starting.
        time.sleep(rng.uniform(0.3, 4))
        said = signalled(process, how, rng.choice([1, 2, 3]), rng.choice([0.001, 0.02, 0.1, 0.3]))
        # A signal at the very end kills the process directly; a shell shows the same exit code.
        assert process.returncode in {128 + how, -how}, said
        for left in Path().glob("out*"):
            left.unlink()


# Imports a module only to be interrupted there, then runs the command line.
INTERRUPTED_AT = """if True:
    import os, signal, sys

    class Interrupts:
        def find_spec(self, name, path, target=None):
            if name == MODULE:
                os.kill(os.getpid(), signal.SIGINT)

    MODULE = sys.argv.pop()
    sys.meta_path.insert(0, Interrupts())
    from pokename.cli import main

    main()
"""


@pytest.mark.parametrize("module", ["pokename.signals", "pokename.cli.app", "pokename.cli.score"])
def test_ctrl_c_while_the_first_modules_load_gives_one_line(module: str) -> None:
    done = run("--help", module, program=(sys.executable, "-c", INTERRUPTED_AT))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


# Takes long to finish after a signal. Signals are ignored for a tenth of the usual time.
SLOW_TO_FINISH = """if True:
    import time
    from pokename import signals

    signals.SECONDS_TO_FINISH /= 10
    signals.listen()
    try:
        print("begun", flush=True)
        time.sleep(60)
    finally:
        print("finishes", flush=True)
        time.sleep(60)
"""


def test_a_later_signal_ends_a_process_that_takes_long_to_finish() -> None:
    program = (sys.executable, "-c", SLOW_TO_FINISH)
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "finishes\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (128 + signal.SIGTERM, "Stopped at once.\n")


# Python's cleanup at exit takes a minute, as if it waited for a thread that never ends.
STUCK_AT_EXIT = """if True:
    import atexit, time
    from pokename import signals

    signals.SECONDS_TO_EXIT /= 50
    signals.listen()
    atexit.register(time.sleep, 60)
    try:
        print("begun", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        signals.end_process(130)
"""


def test_a_stopped_process_ends_even_if_its_cleanup_does_not() -> None:
    program = (sys.executable, "-c", STUCK_AT_EXIT)
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_one_process_stops_at_a_signal(how: signal.Signals) -> None:
    process = begun("generate", "--input", "in.txt", "--output", "out.jsonl", "--workers", "1")
    wait_for_rows()
    said = signalled(process, how, 2, 0.05)
    assert process.returncode == 128 + how, said


def test_signals_up_to_the_last_moment_do_not_change_the_exit_code() -> None:
    process = begun("generate", "--input", "in.txt", "--output", "out.jsonl", "--workers", "1")
    wait_for_rows()
    process.send_signal(signal.SIGINT)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.002)
    said = process.communicate()[1]
    assert process.returncode == 128 + signal.SIGINT, said


def test_a_closed_terminal_does_not_stop_a_command_under_nohup() -> None:
    few = 8
    Path("in.txt").write_text("a fish\n" * few)
    ignored = ("sh", "-c", "trap '' HUP; exec \"$@\"", "sh", *POKENAME)
    with subprocess.Popen(
        [*ignored, "generate", "--input", "in.txt", "-n", "1", "--output", "out.jsonl"],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        wait_for_rows()
        os.killpg(process.pid, signal.SIGHUP)
        assert process.wait(timeout=120) == 0
    assert len(Path("out.jsonl").read_text().splitlines()) == few


def test_generate_works_with_standard_streams_closed(project: Path) -> None:
    closed = ("sh", "-c", '"$@" <&- 2>&-', "sh", *POKENAME)
    result = run("generate", "a lizard", "-n", "2", "--format", "json", program=closed)
    assert result.returncode == 0
    assert result.stdout.startswith("[")
    closed = ("sh", "-c", '"$@" <&- >&- 2>&-', "sh", *POKENAME)
    assert run("generate", "a lizard", "--output", "o.json", program=closed).returncode == 0
    assert (project / "o.json").read_text().startswith("[")
