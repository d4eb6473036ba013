"""Test what trackers record of training and evaluation, read back from offline files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.support.wandb_records import (
    artifacts_of,
    config_of,
    history_of,
    records,
    summary_of,
)

pytest.importorskip("torch", reason="needs the train extra")

TRAIN = ("--set", "train.max_steps=4", "--set", "train.batch_size=4", "--device", "cpu")
EVALUATE = (
    *("--set", "evaluate.names_per_species=1", "--set", "evaluate.bootstrap=20"),
    *("--set", "evaluate.species=1", "--set", "evaluate.many_prompts=0"),
    *("--set", "evaluate.prompts=[a fiery lizard]", "--set", "evaluate.designs=1"),
)
PREPROCESS = (
    *("--set", "preprocess.prompts_per_species=1"),
    *("--set", "preprocess.val_share=0.02"),
)
OFFLINE = ("--set", "tracking.mode=offline")


def wandb_run(folder: Path) -> tuple[list[Any], Path]:
    """Return the records of the only wandb run in a folder, and the folder of its files."""
    (log,) = (folder / "wandb").glob("offline-run-*/*.wandb")
    return list(records(log)), log.parent / "files"


@pytest.fixture
def tracked(project: Path, cli: Cli, tiny_gpt2: Path) -> Iterator[Path]:
    wandb = pytest.importorskip("wandb", reason="needs the wandb extra")
    cli("fetch", "--source", "bundled")
    cli("preprocess", *PREPROCESS)
    cli("train", "--run", "mine", "--set", f"train.model.name={tiny_gpt2}", *TRAIN, *OFFLINE)
    cli("evaluate", "--model", "models/mine", *EVALUATE, *OFFLINE)
    yield project
    wandb.teardown()  # ends the process that writes the runs


@pytest.mark.slow
def test_wandb_records_training_and_evaluation(tracked: Path) -> None:
    told, _ = wandb_run(tracked / "models/mine")
    assert config_of(told)["train"]["max_steps"] == 4
    losses = history_of(told, "loss")
    assert len(losses) == 4
    assert history_of(told, "val_loss")
    manifest = json.loads((tracked / "models/mine/manifest.json").read_text())
    assert summary_of(told)["val_loss"] == pytest.approx(manifest["val_loss"])
    made = artifacts_of(told)
    data, model = made["processed"], made["mine"]
    assert data.use_after_commit
    assert not model.use_after_commit
    hashes = json.loads(data.metadata)["sha256"]
    assert hashes["train.csv"] == manifest["data_sha256"]["train"]
    assert {entry.path for entry in data.manifest.contents} == set(hashes)
    inside = {entry.path for entry in model.manifest.contents}
    assert {"model.safetensors", "engine/model.bin", "pokename.json"} <= inside
    assert not [path for path in inside if "wandb" in path]
    assert json.loads(model.metadata)["files"] == manifest["files"]

    told, files = wandb_run(tracked / "reports")
    assert config_of(told)["evaluate"]["model"] == "models/mine"
    metrics = json.loads((tracked / "reports/metrics.json").read_text())
    summary = summary_of(told)
    for prefix, measures in {
        "": metrics["systems"]["mine"]["measures"] | metrics["designs"]["mine"]["measures"],
        "lines/": metrics["lines"]["mine"]["measures"],
        **{f"{kind}/": one for kind, one in metrics["true_names"].items()},
    }.items():
        for figure, measure in measures.items():
            assert summary[prefix + figure] == pytest.approx(measure["value"]), prefix + figure
    assert {"hits_at_10", "prompt/mrr", "pokedex/bits_per_letter", "prompt/root_own"} <= set(
        summary
    )
    assert {"lines/given", "lines/usable"} <= set(summary)
    tables = {path.name.partition("_")[0]: path for path in files.rglob("*.table.json")}
    names = json.loads(tables["names"].read_text())
    assert names["columns"][:2] == ["system", "kind"]
    given = sum(sum(one["lengths"].values()) for one in metrics["systems"].values())
    assert len(names["data"]) == given + 10
    figures = json.loads(tables["figures"].read_text())
    assert ["letter n-gram", "usable"] in [row[:2] for row in figures["data"]]
    assert {path.suffix for path in files.rglob("media/images/*")} == {".png"}
    used = artifacts_of(told)
    assert used["mine"].use_after_commit
    assert used["mine"].digest == model.digest  # the same version in both runs links them
    assert used["processed"].digest == data.digest


@pytest.mark.practice
def test_mlflow_records_training_and_evaluation(project: Path, cli: Cli, tiny_gpt2: Path) -> None:
    mlflow = pytest.importorskip("mlflow", reason="needs the mlflow extra")
    to_mlflow = (*OFFLINE, "--set", "tracking.tracker=mlflow")
    cli("fetch", "--source", "bundled")
    cli("preprocess", *PREPROCESS)
    cli("train", "--run", "mine", "--set", f"train.model.name={tiny_gpt2}", *TRAIN, *to_mlflow)
    cli("evaluate", "--model", "models/mine", *EVALUATE, *to_mlflow, "--set", "evaluate.designs=0")

    def only_run(store: str) -> tuple[Any, Any]:
        client = mlflow.MlflowClient(tracking_uri=f"sqlite:///{project / store}")
        experiment = client.get_experiment_by_name("pokename")
        (run,) = client.search_runs([experiment.experiment_id])
        return client, run

    client, run = only_run("models/mine/mlflow.db")
    assert run.info.status == "FINISHED"
    assert run.data.params["train.max_steps"] == "4"
    assert [one.step for one in client.get_metric_history(run.info.run_id, "loss")] == [1, 2, 3, 4]
    (given,) = run.inputs.dataset_inputs
    assert given.dataset.name == "processed"
    kept = {one.path for one in client.list_artifacts(run.info.run_id, "mine")}
    assert {"mine/model.safetensors", "mine/pokename.json", "mine/engine"} <= kept

    client, run = only_run("reports/mlflow.db")
    metrics = json.loads((project / "reports/metrics.json").read_text())
    usable = metrics["systems"]["mine"]["measures"]["usable"]["value"]
    assert run.data.metrics["usable"] == pytest.approx(usable)
    mrr = metrics["true_names"]["prompt"]["mrr"]["value"]
    assert run.data.metrics["prompt/mrr"] == pytest.approx(mrr)
    assert {one.dataset.name for one in run.inputs.dataset_inputs} == {"mine", "processed"}
    paths = {one.path for one in client.list_artifacts(run.info.run_id)}
    assert {"names.json", "figures.json", "figures"} <= paths
