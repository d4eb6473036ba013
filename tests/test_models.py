"""Test ``pokename models``: runs can be listed, shown, and shared by a folder, S3 or the Hub."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pokename.naming.generator import NameGenerator
from pokename.paths import BUNDLED_MODEL
from tests.conftest import Cli
from tests.support import hub as fake_hub
from tests.support.hub import Hub
from tests.support.processes import run

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
        "base": {"asked_for": "gpt2", "loaded": "gpt2", "parameters": 124439808},
        "seed": 7,
        "device": "cpu",
        "code": {"commit": "abc1234", "changed": True},
        "data_sha256": {"train": "00ff"},
        "versions": {"python": "3.11.7"},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "config.yaml").write_text("seed: 7\n")
    (folder / "checkpoints").mkdir()
    (folder / "checkpoints" / "optimizer.pt").write_bytes(b"not to be shared")
    (folder / "started.json").write_text("{}")
    return folder


@pytest.fixture
def evaluated(mine: Path, project: Path) -> Path:
    """Write an evaluation that was made after the run finished; return the run's folder."""
    measure = {"value": 0.226, "low": 0.174, "high": 0.279}
    metrics = {
        "model": "mine",
        "split": "val",
        "seed": 7,
        "finished_at": "2026-11-28T11:00:00+00:00",
        "designs": {"mine": {"measures": {"hits_at_10": measure}}},
        "systems": {"mine": {"measures": {"usable": {"value": 0.9, "low": 0.8, "high": 1.0}}}},
    }
    (project / "reports").mkdir()
    (project / "reports" / "metrics.json").write_text(json.dumps(metrics))
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


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def digest(said: str) -> str:
    found = re.search(r"sha256:([0-9a-f]{64})", said)
    assert found, said
    return found[1]


def test_runs_are_listed_with_their_base_and_date_and_figures(cli: Cli, evaluated: Path) -> None:
    table = cli("models", "list").stdout
    (row,) = [line for line in table.splitlines() if " mine " in line]
    assert row.split() == ["mine", "gpt2", "2026-11-28", "10:00", "2.250", "22.6", "%", "90.0",
                           "%", "10.4"]  # fmt: skip
    bundled, listed = json.loads(cli("models", "list", "--format", "json").stdout)
    assert bundled["run"] == "bundled"
    assert listed["figures"] == {"hits_at_10": 0.226, "usable": 0.9}
    assert listed["split"] == "val"


def test_figures_of_an_earlier_training_are_ignored(cli: Cli, evaluated: Path) -> None:
    manifest = json.loads((evaluated / "manifest.json").read_text())
    manifest["finished_at"] = "2026-11-28T12:00:00+00:00"
    (evaluated / "manifest.json").write_text(json.dumps(manifest))
    _, listed = json.loads(cli("models", "list", "--format", "json").stdout)
    assert listed["figures"] == {}


def test_a_card_lists_the_data_and_the_base_and_the_figures(cli: Cli, evaluated: Path) -> None:
    card = cli("models", "show", "mine").stdout
    head = card.split("---\n")[1]
    assert "license: mit\n" in head
    assert "base_model: gpt2\n" in head
    for said in ("124,439,808", "abc1234, changed", "2.2500", "22.6 (17.4–27.9)", "Nintendo"):
        assert said in card
    assert json.loads(cli("models", "show", "mine", "--format", "json").stdout)["run"] == "mine"


def test_an_exported_run_passes_sha256sum_and_can_be_pulled_and_used(
    cli: Cli, evaluated: Path, project: Path
) -> None:
    said = cli("models", "export", "mine", "shared")
    assert said.stdout == "shared\n"
    shared = content(project / "shared")
    assert {"README.md", "SHA256SUMS", "metrics.json", "engine/model.bin"} <= shared.keys()
    assert not any("checkpoints" in name or "started" in name for name in shared)
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd="shared", check=True)
    cli("models", "pull", "shared", "models/theirs", "--digest", digest(said.stderr))
    assert content(project / "models/theirs") == shared
    names = [
        [one.name for one in NameGenerator.load(model).generate("a fiery lizard", 5)]
        for model in (evaluated, "models/theirs")
    ]
    assert names[0] == names[1]
    listed = json.loads(cli("models", "list", "--format", "json").stdout)
    (pulled,) = [one for one in listed if one["run"] == "theirs"]
    assert pulled["figures"]["hits_at_10"] == 0.226  # the figures are pulled with the run


def test_a_run_can_be_pushed_to_and_pulled_from_s3(
    cli: Cli, evaluated: Path, s3: Any, project: Path
) -> None:
    where = f"s3://{BUCKET}/names/mine"
    said = cli("models", "push", "mine", where)
    assert said.stdout == f"{where}\n"
    assert cli("models", "push", "mine", where).exit_code == 0  # a second push changes nothing
    assert cli("models", "show", where).stdout == cli("models", "show", "mine").stdout
    shutil.rmtree(evaluated)
    pulled = cli("models", "pull", where)
    assert pulled.stdout.strip() == str(Path("models/mine"))
    assert SECRET not in said.output + pulled.output
    cli("models", "export", "mine", "shared")
    names = cli(
        "generate", "a fiery lizard", "-n", 2, "--model", "models/mine", "--format", "plain"
    )
    assert len(names.stdout.split()) == 2


