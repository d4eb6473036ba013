"""Test closed streams, outputs that aren't files, and broken paths: each error has one line."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support.processes import POKENAME, on_posix, run

QUICK = ("generate", "a fish", "-n", "2", "--format", "plain")
LOOP = ("generate", "a fish", "-n", "1")
LONG = "x" * 5000


def without(stream: str) -> tuple[str, ...]:
    """Return a program that runs with the stream of this number closed."""
    return ("sh", "-c", f'exec "$@" {stream}>&-', "sh", *POKENAME)


@on_posix
def test_commands_work_with_stderr_closed(project: Path) -> None:
    (project / "in.txt").write_text("a fish\na bird\n")
    asked = ("generate", "--input", "in.txt", "-n", "1")
    done = run(*asked, "--output", "closed.jsonl", program=without("2"))
    assert (done.returncode, done.stdout) == (0, "")
    run(*asked, "--output", "open.jsonl")
    assert (project / "closed.jsonl").read_bytes() == (project / "open.jsonl").read_bytes()
    assert run("fetch", "--source", "bundled", program=without("2")).returncode == 0
    assert run("preprocess", program=without("2")).returncode == 0
    assert (project / "data/processed/train.csv").is_file()
    measured = ("evaluate", "--judge-kit", "4")
    assert run(*measured, program=without("2")).returncode == 0
    assert run("generate", "a fish", "--type", "fyre", program=without("2")).returncode == 2


@on_posix
def test_closed_streams_never_print_into_files(project: Path) -> None:
    program = ("sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *POKENAME)
    (project / "in.txt").write_text("a fish\n")
    done = run("generate", "--input", "in.txt", "--output", "out.jsonl", program=program)
    assert done.returncode == 0
    assert len((project / "out.jsonl").read_text().splitlines()) == 10


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_commands_work_with_a_full_stderr(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*POKENAME, "generate", "un renard de feu", "-n", "2", "--format", "plain"],
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            check=False,
        )
    assert (done.returncode, len(done.stdout.split())) == (0, 2)


@on_posix
@pytest.mark.parametrize("output", ["/dev/stdout", "/dev/fd/1", "-"])
def test_dev_stdout_is_a_valid_output(project: Path, output: str) -> None:
    plain = run(*QUICK).stdout
    assert run(*QUICK, "--output", output).stdout == plain
    with (project / "out.txt").open("w") as stream:
        stream.write("before\n")
        stream.flush()
        subprocess.run([*POKENAME, *QUICK, "--output", output], stdout=stream, check=True)
    assert (project / "out.txt").read_text() == f"before\n{plain}"


@on_posix
def test_devices_and_pipes_are_valid_outputs(project: Path, cli: Cli) -> None:
    plain = cli(*QUICK).stdout
    cli(*QUICK, "--output", "/dev/null")
    os.mkfifo(project / "pipe.txt")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((project / "pipe.txt").read_text()))
    reader.start()
    cli(*QUICK, "--output", "pipe.txt")
    reader.join(10)
    assert read == [plain]
    assert {path.name for path in project.iterdir()} == {"pipe.txt"}
    for more in (("--resume",), ("--format", "parquet")):
        refused = cli("generate", "a fish", "-n", "1", "--output", "/dev/null", *more, ok=False)
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_device_gives_a_one_line_error(cli: Cli) -> None:
    result = cli(*QUICK, "--output", "/dev/full", ok=False)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "/dev/full can't be written: No space left on device." in result.stderr


@on_posix
@pytest.mark.parametrize(
    "arguments",
    [
        ("generate", "--input", "loop.txt"),
        ("generate", "a fish", "--output", "loop.txt"),
        ("generate", "a fish", "--exclude", "loop.txt"),
        ("generate", "a fish", "--model", "loop.txt"),
        ("preprocess", "--input", "loop.txt"),
        ("config", "show", "--config", "loop.txt"),
        ("favourites", "list", "--favourites", "loop.txt"),
        ("favourites", "remove", "X", "--favourites", "loop.txt"),
        ("fetch", "--source", "bundled", "--set", "paths.data=loop.txt"),
        ("evaluate", "--model", "loop.txt"),
        ("generate", "--input", f"{LONG}.txt"),
        ("generate", "a fish", "--output", f"{LONG}.txt"),
        ("generate", "a fish", "--exclude", f"{LONG}.txt"),
        ("generate", "a fish", "--model", LONG),
        ("preprocess", "--input", f"{LONG}.csv"),
        ("config", "show", "--config", LONG),
        ("favourites", "list", "--favourites", LONG),
        ("fetch", "--source", "bundled", "--set", f"paths.data={LONG}"),
        ("generate", "--input", "folder.txt"),
        ("generate", "a fish", "--output", "folder.txt"),
        ("generate", "a fish", "--exclude", "folder.txt"),
        ("preprocess", "--input", "folder.txt"),
        ("config", "show", "--config", "folder.txt"),
        ("favourites", "list", "--favourites", "folder.txt"),
        ("generate", "--input", "file.txt/below.txt"),
        ("generate", "a fish", "--output", "file.txt/below.txt"),
        ("preprocess", "--input", "file.txt/below.csv"),
        ("favourites", "list", "--favourites", "file.txt/below.json"),
        ("generate", "--input", "/proc/self/mem", "--input-format", "txt"),
        ("fetch", "--source", "bundled", "--set", 'paths.data="a\\0b"'),
    ],
    ids=lambda arguments: " ".join(arguments).replace(LONG, "LONG"),
)
def test_a_broken_path_gives_a_one_line_error(
    project: Path, cli: Cli, arguments: tuple[str, ...]
) -> None:
    (project / "loop.txt").symlink_to("loop.txt")
    (project / "folder.txt").mkdir()
    (project / "file.txt").write_text("a fish\n")
    result = cli(*arguments, ok=False)
    assert result.exit_code in (1, 2)
    assert result.stderr.startswith("Error: ")
    assert "Unexpected" not in result.stderr
    assert len(result.stderr) < 6000
    assert (project / "loop.txt").is_symlink()
    assert result.stdout == ""


NO_HOME = """
import os, pwd, sys
def no_entry(*_):
    raise KeyError("no entry")
