"""Test ``pokename generate --engine ray``: folders of files, and workers that are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from pokename.generate.formats import FORMATS
from pokename.generate.inputs import Row
from pokename.generate.job import Job
from pokename.generate.with_ray import PartFolder
from pokename.generate.workers import name_rows
from pokename.naming.sampling import Sampling
from tests.conftest import Cli
from tests.support.processes import POKENAME, run

ROWS = 40
QUICK = ("-n", "2", "--set", "generate.candidates=2")

with_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs the ray extra")


@pytest.fixture(autouse=True)
def _ray_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "local")


@pytest.fixture
def source(project: Path) -> str:
    """Write two files of descriptions with one unusable row; return a pattern that matches both."""
    rows = [{"id": number, "description": f"a fish number {number}"} for number in range(ROWS)]
    (project / "in").mkdir()
    for name, part in (("b", rows[30:]), ("a", rows[:30])):
        lines = "".join(f"{json.dumps(row)}\n" for row in part)
        (project / f"in/{name}.jsonl").write_text(lines)
    return "in/*.jsonl"


def records(*paths: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]


@with_ray
@pytest.mark.practice
def test_each_unknown_column_is_reported_once(project: Path) -> None:
    for name in ("a", "b"):
        (project / f"{name}.csv").write_text("description,nature,n\na fox,bold,1\na cat,shy,1\n")
    result = run("generate", "--input", "*.csv", "--engine", "ray", "--output", "out")
    assert result.stderr.count("The unknown column 'nature' is ignored.") == 1


@with_ray
@pytest.mark.faults
def test_rows_of_a_killed_worker_are_repeated_and_get_the_same_names_as_locally(
    project: Path, cli: Cli, source: str
) -> None:
    arguments = ("--engine", "ray", "--workers", "2", "--format", "jsonl", "--output", "out")
    with subprocess.Popen(
        [*POKENAME, "generate", "--input", source, *QUICK, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        kill_a_busy_worker(process)
        result, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert result == ""
    assert "retried" in said  # Ray noticed the kill
    assert f"{2 * ROWS} names for {ROWS} descriptions" in said
    assert not (project / "out.part").exists()
    (project / "in.jsonl").write_bytes(
        b"".join((project / f"in/{name}.jsonl").read_bytes() for name in "ab")
    )
    cli("generate", "--input", "in.jsonl", *QUICK, "--output", "local.jsonl")
    assert records(*(project / "out").iterdir()) == records(project / "local.jsonl")


@pytest.mark.practice
@with_ray
def test_a_folder_may_mix_files_of_several_kinds(project: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the parquet extra")
    pyarrow = pytest.importorskip("pyarrow")
    (project / "in").mkdir()
    columns = {"id": [7, 8], "description": ["a fiery lizard", "a blue turtle"], "other": [1, 2]}
    parquet.write_table(pyarrow.table(columns), project / "in/a.parquet")
    (project / "in/b.csv").write_text('id,description\n1,a fish\n2,""\n')
    (project / "in/_SUCCESS").touch()
    address = f"file://{project}/in"
    result = run("generate", "--engine", "ray", "--input", address, *QUICK, "--output", "out")
    assert result.returncode == 1
    assert "in/b.csv, line 3: its description is empty" in result.stderr
    assert "Skipped 1 of 4 rows." in result.stderr
    assert [path.name for path in (project / "out").iterdir()] == ["names-00000.parquet"]
    table = parquet.read_table(project / "out/names-00000.parquet")
    assert table["input_id"].to_pylist() == ["7", "7", "8", "8", "1", "1"]


def test_output_files_have_a_fixed_number_of_rows(project: Path) -> None:
    order = Job(None, 1, 7, Sampling(candidates=1), {})
    rows = [Row(line, f"a fish number {line}", str(line)) for line in range(5)]
    with PartFolder(Path("out"), FORMATS["json"], rows_a_file=2) as folder:
        for named in name_rows(rows, order):
            folder.add(named)
        files = [path.name for path in sorted(Path("out.part").iterdir())]
        assert files == ["names-00000.json", "names-00001.json"]
        folder.finish()
    ids = [
        [one["input_id"] for one in json.loads(path.read_text())]
        for path in sorted((project / "out").iterdir())
    ]
    assert ids == [["0", "1"], ["2", "3"], ["4"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a fish", "--output", "out"), "--engine ray needs --input"),
        (("--input", "in/*.jsonl"), "--engine ray needs --input and --output"),
        (("--input", "-", "--output", "out"), "--engine ray needs --input"),
        (("--input", "in/*.jsonl", "--output", "out", "--resume"), "doesn't support --resume"),
        (
            ("--input", "in/*.jsonl", "--output", "out", "--format", "table"),
            "doesn't support --format table",
        ),
        (("--input", "in/*.jsonl", "--output", "in"), "in already exists"),
    ],
)
def test_unsupported_options_fail_before_ray_starts(
    project: Path, cli: Cli, source: str, arguments: tuple[str, ...], said: str
) -> None:
    result = cli("generate", "--engine", "ray", *arguments, ok=False)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert {path.name for path in project.iterdir()} == {"in"}


@with_ray
@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("in/*.csv", "No file matches in/*.csv"),
        ("none/*.jsonl", "none/*.jsonl can't be read"),
        ("none.jsonl", "No file matches none.jsonl"),
        ("gopher://in/*", "gopher://in/* can't be read"),
        ("*.docx", "--input-format"),
    ],
)
def test_missing_files_fail_before_ray_starts(
    project: Path, cli: Cli, source: str, pattern: str, said: str
) -> None:
    (project / "a.docx").touch()
    result = cli("generate", "--engine", "ray", "--input", pattern, "--output", "out", ok=False)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert list(project.glob("out*")) == []


def test_without_the_ray_extra_the_error_names_the_install_command(
    cli: Cli, source: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    result = cli("generate", "--engine", "ray", "--input", source, "--output", "out", ok=False)
    assert result.exit_code == 2
    assert "pip install 'pokename[ray]'" in result.stderr
    assert list(project.glob("out*")) == []


def kill_a_busy_worker(process: subprocess.Popen[str]) -> None:
    """Wait until a worker generates names for rows, and kill it."""
    psutil = pytest.importorskip("psutil")
    while process.poll() is None:
        for child in psutil.Process(process.pid).children(recursive=True):
            if "_Namer)).submit" in " ".join(child.cmdline()):
                os.kill(child.pid, signal.SIGKILL)
                return
        time.sleep(0.02)
