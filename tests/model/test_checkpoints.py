"""A checkpoint is whole or not there, and each resume ends with the weights of an unbroken run."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Cli, save_tiny_gpt2
from tests.support.processes import on_posix, run

pytest.importorskip("torch", reason="needs the train extra")

import torch
from safetensors.torch import load_file

SETTINGS = ("batch_size=4", "max_steps=8", "evaluations_per_epoch=30", "learning_rate=1e-3")
PATIENT = "patience=100"


def command(base: Path, run_name: str, *more: str, settings: tuple[str, ...] = SETTINGS) -> list[str]:
    asked = ["train", "--device", "cpu", "--run", run_name]
    for setting in (f"model.name={base}", PATIENT, *settings):
        asked += ["--set", f"train.{setting}"]
    return [*asked, *more]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A model that draws dropout, so that the state of the random numbers counts."""
    save_tiny_gpt2(tmp_path / "base", resid_pdrop=0.2)
    return tmp_path / "base"


def same_weights(project: Path, *runs: str) -> bool:
    first, second = (load_file(project / f"models/{one}/model.safetensors") for one in runs)
    return first.keys() == second.keys() and all(torch.equal(first[k], second[k]) for k in first)


class Trainings:
    """Starts trainings without the seconds that imports take, and may kill them."""

    def __init__(self, server: "subprocess.Popen[str]", folder: Path) -> None:
        self._server = server
        self._stderr = folder / "stderr.txt"

    def run(self, arguments: list[str], meanwhile: Callable[[int], None] = lambda _: None) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._stderr.write_text("")
        self._server.stdin.write(json.dumps(arguments) + "\n")
        self._server.stdin.flush()
        meanwhile(int(self._server.stdout.readline()))
        return int(self._server.stdout.readline())

    @property
    def said(self) -> str:
        return self._stderr.read_text()


@contextmanager
def trainings(folder: Path) -> Iterator[Trainings]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.fork_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"},
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        assert server.stdout.readline() == "ready\n"
        yield Trainings(server, folder)
        server.stdin.close()


def kill_in_a_write(checkpoints: Path, rng: random.Random) -> Callable[[int], None]:
    """Return what kills a training at a random moment of the writing of a random checkpoint."""
    passed = rng.randrange(5)

    def watch(child: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            whole = len(list(checkpoints.glob("checkpoint-*")))
            if whole >= min(passed, 2) and (checkpoints / ".writing").exists():
                time.sleep(rng.uniform(0, 0.03))
                break
        os.kill(child, signal.SIGKILL)

    return watch


@on_posix
@pytest.mark.parametrize(
    "times", [pytest.param(3, id="3"), pytest.param(30, id="30", marks=pytest.mark.faults)]
)
def test_killed_within_the_writing_of_a_checkpoint_a_run_resumes_to_the_same_weights(
    splits: Path, base: Path, times: int
) -> None:
    rng = random.Random(times)
    checkpoints = splits / "models/broken/checkpoints"
    within = 0
    with trainings(splits) as started:
        assert started.run(command(base, "whole")) == 0, started.said
        for _ in range(times):
            shutil.rmtree(splits / "models/broken", ignore_errors=True)
            code = started.run(command(base, "broken"), kill_in_a_write(checkpoints, rng))
            assert code == -signal.SIGKILL
            within += (checkpoints / ".writing").exists()
            assert started.run(command(base, "broken", "--resume")) == 0, started.said
            assert same_weights(splits, "broken", "whole")
    assert within >= times // 3


@pytest.fixture
def stopped(splits: Path, base: Path) -> Path:
    """The folder of the checkpoints of a run that was stopped after several."""
    checkpoints = splits / "models/broken/checkpoints"

    def stop(child: int) -> None:
        deadline = time.monotonic() + 60
        while not (checkpoints / "checkpoint-5").exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)

    with trainings(splits) as started:
        assert started.run(command(base, "whole")) == 0, started.said
        assert started.run(command(base, "broken"), stop) == -signal.SIGKILL
    assert len(list(checkpoints.glob("checkpoint-*"))) >= 2
    return checkpoints


