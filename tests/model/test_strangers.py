"""Models that strangers made: whatever is in their files, the answer is names or one line."""

import json
import os
import random
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from pokename.paths import BUNDLED_BASE, BUNDLED_MODEL
from tests.conftest import Cli, save_tiny_gpt2
from tests.support.processes import on_posix, run

pytest.importorskip("torch", reason="needs the train extra")

import torch
from safetensors.torch import load_file, save_file

Change = Callable[[Path], Any]


def edited(path: Path, change: Callable[[Any], Any]) -> None:
    """Change what a JSON file says; a change that returns something replaces all of it."""
    value = json.loads(path.read_text())
    changed = change(value)
    path.write_text(json.dumps(value if changed is None else changed))


def says(name: str, **values: Any) -> Change:
    return lambda folder: edited(folder / name, lambda known: known.update(values))


def holds(name: str, content: bytes) -> Change:
    return lambda folder: (folder / name).write_bytes(content)


def cut(name: str) -> Change:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-9])


def variable(name: str, content: bytes) -> Change:
    """Return what overwrites the content of a variable of the engine's weights."""

    def change(folder: Path) -> None:
        path = folder / "engine/model.bin"
        weights = bytearray(path.read_bytes())
        at = weights.index(name.encode() + b"\0") + len(name) + 1
        rank = weights[at]
        at += 1 + 4 * rank + 1 + 4
        weights[at : at + len(content)] = content
        path.write_bytes(weights)

    return change


def link_to(name: str, target: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).symlink_to(target)

    return change


