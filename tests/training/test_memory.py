"""Test trainings with little memory: an error in one line, and gradient checkpointing."""

from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Cli
from tests.support.trainings import STEPS, options

pytest.importorskip("torch", reason="needs the train extra")

import torch
from transformers.models.gpt2.modeling_gpt2 import GPT2Attention

HOOKS = torch.nn.modules.module


@pytest.mark.parametrize("training", [True, False])
def test_a_device_without_memory_gives_a_one_line_error(
    splits: Path, cli: Cli, tiny_gpt2: Path, training: bool
) -> None:
    def allocate(module: torch.nn.Module, _: object) -> None:
        """Ask for a petabyte in a training step, or in the validation before."""
        if module.training == training:
            torch.empty(2**50, dtype=torch.uint8)

    with HOOKS.register_module_forward_pre_hook(allocate):
        said = cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, ok=False)
    assert said.exit_code == 1
    assert said.stderr.splitlines()[-1] == (
        "Error: The device has no memory left for the model. Halve train.batch_size and double "
        "train.gradient_accumulation, lower train.max_tokens, or set "
        "train.gradient_checkpointing=true."
    )


@pytest.mark.parametrize("settings", [(), ("train.lora.rank=2",)])
def test_gradient_checkpointing_computes_activations_again_and_keeps_the_losses(
    splits: Path, cli: Cli, tiny_gpt2: Path, settings: tuple[str, ...]
) -> None:
    if settings:
        pytest.importorskip("peft", reason="needs the lora extra")
    computed: list[torch.nn.Module] = []

    def count(module: torch.nn.Module, _: object) -> None:
        if isinstance(module, GPT2Attention) and module.training:
            computed.append(module)

    def trained(run: str, *more: str) -> tuple[int, list[float]]:
        """Train; return how often its layer was computed in the steps, and the losses."""
        computed.clear()
        asked = options(f"train.model.name={tiny_gpt2}", *settings, *more)
        with HOOKS.register_module_forward_pre_hook(count):
            cli("train", *STEPS, *asked, "--run", run)
        history = pd.read_csv(splits / f"models/{run}/training.csv")
        return len(computed), [*history["loss"].dropna(), *history["val_loss"].dropna()]

    once, losses = trained("plain")
    twice, same_losses = trained("saving", "train.gradient_checkpointing=true")
    assert (once, twice) == (6, 12)
    assert same_losses == pytest.approx(losses)
