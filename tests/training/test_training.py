"""Test ``pokename train`` on a real, tiny GPT-2."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pokename.config import TrainSection
from pokename.corpus.prompt_format import PromptFormat
from pokename.corpus.splits import Example
from pokename.naming.name import Draft
from pokename.naming.naming_model import load_model
from pokename.naming.wishes import Request
from tests.conftest import REPOSITORY, Cli, save_tiny_gpt2
from tests.support.processes import on_posix
from tests.support.trainings import STEPS

pytest.importorskip("torch", reason="needs the train extra")

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import GPT2LMHeadModel

from pokename.training.batching import ExampleDataset, collate, training_order


def weights(project: Path, run: str) -> dict[str, object]:
    return dict(load_file(project / f"models/{run}/model.safetensors"))


def same(one: dict[str, object], other: dict[str, object]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[k], other[k]) for k in one)  # type: ignore[arg-type]


def test_a_model_trained_without_plans_is_not_asked_for_ideas(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    named = ("--set", f"train.model.name={tiny_gpt2}", "--set", "train.plan_share=0")
    cli("train", *named, *STEPS)
    assert json.loads((splits / "models/default/pokename.json").read_text())["plans"] is False
    model = load_model(splits / "models/default")
    assert model.language_model.ideas("a fiery lizard", ["flame"]) == {}
    own = Draft("flamezard", ("flame", "lizard"))  # as if the user had typed this name
    (ranked,) = model.drafter.score_drafts(Request.of("a fiery lizard", {}), [own])
    assert ranked.says == ("fiery", "lizard")


def test_training_again_with_the_resolved_config_gives_the_same_weights(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    cli("train", "--run", "first", "--set", f"train.model.name={tiny_gpt2}", *STEPS)
    cli("train", "--config", splits / "models/first/config.yaml", "--run", "second")
    assert same(weights(splits, "first"), weights(splits, "second"))


def test_training_learns(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    setting = ("--set", f"train.model.name={tiny_gpt2}", "--set", "train.batch_size=4")
    more = ("--set", "train.epochs=5", "--set", "train.learning_rate=1e-2", "--device", "cpu")
    cli("train", *setting, *more, "--set", "train.patience=50")
    history = pd.read_csv(splits / "models/default/training.csv")
    losses = history["loss"].dropna()
    assert losses.iloc[-1] < losses.iloc[0] - 1


def test_early_stopping_keeps_the_best_checkpoint(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    cli(
        *("train", "--set", f"train.model.name={tiny_gpt2}", "--set", "train.batch_size=4"),
        *("--set", "train.epochs=60", "--set", "train.learning_rate=2e-2", "--device", "cpu"),
        *("--set", "train.patience=2", "--set", "train.warmup_share=0.0"),
    )
    manifest = json.loads((splits / "models/default/manifest.json").read_text())
    history = pd.read_csv(splits / "models/default/training.csv")
    assert manifest["val_loss"] == pytest.approx(history["val_loss"].min())
    assert history["epoch"].max() < 59


@on_posix
@pytest.mark.parametrize(
    "how", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.faults)]
)
def test_an_interrupted_run_resumes_to_the_same_weights(
    splits: Path, cli: Cli, tmp_path: Path, how: signal.Signals
) -> None:
    """The signal saves a checkpoint, and the message says how to resume.

    The interrupted run has a worker process that prepares batches; it gets the signal too.
    """
    base = tmp_path / "base"
    save_tiny_gpt2(base, resid_pdrop=0.2)
    command = ["train", "--device", "cpu"]
    for setting in (f"train.model.name={base}", "train.batch_size=2", "train.epochs=8"):
        command += ["--set", setting]
    command += ["--set", "train.patience=100", "--set", "train.learning_rate=1e-4"]
    broken = [*command, "--run", "broken", "--set", "train.loader_workers=1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pokename", *broken],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    checkpoints = splits / "models/broken/checkpoints"
    # The signal comes after the first of eight epochs, while the training goes on.
    deadline = time.monotonic() + 120
    while not list(checkpoints.glob("checkpoint-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, how)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 128 + how, said
    assert "--resume" in said
    assert not (splits / "models/broken/model.safetensors").exists()
    for wrong, why in (
        ((), "Continue with --resume, or start over with --overwrite"),
        (
            ("--resume", "--set", "train.epochs=9"),
            "was made from other inputs: epochs (8.0, and now 9.0).",
        ),
    ):
        refused = cli(*command, "--run", "broken", *wrong, ok=False)
        assert refused.exit_code == 1
        assert why in refused.stderr
    cli(*command, "--run", "broken", "--resume")
    cli(*command, "--run", "whole")
    assert same(weights(splits, "broken"), weights(splits, "whole"))


def test_a_finished_run_is_replaced_only_with_overwrite(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    asked = ("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS)
    cli(*asked)
    manifest = splits / "models/default/manifest.json"
    first = manifest.read_bytes()
    refused = cli(*asked, "--seed", "8", ok=False)
    assert (
        "holds a finished run. Choose another --run, or replace it with --overwrite."
        in refused.stderr
    )
    assert manifest.read_bytes() == first
    cli(*asked, "--seed", "8", "--overwrite")
    assert json.loads(manifest.read_text())["seed"] == 8


def test_training_can_have_another_seed_than_the_splits(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    def trained(*options: str) -> tuple[int, object]:
        asked = ("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, *options)
        cli(*asked, "--overwrite")
        folder = splits / "models/default"
        config = yaml.safe_load((folder / "config.yaml").read_text())
        seed = json.loads((folder / "manifest.json").read_text())["seed"]
        return config["seed"], seed

    assert trained("--set", "train.seed=8") == (7, 8)
    assert trained("--set", "train.seed=8", "--seed", "9") == (7, 9)
    assert trained("--set", "seed=8") == (8, 8)


TORCHRUN = ("torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m")
ACCELERATE = (
    *("accelerate.commands.launch", "--config_file", str(REPOSITORY / "configs/accelerate.yaml")),
    "--module",
)


@pytest.mark.practice
@pytest.mark.parametrize("launcher", [TORCHRUN, ACCELERATE], ids=["torchrun", "accelerate"])
def test_two_processes_train_like_one(
    splits: Path, cli: Cli, tmp_path: Path, launcher: tuple[str, ...]
) -> None:
    """The backend is gloo. The global batches are equal, and the losses differ only by rounding."""
    base = tmp_path / "base"  # no dropout, since it differs between processes
    save_tiny_gpt2(base, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
    settings = [f"train.model.name={base}", "train.max_steps=6", "train.patience=50"]
    ending = ["train", "--device", "cpu"]
    for setting in settings:
        ending += ["--set", setting]
    cli(*ending, "--set", "train.batch_size=8", "--set", "train.run=one")
    two = [sys.executable, "-m", *launcher, "pokename", *ending, "--set", "train.batch_size=4"]
    done = subprocess.run(
        [*two, "--set", "train.run=two"],
        check=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "missing keys" not in done.stderr
    assert "[transformers]" not in done.stderr
    assert losses(splits, "two") == pytest.approx(losses(splits, "one"), rel=1e-3)
    found = losses(splits, "two", "val_loss")
    assert found == pytest.approx(losses(splits, "one", "val_loss"), rel=1e-5)


def losses(project: Path, run: str, column: str = "loss") -> list[float]:
    return list(pd.read_csv(project / f"models/{run}/training.csv")[column].dropna())


def test_two_accumulated_batches_equal_one_batch_of_double_size(
    splits: Path, cli: Cli, tmp_path: Path
) -> None:
    save_tiny_gpt2(tmp_path / "base", resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
    asked = ("train", *STEPS, "--set", f"train.model.name={tmp_path / 'base'}", "--run")
    cli(*asked, "two", "--set", "train.gradient_accumulation=2")
    cli(*asked, "one", "--set", "train.batch_size=8")
    assert losses(splits, "two") == pytest.approx(losses(splits, "one"), rel=1e-3)


@pytest.mark.practice
def test_a_compiled_model_has_the_same_losses(splits: Path, cli: Cli, tmp_path: Path) -> None:
    save_tiny_gpt2(tmp_path / "base", resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
    asked = ("train", *STEPS, "--set", f"train.model.name={tmp_path / 'base'}", "--run")
    cli(*asked, "plain")
    cli(*asked, "compiled", "--set", "train.compile=true")
    assert losses(splits, "compiled") == pytest.approx(losses(splits, "plain"), rel=1e-3)
    assert weights(splits, "compiled").keys() == weights(splits, "plain").keys()


def test_the_fallback_base_is_reported_and_recorded(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    wanted = "nobody/has-this-model"
    result = cli(
        *("train", "--set", f"train.model.name={wanted}"),
        *("--set", f"train.model.fallback={tiny_gpt2}", *STEPS),
    )
    assert wanted in result.stderr
    base = json.loads((splits / "models/default/manifest.json").read_text())["base"]
    assert base["asked_for"] == wanted
    assert base["loaded"] == str(tiny_gpt2)
    assert wanted in base["fallback_reason"]


@pytest.fixture
def prompt_format(tiny_gpt2: Path) -> PromptFormat:
    return PromptFormat(Tokenizer.from_file(str(tiny_gpt2 / "tokenizer.json")), end_id=0)


def test_the_loss_covers_only_what_follows_the_prompt(prompt_format: PromptFormat) -> None:
    short = prompt_format.example("a red one", "Brandoling", ("brand", "ling"))
    long = prompt_format.example("a much longer description of it", "Mog")
    batch = collate([ExampleDataset([short, long])[i] for i in (0, 1)])
    written = [list(one.ids[one.prompt_length :]) for one in (short, long)]
    assert batch["labels"].tolist() == [token for target in written for token in target]
    assert torch.equal(batch["labels"], batch["shift_labels"])
    for row, target in enumerate(written):
        before = batch["logits_to_keep"][row].nonzero().flatten()
        assert batch["input_ids"][row][before + 1].tolist() == target
        assert target[-1] == 0  # the end token, which is also the padding


def test_padding_does_not_change_the_loss(prompt_format: PromptFormat, tiny_gpt2: Path) -> None:
    model = GPT2LMHeadModel.from_pretrained(tiny_gpt2).eval()
    short = prompt_format.example("red", "Mog")
    long = prompt_format.example("a much longer description of it", "Brandoling")
    items = ExampleDataset([short, long])

    def loss(*places: int) -> float:
        batch = collate([items[place] for place in places])
        return float(model(**batch).loss.item()) * len(batch["labels"])

    assert loss(0, 1) == pytest.approx(loss(0) + loss(1), rel=1e-5)


def test_an_encoded_name_decodes_to_itself_after_its_plan(prompt_format: PromptFormat) -> None:
    for name in ("charmander", "mr. mime", "ho-oh", "porygon2"):
        example = prompt_format.example("x", name, ("char", "salamander"))
        written = example.ids[example.prompt_length : -1]
        plan = prompt_format.plan(("char", "salamander"))
        assert written[: len(plan)] == plan
        assert prompt_format.read(written[len(plan) :]) == name


def test_each_epoch_contains_every_row_once_and_little_padding(
    prompt_format: PromptFormat,
) -> None:
    rows = [Example(i, i, f"name{i}", "word " * (i % 30), "prompt", ("word",)) for i in range(1000)]
    order = training_order(rows, prompt_format, TrainSection(), epochs=2, batch=8, seed=1)
    ends = [example.ids[-1] for example in order]
    assert len(order) == 2000
    assert set(ends) == {0}
    padded = sum(
        8 * max(len(example.ids) for example in order[i : i + 8]) for i in range(0, 2000, 8)
    )
    assert sum(len(example.ids) for example in order) / padded > 0.97
    assert order == training_order(rows, prompt_format, TrainSection(), epochs=2, batch=8, seed=1)
    assert order != training_order(rows, prompt_format, TrainSection(), epochs=2, batch=8, seed=2)


def test_examples_are_made_only_for_the_steps_of_a_training(
    prompt_format: PromptFormat, cli: Cli
) -> None:
    rows = [Example(i, i, f"name{i}", "word " * (i % 30), "prompt", ("word",)) for i in range(100)]
    order = training_order(rows, prompt_format, TrainSection(), epochs=2, batch=8, seed=1)
    few = training_order(
        rows, prompt_format, TrainSection(), epochs=1e9, batch=8, seed=1, max_steps=15
    )
    assert few == order[: 15 * 8]
    refused = cli("train", "--set", "train.epochs=1e9", ok=False)
    assert "train.epochs" in refused.stderr
    assert "it takes a number above 0 and at most 1000" in refused.stderr
