"""Test untrusted runs: each either gives names or fails with a one-line error."""

import json
import os
import random
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pokename.paths import BUNDLED_MODEL
from tests.conftest import Cli, save_tiny_gpt2
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
    truncation,
)
from tests.support.processes import on_posix, run

pytest.importorskip("torch", reason="needs the train extra")


def variable(name: str, content: bytes) -> Change:
    """Return a function that overwrites a variable in the engine's weights."""

    def change(folder: Path) -> None:
        path = folder / "engine/model.bin"
        weights = bytearray(path.read_bytes())
        at = weights.index(name.encode() + b"\0") + len(name) + 1
        rank = weights[at]
        at += 1 + 4 * rank + 1 + 4
        weights[at : at + len(content)] = content
        path.write_bytes(weights)

    return change


HALF_NAN = struct.pack("<e", float("nan"))


def zeros(folder: Path) -> None:
    """Make the weights a sparse file of 20 GiB of zeros, which takes no disk space."""
    os.truncate(folder / "engine/model.bin", 0)
    os.truncate(folder / "engine/model.bin", 20 * 2**30)


def a_folder(folder: Path) -> None:
    (folder / "letters.json").unlink()
    (folder / "letters.json").mkdir()


RUN_CHANGES: dict[str, tuple[Change, str]] = {
    "heads 0": (variable("decoder/num_heads", b"\0\0"), "has 0 attention heads"),
    "heads -1": (variable("decoder/num_heads", b"\xff\xff"), "has -1 attention heads"),
    "heads 3": (variable("decoder/num_heads", b"\3\0"), "3 heads, which don't divide"),
    "NaN": (variable("decoder/embeddings/weight", HALF_NAN), "holds NaN or infinity"),
    "weights cut": (cut("engine/model.bin"), "ends too early"),
    "weights empty": (holds("engine/model.bin", b""), "isn't an engine's weights"),
    "weights longer": (
        lambda folder: (folder / "engine/model.bin").open("ab").write(b"more"),
        "has data after its end",
    ),
    "weights of zeros": (
        zeros,
        "isn't an engine's weights",
    ),
    "padding": (says("tokenizer.json", padding=padding(10**9)), "turns on padding or truncation"),
    "truncation": (
        says("tokenizer.json", truncation=truncation()),
        "turns on padding or truncation",
    ),
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
    "facts are a list": (holds("pokename.json", b"[]"), "pokename.json can't be read"),
    "facts of another version": (says("pokename.json", format=99), "another version"),
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
        a_folder,
        "isn't a regular file",
    ),
}
ON_POSIX: dict[str, tuple[Change, str]] = {
    "a link to a device": (
        link_to("letters.json", "/dev/zero"),
        "link to a file outside its folder",
    ),
    "weights link to a device": (link_to("engine/model.bin", "/dev/zero"), "outside its folder"),
    "a link in a circle": (link_to("letters.json", "letters.json"), "can't be read"),
    "a link to nowhere": (link_to("letters.json", "nowhere"), "is missing"),
    "a pipe": (pipe("tokenizer.json"), "isn't a regular file"),
    "weights a pipe": (pipe("engine/model.bin"), "isn't a regular file"),
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained run; tests copy it and damage the copy, to imitate a run from a stranger."""
    from typer.testing import CliRunner

    from pokename.cli.app import app
    from pokename.corpus.splits import Example, write_examples

    folder = tmp_path_factory.mktemp("strangers")
    save_tiny_gpt2(folder / "base")
    for split, first in (("train", 1), ("val", 11)):
        rows = [
            Example(i, i, f"Name{i}", "a red fire lizard", "prompt", ("char",))
            for i in range(first, first + 8)
        ]
        write_examples(folder / f"data/processed/{split}.csv", rows)
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


@pytest.mark.parametrize("name", RUN_CHANGES)
def test_a_harmful_run_is_refused_with_a_one_line_error(
    trained: Path, project: Path, cli: Cli, name: str
) -> None:
    change, said = RUN_CHANGES[name]
    copied(trained, project / "run", lambda folder: (folder / "manifest.json").write_text("{}"))
    change(project / "run")
    assert said in told(cli("generate", "a lizard", "--model", project / "run", ok=False))


@on_posix
@pytest.mark.parametrize("name", ON_POSIX)
def test_a_run_that_contains_links_or_pipes_is_refused_with_a_one_line_error(
    trained: Path, project: Path, cli: Cli, name: str
) -> None:
    change, said = ON_POSIX[name]
    copied(trained, project / "run", lambda folder: (folder / "manifest.json").unlink())
    change(project / "run")
    assert said in told(cli("generate", "a lizard", "--model", project / "run", ok=False))


@pytest.mark.parametrize(
    "name", ["engine/model.bin", "engine/vocabulary.json", "tokenizer.json", "letters.json"]
)
def test_the_error_says_which_file_was_changed(
    trained: Path, project: Path, cli: Cli, name: str
) -> None:
    assert json.loads((trained / "manifest.json").read_text())["files"][name]
    copied(trained, project / "run", cut(name))
    said = told(cli("generate", "a lizard", "--model", project / "run", ok=False))
    assert f"{project / 'run' / name} doesn't match its hash in manifest.json" in said


@pytest.mark.parametrize("name", ["engine/model.bin", "letters.json"])
def test_a_changed_bundled_model_is_refused(
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
    with pytest.raises(ModelError, match=f"{name} doesn't match .* Install pokename again"):
        NameGenerator.load()


def test_a_valid_run_is_checked_only_the_first_time(
    trained: Path, project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(trained, project / "run")
    assert cli("score", "a lizard", "Zardo", "--model", "run").stdout

    def again(*_: Any, **__: Any) -> None:
        pytest.fail("a model that had passed was tested again")

    monkeypatch.setattr(subprocess, "run", again)
    assert cli("score", "a lizard", "Zardo", "--model", "run").stdout


def test_a_model_that_crashes_the_process_gives_a_one_line_error(
    trained: Path, project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checks are off, to imitate a crash that no check foresees."""
    shutil.copytree(trained, project / "run")
    (project / "run/manifest.json").unlink()
    variable("decoder/num_heads", b"\0\0")(project / "run")
    unchecked = project / "unchecked"
    unchecked.mkdir()
    (unchecked / "sitecustomize.py").write_text(
        "from pokename.naming import naming_model\nnaming_model._check = lambda *_: None\n"
    )
    said = run(
        "generate",
        "a lizard",
        "--model",
        "run",
        PYTHONPATH=os.pathsep.join([str(unchecked), os.environ.get("PYTHONPATH", "")]),
    )
    assert said.returncode == 1
    assert "The model in run crashes: the test process was killed by SIGFPE" in said.stderr


def test_special_tokens_in_a_description_are_read_as_text(trained: Path) -> None:
    from tokenizers import Tokenizer

    from pokename.corpus.prompt_format import PromptFormat

    for folder in (BUNDLED_MODEL, trained):
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        special = {
            token.content: id_ for id_, token in tokenizer.get_added_tokens_decoder().items()
        }
        ids = PromptFormat(tokenizer, end_id=0).prompt(" ".join(special), plan=False)
        assert special
        assert not set(special.values()) & set(ids)
        assert tokenizer.decode(list(ids)) == " ".join(special) + " ="


@pytest.mark.parametrize(
    "times", [pytest.param(12, id="12"), pytest.param(400, id="400", marks=pytest.mark.faults)]
)
def test_a_run_with_changed_bytes_gives_names_or_a_one_line_error(
    trained: Path, project: Path, cli: Cli, times: int
) -> None:
    names = ("pokename.json", "tokenizer.json", "letters.json", "manifest.json")
    engine = (
        "engine/model.bin",
        "engine/model.bin",
        "engine/config.json",
        "engine/vocabulary.json",
    )
    rng = random.Random(times)
    for time in range(times):
        run_folder = project / f"run{time}"  # a new folder, since loaded models are cached
        shutil.copytree(trained, run_folder)
        name = rng.choice((*names, *engine))
        if name != "manifest.json":
            (run_folder / "manifest.json").unlink()
        mutated(run_folder / name, rng)
        result = cli(
            *("generate", "a lizard", "--model", run_folder, "-n", "2", "--format", "json"),
            ok=False,
        )
        if result.exit_code:
            told(result)
        else:
            json.loads(result.stdout, parse_constant=lambda one: pytest.fail(f"{one} in JSON"))
        shutil.rmtree(run_folder)
