"""Test that results go to stdout and everything else to stderr, with colours only on terminals."""

import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pokename.cli.console import print_json
from tests.support.processes import ESCAPE, POKENAME, on_posix, run, run_on_a_terminal


@on_posix
@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--version",), ("config", "schema"), ("fetch", "--source", "bundled")],
)
def test_a_closed_pipe_prints_no_error(arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*POKENAME, *arguments], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert "Traceback" not in done.stderr
    assert "rror" not in done.stderr


@on_posix
def test_output_piped_to_head_prints_no_error() -> None:
    line = f"{sys.executable} -m pokename config schema --format markdown | head -n 1"
    done = run(program=["sh", "-c", line])
    assert done.stdout == "| key | takes | default | meaning |\n"
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("config", "schema"),
        ("generate", "a fiery lizard", "-n", "1"),
        ("generate", "a fiery lizard", "-n", "1", "--format", "json"),
    ],
)
def test_a_full_disk_behind_stdout_gives_a_one_line_error(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*POKENAME, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("config: ")]
    assert line == "Error: The disk is full. Free some space, and run the command again."


@on_posix
def test_a_closed_stdout_is_not_an_error() -> None:
    done = run("config", "show", program=("sh", "-c", 'exec "$@" >&-', "sh", *POKENAME))
    assert (done.returncode, done.stderr) == (0, "")


def test_json_on_stdout_has_no_number_that_json_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        print_json({"loss": math.nan})
    assert capsys.readouterr().out == ""


def test_progress_is_plain_lines_if_there_is_no_terminal_and_stdout_has_only_results(
    fetched: Path,
) -> None:
    done = run("preprocess")
    assert re.search(r"^preprocess: 1,025 of 1,025, in \d+ s$", done.stderr, re.MULTILINE)
    assert ESCAPE.search(done.stdout + done.stderr) is None
    assert "\r" not in done.stderr.replace("\r\n", "\n")
    written = done.stdout.splitlines()
    assert len(written) >= 4
    assert all((fetched / path).is_file() for path in written)


@on_posix
def test_progress_is_a_bar_on_stderr_if_there_is_a_terminal(fetched: Path) -> None:
    result, seen = run_on_a_terminal("preprocess")
    assert "━" in seen
    assert "\x1b[?25l" in seen  # the cursor is hidden while the bar moves
    assert " 1025/1025 " in ESCAPE.sub("", seen)
    assert ESCAPE.search(result) is None


@on_posix
def test_the_variable_no_color_is_respected_on_a_terminal(fetched: Path) -> None:
    _, seen = run_on_a_terminal("preprocess", NO_COLOR="1")
    assert " 1025/1025 " in seen
    # Bold and italic aren't colours. Sequences that move the bar's cursor don't end in m.
    assert set(re.findall(r"\x1b\[[0-9;]*m", seen)) <= {"\x1b[0m", "\x1b[1m", "\x1b[3m"}


def test_redirected_output_is_utf8_in_any_locale(project: Path) -> None:
    (project / "mine.yaml").write_text("tracking: {project: Pokémon ♀}\n", encoding="utf-8")
    (project / "bad.yaml").write_text("sed: Pokémon ♀\n", encoding="utf-8")
    old = {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONIOENCODING": "cp1252:strict"}
    done = run("config", "show", "--config", "mine.yaml", **old)
    assert 'tracking.project = "Pokémon ♀"' in done.stdout
    assert 'sed (found "Pokémon ♀")' in run("config", "show", "--config", "bad.yaml", **old).stderr
