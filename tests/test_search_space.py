"""Test the file of a search space, which both ``pokename sweep`` and wandb read."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY, Cli
from tests.support.configs import write


@pytest.mark.parametrize(
    ("space", "said"),
    [
        ("parameters: {train.learning_rat: {value: 1}}", "did you mean train.learning_rate?"),
        ("parameters: {train.batch_size: {values: [0]}}", "train.batch_size is 0; it takes"),
        ("parameters: {seed: {min: 5}}", "valid search space: a parameter takes value"),
        ("parameters: {seed: {min: 5, max: 1}}", "min must be below max"),
        ("method: magic\nparameters: {seed: {value: 1}}", "space.yaml isn't a valid search space"),
        ("method: grid\nparameters: {seed: {min: 1, max: 2}}", "grid takes values"),
        ("parameters: {train.plan_share: {values: [0, 0.5]}}", "losses can't be compared"),
        ("methods: grid\nparameters: {seed: {value: 1}}", "unknown field `methods`"),
        ("parameters: {seed: {distribution: uniform, values: [1]}}", "uniform takes min and max"),
        ("parameters: {seed: {distribution: constant, min: 1, max: 2}}", "constant takes value"),
        ("parameters: {seed: {distribution: int_uniform, min: 0.5, max: 2}}", "takes integers"),
        ("parameters: {train.batch_size: {min: 1, max: 9.0}}", "train.batch_size is 9.0; it takes"),
        (
            "parameters: {train.batch_size: {distribution: uniform, min: 1, max: 9}}",
            "train.batch_size takes an integer at least 1, but this range has fractions. Write",
        ),
        (
            "parameters: {preprocess.val_share: {value: 0.2}}",
            "preprocess.val_share changes no trial",
        ),
        ("parameters: {train.run: {values: [a, b]}}", "train.run changes no trial"),
        ("parameters: {train.model.fallback: {value: bundled}}", "no trial uses a fallback"),
        ("parameters: [", "space.yaml, line 1: not YAML"),
        (
            "parameters:\n  seed: {value: 1}\n  seed: {value: 2}\n",
            "parameters.seed is in lines 2 and 3.",
        ),
    ],
)
def test_an_invalid_search_space_fails_at_once(
    splits: Path, cli: Cli, space: str, said: str
) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    pytest.importorskip("optuna", reason="needs the sweep extra")
    write(splits / "space.yaml", space)
    result = cli("sweep", "--space", "space.yaml", ok=False)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: space.yaml")
    assert said in line
    assert not (splits / "models").exists()


def test_keys_that_only_wandb_uses_are_ignored(project: Path) -> None:
    from pokename.sweep.space import read_space

    of_wandb = "controller: {type: local}\nprogram: pokename\nrun_cap: 9\n"
    write(project / "space.yaml", f"{of_wandb}parameters: {{seed: {{value: 1}}}}")
    assert read_space("space.yaml")[0].parameters.keys() == {"seed"}


@pytest.mark.practice
def test_a_wandb_agent_starts_a_trial_with_the_settings_that_it_draws(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """wandb's own functions build the command from configs/sweep.yaml."""
    pytest.importorskip("wandb", reason="needs the wandb extra")
    from wandb.sdk.launch.sweeps.utils import create_sweep_command, create_sweep_command_args

    sweep = yaml.safe_load((REPOSITORY / "configs/sweep.yaml").read_text())
    drawn = {"train.learning_rate": 0.0002, "train.schedule": "linear", "train.batch_size": 8}
    arguments = create_sweep_command_args({"args": {k: {"value": v} for k, v in drawn.items()}})
    monkeypatch.setenv("PATH", f"{project}:{os.environ['PATH']}")
    write(project / "pokename", '#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (project / "pokename").chmod(0o755)
    started = set()
    for run_id in ("abc", "def"):  # two agents that share a folder
        monkeypatch.setenv("WANDB_RUN_ID", run_id)
        agent = create_sweep_command(sweep["command"])
        line = ["env" if part == "${env}" else part for part in agent[:-1]] + ["drawn.json"]
        told = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()
        assert told[-2:] == ["--config", "drawn.json"]
        started.add(told[told.index("--run") + 1])
    assert started == {"sweep-abc", "sweep-def"}
    write(project / "drawn.json", arguments["args_json"][0])
    settings = told[told.index("--set") : -2]
    asked = ("config", "show", *settings, "--config", "drawn.json", "--format", "json")
    shown = json.loads(cli(*asked).stdout)
    assert {key: shown[key]["value"] for key in drawn} == drawn
    assert shown["train.epochs"]["value"] == 1.0
    # Without a network, a trial would train another base, and wandb would compare its loss.
    assert shown["train.model.fallback"]["value"] is None
