"""The command line itself: version, help, errors, and what a missing extra says."""

import subprocess
import sys
from pathlib import Path

import pytest

from pokename import __version__
from tests.conftest import Cli


def test_version(cli: Cli) -> None:
    assert cli("--version").stdout == f"pokename {__version__}\n"


@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_help_lists_each_command_with_an_example(cli: Cli, asked: str) -> None:
    shown = cli(asked).stdout
    for command in ("fetch", "preprocess", "train", "evaluate", "generate", "config show"):
        assert f"pokename {command}" in shown, command


def test_it_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "pokename", "--version"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() == (
        f"pokename {__version__}"
    )


@pytest.mark.parametrize("arguments", [("generat",), ("fetch", "--wrokers", "3")])
def test_a_misspelt_word_is_a_usage_error(cli: Cli, arguments: tuple[str, ...]) -> None:
    result = cli(*arguments, ok=False)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_the_unforeseen_is_one_line_and_a_traceback_on_request(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "data").write_text("a file where a folder is needed")
    result = cli("fetch", "--source", "bundled", ok=False)
    assert result.exit_code == 1
    assert "POKENAME_DEBUG=1" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("POKENAME_DEBUG", "1")
    assert "Traceback" in cli("fetch", "--source", "bundled", ok=False).stderr


def test_a_missing_extra_is_named_with_the_command_that_brings_it(project: Path) -> None:
    hidden = "import sys; sys.modules['torch'] = None; import importlib.util as u; "
    hidden += "found = u.find_spec; u.find_spec = lambda n: None if n == 'torch' else found(n); "
    hidden += "sys.argv = ['pokename', 'train']; from pokename.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'pokename[train]'" in done.stderr
    assert "Traceback" not in done.stderr
