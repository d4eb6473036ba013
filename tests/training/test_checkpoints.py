"""Test that only complete checkpoints are used, and that a resumed run has the same weights."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, save_tiny_gpt2
from tests.support.broken_models import overflows
from tests.support.processes import on_posix

pytest.importorskip("torch", reason="needs the train extra")

import torch
from safetensors.torch import load_file

SETTINGS = ("batch_size=4", "max_steps=8", "evaluations_per_epoch=30", "learning_rate=1e-3")
PATIENT = "patience=100"


def command(
    base: Path, run_name: str, *more: str, settings: tuple[str, ...] = SETTINGS
) -> list[str]:
    asked = ["train", "--device", "cpu", "--run", run_name]
    for setting in (f"model.name={base}", PATIENT, *settings):
        asked += ["--set", f"train.{setting}"]
    return [*asked, *more]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A base with dropout, so that the weights depend on the random state."""
    save_tiny_gpt2(tmp_path / "base", resid_pdrop=0.2)
    return tmp_path / "base"


def same_weights(project: Path, *runs: str) -> bool:
    first, second = (load_file(project / f"models/{one}/model.safetensors") for one in runs)
    return first.keys() == second.keys() and all(torch.equal(first[k], second[k]) for k in first)


class Trainings:
    """Starts trainings in forks, which saves the seconds of the imports, and can kill them."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self._server = server
        self.said = ""

    def run(self, arguments: list[str], meanwhile: Callable[[int], None] = lambda _: None) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        said = Path("stderr.txt")
        said.write_text("")
        asked = [str(Path.cwd()), dict(os.environ), arguments]
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        meanwhile(int(self._server.stdout.readline()))
        code = int(self._server.stdout.readline())
        self.said = said.read_text()
        return code


@pytest.fixture(scope="module")
def trainings() -> Iterator[Trainings]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.fork_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        assert server.stdout.readline() == "ready\n"
        yield Trainings(server)
        server.stdin.close()


def unfinished(checkpoints: Path) -> list[Path]:
    """Return the checkpoints that have no manifest, which is written last."""
    return [one for one in checkpoints.glob("checkpoint-*") if not (one / "manifest.json").exists()]


def kill_in_a_write(checkpoints: Path, rng: random.Random) -> Callable[[int], None]:
    """Return a function that kills a training while it writes a random checkpoint."""
    passed = rng.randrange(5)

    def watch(child: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            whole = len(list(checkpoints.glob("checkpoint-*/manifest.json")))
            if whole >= min(passed, 2) and unfinished(checkpoints):
                time.sleep(rng.uniform(0, 0.03))
                break
        os.kill(child, signal.SIGKILL)

    return watch


@on_posix
@pytest.mark.parametrize(
    "times", [pytest.param(1, id="1"), pytest.param(30, id="30", marks=pytest.mark.faults)]
)
def test_a_run_killed_while_writing_a_checkpoint_resumes_to_the_same_weights(
    splits: Path, base: Path, trainings: Trainings, times: int
) -> None:
    rng = random.Random(times)
    checkpoints = splits / "models/broken/checkpoints"
    within = 0
    assert trainings.run(command(base, "whole")) == 0, trainings.said
    for _ in range(times):
        shutil.rmtree(splits / "models/broken", ignore_errors=True)
        code = trainings.run(command(base, "broken"), kill_in_a_write(checkpoints, rng))
        assert code == -signal.SIGKILL
        within += bool(unfinished(checkpoints))
        assert trainings.run(command(base, "broken", "--resume")) == 0, trainings.said
        assert same_weights(splits, "broken", "whole")
    assert within or times < 10  # if there are many kills, at least one hits a write


def kill_after(file: Path) -> Callable[[int], None]:
    """Return a function that kills a training once the file exists."""

    def watch(child: int) -> None:
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)

    return watch


@pytest.fixture
def stopped(splits: Path, base: Path, trainings: Trainings) -> Path:
    """Kill a run after several checkpoints, and return the folder that holds them."""
    checkpoints = splits / "models/broken/checkpoints"
    assert trainings.run(command(base, "whole")) == 0, trainings.said
    stop = kill_after(checkpoints / "checkpoint-5/manifest.json")
    assert trainings.run(command(base, "broken"), stop) == -signal.SIGKILL
    for one in unfinished(checkpoints):
        shutil.rmtree(one)
    assert len(list(checkpoints.glob("checkpoint-*"))) >= 2
    return checkpoints


def newest(checkpoints: Path) -> Path:
    return max(checkpoints.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


@on_posix
def test_a_damaged_checkpoint_is_skipped_with_a_warning(
    stopped: Path, splits: Path, base: Path, trainings: Trainings
) -> None:
    shutil.copytree(stopped.parent, splits / "kept")
    for name, damage, said in (
        ("model.safetensors", cut, "model.safetensors is damaged"),
        ("optimizer.pt", Path.unlink, "optimizer.pt is missing"),
        ("scheduler.pt", Path.unlink, "scheduler.pt is missing"),
        ("manifest.json", cut, "it has no manifest.json that can be read"),
    ):
        shutil.rmtree(stopped.parent)
        shutil.copytree(splits / "kept", stopped.parent)
        damaged = newest(stopped)
        damage(damaged / name)
        (stopped / "checkpoint-999").mkdir()
        assert trainings.run(command(base, "broken", "--resume")) == 0, trainings.said
        assert f"{damaged.relative_to(splits)} was skipped: {said}" in trainings.said
        assert "checkpoint-999 was skipped" in trainings.said
        assert same_weights(splits, "broken", "whole")
    # If no checkpoint is complete, training starts over.
    shutil.rmtree(stopped.parent)
    shutil.copytree(splits / "kept", stopped.parent)
    # A run that is killed while it deletes a checkpoint may leave a part of it.
    for weights in stopped.glob("checkpoint-*/model.safetensors"):
        cut(weights)
    assert trainings.run(command(base, "broken", "--resume")) == 0, trainings.said
    assert "There is no complete checkpoint" in trainings.said
    assert same_weights(splits, "broken", "whole")


@on_posix
def test_a_run_stopped_before_its_first_checkpoint_can_resume(
    splits: Path, base: Path, trainings: Trainings
) -> None:
    assert trainings.run(command(base, "whole")) == 0, trainings.said
    folder = splits / "models/early"
    stop = kill_after(folder / "started.json")
    assert trainings.run(command(base, "early"), stop) == -signal.SIGKILL
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)
    assert trainings.run(command(base, "early", "--resume")) == 0, trainings.said
    assert "training starts over" in trainings.said
    assert same_weights(splits, "early", "whole")


@on_posix
def test_patience_is_kept_across_a_resume(splits: Path, base: Path, trainings: Trainings) -> None:
    """With a growing loss, an interrupted run stops at the same step as an uninterrupted one."""
    bad = ("batch_size=4", "max_steps=40", "evaluations_per_epoch=30", "learning_rate=0.3")
    settings = (*bad, "patience=5", "warmup_share=0.0")
    assert trainings.run(command(base, "whole", settings=settings)) == 0, trainings.said
    steps = json.loads((splits / "models/whole/manifest.json").read_text())["steps"]
    assert 5 <= steps < 40
    stop = kill_after(splits / f"models/broken/checkpoints/checkpoint-{steps - 2}/manifest.json")
    assert trainings.run(command(base, "broken", settings=settings), stop) == -signal.SIGKILL
    again = command(base, "broken", "--resume", settings=settings)
    assert trainings.run(again) == 0, trainings.said
    assert json.loads((splits / "models/broken/manifest.json").read_text())["steps"] == steps
    assert same_weights(splits, "broken", "whole")


def without_progress(said: str) -> list[str]:
    """Return the lines on stderr except progress lines, which appear only on slow machines."""
    return [line for line in said.splitlines() if not line.startswith("steps: ")]


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("a small disk can't be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@on_posix
@pytest.mark.parametrize("size", ["100k", "250k", "700k"])
def test_a_full_disk_gives_a_one_line_error_and_the_run_can_resume(
    splits: Path, base: Path, trainings: Trainings, size: str
) -> None:
    """The disk is full when a checkpoint's weights, its optimizer or a later file is written."""
    with small_disk(splits / "models", size):
        assert trainings.run(command(base, "broken")) == 1
        (line,) = without_progress(trainings.said)
        assert line.startswith("Error: ")
        assert "No space left on device" in line
        subprocess.run(["mount", "-o", "remount,size=64m", str(splits / "models")], check=True)
        assert trainings.run(command(base, "broken", "--resume")) == 0, trainings.said


@on_posix
def test_a_nan_loss_ends_the_training(splits: Path, base: Path, trainings: Trainings) -> None:
    val = splits / "data/processed/val.csv"
    header, *rows = val.read_text().splitlines(keepends=True)
    val.write_text(header + min(rows, key=len))
    # Only the long descriptions of train reach these positions, where sums overflow.
    overflows(base, "transformer.wpe.weight", first=40)
    assert trainings.run(command(base, "wild")) == 1
    (line,) = without_progress(trainings.said)
    assert re.match(r"Error: The loss became nan at step \d+\. Lower train\.learning_rate", line)
    assert not (splits / "models/wild/model.safetensors").exists()


def test_a_base_with_a_nan_loss_is_not_trained(
    splits: Path, base: Path, trainings: Trainings
) -> None:
    overflows(base, "transformer.ln_f.weight")
    assert trainings.run(command(base, "wild")) == 1
    (line,) = without_progress(trainings.said)
    assert line.startswith("Error: The loss of the base is nan. Choose another train.model.name")
