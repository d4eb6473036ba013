"""Fixtures for tests of runs: a finished run, its evaluation, and stores on loopback."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pokename.files import read_json, write_json
from pokename.models.runs import model_digest
from pokename.paths import BUNDLED_MODEL, Layout
from tests.support import hub as fake_hub
from tests.support.hub import Hub

BUCKET = "models-of-ours"
SECRET = "secret-of-the-test"  # noqa: S105 - must not be printed


@pytest.fixture
def mine(project: Path) -> Path:
    """Make a finished run from the bundled model, the smallest one that gives names."""
    folder = project / "models" / "mine"
    shutil.copytree(BUNDLED_MODEL, folder)
    manifest = {
        "run": "mine",
        "finished_at": "2026-11-28T10:00:00+00:00",
        "steps": 12,
        "val_loss": 2.25,
        "val_examples_sha256": "3f2a" * 16,
        "base": {"asked_for": "gpt2", "loaded": "gpt2", "parameters": 124439808},
        "seed": 7,
        "device": "cpu",
        "code": {"commit": "abc1234", "changed": True},
        "data_sha256": {"train": "00ff"},
        "versions": {"python": "3.11.7"},
        "files": json.loads((folder / "manifest.json").read_text())["files"],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "config.yaml").write_text("seed: 7\n")
    (folder / "checkpoints").mkdir()
    (folder / "checkpoints" / "optimizer.pt").write_bytes(b"not to be shared")
    (folder / "started.json").write_text("{}")
    return folder


def write_evaluation(run: str, finished_at: str, hits: float, split: str = "val") -> None:
    """Write the figures of an evaluation, to the files that ``evaluate`` writes."""
    measure = {"value": hits, "low": 0.174, "high": 0.279}
    layout = Layout(Path("data"), Path("models"), Path("reports"))
    manifest = layout.run(run).manifest
    metrics = {
        "model": run,
        "model_sha256": model_digest(read_json(manifest)) if manifest.is_file() else None,
        "split": split,
        "seed": 7,
        "finished_at": finished_at,
        "true_names": {"prompt": {"bits_per_letter": {"value": 3.38, "low": 3.1, "high": 3.6}}},
        "designs": {run: {"measures": {"hits_at_10": measure}}},
        "systems": {
            run: {"measures": {"usable": {"value": 0.9, "low": 0.8, "high": 1.0}}},
            f"{run}, spelled": {"measures": {"usable": {"value": 0.7, "low": 0.6, "high": 0.8}}},
        },
    }
    write_json(layout.evaluated(run, split).metrics, metrics)
    write_json(layout.metrics, metrics)


@pytest.fixture
def evaluated(mine: Path) -> Path:
    """Write an evaluation that was made after the run finished; return the run's folder."""
    write_evaluation("mine", "2026-11-28T11:00:00+00:00", 0.226)
    return mine


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Serve S3 on loopback, with an empty bucket."""
    moto = pytest.importorskip("moto.server", reason="needs moto")
    boto3 = pytest.importorskip("boto3")
    pytest.importorskip("s3fs", reason="needs the registry extra")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET)
    try:
        yield client
    finally:
        server.stop()


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Serve a hub on loopback."""
    pytest.importorskip("huggingface_hub", reason="needs the registry extra")
    with fake_hub.serving() as served:
        yield served
