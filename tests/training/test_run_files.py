"""Test which files a training writes, where it can write them, and what its manifest says."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pokename.corpus.splits import read_examples
from tests.conftest import Cli, save_tiny_gpt2
from tests.support.trainings import STEPS, options

pytest.importorskip("torch", reason="needs the train extra")


def test_a_run_writes_all_documented_files(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    result = cli("train", "--run", "mine", "--set", f"train.model.name={tiny_gpt2}", *STEPS)
    run = splits / "models/mine"
    assert result.stdout.strip() == str(Path("models/mine"))
    for file in ("model.safetensors", "tokenizer.json", "config.json", "engine/model.bin"):
        assert (run / file).is_file(), file
    assert not (run / "checkpoints").exists()
    assert not list(run.rglob("*.bin")) or list(run.rglob("*.bin")) == [run / "engine/model.bin"]
    manifest = json.loads((run / "manifest.json").read_text())
    assert manifest["base"]["loaded"] == str(tiny_gpt2)
    assert manifest["base"]["fallback_reason"] is None
    assert manifest["steps"] == 6
    assert manifest["device"] == "cpu"
    computed = manifest["computed"]
    assert (computed["precision"], computed["processes"], computed["batch"]) == ("fp32", 1, 4)
    assert computed["threads"] >= 1
    weights = (tiny_gpt2 / "model.safetensors").read_bytes()
    assert manifest["base"]["files"]["model.safetensors"] == sha256(weights).hexdigest()
    assert manifest["base"]["revision"] is None
    shown = cli("models", "show", "mine", "--license", "mit").stdout
    for said in ("| learning rate | 0.0001 |", "| batch | 4 |", "| precision | fp32 |"):
        assert said in shown
    assert set(manifest["data_sha256"]) == {"train", "val"}
    assert yaml.safe_load((run / "config.yaml").read_text())["train"]["max_steps"] == 6
    facts = json.loads((run / "pokename.json").read_text())
    trained_on = {row.species_id for row in read_examples(splits / "data/processed/train.csv")}
    assert set(facts["trained_on"]) == trained_on
    history = pd.read_csv(run / "training.csv")
    assert history["loss"].notna().any()
    assert history["val_loss"].notna().any()
    assert (splits / "reports/figures/learning_curve_mine.png").read_bytes()[:4] == b"\x89PNG"


def test_a_run_can_be_written_to_a_bucket_that_is_mounted_as_a_folder(
    splits: Path, cli: Cli, tiny_gpt2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """gcsfuse, for example, can rename a file but not a folder with files."""

    def rename(rename_file: Callable[[Path, Path], None], source: Path, target: Path) -> None:
        if Path(source).is_dir() and any(Path(source).iterdir()):
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(source))
        rename_file(source, target)

    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, partial(rename, getattr(os, name)))
    cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS)
    cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, "--overwrite")
    cli("generate", "a fiery lizard", "--model", "models/default")


def test_an_image_records_the_commit_that_it_was_built_from(
    splits: Path, cli: Cli, tiny_gpt2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # an image has no git
    for given, recorded in {
        "d2c8d05": {"commit": "d2c8d05", "changed": False},
        "d2c8d05-dirty": {"commit": "d2c8d05", "changed": True},
        "": {},
    }.items():
        monkeypatch.setenv("POKENAME_COMMIT", given)
        cli("train", "--overwrite", "--set", f"train.model.name={tiny_gpt2}", *STEPS)
        code = json.loads((splits / "models/default/manifest.json").read_text())["code"]
        assert code == {"version": version("pokename"), **recorded}


def test_an_installed_copy_of_a_folder_has_no_commit_and_a_training_says_so(
    splits: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # so git can't read the commit of this checkout
    monkeypatch.syspath_prepend(splits)
    record = splits / "pokename-0.1.0.dist-info/direct_url.json"
    record.parent.mkdir()
    (record.parent / "METADATA").write_text("Name: pokename\nVersion: 0.1.0\n")
    warned = []
    for kind in ('"dir_info": {}', '"dir_info": {"editable": true}', '"archive_info": {}'):
        record.write_text(f'{{"url": "file:///somewhere", {kind}}}')
        said = cli("train", "--set", "train.model.name=nobody/this", "--resume", ok=False).stderr
        warned.append("install with pip install --editable" in said)
    assert warned == [True, False, False]


def test_a_revision_of_a_hub_model_is_used_and_recorded(
    splits: Path, cli: Cli, tiny_gpt2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = "a" * 40, "b" * 40
    cached = splits / "hub/models--somebody--tiny"
    shutil.copytree(tiny_gpt2, cached / "snapshots" / old)
    save_tiny_gpt2(cached / "snapshots" / new, resid_pdrop=0.2)
    (cached / "refs").mkdir()
    (cached / "refs/main").write_text(new)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(splits / "hub"))
    bases = []
    for run, revision in (("latest", "null"), ("pinned", old)):
        setting = options("train.model.name=somebody/tiny", f"train.model.revision={revision}")
        cli("train", "--run", run, *setting, *STEPS)
        bases.append(json.loads((splits / f"models/{run}/manifest.json").read_text())["base"])
    assert [base["revision"] for base in bases] == [new, old]
    assert bases[0]["files"]["config.json"] != bases[1]["files"]["config.json"]
    setting = options(f"train.model.name={tiny_gpt2}", "train.model.revision=main")
    refused = cli("train", "--run", "folder", *setting, *STEPS, ok=False)
    assert "it isn't a hub model, so it has no revision main." in refused.stderr