def pipe(name: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return change


def more_tokens(folder: Path) -> None:
    edited(folder / "tokenizer.json", lambda known: known["model"]["vocab"].update(beyond=10**6))


def padding(length: int) -> dict[str, Any]:
    return {
        "strategy": {"Fixed": length},
        "direction": "Right",
        "pad_to_multiple_of": None,
        "pad_id": 0,
        "pad_type_id": 0,
        "pad_token": "<|endoftext|>",
    }


def truncation() -> dict[str, Any]:
    return {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0}


DEEP = b"[" * 200_000
HALF_NAN = struct.pack("<e", float("nan"))

RUN_CHANGES: dict[str, tuple[Change, str]] = {
    "heads 0": (variable("decoder/num_heads", b"\0\0"), "has 0 heads"),
    "heads -1": (variable("decoder/num_heads", b"\xff\xff"), "has -1 heads"),
    "heads 3": (variable("decoder/num_heads", b"\3\0"), "3 heads, which don't divide"),
    "NaN": (variable("decoder/embeddings/weight", HALF_NAN), "holds NaN or infinity"),
    "weights cut": (cut("engine/model.bin"), "ends too early"),
    "weights empty": (holds("engine/model.bin", b""), "isn't an engine's weights"),
    "weights longer": (
        lambda folder: (folder / "engine/model.bin").open("ab").write(b"more"),
        "goes on behind its end",
    ),
    "weights of zeros": (
        lambda folder: os.truncate(folder / "engine/model.bin", 0)
        or os.truncate(folder / "engine/model.bin", 20 * 2**30),
        "isn't an engine's weights",
    ),
    "padding": (says("tokenizer.json", padding=padding(10**9)), "pads or truncates"),
    "truncation": (says("tokenizer.json", truncation=truncation()), "pads or truncates"),
    "token beyond": (more_tokens, "has the token id 1000000"),
    "tokenizer is a list": (holds("tokenizer.json", b"[]"), "tokenizer.json can't be read"),
    "tokenizer is deep": (holds("tokenizer.json", DEEP), "tokenizer.json can't be read"),
    "tokenizer without model": (holds("tokenizer.json", b"{}"), "tokenizer.json can't be read"),
    "tokenizer of another kind": (
        says("tokenizer.json", pre_tokenizer={"type": "Nobody"}),
        "tokenizer.json can't be read",
    ),
    "vocabulary cut": (cut("engine/vocabulary.json"), "vocabulary.json can't be read"),
    "vocabulary of numbers": (holds("engine/vocabulary.json", b"[1, 2]"), "can't be read"),
    "vocabulary of one": (holds("engine/vocabulary.json", b'["a"]'), "doesn't list the"),
    "end beyond": (says("pokename.json", end_id=10**6), "has the token id 1000000"),
    "end negative": (says("pokename.json", end_id=-1), "pokename.json can't be read"),
    "prompt too long": (says("pokename.json", max_prompt=1000), "has max_prompt 1000"),
    "prompt negative": (says("pokename.json", max_prompt=-5), "pokename.json can't be read"),
    "card is a list": (holds("pokename.json", b"[]"), "pokename.json can't be read"),
    "card of another version": (says("pokename.json", format=99), "another version"),
    "letters of no order": (says("letters.json", order=0), "doesn't hold a letter model"),
    "letters of any order": (says("letters.json", order=10**9), "doesn't hold a letter model"),
    "letters of no counts": (says("letters.json", contexts={"a": "b x"}), "hold a letter model"),
    "letters of lists": (says("letters.json", contexts={"a": []}), "doesn't hold a letter model"),
    "letters deep": (holds("letters.json", DEEP), "doesn't hold a letter model"),
    "settings deep": (holds("engine/config.json", DEEP), "can't be read"),
    "settings of lists": (says("engine/config.json", bos_token=["a"]), "can't be read"),
    "settings name no token": (says("engine/config.json", unk_token="nobody"), "names a token"),
    "manifest deep": (holds("manifest.json", DEEP), "manifest.json can't be read"),
    "no tokenizer": (lambda folder: (folder / "tokenizer.json").unlink(), "json is missing"),
    "a folder": (
        lambda folder: (folder / "letters.json").unlink() or (folder / "letters.json").mkdir(),
        "no regular file",
    ),
}
ON_POSIX: dict[str, tuple[Change, str]] = {
    "a link to a device": (link_to("letters.json", "/dev/zero"), "leads out of its folder"),
    "weights link to a device": (link_to("engine/model.bin", "/dev/zero"), "out of its folder"),
    "a link in a circle": (link_to("letters.json", "letters.json"), "can't be read"),
    "a link to nowhere": (link_to("letters.json", "nowhere"), "is missing"),
    "a pipe": (pipe("tokenizer.json"), "no regular file"),
    "weights a pipe": (pipe("engine/model.bin"), "no regular file"),
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run as somebody may get it: its manifest tells of no files."""
    from typer.testing import CliRunner

    from pokename.cli.app import app
    from pokename.corpus.examples import Row, write_rows

    folder = tmp_path_factory.mktemp("strangers")
    save_tiny_gpt2(folder / "base")
    rows = [Row(i, i, f"Name{i}", "a red fire lizard", "prompt", ("char",)) for i in range(1, 9)]
    for split in ("train", "val"):
        write_rows(folder / f"data/processed/{split}.csv", rows)
    settings = {
        "paths.data": folder / "data",
        "paths.models": folder / "models",
        "paths.reports": folder / "reports",
        "train.model.name": folder / "base",
        "train.max_steps": 1,
        "train.plan_share": 1,
        "train.device": "cpu",
    }
    asked = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    result = CliRunner().invoke(app, ["train", *asked])
    assert result.exit_code == 0, result.output
    return folder / "models/default"


def copied(source: Path, folder: Path, change: Change) -> None:
    shutil.copytree(source, folder, symlinks=True)
    change(folder)


def told(result: Result) -> str:
    """Return the one line that a refusal takes."""
    assert result.exit_code in (1, 2), result.output
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if not line.startswith("config: ")]
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("Error: ")
    return lines[0]


@pytest.mark.parametrize("name", RUN_CHANGES)
def test_a_run_that_could_harm_is_refused_in_a_line(
    trained: Path, project: Path, cli: Cli, name: str
) -> None:
    change, said = RUN_CHANGES[name]
    copied(trained, project / "run", lambda folder: (folder / "manifest.json").write_text("{}"))
    change(project / "run")
    assert said in told(cli("generate", "a lizard", "--model", "run", ok=False))


@on_posix
@pytest.mark.parametrize("name", ON_POSIX)
def test_a_run_of_links_and_pipes_is_refused_in_a_line(
    trained: Path, project: Path, cli: Cli, name: str
) -> None:
    change, said = ON_POSIX[name]
    copied(trained, project / "run", lambda folder: (folder / "manifest.json").unlink())
    change(project / "run")
    assert said in told(cli("generate", "a lizard", "--model", "run", ok=False))


@pytest.mark.parametrize(
    "name", ["engine/model.bin", "engine/vocabulary.json", "tokenizer.json", "letters.json"]
)
def test_a_file_that_was_tampered_with_is_named(
    trained: Path, project: Path, cli: Cli, name: str
) -> None:
    assert json.loads((trained / "manifest.json").read_text())["files"][name]
    copied(trained, project / "run", cut(name))
    said = told(cli("generate", "a lizard", "--model", "run", ok=False))
    assert f"{Path('run') / name} isn't the file that manifest.json says" in said


@pytest.mark.parametrize("name", ["engine/model.bin", "letters.json"])
def test_a_bundled_model_that_was_tampered_with_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from pokename.errors import ModelError
    from pokename.naming import model_files, naming_model
    from pokename.naming.generator import NameGenerator

    monkeypatch.setattr(model_files, "ASSETS", project)
    monkeypatch.setattr(naming_model, "BUNDLED_MODEL", project / "model")
    shutil.copytree(BUNDLED_MODEL, project / "model")
    assert NameGenerator.load().generate("a lizard", n=1)
    content = bytearray((project / "model" / name).read_bytes())
    content[-20] ^= 1
    (project / "model" / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"{name} isn't the file .* Install pokename again"):
        NameGenerator.load()


def test_a_sound_run_is_tried_once(
    trained: Path, project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pokename.naming import trial

    shutil.copytree(trained, project / "run")
    assert cli("generate", "a lizard", "--model", "run", "-n", "1").stdout

    def again(*_: Any, **__: Any) -> None:
        pytest.fail("a model was tried that passed before")

    monkeypatch.setattr(trial.subprocess, "run", again)
    assert cli("generate", "a lizard", "--model", "run", "-n", "1").stdout


def test_what_kills_a_process_is_a_line(
    trained: Path, project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a crash that no check foresees: one that the checks would have found, without them."""
    shutil.copytree(trained, project / "run")
    (project / "run/manifest.json").unlink()
    variable("decoder/num_heads", b"\0\0")(project / "run")
    unchecked = project / "unchecked"
    unchecked.mkdir()
    (unchecked / "sitecustomize.py").write_text(
        "from pokename.naming import naming_model\n"
        "naming_model._check = lambda *_: None\n"
    )
    said = run(
        "generate", "a lizard", "--model", "run",
        PYTHONPATH=os.pathsep.join([str(unchecked), os.environ.get("PYTHONPATH", "")]),
    )
    assert said.returncode == 1
    assert "The model in run crashes: a process of its own died of SIGFPE" in said.stderr


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
    """Return what rewrites the header of the weights."""

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
    "layers 900": (says("config.json", n_layer=900), "its config.json asks for"),
    "layers 1.5": (says("config.json", n_layer=1.5), "config.json can't be read"),
    "heads 0": (says("config.json", n_head=0), "config.json can't be read"),
    "heads 3": (says("config.json", n_head=3), "don't divide its width"),
    "width 10^9": (says("config.json", n_embd=10**9), "config.json can't be read"),
    "width twice": (says("config.json", n_embd=64), "its config.json asks for"),
    "positions 10^9": (says("config.json", n_positions=10**9), "config.json can't be read"),
    "tokens 5": (says("config.json", vocab_size=5), "the weights know 5 tokens"),
    "kind unknown": (says("config.json", model_type="nobody"), "can't be loaded"),
    "kind a number": (says("config.json", model_type=7), "config.json can't be read"),
    "activation unknown": (says("config.json", activation_function="nobody"), "can't be loaded"),
    "dropout of text": (says("config.json", resid_pdrop="much"), "can't be loaded"),
    "config is a list": (holds("config.json", b"[]"), "config.json can't be read"),
    "config deep": (holds("config.json", DEEP), "config.json can't be read"),
    "config is missing": (lambda folder: (folder / "config.json").unlink(), "json is missing"),
    "NaN": (not_a_number, "NaN or infinity among the weights of transformer.ln_f.bias"),
    "a tensor missing": (without(LN), "its config.json asks for"),
    "weights cut": (cut("model.safetensors"), "isn't as long as its header says"),
    "weights empty": (holds("model.safetensors", b""), "is no safetensors file"),
    "header endless": (holds("model.safetensors", b"\xff" * 64), "is no safetensors file"),
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
        "don't fill it one after the other",
    ),
    "offsets overlap": (
        header(lambda known: known[LN].update(data_offsets=[0, 128])),
        "don't fill it one after the other",
    ),
    "a pickle": (
        lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"),
        "model.safetensors is missing",
    ),
    "index outside": (index_outside, "which isn't a file beside it"),
    "padding": (says("tokenizer.json", padding=padding(10**9)), "pads or truncates"),
    "token beyond": (more_tokens, "has the token id 1000000"),
    "tokenizer deep": (holds("tokenizer.json", DEEP), "tokenizer.json can't be read"),
    "end unknown": (says("tokenizer_config.json", eos_token="<|none|>"), "has the token id"),
    "end missing": (says("tokenizer_config.json", eos_token=None), "no end token"),
    "card is a list": (holds("pokename.json", b"[]"), "pokename.json can't be read"),
}


