"""Test untrusted base models: training either starts or fails with a one-line error."""

import json
import random
import shutil
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pokename.paths import BUNDLED_BASE
from tests.conftest import Cli
from tests.support.broken_models import (
    DEEP,
    Change,
    copied,
    cut,
    holds,
    link_to,
    more_tokens,
    mutated,
    padding,
    pipe,
    says,
    told,
)
from tests.support.processes import on_posix

pytest.importorskip("torch", reason="needs the train extra")

import torch
from safetensors.torch import load_file, save_file


def small(folder: Path, **overrides: Any) -> None:
    weights = load_file(folder / "model.safetensors")
    weights.update(overrides)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def without(name: str) -> Change:
    def change(folder: Path) -> None:
        weights = load_file(folder / "model.safetensors")
        del weights[name]
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})

    return change


def not_a_number(folder: Path) -> None:
    name = "transformer.ln_f.bias"
    small(folder, **{name: torch.full((32,), float("nan"))})


def index_outside(folder: Path) -> None:
    weights = folder / "model.safetensors"
    shutil.copy(weights, folder.parent / "outside.safetensors")
    names = list(load_file(weights))
    weights.unlink()
    index = {"weight_map": dict.fromkeys(names, "../outside.safetensors")}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def header(change: Callable[[dict[str, Any]], Any]) -> Change:
    """Return a function that changes the header of the weights."""

    def rewrite(folder: Path) -> None:
        path = folder / "model.safetensors"
        content = path.read_bytes()
        (length,) = struct.unpack("<Q", content[:8])
        known = json.loads(content[8 : 8 + length])
        change(known)
        written = json.dumps(known).encode()
        path.write_bytes(struct.pack("<Q", len(written)) + written + content[8 + length :])

    return rewrite


LN = "transformer.ln_f.bias"
BASE_CHANGES: dict[str, tuple[Change, str]] = {
    "layers 10^9": (says("config.json", n_layer=10**9), "config.json can't be read"),
    "layers -1": (says("config.json", n_layer=-1), "config.json can't be read"),
    "layers 900": (says("config.json", n_layer=900), "its config.json requires"),
    "layers 1.5": (says("config.json", n_layer=1.5), "config.json can't be read"),
    "heads 0": (says("config.json", n_head=0), "config.json can't be read"),
    "heads 3": (says("config.json", n_head=3), "don't divide its width"),
    "width 10^9": (says("config.json", n_embd=10**9), "config.json can't be read"),
    "width twice": (says("config.json", n_embd=64), "its config.json requires"),
    "positions 10^9": (says("config.json", n_positions=10**9), "config.json can't be read"),
    "tokens 5": (says("config.json", vocab_size=5), "the weights have 5 tokens"),
    "kind unknown": (says("config.json", model_type="nobody"), "can't be loaded"),
    "kind a number": (says("config.json", model_type=7), "config.json can't be read"),
    "activation unknown": (says("config.json", activation_function="nobody"), "can't be loaded"),
    "dropout of text": (says("config.json", resid_pdrop="much"), "can't be loaded"),
    "config is a list": (holds("config.json", b"[]"), "config.json can't be read"),
    "config deep": (holds("config.json", DEEP), "config.json can't be read"),
    "config is missing": (lambda folder: (folder / "config.json").unlink(), "json is missing"),
    "NaN": (not_a_number, "NaN or infinity among the weights of transformer.ln_f.bias"),
    "a tensor missing": (without(LN), "its config.json requires"),
    "weights cut": (cut("model.safetensors"), "isn't as long as its header says"),
    "weights empty": (holds("model.safetensors", b""), "isn't a safetensors file"),
    "header endless": (holds("model.safetensors", b"\xff" * 64), "isn't a safetensors file"),
    "header deep": (
        holds("model.safetensors", struct.pack("<Q", len(DEEP)) + DEEP),
        "model.safetensors can't be read",
    ),
    "shape other": (
        header(lambda known: known[LN].update(shape=[1, 32])),
        "can't be loaded",
    ),
    "shape larger": (
        header(lambda known: known[LN].update(shape=[10**9])),
        "gaps or overlaps between its tensors",
    ),
    "offsets overlap": (
        header(lambda known: known[LN].update(data_offsets=[0, 128])),
        "gaps or overlaps between its tensors",
    ),
    "a pickle": (
        lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"),
        "model.safetensors is missing",
    ),
    "index outside": (index_outside, "which isn't a file beside it"),
    "padding": (says("tokenizer.json", padding=padding(10**9)), "turns on padding or truncation"),
    "token beyond": (more_tokens, "has the token id 1000000"),
    "tokenizer deep": (holds("tokenizer.json", DEEP), "tokenizer.json can't be read"),
    "end unknown": (says("tokenizer_config.json", eos_token="<|none|>"), "has the token id"),
    "end missing": (says("tokenizer_config.json", eos_token=None), "no end token"),
    "facts are a list": (holds("pokename.json", b"[]"), "pokename.json can't be read"),
}


