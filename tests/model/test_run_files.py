"""Test which files a training writes, where it can write them, and what its manifest says."""

import errno
import json
import os
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pokename.corpus.splits import read_examples
from tests.conftest import Cli
from tests.support.trainings import STEPS

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
    assert set(manifest["data_sha256"]) == {"train", "val"}
    assert yaml.safe_load((run / "config.yaml").read_text())["train"]["max_steps"] == 6
    card = json.loads((run / "pokename.json").read_text())
    trained_on = {row.species_id for row in read_examples(splits / "data/processed/train.csv")}
    assert set(card["trained_on"]) == trained_on
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
