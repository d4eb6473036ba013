"""Test that each config that names a run also measures it and makes names with it."""

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support.broken_models import told
from tests.support.configs import shown
from tests.support.trainings import options

SMALL = options(
    *("preprocess.prompts_per_species=1", "preprocess.val_share=0.02", "train.max_steps=1"),
    *("evaluate.species=1", "evaluate.names_per_species=1", "evaluate.designs=1"),
)


@pytest.mark.parametrize("config", ["smoke.yaml", "gpt2.yaml"])
def test_all_commands_use_the_model_that_train_writes(cli: Cli, config: str) -> None:
    keys = shown(cli, "--config", config)
    run = keys["train.run"]["value"]
    for command in ("evaluate", "generate", "serve"):
        assert keys[f"{command}.model"]["value"] == f"models/{run}"


@pytest.mark.parametrize("command", [("generate", "a fiery lizard"), ("evaluate",)])
def test_before_a_training_the_error_says_to_train(
    project: Path, cli: Cli, command: tuple[str, ...]
) -> None:
    said = told(cli(*command, "--config", "smoke.yaml", ok=False))
    assert "models/smoke isn't a trained model" in said
    assert "Run 'pokename train' first" in said


@pytest.mark.practice
def test_the_whole_chain_runs_with_one_config(project: Path, cli: Cli) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    smoke = ("--config", "smoke.yaml", *SMALL)
    for command in ("fetch", "preprocess", "train", "evaluate"):
        cli(command, *smoke)
    assert json.loads((project / "reports/metrics.json").read_text())["model"] == "smoke"
    names = json.loads(cli("generate", "a fiery lizard", *smoke, "--format", "json").stdout)
    assert {one["model"] for one in names} == {"smoke"}
