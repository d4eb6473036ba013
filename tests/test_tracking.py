"""Weights & Biases: off unless asked for, offline without a key, never with a key in a file."""

from pathlib import Path

import pytest

from pokename.config import TrackingSection
from pokename.errors import ConfigError
from pokename.tracking import NullRun, WandbRun, start_run

SECRET = "0123456789abcdef" * 2 + "01234567"


def test_disabled_tracks_nothing(tmp_path: Path) -> None:
    run = start_run(TrackingSection(), "first", {}, tmp_path / "run")
    run.log({"loss": 1.0}, step=1)
    run.summary({"steps": 1})
    run.finish()
    assert not (tmp_path / "run").exists()


def test_both_runs_have_the_same_methods() -> None:
    def public(kind: type) -> set[str]:
        return {name for name in vars(kind) if not name.startswith("_")}

    assert public(NullRun) == public(WandbRun)


def test_offline_writes_a_run_and_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wandb", reason="needs the wandb extra")
    monkeypatch.setenv("WANDB_API_KEY", SECRET)
    section = TrackingSection(mode="offline")
    run = start_run(section, "first", {"seed": 7}, tmp_path / "run")
    run.log({"loss": 1.0}, step=1)
    run.summary({"steps": 1})
    run.finish()
    assert list((tmp_path / "run/wandb").glob("offline-run-*/*.wandb"))
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in path.read_bytes() for path in written)


def test_online_without_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="WANDB_API_KEY"):
        start_run(TrackingSection(mode="online"), "first", {}, tmp_path)
