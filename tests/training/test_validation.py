"""Test the validation loss: a mean over tokens, on examples that no setting of a run changes."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pokename.cli.train import run_training
from pokename.config import BaseModelSection, load_config
from pokename.corpus.splits import read_examples
from tests.conftest import Cli, save_tiny_gpt2
from tests.support.trainings import SETTINGS, STEPS, options

pytest.importorskip("torch", reason="needs the train extra")

import torch
from torch.nn.functional import cross_entropy
from transformers import GPT2LMHeadModel

from pokename.training.bases import load_base
from pokename.training.validation import validation_examples

# With this rate, two steps change no weight by as much as a float's rounding.
STILL = ("--set", "train.learning_rate=1e-12", "--set", "train.max_steps=2", "--device", "cpu")


def validated(project: Path, cli: Cli, base: Path, run: str, *settings: object) -> dict[str, Any]:
    """Train a run without a change of its weights, and return its manifest."""
    asked = [part for one in settings for part in ("--set", f"train.{one}")]
    cli("train", "--run", run, "--set", f"train.model.name={base}", *STILL, *asked)
    manifest: dict[str, Any] = json.loads((project / f"models/{run}/manifest.json").read_text())
    return manifest


def test_the_loss_of_the_same_weights_is_the_same_whatever_else_is_set(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    one = validated(splits, cli, tiny_gpt2, "one", "batch_size=16")
    for place, settings in enumerate(
        (
            ("batch_size=3",),
            ("plan_share=0.01", "unprompted_share=0.9"),
            ("plan_share=1", "max_tokens=40"),
        )
    ):
        other = validated(splits, cli, tiny_gpt2, f"other{place}", *settings)
        assert other["val_loss"] == pytest.approx(one["val_loss"], rel=1e-6), settings
        assert other["val_examples_sha256"] == one["val_examples_sha256"]
    cli("train", "--run", "seeded", "--set", f"train.model.name={tiny_gpt2}", *STILL, "--seed", "8")
    seeded = json.loads((splits / "models/seeded/manifest.json").read_text())
    assert seeded["val_loss"] == pytest.approx(one["val_loss"], rel=1e-6)


def test_the_base_is_validated_before_the_first_step(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    still = validated(splits, cli, tiny_gpt2, "still")
    model = options(f"train.model.name={tiny_gpt2}", "train.learning_rate=1e-2")
    said = cli("train", "--run", "learned", *model, *STEPS).stderr
    manifest = json.loads((splits / "models/learned/manifest.json").read_text())
    before = manifest["base"]["val_loss"]
    assert before == pytest.approx(still["val_loss"], rel=1e-6)
    assert manifest["val_loss"] < before
    assert f"{manifest['val_loss']:.4f} nats per token, {before:.4f} before training" in said
    history = pd.read_csv(splits / "models/learned/training.csv")
    assert (history["step"][0], history["val_loss"][0]) == (0, pytest.approx(before))
    assert f"{before:.4f}" in cli("models", "show", "learned", "--license", "mit").stdout


def test_a_trial_of_a_sweep_is_never_stopped_for_the_loss_of_its_base(
    splits: Path, tiny_gpt2: Path
) -> None:
    losses: list[float | None] = []
    settings = f"train.model.name={tiny_gpt2}", "train.evaluations_per_epoch=4"
    config = load_config(None, [*SETTINGS, *settings]).config
    run_training(config, "anew", watch=lambda progress: losses.append(progress.val_loss))
    # The progress is reported before the validation at its step.
    assert [loss is None for loss in losses] == [True] * 3 + [False] * 3


def test_the_loss_is_the_mean_over_all_learned_tokens(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    told = validated(splits, cli, tiny_gpt2, "one")["val_loss"]
    base = load_base(BaseModelSection(name=str(tiny_gpt2)))
    rows = read_examples(splits / "data/processed/val.csv")
    examples = validation_examples(rows, base, plans=True)
    model = GPT2LMHeadModel.from_pretrained(splits / "models/one").eval()
    losses = []
    for example in examples:
        ids = torch.tensor([example.ids])
        with torch.no_grad():
            logits = model(ids).logits[0, example.prompt_length - 1 : -1]
        losses.append(cross_entropy(logits, ids[0, example.prompt_length :], reduction="none"))
    assert told == pytest.approx(torch.cat(losses).mean().item(), rel=1e-5)


def test_a_run_that_learns_no_plans_is_validated_without_plans(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    """Plans that a model never learns would hide how well it learns names."""
    one = validated(splits, cli, tiny_gpt2, "one", "plan_share=0")
    val = splits / "data/processed/val.csv"
    header, *rows = val.read_text().splitlines()
    without = [f"{row.rpartition(',')[0]}," for row in rows]  # the last column has source words
    val.write_text("\n".join([header, *without, ""]))
    other = validated(splits, cli, tiny_gpt2, "other", "plan_share=0.5")
    assert one["val_examples_sha256"] == other["val_examples_sha256"]
    assert one["val_loss"] == pytest.approx(other["val_loss"], rel=1e-6)


def test_a_base_with_a_short_context_is_validated(splits: Path, cli: Cli, tmp_path: Path) -> None:
    save_tiny_gpt2(tmp_path / "short", n_positions=48)
    told = validated(splits, cli, tmp_path / "short", "short", "max_tokens=48")
    assert 0 < told["val_loss"] < 10


def test_a_base_that_knows_species_of_val_is_a_warning(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    """Such a leak makes the validation loss too low."""
    train, val = (splits / f"data/processed/{split}.csv" for split in ("train", "val"))
    said = cli("train", *STEPS, "--set", f"train.model.name={tiny_gpt2}").stderr
    assert "species of val" not in said
    train.replace(splits / "before.csv")
    val.replace(train)
    (splits / "before.csv").replace(val)
    again = ("--run", "again", "--set", "train.model.name=models/default")
    assert (
        "'models/default' was trained on 31 species of val" in cli("train", *STEPS, *again).stderr
    )


def test_other_val_rows_are_other_examples(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    one = validated(splits, cli, tiny_gpt2, "one")
    val = splits / "data/processed/val.csv"
    val.write_text("".join(val.read_text().splitlines(keepends=True)[:-1]))
    other = validated(splits, cli, tiny_gpt2, "other")
    assert other["val_examples_sha256"] != one["val_examples_sha256"]
