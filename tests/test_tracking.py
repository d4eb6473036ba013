"""Test that trackers are off by default, write to the run's folder, and never store the key."""

import inspect
import json
import sys
from pathlib import Path

import pytest

from pokename.files import sha256
from pokename.tracking.interface import NullRun, TrackedRun
from pokename.tracking.trackers import MlflowRun, WandbRun
from tests.conftest import Cli

pytest.importorskip("torch", reason="needs the train extra")

STEPS = ("--set", "train.max_steps=4", "--set", "train.batch_size=4", "--device", "cpu")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9deadbeef"


def methods(kind: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(function)
        for name, function in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }


def test_all_trackers_have_the_same_interface() -> None:
    told = {"log", "summary", "table", "pictures", "takes", "leaves", "finish"}
    assert set(methods(TrackedRun)) == told
    assert methods(NullRun) == methods(WandbRun) == methods(MlflowRun) == methods(TrackedRun)


def test_tracking_is_off_by_default(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS)
    assert (splits / "models/default/model.safetensors").is_file()
    assert list(splits.rglob("*wandb*")) == []


@pytest.mark.slow
def test_the_manifest_of_a_run_lists_the_files_of_the_model_and_no_others(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    pytest.importorskip("mlflow", reason="needs the mlflow extra")
    settings = ("--set", "tracking.mode=offline", "--set", "tracking.tracker=mlflow")
    cli("train", "--run", "mine", "--set", f"train.model.name={tiny_gpt2}", *settings, *STEPS)
    run = splits / "models/mine"
    assert (run / "mlflow.db").is_file()
    listed = json.loads((run / "manifest.json").read_text())["files"]
    assert listed == {name: sha256(run / name) for name in listed}
    cli("models", "push", "mine", splits / "pushed", "--license", "mit")
    pushed = {path.relative_to(splits / "pushed").as_posix() for path in files(splits / "pushed")}
    assert pushed == {*listed, "manifest.json", "README.md", "SHA256SUMS"}


@pytest.mark.slow
def test_an_offline_run_writes_no_key_and_only_files_in_its_folder(
    splits: Path, tmp_path: Path, cli: Cli, tiny_gpt2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wandb = pytest.importorskip("wandb", reason="needs the wandb extra")
    monkeypatch.setenv("WANDB_API_KEY", KEY)
    settings = ("--set", f"train.model.name={tiny_gpt2}", "--set", "tracking.mode=offline")
    try:
        result = cli("train", "--run", "watched", *settings, *STEPS)
    finally:
        wandb.teardown()  # ends the process that writes the run
    assert result.stdout.strip() == str(Path("models/watched"))
    (record,) = splits.rglob("*.wandb")
    assert record.parents[1] == splits / "models/watched/wandb"
    told = record.read_bytes()
    for part in (b"pokename", b"watched", b"learning_rate", b"val_loss", b"steps"):
        assert part in told, part
    assert KEY not in result.output
    written = files(tmp_path)
    assert len(written) > 10
    assert [path for path in written if KEY.encode() in path.read_bytes()] == []


def test_online_tracking_without_a_key_gives_a_one_line_error(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    online = ("--set", "tracking.mode=online")
    result = cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, *online, ok=False)
    assert result.exit_code == 2
    (line,) = [line for line in result.stderr.splitlines() if not line.startswith("config: ")]
    assert line.startswith("Error: ")
    assert "WANDB_API_KEY" in line
    assert "tracking.mode=offline" in line
    assert not (splits / "models").exists()


def test_without_wandb_the_error_names_the_install_command(
    splits: Path, cli: Cli, tiny_gpt2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "wandb", None)  # as if wandb weren't installed
    offline = ("--set", "tracking.mode=offline")
    result = cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, *offline, ok=False)
    assert result.exit_code == 2
    assert "pip install 'pokename[wandb]'" in result.stderr
    assert not (splits / "models").exists()


def test_data_errors_are_reported_before_tracking_starts(
    project: Path, cli: Cli, tiny_gpt2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "wandb", None)
    offline = ("--set", "tracking.mode=offline")
    result = cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, *offline, ok=False)
    assert result.exit_code == 1
    assert "pokename preprocess" in result.stderr
    assert list(project.iterdir()) == []


@pytest.mark.slow
def test_the_wandb_run_of_a_failed_training_is_closed(splits: Path, cli: Cli) -> None:
    wandb = pytest.importorskip("wandb", reason="needs the wandb extra")
    no_model = ("--set", "train.model.name=nobody/this", "--set", "train.model.fallback=null")
    try:
        result = cli("train", *no_model, *STEPS, "--set", "tracking.mode=offline", ok=False)
        assert result.exit_code == 1
        assert "nobody/this" in result.stderr
        assert wandb.run is None
    finally:
        wandb.teardown()  # ends the process that writes the run