@pytest.mark.parametrize("name", BASE_CHANGES)
def test_a_base_that_could_harm_is_refused_in_a_line(
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
        (link_to("model.safetensors", "/dev/zero"), "leads out of its folder"),
        (link_to("tokenizer_config.json", "/dev/zero"), "leads out of its folder"),
        (pipe("generation_config.json"), "no regular file"),
        (pipe("config.json"), "no regular file"),
    ],
)
def test_a_base_of_links_and_pipes_is_refused_in_a_line(
    splits: Path, cli: Cli, tiny_gpt2: Path, change: Change, said: str
) -> None:
    copied(tiny_gpt2, splits / "base", change)
    result = cli("train", "--set", "train.model.name=base", "--device", "cpu", ok=False)
    assert said in told(result)


def test_a_bundled_base_that_was_tampered_with_is_named(
    splits: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pokename.model import bases
    from pokename.naming import model_files

    monkeypatch.setattr(model_files, "ASSETS", splits)
    monkeypatch.setattr(bases, "BUNDLED_BASE", splits / "base")
    copied(BUNDLED_BASE, splits / "base", says("config.json", n_head=8))
    said = told(cli("train", "--set", "train.model.name=bundled", "--device", "cpu", ok=False))
    assert "config.json isn't the file that manifest.json says" in said


def test_examples_longer_than_the_base_reads_are_told_before_anything_is_written(
    splits: Path, cli: Cli
) -> None:
    asked = ("--set", "train.model.name=bundled", "--set", "train.max_tokens=512")
    said = told(cli("train", *asked, "--device", "cpu", ok=False))
    assert "train.max_tokens is 512, and 'bundled' reads 256 tokens" in said
    assert not (splits / "models").exists()


def test_special_tokens_in_a_description_are_text(trained: Path) -> None:
    from tokenizers import Tokenizer

    from pokename.corpus.prompt_format import PromptFormat

    for folder in (BUNDLED_MODEL, trained):
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        special = {token.content: id_ for id_, token in tokenizer.get_added_tokens_decoder().items()}
        ids = PromptFormat(tokenizer, end_id=0).prompt(" ".join(special), plan=False)
        assert special
        assert not set(special.values()) & set(ids)
        assert tokenizer.decode(list(ids)) == " ".join(special) + " ="


def mutated(path: Path, rng: random.Random) -> None:
    """Change some bytes of a file, cut it, or let a part of it stand twice."""
    content = bytearray(path.read_bytes())
    for _ in range(rng.choice((1, 1, 4, 64))):
        at = rng.randrange(min(len(content), rng.choice((64, 4096, len(content)))))
        kind = rng.randrange(5)
        if kind < 3:
            content[at] = rng.randrange(256)
        elif kind == 3:
            del content[at : at + rng.choice((1, 2, 8, 1000))]
        else:
            content[at:at] = content[at : at + rng.choice((1, 2, 8, 1000))]
        if not content:
            break
    path.write_bytes(content)


@pytest.mark.parametrize(
    "times", [pytest.param(12, id="12"), pytest.param(400, id="400", marks=pytest.mark.faults)]
)
def test_a_run_of_changed_bytes_gives_names_or_a_line(
    trained: Path, project: Path, cli: Cli, times: int
) -> None:
    names = ("pokename.json", "tokenizer.json", "letters.json", "manifest.json")
    engine = ("engine/model.bin", "engine/model.bin", "engine/config.json", "engine/vocabulary.json")
    rng = random.Random(times)
    for _ in range(times):
        shutil.rmtree(project / "run", ignore_errors=True)
        shutil.copytree(trained, project / "run")
        name = rng.choice((*names, *engine))
        if name != "manifest.json":
            (project / "run/manifest.json").unlink()
        mutated(project / "run" / name, rng)
        result = cli(
            "generate", "a lizard", "--model", "run", "-n", "2", "--format", "json", ok=False
        )
        if result.exit_code:
            told(result)
        else:
            json.loads(result.stdout, parse_constant=lambda one: pytest.fail(f"{one} in JSON"))


@pytest.mark.parametrize(
    "times", [pytest.param(12, id="12"), pytest.param(400, id="400", marks=pytest.mark.faults)]
)
def test_a_base_of_changed_bytes_loads_or_gives_a_line(
    project: Path, tiny_gpt2: Path, times: int
) -> None:
    from pokename.config import BaseModelSection
    from pokename.errors import PokenameError
    from pokename.model.bases import load_base

    names = [path.name for path in tiny_gpt2.iterdir()]
    rng = random.Random(times)
    for _ in range(times):
        shutil.rmtree(project / "base", ignore_errors=True)
        shutil.copytree(tiny_gpt2, project / "base")
        mutated(project / "base" / rng.choice([*names, "model.safetensors"]), rng)
        try:
            load_base(BaseModelSection(name="base", fallback=None))
        except PokenameError as error:
            assert "\n" not in str(error)