def test_the_error_says_which_file_on_s3_was_changed_and_nothing_is_written(
    cli: Cli, mine: Path, s3: Any, project: Path
) -> None:
    where = f"s3://{BUCKET}/mine"
    cli("models", "push", "mine", where)
    s3.put_object(Bucket=BUCKET, Key="mine/engine/model.bin", Body=b"something else")
    result = cli("models", "pull", where, "models/theirs", ok=False)
    assert result.exit_code == 1
    error = result.stderr.splitlines()[-1]
    assert error.startswith(f"Error: {where}/engine/model.bin doesn't match its hash")
    assert sorted(path.name for path in (project / "models").iterdir()) == ["mine"]


def test_a_run_is_pushed_to_the_hub_in_one_commit_and_pulled(
    mine: Path, hub: Hub, project: Path
) -> None:
    variables = {"HF_ENDPOINT": hub.url, "HF_HUB_OFFLINE": "0", "HF_TOKEN": SECRET}
    pushed = run("models", "push", "mine", "hf://somebody/mine", **variables)
    assert pushed.returncode == 0, pushed.stderr
    assert len(hub.commits) == 1
    assert hub.private == {"somebody/mine": True}
    assert f"Bearer {SECRET}" in hub.tokens
    assert SECRET not in pushed.stdout + pushed.stderr
    kept = hub.files["somebody/mine"]
    assert kept["README.md"].decode().startswith("---\nlicense: mit\n")
    pulled = run("models", "pull", "hf://somebody/mine", "models/theirs", **variables)
    assert pulled.returncode == 0, pulled.stderr
    assert content(project / "models/theirs") == kept
    kept["letters.json"] += b" "
    again = run("models", "pull", "hf://somebody/mine", "models/again", **variables)
    assert again.returncode == 1
    assert "hf://somebody/mine/letters.json doesn't match its hash" in again.stderr


def test_a_model_is_replaced_only_with_the_option_replace_and_then_completely(
    cli: Cli, mine: Path, project: Path
) -> None:
    cli("models", "export", "mine", "shared")
    (mine / "config.yaml").unlink()
    (mine / "letters.json").write_bytes((mine / "letters.json").read_bytes() + b"\n")
    result = cli("models", "export", "mine", "shared", ok=False)
    assert "shared holds another model." in result.stderr
    cli("models", "export", "mine", "shared", "--replace")
    assert "config.yaml" not in content(project / "shared")
    cli("models", "pull", "shared", "models/theirs")
    refused = cli("models", "pull", "shared", "models/theirs", ok=False)
    assert "models/theirs already exists." in refused.stderr.replace("\\", "/")
    cli("models", "pull", "shared", "models/theirs", "--replace")


@pytest.mark.parametrize("line", ["../../evil.json", "/etc/evil.json", "engine/evil.so", "evil.py"])
def test_pull_writes_only_files_of_a_model(cli: Cli, mine: Path, project: Path, line: str) -> None:
    cli("models", "export", "mine", "shared")
    with (project / "shared/SHA256SUMS").open("a") as stream:
        stream.write(f"{'0' * 64}  {line}\n")
    result = cli("models", "pull", "shared", "models/theirs", ok=False)
    assert "lists a file that isn't part of a model" in result.stderr
    assert not (project / "models/theirs").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "nobody"), "There is no finished run 'nobody'."),
        (("export", "mine"), "Missing argument"),
        (("push", "mine", "ftp://host/mine"), "models can't be stored at ftp://"),
        (("push", "mine", "hf://mine"), "names no repository"),
        (("push", "mine", f"s3://somebody:{SECRET}@bucket/mine"), "contain a user or a password"),
        (("pull", "nowhere"), "nowhere holds no model: it has no SHA256SUMS."),
        (("pull", "shared", "--digest", "00"), "shared holds another model: its digest is"),
    ],
)
def test_impossible_pushes_and_pulls_give_a_one_line_error(
    cli: Cli, mine: Path, arguments: tuple[str, ...], said: str
) -> None:
    cli("models", "export", "mine", "shared")
    result = cli("models", *arguments, ok=False)
    assert result.exit_code != 0
    assert said in result.stderr
    assert SECRET not in result.output


def test_an_unreachable_hub_is_not_reported_as_empty(
    cli: Cli,
) -> None:
    pytest.importorskip("huggingface_hub", reason="needs the registry extra")
    result = cli(
        "models", "pull", "hf://somebody/mine", ok=False
    )  # conftest.py sets HF_HUB_OFFLINE
    (error,) = result.stderr.splitlines()
    assert error.startswith("Error: hf://somebody/mine/SHA256SUMS can't be read: ")


@pytest.mark.parametrize(
    ("module", "where"), [("fsspec", "s3://bucket/mine"), ("huggingface_hub", "hf://us/mine")]
)
def test_without_the_extra_the_error_names_the_install_command(
    cli: Cli, mine: Path, monkeypatch: pytest.MonkeyPatch, module: str, where: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    result = cli("models", "push", "mine", where, ok=False)
    assert result.exit_code == 2
    assert "pip install 'pokename[registry]'" in result.stderr


def test_an_unknown_base_requires_the_licence_option(cli: Cli, mine: Path) -> None:
    manifest = json.loads((mine / "manifest.json").read_text())
    manifest["base"]["loaded"] = "somebody/else"
    (mine / "manifest.json").write_text(json.dumps(manifest))
    refused = cli("models", "export", "mine", "shared", ok=False)
    assert "Give it with --license" in refused.stderr
    cli("models", "export", "mine", "shared", "--license", "apache-2.0")
    assert "license: apache-2.0\n" in Path("shared/README.md").read_text(encoding="utf-8")


def test_generate_refuses_the_address_of_a_pushed_model(cli: Cli) -> None:
    result = cli("generate", "a fiery lizard", "--model", "s3://bucket/mine", ok=False)
    assert "Run 'pokename models pull' first" in result.stderr
