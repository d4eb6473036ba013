"""Fixtures for all tests: each test gets its own home, cache and project folder, and no hub."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pokename.corpus.splits import Example, write_examples
from pokename.pokedex.official_names import etymologies
from pokename.pokedex.records import bundled_species
from tests.support import fake_api
from tests.support.fake_api import FakeApi

# Keeps tests from waiting for the network; huggingface_hub reads it when it is imported.
os.environ["HF_HUB_OFFLINE"] = "1"
# Makes torch use one thread, here and in processes that tests start; torch reads it when it is
# imported. With more threads than cores, a tiny model takes up to ten times as long.
os.environ["MKL_NUM_THREADS"] = "1"
# A shell's background jobs ignore Ctrl-C, and so would the processes that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

REPOSITORY = Path(__file__).parents[1]
RECORDED_API = REPOSITORY.parent / "shared" / "pokeapi" / "serve.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage in slow tests: it doubles their time; quick tests run the same lines."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker("no_cover")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start each test in an empty project folder, far from the user's home and the network."""
    home = tmp_path / "home"
    home.mkdir()
    for variable in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(variable, str(home))
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HF_HOME"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "false")
    monkeypatch.setenv("COLUMNS", "160")
    for variable in (
        "POKENAME_DEBUG",
        "POKENAME_FAVOURITES",
        "WANDB_API_KEY",
        "NO_COLOR",
        "FORCE_COLOR",
    ):
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


class Cli:
    """Runs commands, given as a user types them, in the test's own process."""

    def __call__(self, *arguments: object, ok: bool = True) -> Result:
        from pokename.cli.app import app

        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if ok:
            assert result.exit_code == 0, result.output
        return result


@pytest.fixture
def cli() -> Cli:
    return Cli()


@pytest.fixture
def fetched(project: Path, cli: Cli) -> Path:
    """Write the bundled raw files into the project."""
    cli("fetch", "--source", "bundled")
    return project


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """Serve a made-up Pokédex on loopback."""
    with fake_api.serving() as served:
        yield served


@contextmanager
def serving_recorded(*options: str) -> Iterator[str]:
    """Start the recorded PokéAPI, if it is beside the checkout, and yield its address."""
    if not RECORDED_API.is_file():
        pytest.skip("the recorded PokéAPI isn't beside this checkout")
    with subprocess.Popen(
        [sys.executable, str(RECORDED_API), "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def recorded_api() -> Iterator[str]:
    """Start the recorded PokéAPI without faults."""
    with serving_recorded() as url:
        yield url


@pytest.fixture
def splits(project: Path) -> Path:
    """Write a small train and val split from the bundled facts."""
    known = etymologies()
    rows = [
        Example(one.id, one.family, one.name, f"a {one.color} {t} one", "prompt", roots)
        for one in bundled_species()[:40]
        for t in one.types
        for roots in [known[one.id].roots]
    ]
    held_out = {row.family for row in rows[-10:]}
    for split, inside in (("train", False), ("val", True), ("test", True)):
        write_examples(
            project / f"data/processed/{split}.csv",
            [row for row in rows if (row.family in held_out) == inside],
        )
    return project


@pytest.fixture(scope="session")
def tiny_gpt2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a real GPT-2 with a few thousand weights, and train its tokenizer."""
    pytest.importorskip("torch", reason="needs the train extra")
    folder = tmp_path_factory.mktemp("tiny-gpt2")
    save_tiny_gpt2(folder)
    return folder


def save_tiny_gpt2(folder: Path, **overrides: Any) -> None:
    """Write a tiny GPT-2 in the Hugging Face layout; ``overrides`` go to its config."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    sentences = ["a small red fire lizard -> char + salamander = a blue water turtle of the sea"]
    tokenizer.train_from_iterator(sentences * 20, trainer)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|endoftext|>", eos_token="<|endoftext|>"
    ).save_pretrained(folder)
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=tokenizer.get_vocab_size(),
        n_positions=overrides.pop("n_positions", 160),
        n_embd=32,
        n_layer=1,
        n_head=2,
        bos_token_id=0,
        eos_token_id=0,
        **overrides,
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
