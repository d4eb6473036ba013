"""Test ``pokename generate --input --resume`` after a stopped run."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from pokename.generate.job import generator_of
from pokename.naming.model_files import parts
from pokename.paths import BUNDLED_MODEL
from tests.conftest import Cli
from tests.support.processes import POKENAME, on_posix, run

QUICK = ("-n", "1", "--set", "generate.candidates=1")
ROWS = 20  # enough rows to stop a run before it ends
ASKED = ("generate", "--input", "in.txt", *QUICK)

pytestmark = on_posix


@pytest.fixture(autouse=True)
def _source(project: Path) -> None:
    lines = (f"a fish number {number}\n" for number in range(ROWS))
    (project / "in.txt").write_text("".join(lines))


def stopped(output: str, how: signal.Signals, *arguments: str, rows: int = 2) -> str:
    """Stop a run after some rows; return what it wrote to stderr."""
    state = Path(f"{output}.part.json")
    with subprocess.Popen(
        [*POKENAME, *ASKED, "--output", output, *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C goes to a whole process group
    ) as process:
        while process.poll() is None and rows_done(state) < rows:
            time.sleep(0.01)
        if how is signal.SIGINT:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        # The workers hold stderr open as well, so this waits until they have ended.
        _, said = process.communicate(timeout=30)
    assert process.returncode != 0, said
    assert rows <= rows_done(state) < ROWS
    return said


def rows_done(state: Path) -> int:
    if not state.exists():
        return 0
    done: int = json.loads(state.read_text())["done"]["rows"]
    return done


@pytest.mark.parametrize(
    "suffix",
    [
        "json",
        pytest.param("csv", marks=pytest.mark.faults),
        pytest.param("parquet", marks=pytest.mark.faults),
    ],
)
def test_a_killed_run_resumes_to_the_same_bytes(project: Path, cli: Cli, suffix: str) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow", reason="needs the parquet extra")
    stopped(f"out.{suffix}", signal.SIGKILL)
    part = project / f"out.{suffix}.part"
    # imitates kills while a row and while the progress is written
    part.write_bytes(part.read_bytes() + b"half a rec")
    (project / f".{part.name}.json.1.tmp").write_text('{"settings"')
    cli(*ASKED, "--output", f"out.{suffix}", "--resume")
    cli(*ASKED, "--output", f"whole.{suffix}")
    assert (project / f"out.{suffix}").read_bytes() == (project / f"whole.{suffix}").read_bytes()
    assert list(project.glob("*.part*")) == []


def test_worker_processes_end_when_the_main_process_is_killed() -> None:
    stopped("out.csv", signal.SIGKILL, "--workers", "2")


def test_ctrl_c_with_several_processes_names_the_resume_option(project: Path, cli: Cli) -> None:
    said = stopped("out.jsonl", signal.SIGINT, "--workers", "2")
    assert "--resume" in said
    assert "Interrupted." in said
    assert "Traceback" not in said
    assert not (project / "out.jsonl").exists()
    cli(*ASKED, "--output", "out.jsonl", "--resume")
    cli(*ASKED, "--output", "whole.jsonl")
    assert (project / "out.jsonl").read_bytes() == (project / "whole.jsonl").read_bytes()


def test_a_killed_worker_gives_a_one_line_error(project: Path) -> None:
    with subprocess.Popen(
        [*POKENAME, *ASKED, "--output", "out.csv", "--workers", "2"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while process.poll() is None and rows_done(Path("out.csv.part.json")) < 1:
            time.sleep(0.01)
        children = psutil.Process(process.pid).children()
        next(one for one in children if "spawn_main" in " ".join(one.cmdline())).kill()
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "A worker process was killed" in said
    assert "Traceback" not in said
    assert (project / "out.csv.part").exists()


def test_two_runs_cannot_write_the_same_output_at_once(project: Path, cli: Cli) -> None:
    with subprocess.Popen([*POKENAME, *ASKED, "--output", "out.csv"]) as process:
        while process.poll() is None and rows_done(Path("out.csv.part.json")) < 1:
            time.sleep(0.01)
        second = cli(*ASKED, "--output", "out.csv", "--resume", ok=False)
        process.kill()
    assert second.exit_code == 1
    assert f"Another run is writing out.csv.part (process {process.pid} on " in second.stderr
    cli(*ASKED, "--output", "out.csv", "--resume")
    assert sorted(path.name for path in project.glob("*out*")) == ["out.csv"]
    assert not list(project.glob(".out*"))


def test_resume_requires_the_same_input_and_settings(project: Path, cli: Cli) -> None:
    stopped("out.csv", signal.SIGKILL)
    kept = (project / "out.csv.part").read_bytes()
    anew = cli(*ASKED, "--output", "out.csv", ok=False)
    assert (anew.exit_code, "--resume" in anew.stderr) == (1, True)
    other = cli(*ASKED, "--output", "out.csv", "--resume", "--seed", "3", ok=False)
    assert (other.exit_code, "settings: seed" in other.stderr) == (1, True)
    source = project / "in.txt"
    source.write_text(source.read_text().replace("number 0", "of gold"))
    changed = cli(*ASKED, "--output", "out.csv", "--resume", ok=False)
    assert (changed.exit_code, "The input has changed" in changed.stderr) == (1, True)
    assert (project / "out.csv.part").read_bytes() == kept


def test_a_run_is_not_resumed_with_another_model_in_the_same_folder(
    project: Path, cli: Cli
) -> None:
    for part in parts(BUNDLED_MODEL):  # without its manifest, so that the model may be changed
        (project / "mine" / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(BUNDLED_MODEL / part, project / "mine" / part)
    (project / "mine/manifest.json").unlink(missing_ok=True)
    source = project / "in.txt"
    source.write_bytes(b"a red fish\n\xff\n")
    asked = (*ASKED, "--model", "mine", "--output", "out.csv")
    cli(*asked, "--strict", ok=False)
    source.write_bytes(b"a red fish\na blue fish\n")
    facts = json.loads((project / "mine/pokename.json").read_text())
    facts["source_words"] = facts["source_words"][1:]
    (project / "mine/pokename.json").write_text(json.dumps(facts))
    generator_of.cache_clear()  # a command loads its model in a new process
    resumed = cli(*asked, "--resume", ok=False)
    assert resumed.exit_code == 1
    assert "out.csv.part was made with other settings: model files." in resumed.stderr


@pytest.mark.parametrize("state", [None, "mine", "{}"])
def test_a_foreign_part_file_is_not_overwritten(project: Path, cli: Cli, state: str | None) -> None:
    (project / "out.csv.part").write_text("mine")
    if state:
        (project / "out.csv.part.json").write_text(state)
    result = cli(*ASKED, "--output", "out.csv", "--resume", ok=False)
    assert result.exit_code == 1
    assert "doesn't describe it" in result.stderr
    assert (project / "out.csv.part").read_text() == "mine"


def test_a_full_disk_gives_a_one_line_error() -> None:
    program = ("sh", "-c", 'ulimit -f 2; exec "$@"', "sh", *POKENAME)
    ten = ("-n", "10", "--set", "generate.candidates=1")
    result = run("generate", "--input", "in.txt", *ten, "--output", "out.jsonl", program=program)
    assert result.returncode == 1
    assert "Error: out.jsonl.part can't be written: File too large." in result.stderr


@pytest.mark.slow
def test_a_strict_run_stops_at_the_first_bad_row_and_resumes_after_a_fix(
    project: Path, cli: Cli
) -> None:
    source = project / "in.txt"
    whole = source.read_bytes()
    source.write_bytes(whole.replace(b"number 2", b"\xff"))
    result = cli(*ASKED, "--output", "out.csv", "--strict", ok=False)
    assert result.exit_code == 1
    assert "in.txt, line 3: it isn't UTF-8" in result.stderr
    assert not (project / "out.csv").exists()
    source.write_bytes(whole)
    cli(*ASKED, "--output", "out.csv", "--resume")
    cli(*ASKED, "--output", "whole.csv")
    assert (project / "out.csv").read_bytes() == (project / "whole.csv").read_bytes()


def test_a_truncated_part_file_is_named_as_it_is_spelled(project: Path, cli: Cli) -> None:
    (project / "in.csv").write_text("description,stage\na fox,\na fish,9\n")
    asked = ("generate", "--input", "in.csv", *QUICK, "--output", "MyNames.csv")
    cli(*asked, "--strict", ok=False)
    (project / "MyNames.csv.part").write_text("")
    result = cli(*asked, "--resume", ok=False)
    said = "MyNames.csv.part is truncated. Delete MyNames.csv.part to start over."
    assert said in result.stderr


def test_a_run_with_names_to_leave_out_resumes_in_another_process(project: Path) -> None:
    (project / "mine.txt").write_text("Fishby\nFinzar\nGilloom\nScalith\nWavern\nTidelup\n")
    source = project / "in.txt"
    source.write_bytes(b"a red fish\n\xff\n")
    asked = (*ASKED, "--exclude", "mine.txt", "--output", "out.csv")
    # Each process orders a set of texts in its own way, which the hash seed decides.
    assert run(*asked, "--strict", PYTHONHASHSEED="1").returncode == 1
    source.write_bytes(b"a red fish\na blue fish\n")
    resumed = run(*asked, "--resume", PYTHONHASHSEED="2")
    assert resumed.returncode == 0, resumed.stderr
    assert len((project / "out.csv").read_text().splitlines()) == 3
