"""Test ``pokename train --profile``: a trace of some steps, and a table of costly operations."""

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support.processes import run

pytest.importorskip("torch", reason="needs the train extra")


@pytest.mark.practice
def test_some_steps_are_traced_and_the_costliest_operations_are_shown(
    splits: Path, tiny_gpt2: Path
) -> None:
    base = ("--set", f"train.model.name={tiny_gpt2}", "--set", "train.batch_size=4")
    done = run("train", *base, "--set", "train.max_steps=12", "--device", "cpu", "--profile")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(Path("models/default"))]
    trace = json.loads((splits / "models/default/profile/training.pt.trace.json").read_text())
    steps = {one["name"] for one in trace["traceEvents"] if "ProfilerStep" in one.get("name", "")}
    assert len(steps) == 5
    shown = [line.split() for line in done.stderr.splitlines() if line.strip().startswith("aten::")]
    assert 3 <= len(shown) <= 10
    taken = [float(milliseconds.replace(",", "")) for _, milliseconds, _, _ in shown]
    assert taken == sorted(taken, reverse=True)
    assert "aten::addmm" in {name for name, *_ in shown}
    assert "loading of batches" in done.stderr
    assert "profiler_start" not in done.stderr


def test_overwriting_a_run_deletes_its_trace(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    asked = ("train", "--set", f"train.model.name={tiny_gpt2}", "--device", "cpu")
    cli(*asked, "--set", "train.max_steps=1", "--profile")
    trace = splits / "models/default/profile/training.pt.trace.json"
    assert trace.is_file()
    cli(*asked, "--set", "train.max_steps=1", "--overwrite")
    assert not trace.parent.exists()
