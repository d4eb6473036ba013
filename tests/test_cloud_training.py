"""Test that deploy/train.sh, which trains in the cloud, continues after a stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY
from tests.support.processes import on_posix

pytest.importorskip("torch", reason="needs the train extra")


def small(folder: Path, base: Path) -> dict[str, str]:
    """Write a config of a short training; return variables for small data and few names."""
    training = {"run": "gpt2", "model": {"name": str(base)}, "device": "cpu", "max_steps": 8}
    training |= {"batch_size": 4, "evaluations_per_epoch": 400, "patience": 100}
    config = {"extends": "base.yaml", "train": training}
    (folder / "gpt2.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    settings = {
        "FETCH__SOURCE": "bundled",
        "PREPROCESS__PROMPTS_PER_SPECIES": "1",
        "PREPROCESS__VAL_SHARE": "0.02",
        "EVALUATE__SPECIES": "1",
        "EVALUATE__NAMES_PER_SPECIES": "1",
        "EVALUATE__MANY_PROMPTS": "0",
        "EVALUATE__DESIGNS": "0",
        "EVALUATE__BOOTSTRAP": "20",
        "EVALUATE__PROMPTS": "[a fiery lizard]",
    }
    found = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {f"POKENAME__{key}": value for key, value in settings.items()}
    return {**os.environ, **variables, "PATH": found}


def contents(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


@on_posix
@pytest.mark.practice
def test_a_stopped_training_in_the_cloud_continues(project: Path, tiny_gpt2: Path) -> None:
    script = ["sh", str(REPOSITORY / "deploy/train.sh"), str(project)]
    variables = small(project, tiny_gpt2)
    stopped = subprocess.Popen(script, env=variables, start_new_session=True)
    run = project / "models/gpt2"
    while stopped.poll() is None and not list(run.glob("checkpoints/*/manifest.json")):
        time.sleep(0.01)
    os.killpg(stopped.pid, signal.SIGKILL)
    assert stopped.wait() == -signal.SIGKILL
    data = contents(project / "data")

    def again() -> str:
        done = subprocess.run(script, env=variables, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stderr

    assert "trained: 8 steps" in again()
    assert contents(project / "data") == data
    assert (project / "reports/summary.json").is_file()
    finished, model = contents(project), contents(run)
    again()
    assert contents(project) == finished
    (project / "reports/summary.json").unlink()  # as if it had been stopped while it evaluates
    again()
    assert contents(project).keys() == finished.keys()
    assert contents(run) == model