def newest(checkpoints: Path) -> Path:
    return max(checkpoints.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


@on_posix
def test_a_damaged_checkpoint_is_passed_over_and_said(
    stopped: Path, splits: Path, base: Path, cli: Cli
) -> None:
    kept = splits / "kept"
    shutil.copytree(stopped.parent, kept)
    for name, damage, said in (
        ("model.safetensors", cut, "model.safetensors is damaged"),
        ("optimizer.pt", Path.unlink, "optimizer.pt is missing"),
        ("scheduler.pt", Path.unlink, "scheduler.pt is missing"),
        ("trainer_state.json", cut, "trainer_state.json is damaged"),
        ("manifest.json", Path.unlink, "it has no manifest.json that can be read"),
    ):
        shutil.rmtree(stopped.parent)
        shutil.copytree(kept, stopped.parent)
        damaged = newest(stopped)
        damage(damaged / name)
        (stopped / "checkpoint-999").mkdir()
        result = cli(*command(base, "broken", "--resume"))
        assert f"{Path('models/broken/checkpoints') / damaged.name} was passed over: {said}" in (
            result.stderr
        )
        assert "checkpoint-999 was passed over" in result.stderr
        assert same_weights(splits, "broken", "whole")


@on_posix
def test_without_a_whole_checkpoint_a_run_resumes_at_its_start(
    stopped: Path, splits: Path, base: Path, cli: Cli
) -> None:
    for checkpoint in stopped.glob("checkpoint-*"):
        cut(checkpoint / "model.safetensors")
    result = cli(*command(base, "broken", "--resume"))
    assert "There is no whole checkpoint" in result.stderr
    assert same_weights(splits, "broken", "whole")


def test_stopped_before_its_first_step_a_run_may_go_on_either_way(
    splits: Path, base: Path, cli: Cli
) -> None:
    cli(*command(base, "whole"))
    folder = splits / "models/early"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "pokename", *command(base, "early")], stderr=subprocess.PIPE
    )
    while not (folder / "started.json").exists() and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.communicate()
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)
    assert (folder / "started.json").exists()
    cli(*command(base, "early", "--resume"))
    assert same_weights(splits, "early", "whole")


def test_patience_goes_on_where_it_was(splits: Path, base: Path, cli: Cli) -> None:
    """A loss that grows stops a run as early when it was interrupted as when it wasn't."""
    bad = ("batch_size=4", "max_steps=40", "evaluations_per_epoch=30", "learning_rate=0.5")
    asked = {"settings": (*bad, "patience=4", "warmup_share=0.0")}
    cli(*command(base, "whole", **asked))
    steps = json.loads((splits / "models/whole/manifest.json").read_text())["steps"]
    assert 4 <= steps < 40
    checkpoints = splits / "models/broken/checkpoints"

    def stop(child: int) -> None:
        deadline = time.monotonic() + 60
        while not (checkpoints / f"checkpoint-{steps - 2}").exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)

    with trainings(splits) as started:
        assert started.run(command(base, "broken", **asked), stop) == -signal.SIGKILL
    cli(*command(base, "broken", "--resume", **asked))
    assert json.loads((splits / "models/broken/manifest.json").read_text())["steps"] == steps
    assert same_weights(splits, "broken", "whole")


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
def test_a_full_disk_is_one_line_and_blocks_nothing(
    splits: Path, base: Path, size: str
) -> None:
    """At the weights of a checkpoint, at its optimizer, at the second one or the finished model."""
    with small_disk(splits / "models", size):
        done = run(*command(base, "broken"))
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith("Error: ")
        assert "No space left on device" in line
        subprocess.run(["mount", "-o", "remount,size=64m", str(splits / "models")], check=True)
        again = run(*command(base, "broken", "--resume"))
        assert again.returncode == 0, again.stderr


def test_a_loss_that_is_no_number_ends_the_training(splits: Path, base: Path, cli: Cli) -> None:
    result = cli(
        *command(base, "wild", settings=("learning_rate=1", "max_grad_norm=1e30", "epochs=30")),
        ok=False,
    )
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "became" in result.stderr
    assert not (splits / "models/wild/model.safetensors").exists()


def test_history_is_plain(splits: Path, base: Path, cli: Cli) -> None:
    cli(*command(base, "whole"))
    assert pd.read_csv(splits / "models/whole/training.csv")["val_loss"].notna().sum() == 8
