"""The command line itself: help, errors in words, progress, streams, and files written whole."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pokename import __version__
from pokename.errors import (
    ConfigError,
    DataError,
    FetchError,
    MissingExtraError,
    ModelError,
    PokenameError,
)
from pokename.files import library_versions, read_json, replacing, sha256, write_json, write_text
from tests.conftest import Cli

POKENAME = (sys.executable, "-m", "pokename")
COMMANDS = (
    ("generate",),
    ("fetch",),
    ("preprocess",),
    ("train",),
    ("evaluate",),
    ("config", "show"),
    ("config", "schema"),
)
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such streams")


def run(
    *arguments: str, program: Sequence[str] = POKENAME, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, without a terminal."""
    return subprocess.run(
        [*program, *arguments],
        env={**os.environ, "PYTHONUTF8": "1", **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def run_on_a_terminal(*arguments: str, **variables: str) -> tuple[str, str]:
    """Run a command whose stderr is a terminal; return its stdout and what the terminal got."""
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
    except OSError:  # how Linux says that the other side has closed it
        return b""


@pytest.fixture
def fetched(project: Path, cli: Cli) -> Path:
    """Have the raw files in the project."""
    cli("fetch", "--source", "bundled")
    return project


def test_version_is_said_by_the_command_and_by_the_module(cli: Cli) -> None:
    assert cli("--version").stdout == f"pokename {__version__}\n"
    assert run("--version").stdout == f"pokename {__version__}\n"


def test_the_installed_script_is_the_module() -> None:
    script = shutil.which("pokename", path=str(Path(sys.executable).parent))
    assert script, "the package isn't installed"
    assert run("--help", program=[script]).stdout == run("--help").stdout


@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_help_lists_each_command_with_an_example_in_the_order_of_the_pipeline(
    cli: Cli, asked: str
) -> None:
    lines = [line.strip() for line in cli(asked).stdout.splitlines()]
    examples = [line for line in lines if line.startswith("pokename ")]
    assert [line.split()[1] for line in examples] == [
        *("generate", "fetch", "preprocess", "train", "evaluate", "config")
    ]
    for example in examples:
        described = lines[lines.index(example) - 1]
        assert described.endswith("."), example


@pytest.mark.parametrize("command", COMMANDS)
def test_a_commands_help_has_an_example_that_parses(cli: Cli, command: tuple[str, ...]) -> None:
    text = " ".join(cli(*command, "-h").stdout.split())
    assert text == " ".join(cli(*command, "--help").stdout.split())
    assert f"Example: pokename {' '.join(command)}" in text
    assert "--config" in text or command == ("config", "schema")


@pytest.mark.parametrize(
    ("group", "listed"), [((), "pokename generate"), (("config",), "pokename config schema")]
)
def test_no_command_shows_the_help(cli: Cli, group: tuple[str, ...], listed: str) -> None:
    result = cli(*group, ok=False)
    assert result.exit_code == 2
    assert result.output.strip() == cli(*group, "--help").output.strip()
    assert listed in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("generat",), "No such command 'generat'. Did you mean 'generate'?"),
        (("config", "shwo"), "No such command 'shwo'. Did you mean 'show'?"),
        (("fetch", "--wrokers", "3"), "No such option: --wrokers"),
        (("--verbose", "fetch"), "No such option: --verbose"),
        (("fetch", "--workers"), "Option '--workers' requires an argument."),
        (("fetch", "--workers", "many"), "Invalid value for '--workers': 'many'"),
        (("config", "show", "--format", "toml"), "is not one of 'table', 'yaml', 'json'"),
        (("preprocess", "more"), "unexpected extra argument"),
    ],
)
def test_a_misspelt_line_is_a_usage_error(arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert said in last
    assert "Traceback" not in done.stderr


def test_the_unforeseen_is_one_line_and_a_traceback_on_request(project: Path) -> None:
    (project / "data").write_text("a file where a folder is needed")
    done = run("fetch", "--source", "bundled")
    assert done.returncode == 1
    assert done.stdout == ""
    config, line = done.stderr.splitlines()
    assert config.startswith("config: ")
    assert line.startswith("Unexpected error: ")
    assert "data" in line
    assert line.endswith(". Set POKENAME_DEBUG=1 for the traceback.")
    at_length = run("fetch", "--source", "bundled", POKENAME_DEBUG="1")
    assert at_length.returncode == 1
    assert "Traceback (most recent call last)" in at_length.stderr
    assert at_length.stderr.splitlines()[-1] == line


def test_the_foreseen_has_a_traceback_on_request_too() -> None:
    asked = ("config", "show", "--set", "sed=1")
    short, at_length = run(*asked), run(*asked, POKENAME_DEBUG="1")
    assert (short.returncode, at_length.returncode) == (2, 2)
    assert "Traceback" not in short.stderr
    assert at_length.stderr.startswith("Traceback (most recent call last)")
    assert at_length.stderr.endswith(short.stderr)


def test_an_error_says_what_is_wrong_and_what_to_do_in_one_line(project: Path) -> None:
    done = run("preprocess")
    assert done.returncode == 1
    assert done.stdout == ""
    _, line = done.stderr.splitlines()
    assert line.startswith("Error: ")
    assert "pokename fetch" in line


@pytest.mark.parametrize("hidden", ["torch", "transformers", "accelerate"])
def test_a_missing_extra_is_told_with_the_command_that_brings_it(
    project: Path, hidden: str
) -> None:
    # None in sys.modules is how Python itself marks a module that can't be imported.
    program = (
        f"import sys; sys.modules[{hidden!r}] = None; sys.argv = ['pokename', 'train']; "
        "from pokename.cli import main; main()"
    )
    done = run(program=[sys.executable, "-c", program])
    assert done.returncode == 2
    assert done.stderr == (
        "Error: pokename train needs the 'train' extra. Run: pip install 'pokename[train]' "
        "(with pipx: pipx install --force 'pokename[train]').\n"
    )
    assert list(project.iterdir()) == []


@on_posix
@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--version",), ("config", "schema"), ("fetch", "--source", "bundled")],
)
def test_a_reader_that_leaves_early_is_no_error_in_words(arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*POKENAME, *arguments], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert "Traceback" not in done.stderr
    assert "rror" not in done.stderr


