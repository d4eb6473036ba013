"""Test bases other than GPT-2: what the engine can't run is refused before the training."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.support.broken_models import copied, says, told
from tests.support.trainings import STEPS

pytest.importorskip("torch", reason="needs the train extra")

import torch
import transformers
from transformers import AutoModelForCausalLM

from pokename import NameGenerator
from pokename.corpus.splits import read_examples
from pokename.evaluation.systems import FewShotNamer
from pokename.naming.sampling import Sampling

TINY = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "max_position_embeddings": 160,
    "bos_token_id": 0,
    "eos_token_id": 0,
    "pad_token_id": 0,
}


def save_tiny(folder: Path, tokenizer: Path, kind: str, **settings: Any) -> None:
    """Write a tiny model of another architecture, with the tokenizer of the tiny GPT-2."""
    copied(tokenizer, folder, lambda _: None)
    size = json.loads((tokenizer / "config.json").read_text())["vocab_size"]
    torch.manual_seed(0)
    config = getattr(transformers, f"{kind}Config")(**{**TINY, "vocab_size": size, **settings})
    AutoModelForCausalLM.from_config(config).save_pretrained(folder)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("Llama", {}),
        # The engine pads the tokens of an OPT to a multiple of eight.
        ("OPT", {"ffn_dim": 64, "word_embed_proj_dim": 32, "vocab_size": 312}),
        ("Qwen2", {"num_key_value_heads": 2}),
    ],
)
def test_other_architectures_train_and_give_names(
    splits: Path, cli: Cli, tiny_gpt2: Path, kind: str, settings: dict[str, Any]
) -> None:
    save_tiny(splits / "base", tiny_gpt2, kind, **settings)
    cli("train", "--set", "train.model.name=base", *STEPS, "--set", "train.max_steps=1")
    assert len(NameGenerator.load("models/default").generate("a fiery lizard", n=2)) == 2


def test_a_language_model_without_a_limit_of_tokens_names_by_few_shot_prompts(
    splits: Path, tiny_gpt2: Path
) -> None:
    save_tiny(splits / "bloom", tiny_gpt2, "Bloom", max_position_embeddings=None)
    namer = FewShotNamer("bloom", read_examples(Path("data/processed/train.csv")), Sampling(), 7)
    assert namer.names("a fiery lizard", 2, seed=7)


def neo(folder: Path, tokenizer: Path) -> None:
    save_tiny(folder, tokenizer, "GPTNeo", num_layers=2, attention_types=[[["global"], 2]])


def encoder(folder: Path, tokenizer: Path) -> None:
    """Write a RoBERTa, which the engine can run, but only to encode texts."""
    save_tiny(folder, tokenizer, "Roberta")


def padded(folder: Path, tokenizer: Path) -> None:
    """Write a GPT-2 with more embeddings than tokens."""
    size = json.loads((tokenizer / "config.json").read_text())["vocab_size"]
    shape = {"n_embd": 32, "n_layer": 1, "n_head": 2}
    save_tiny(folder, tokenizer, "GPT2", vocab_size=size + 8, **shape)


def activated(folder: Path, tokenizer: Path) -> None:
    copied(tokenizer, folder, says("config.json", activation_function="mish"))


@pytest.mark.parametrize(
    ("save", "said"),
    [
        (neo, "No conversion is registered for the model configuration GPTNeoConfig"),
        (encoder, "Roberta"),
        (padded, "Vocabulary has size"),
        (activated, "mish"),
    ],
)
def test_a_base_that_the_engine_cannot_run_is_refused_before_the_training(
    splits: Path, cli: Cli, tiny_gpt2: Path, save: Callable[[Path, Path], None], said: str
) -> None:
    save(splits / "base", tiny_gpt2)
    result = cli("train", "--set", "train.model.name=base", *STEPS, ok=False)
    line = told(result)
    assert line.startswith("Error: The inference engine can't run 'base': ")
    assert said in line
    assert not (splits / "models").exists()