@pytest.mark.parametrize("name", BASE_CHANGES)
def test_a_harmful_base_is_refused_with_a_one_line_error(
    splits: Path, cli: Cli, tiny_gpt2: Path, name: str
) -> None:
    change, said = BASE_CHANGES[name]
    copied(tiny_gpt2, splits / "base", change)
    result = cli("train", "--set", "train.model.name=base", "--device", "cpu", ok=False)
    assert said in told(result)
    assert not (splits / "models").exists()


@on_posix
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (link_to("model.safetensors", "/dev/zero"), "link to a file outside its folder"),
        (link_to("tokenizer_config.json", "/dev/zero"), "link to a file outside its folder"),
        (pipe("generation_config.json"), "isn't a regular file"),
        (pipe("config.json"), "isn't a regular file"),
    ],
)
def test_a_base_that_contains_links_or_pipes_is_refused_with_a_one_line_error(
    splits: Path, cli: Cli, tiny_gpt2: Path, change: Change, said: str
) -> None:
    copied(tiny_gpt2, splits / "base", change)
    result = cli("train", "--set", "train.model.name=base", "--device", "cpu", ok=False)
    assert said in told(result)


def test_a_changed_bundled_base_is_refused(
    splits: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pokename.naming import model_files
    from pokename.training import bases

    monkeypatch.setattr(model_files, "ASSETS", splits)
    monkeypatch.setattr(bases, "BUNDLED_BASE", splits / "base")
    copied(BUNDLED_BASE, splits / "base", says("config.json", n_head=8))
    said = told(cli("train", "--set", "train.model.name=bundled", "--device", "cpu", ok=False))
    assert "config.json doesn't match its hash in manifest.json" in said


def test_too_long_examples_fail_before_anything_is_written(splits: Path, cli: Cli) -> None:
    asked = ("--set", "train.model.name=bundled", "--set", "train.max_tokens=512")
    said = told(cli("train", *asked, "--device", "cpu", ok=False))
    assert "train.max_tokens is 512, but 'bundled' reads only 256 tokens" in said
    assert not (splits / "models").exists()


@pytest.mark.parametrize(
    "times", [pytest.param(12, id="12"), pytest.param(400, id="400", marks=pytest.mark.faults)]
)
def test_a_base_with_changed_bytes_loads_or_gives_a_one_line_error(
    project: Path, tiny_gpt2: Path, times: int
) -> None:
    from pokename.config import BaseModelSection
    from pokename.errors import PokenameError
    from pokename.training.bases import load_base

    names = [path.name for path in tiny_gpt2.iterdir()]
    rng = random.Random(times)
    for _ in range(times):
        shutil.rmtree(project / "base", ignore_errors=True)
        shutil.copytree(tiny_gpt2, project / "base")
        mutated(project / "base" / rng.choice([*names, "model.safetensors"]), rng)
        with suppress(PokenameError):
            load_base(BaseModelSection(name="base", fallback=None))
