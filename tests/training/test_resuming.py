"""Test that a stopped run goes on as it began: from the same base, with the same clock."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Cli, save_tiny_gpt2
from tests.support.broken_models import says, told
from tests.support.trainings import STEPS, options, stopped

pytest.importorskip("torch", reason="needs the train extra")

from safetensors.torch import load_file

ASKED = ("train.model.name=wanted/one", "train.model.fallback=base")


@pytest.fixture
def fallen_back(splits: Path, tiny_gpt2: Path) -> Path:
    """Stop a training that began with its fallback, and return the folder of the fallback."""
    base = splits / "base"
    shutil.copytree(tiny_gpt2, base)
    stopped(*ASKED)
    return base


def test_a_run_that_began_with_its_fallback_goes_on_with_it(
    splits: Path, cli: Cli, fallen_back: Path
) -> None:
    save_tiny_gpt2(splits / "wanted/one", n_inner=99)
    cli("train", *options(*ASKED), *STEPS, "--resume")
    base = json.loads((splits / "models/default/manifest.json").read_text())["base"]
    assert (base["asked_for"], base["loaded"]) == ("wanted/one", "base")
    assert "'wanted/one' can't be loaded" in base["fallback_reason"]
    trained, before = (
        load_file(one / "model.safetensors") for one in (splits / "models/default", fallen_back)
    )
    assert {key: one.shape for key, one in trained.items()} == {
        key: one.shape for key, one in before.items()
    }


def test_a_run_whose_base_is_gone_or_changed_gives_a_one_line_error(
    splits: Path, cli: Cli, fallen_back: Path
) -> None:
    says("config.json", resid_pdrop=0.5)(fallen_back)
    changed = told(cli("train", *options(*ASKED), *STEPS, "--resume", ok=False))
    assert "'base' has changed since this run started from it: config.json." in changed
    assert "start over with --overwrite" in changed
    shutil.rmtree(fallen_back)
    gone = told(cli("train", *options(*ASKED), *STEPS, "--resume", ok=False))
    assert "The model 'base' can't be loaded" in gone
    assert "fallback" not in gone


def test_a_run_that_began_with_the_wanted_base_never_falls_back(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    shutil.copytree(tiny_gpt2, splits / "wanted/one")
    save_tiny_gpt2(splits / "base", n_inner=99)
    stopped(*ASKED)
    shutil.rmtree(splits / "wanted")
    said = told(cli("train", *options(*ASKED), *STEPS, "--resume", ok=False))
    assert "The model 'wanted/one' can't be loaded" in said


@pytest.mark.parametrize(
    ("key", "before", "now"), [("processes", 2, 1), ("precision", "bf16", "fp32")]
)
def test_another_number_of_processes_or_precision_is_refused(
    splits: Path, cli: Cli, tiny_gpt2: Path, key: str, before: object, now: object
) -> None:
    stopped(f"train.model.name={tiny_gpt2}")
    started = splits / "models/default/started.json"
    values = json.loads(started.read_text())
    assert values["inputs"][key] == now
    values["inputs"][key] = before  # as a training on two GPUs leaves it
    started.write_text(json.dumps(values))
    result = cli("train", *STEPS, *options(f"train.model.name={tiny_gpt2}"), "--resume", ok=False)
    assert f"was made from other inputs: {key} ({before}, and now {now})." in told(result)


def test_another_order_is_refused_and_other_versions_are_named(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    base = f"train.model.name={tiny_gpt2}"
    stopped(base)
    started = splits / "models/default/started.json"
    values = json.loads(started.read_text())
    torch_now = values["versions"]["torch"]
    values["versions"]["torch"] = "1.0"
    started.write_text(json.dumps({**values, "order": "00ff"}))
    refused = told(cli("train", *STEPS, *options(base), "--resume", ok=False))
    assert "was made from the examples in another order." in refused
    assert f"torch (1.0, and now {torch_now})" in refused
    started.write_text(json.dumps(values))
    said = cli("train", *STEPS, *options(base), "--resume").stderr
    assert f"Warning: The run began with other versions: torch (1.0, and now {torch_now})." in said


def test_the_time_before_a_stop_counts(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    stopped(f"train.model.name={tiny_gpt2}", pause=5)
    said = cli("train", *options(f"train.model.name={tiny_gpt2}"), *STEPS, "--resume").stderr
    assert json.loads((splits / "models/default/manifest.json").read_text())["seconds"] >= 5
    shown = re.search(r"trained: 6 steps in (\d+) s ", said)
    assert shown
    assert int(shown[1]) >= 5


def test_a_resumed_run_is_validated_at_the_same_steps(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    base = f"train.model.name={tiny_gpt2}"
    stopped(base)
    cli("train", *options(base), *STEPS, "--resume")
    cli("train", *options(base), *STEPS, "--run", "whole")
    resumed, whole = (
        pd.read_csv(splits / f"models/{run}/training.csv").dropna(subset=["val_loss"])["step"]
        for run in ("default", "whole")
    )
    assert list(resumed) == list(whole)
    manifest = json.loads((splits / "models/default/manifest.json").read_text())
    assert manifest["base"]["val_loss"] > manifest["val_loss"]
