"""Test ``pokename train`` with ``train.lora``: few trained weights, a complete model."""

import json
from pathlib import Path

import pandas as pd
import pytest

from pokename import NameGenerator
from tests.conftest import Cli, save_tiny_gpt2
from tests.support.trainings import SETTINGS, options, stopped

pytest.importorskip("torch", reason="needs the train extra")
pytest.importorskip("peft", reason="needs the lora extra")

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import GPT2LMHeadModel

RANK = 4
RUNS = ("broken", "whole")
WIDTH = 32  # the width of the tiny GPT-2
LORA = ("--set", f"train.lora.rank={RANK}")
FEW = ("--set", "train.batch_size=4", "--set", "train.learning_rate=1e-2", "--device", "cpu")
STEPS = ("--set", "train.max_steps=6", *FEW)


@pytest.fixture
def base(tiny_gpt2: Path) -> tuple[str, str]:
    return ("--set", f"train.model.name={tiny_gpt2}")


def test_lora_weights_are_merged_into_the_target_layers_only(
    splits: Path, cli: Cli, tiny_gpt2: Path, base: tuple[str, str]
) -> None:
    cli("train", *base, *LORA, "--set", "train.lora.targets=[c_attn]", *STEPS)
    before = load_file(tiny_gpt2 / "model.safetensors")
    after = load_file(splits / "models/default/model.safetensors")
    assert after.keys() == before.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"transformer.h.0.attn.c_attn.weight"}
    difference = after[changed.pop()] - before["transformer.h.0.attn.c_attn.weight"]
    assert torch.linalg.matrix_rank(difference, rtol=1e-4) == RANK
    manifest = json.loads((splits / "models/default/manifest.json").read_text())
    assert manifest["parameters_trained"] == RANK * (WIDTH + 3 * WIDTH)


def test_the_adapter_is_kept_beside_the_merged_model(
    splits: Path, cli: Cli, tiny_gpt2: Path, base: tuple[str, str]
) -> None:
    cli("train", *base, *LORA, *STEPS)
    adapter = splits / "models/default/adapter"
    assert {one.name for one in adapter.iterdir()} == {
        *("adapter_config.json", "adapter_model.safetensors")
    }
    config = json.loads((adapter / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == str(tiny_gpt2)
    whole = GPT2LMHeadModel.from_pretrained(tiny_gpt2)
    whole = PeftModel.from_pretrained(whole, str(adapter)).merge_and_unload()
    merged = load_file(splits / "models/default/model.safetensors")
    own = whole.state_dict()
    assert all(torch.equal(own[name], one) for name, one in merged.items())
    cli("train", *base, *STEPS, "--overwrite")
    assert not adapter.exists()


def test_lora_learns_and_the_engine_gets_the_best_checkpoint(
    splits: Path, cli: Cli, base: tuple[str, str]
) -> None:
    cli("train", *base, *LORA, *FEW, "--set", "train.epochs=20", "--set", "train.patience=2")
    history = pd.read_csv(splits / "models/default/training.csv")
    losses = history["loss"].dropna()
    # The loss falls only a little, since the embeddings are random and frozen.
    assert losses.iloc[-1] < losses.iloc[0] - 0.05
    manifest = json.loads((splits / "models/default/manifest.json").read_text())
    assert manifest["val_loss"] == pytest.approx(history["val_loss"].min())
    assert not list((splits / "models/default").glob("adapter_*"))  # else it isn't a whole model
    assert len(NameGenerator.load("models/default").generate("a fiery lizard", n=3)) == 3


def test_a_stopped_run_resumes_to_the_same_weights(splits: Path, cli: Cli, tmp_path: Path) -> None:
    save_tiny_gpt2(tmp_path / "base", resid_pdrop=0.2)
    asked = (f"train.lora.rank={RANK}", f"train.model.name={tmp_path / 'base'}")
    stopped(*asked, "train.run=broken")
    command = ("train", *options(*SETTINGS, *asked), "--run")
    cli(*command, "broken", "--resume")
    cli(*command, "whole")
    broken, whole = (load_file(splits / f"models/{run}/model.safetensors") for run in RUNS)
    assert all(torch.equal(broken[name], whole[name]) for name in whole)


def test_unknown_layers_are_an_error(splits: Path, cli: Cli, base: tuple[str, str]) -> None:
    asked = (*LORA, "--set", "train.lora.targets=[q_proj]", *STEPS)
    result = cli("train", *base, *asked, ok=False)
    assert result.exit_code == 2
    assert "train.lora.targets has names that aren't layers of" in result.stderr
    assert "Choose from c_attn, c_fc, c_proj." in result.stderr
    assert not (splits / "models").exists()


def test_without_the_extra_the_error_names_the_install_command(
    splits: Path, cli: Cli, base: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pokename.training.lora.find_spec", lambda _: None)
    result = cli("train", *base, *LORA, *STEPS, ok=False)
    assert result.exit_code == 2
    assert "train.lora.rank needs the 'lora' extra. Run: pip install" in result.stderr