pwd.getpwuid = pwd.getpwnam = no_entry
for variable in [*os.environ]:
    if variable.startswith(("HOME", "XDG")):
        del os.environ[variable]
sys.argv[0] = "pokename"
from pokename.cli import main
main()
"""


@on_posix
@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("generate", "a fish", "-n", "1"), ""),
        (("generate", "a fish", "-n", "1", "--output", "x.txt"), ""),
        (("score", "a fish", "Ember"), ""),
        (("config", "show"), ""),
        (("favourites", "list"), "--favourites"),
        (("favourites", "list", "--favourites", "~/x.json"), "use a full path"),
        (("favourites", "list", "--favourites", "x.json"), ""),
        (("fetch", "--base-url", "http://127.0.0.1:9/"), "paths.cache"),
        (("fetch", "--source", "bundled"), ""),
    ],
)
def test_a_missing_home_folder_is_an_error_only_for_commands_that_need_it(
    project: Path, arguments: tuple[str, ...], hint: str
) -> None:
    done = run(*arguments, program=(sys.executable, "-c", NO_HOME))
    assert done.returncode == (1 if hint else 0), done.stderr
    if hint:
        (line,) = done.stderr.splitlines()
        assert line.startswith("Error: You have no home folder")
        assert hint in line


@pytest.mark.parametrize("cut", [0, 4, 100, 500])
def test_a_damaged_parquet_file_gives_a_one_line_error(project: Path, cli: Cli, cut: int) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the parquet extra")
    parquet = pytest.importorskip("pyarrow.parquet")
    descriptions = [f"a fish of kind {number}" for number in range(500)]
    table = pyarrow.table({"description": descriptions})
    parquet.write_table(table, project / "in.parquet", use_dictionary=False)
    content = bytearray((project / "in.parquet").read_bytes())
    content[cut : cut + 60] = b"\xff" * 60
    (project / "in.parquet").write_bytes(content)
    result = cli("generate", "--input", "in.parquet", "-n", "1", ok=False)
    assert result.exit_code == 1
    assert "Unexpected" not in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Error: in.parquet is")