@on_posix
def test_head_gets_its_line() -> None:
    line = f"{sys.executable} -m pokename config schema --format markdown | head -n 1"
    done = run(program=["sh", "-c", line])
    assert done.stdout == "| key | takes | default | meaning |\n"
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("config", "schema")])
def test_a_full_disk_behind_stdout_is_one_line(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*POKENAME, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Unexpected error: OSError")


@on_posix
def test_a_closed_stdout_is_no_error() -> None:
    done = run("config", "show", program=("sh", "-c", 'exec "$@" >&-', "sh", *POKENAME))
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1


def test_without_a_terminal_progress_is_plain_lines_and_results_are_alone_on_stdout(
    fetched: Path,
) -> None:
    done = run("preprocess")
    assert re.search(r"^preprocess: 1025 of 1025 in \d+ s$", done.stderr, re.MULTILINE)
    assert ESCAPE.search(done.stdout + done.stderr) is None
    assert "\r" not in done.stderr.replace("\r\n", "\n")
    written = done.stdout.splitlines()
    assert len(written) >= 4
    assert all((fetched / path).is_file() for path in written)


@on_posix
def test_on_a_terminal_progress_is_a_bar_on_stderr(fetched: Path) -> None:
    result, seen = run_on_a_terminal("preprocess")
    assert "━" in seen
    assert "\x1b[?25l" in seen  # the cursor is hidden while the bar moves
    assert " 1025/1025 " in ESCAPE.sub("", seen)
    assert ESCAPE.search(result) is None


@on_posix
def test_no_color_is_honoured_on_a_terminal(fetched: Path) -> None:
    _, seen = run_on_a_terminal("preprocess", NO_COLOR="1")
    assert " 1025/1025 " in seen
    # Bold and italic aren't colours, and what moves the cursor of the bar doesn't end in m.
    assert set(re.findall(r"\x1b\[[0-9;]*m", seen)) <= {"\x1b[0m", "\x1b[1m", "\x1b[3m"}


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("pokename ge", {"generate"}),
        ("pokename config s", {"show", "schema"}),
        ("pokename fetch --o", {"--offline"}),
        ("pokename config schema --format m", {"markdown"}),
    ],
)
def test_the_shell_completes_commands_options_and_values(line: str, completed: set[str]) -> None:
    words = str(len(line.split()) - 1)
    done = run(_POKENAME_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=words)
    assert set(done.stdout.split()) == completed


