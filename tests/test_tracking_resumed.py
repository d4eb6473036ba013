"""Test that a training that is stopped and resumed is one run of the tracker."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.support.trainings import STEPS, options, stopped
from tests.support.wandb_records import history_of, records, summary_of

pytest.importorskip("torch", reason="needs the train extra")
pytestmark = pytest.mark.practice


def resumed(cli: Cli, base: Path, run: str, *settings: str, then: Sequence[str] = ()) -> str:
    """Stop and resume a training, and return what its second part said.

    Each test has its own run, since MLflow keeps stores open by their relative paths.
    """
    asked = (f"train.model.name={base}", f"train.run={run}", *settings)
    stopped(*asked)
    return cli("train", *options(*asked, *then), *STEPS, "--resume").stderr


def test_wandb_continues_the_run(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    wandb = pytest.importorskip("wandb", reason="needs the wandb extra")
    try:
        said = resumed(cli, tiny_gpt2, "watched", "tracking.mode=offline")
    finally:
        wandb.teardown()  # ends the process that writes the runs
    assert not [line for line in said.splitlines() if "wandb" in line.lower()]
    logs = sorted((splits / "models/watched/wandb").glob("offline-run-*/*.wandb"))
    first, second = ([*records(log)] for log in logs)
    (name,) = {log.stem for log in logs}
    assert name.startswith("run-")
    assert [len(history_of(told, "loss")) for told in (first, second)] == [3, 3]
    manifest = json.loads((splits / "models/watched/manifest.json").read_text())
    assert summary_of(second)["val_loss"] == pytest.approx(manifest["val_loss"])


def runs_of(store: str) -> tuple[Any, list[Any]]:
    """Return a client of an offline store of MLflow, and the store's runs."""
    mlflow = pytest.importorskip("mlflow", reason="needs the mlflow extra")
    client = mlflow.MlflowClient(tracking_uri=f"sqlite:///{store}")
    experiment = client.get_experiment_by_name("pokename")
    return client, list(client.search_runs([experiment.experiment_id]))


TO_MLFLOW = ("tracking.mode=offline", "tracking.tracker=mlflow")


def test_mlflow_continues_the_run(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    pytest.importorskip("mlflow", reason="needs the mlflow extra")
    resumed(cli, tiny_gpt2, "one", *TO_MLFLOW, then=["train.loader_workers=1"])
    client, (run,) = runs_of("models/one/mlflow.db")
    assert run.info.status == "FINISHED"
    history = client.get_metric_history(run.info.run_id, "loss")
    assert [one.step for one in history] == [1, 2, 3, 4, 5, 6]
    assert [one.dataset.name for one in run.inputs.dataset_inputs] == ["processed"]


def test_another_training_is_another_run(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    pytest.importorskip("mlflow", reason="needs the mlflow extra")
    asked = (f"train.model.name={tiny_gpt2}", "train.run=two", *TO_MLFLOW)
    stopped(*asked)
    cli("train", *options(*asked), *STEPS, "--overwrite")
    _, runs = runs_of("models/two/mlflow.db")
    assert len(runs) == 2


def test_a_training_can_be_tracked_from_its_resumption_on(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    pytest.importorskip("mlflow", reason="needs the mlflow extra")
    resumed(cli, tiny_gpt2, "later", then=TO_MLFLOW)
    client, (run,) = runs_of("models/later/mlflow.db")
    assert [one.step for one in client.get_metric_history(run.info.run_id, "loss")] == [4, 5, 6]