@on_posix
@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_completion_is_shown_for_the_shell_that_asks() -> None:
    # The colon keeps bash from handing its process to the command, which looks for its parent.
    done = run("--show-completion", program=("bash", "-c", '"$@"; :', "bash", *POKENAME))
    assert "_POKENAME_COMPLETE=complete_bash" in done.stdout
    assert done.stdout.rstrip().endswith("pokename")


@on_posix
def test_a_disk_that_fills_leaves_the_old_files_whole(fetched: Path) -> None:
    raw = fetched / "data/raw"
    old = {path.name: path.read_bytes() for path in raw.iterdir()}
    limit = len(old["raw_descriptions.csv"]) // 1024  # the blocks of sh hold 512 or 1024 bytes
    limited = ("sh", "-c", f'ulimit -f {limit}; exec "$@"', "sh", *POKENAME)
    done = run("fetch", "--source", "bundled", program=limited)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == old


def test_what_fails_half_way_replaces_nothing_and_leaves_nothing(project: Path) -> None:
    def fails(path: Path) -> None:
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    write_text(project / "old.txt", "whole")
    for name in ("old.txt", "new.txt"):
        with pytest.raises(RuntimeError):
            fails(project / name)
    assert [path.name for path in project.iterdir()] == ["old.txt"]
    assert (project / "old.txt").read_text() == "whole"


def test_a_file_is_replaced_only_when_all_of_it_is_there(project: Path) -> None:
    path = project / "new/folder/a.txt"
    with replacing(path) as temporary:
        assert path.parent.is_dir()
        temporary.write_text("whole")
        assert not path.exists()
    assert path.read_text() == "whole"
    assert list(path.parent.iterdir()) == [path]


def test_text_and_json_are_the_same_bytes_on_every_platform(project: Path) -> None:
    write_text(project / "a.txt", "é\nb\n")
    assert (project / "a.txt").read_bytes() == b"\xc3\xa9\nb\n"
    assert sha256(project / "a.txt") == (
        "76403721986c91f6de39cb8facbc68251d28ef6213151b380321d05dab2e6c0c"
    )
    write_json(project / "a.json", {"é": [1, None]})
    assert (project / "a.json").read_bytes() == (b'{\n  "\xc3\xa9": [\n    1,\n    null\n  ]\n}\n')
    assert read_json(project / "a.json") == {"é": [1, None]}


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "a.json doesn't exist. Run the step"), (b"{", "a.json isn't valid JSON: ")],
)
def test_json_that_cannot_be_read_is_told_with_what_to_do(
    project: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (project / "a.json").write_bytes(content)
    with pytest.raises(DataError, match=re.escape(said)) as raised:
        read_json(Path("a.json"))
    assert "Run the step that writes it" in raised.value.hint


def test_versions_are_pythons_own_and_of_what_is_installed() -> None:
    versions = library_versions(["pokename", "no-such-package"])
    assert list(versions) == ["python", "pokename"]
    assert versions["pokename"] == __version__
    assert sys.version.startswith(versions["python"])


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (ConfigError("a."), 2),
        (MissingExtraError("wandb", "tracking"), 2),
        (FetchError("a."), 1),
        (DataError("a."), 1),
        (ModelError("a."), 1),
    ],
)
def test_every_error_is_of_one_tree_with_its_exit_code(
    error: PokenameError, exit_code: int
) -> None:
    assert isinstance(error, PokenameError)
    assert error.exit_code == exit_code


def test_an_error_as_text_has_the_message_and_the_hint() -> None:
    assert str(DataError("It broke.", "Mend it.")) == "It broke. Mend it."
    assert str(DataError("It broke.")) == "It broke."
    assert str(MissingExtraError("dvc", "This")).startswith("This needs the 'dvc' extra. Run: pip")
