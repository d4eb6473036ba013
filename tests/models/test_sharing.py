"""Test that ``pokename models`` shares runs by a folder, S3 or the Hub."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pokename.naming.generator import NameGenerator
from tests.conftest import Cli
from tests.models.conftest import BUCKET, SECRET
from tests.support.evil_text import EVIL, assert_harmless
from tests.support.hub import Hub
from tests.support.processes import POKENAME, on_posix, run


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def change(run: Path) -> None:
    """Change a file of a run, and remove another."""
    (run / "config.yaml").unlink()
    (run / "letters.json").write_bytes((run / "letters.json").read_bytes() + b"\n")


def digest(said: str) -> str:
    found = re.search(r"sha256:([0-9a-f]{64})", said)
    assert found, said
    return found[1]


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


def test_a_pushed_card_is_shown_without_control_characters(cli: Cli, s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="theirs/README.md", Body=f"# Theirs {EVIL}\n".encode())
    assert_harmless(cli("models", "show", f"s3://{BUCKET}/theirs").output)
    s3.put_object(Bucket=BUCKET, Key="theirs/README.md", Body=b"# Th\xefrs\n")
    refused = cli("models", "show", f"s3://{BUCKET}/theirs", ok=False)
    assert refused.stderr.startswith(f"Error: s3://{BUCKET}/theirs/README.md isn't UTF-8.")


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


def test_a_model_on_the_hub_is_replaced_in_one_commit_or_not_at_all(mine: Path, hub: Hub) -> None:
    variables = {"HF_ENDPOINT": hub.url, "HF_HUB_OFFLINE": "0"}
    push = ("models", "push", "mine", "hf://somebody/mine", "--replace")
    assert run(*push, **variables).returncode == 0
    before = dict(hub.files["somebody/mine"])
    change(mine)
    hub.refuses = True
    refused = run(*push, **variables)
    assert refused.returncode == 1
    assert "hf://somebody/mine can't be written: " in refused.stderr
    assert "the files there are unchanged" in refused.stderr
    assert hub.files["somebody/mine"] == before
    hub.refuses = False
    assert run(*push, **variables).returncode == 0
    assert len(hub.commits) == 2
    assert before.keys() - hub.files["somebody/mine"].keys() == {"config.yaml"}


def test_a_push_that_fails_on_the_way_leaves_nothing_that_counts_as_a_model(
    cli: Cli, mine: Path, project: Path
) -> None:
    cli("models", "export", "mine", "shared")
    change(mine)
    shutil.rmtree(project / "shared/engine")
    (project / "shared/engine").touch()  # a file, where the folder should be
    refused = cli("models", "export", "mine", "shared", "--replace", ok=False)
    assert "shared/engine can't be made" in refused.stderr.replace("\\", "/")
    assert "shared holds no model" in cli("models", "pull", "shared", "theirs", ok=False).stderr
    (project / "shared/engine").unlink()
    cli("models", "export", "mine", "shared", "--replace")
    cli("models", "pull", "shared", "theirs")


def test_a_failed_push_to_s3_says_that_the_model_there_may_be_incomplete(
    cli: Cli, mine: Path, s3: Any
) -> None:
    refused = cli("models", "push", "mine", "s3://no-such-bucket/mine", ok=False)
    (error,) = refused.stderr.splitlines()
    assert error.startswith("Error: s3://no-such-bucket/mine/README.md can't be written: ")
    assert error.endswith("the model there may be incomplete until you push again.")


def test_a_model_is_replaced_only_with_the_option_replace_and_then_completely(
    cli: Cli, mine: Path, project: Path
) -> None:
    cli("models", "export", "mine", "shared")
    change(mine)
    result = cli("models", "export", "mine", "shared", ok=False)
    assert "shared holds another model." in result.stderr
    cli("models", "export", "mine", "shared", "--replace")
    assert "config.yaml" not in content(project / "shared")
    cli("models", "pull", "shared", "models/theirs")
    refused = cli("models", "pull", "shared", "models/theirs", ok=False)
    assert "models/theirs already exists." in refused.stderr.replace("\\", "/")
    cli("models", "pull", "shared", "models/theirs", "--replace")


def test_pull_replaces_the_model_in_a_folder_and_keeps_the_other_files(
    cli: Cli, mine: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("models", "export", "mine", "shared")
    (mine / "notes.md").write_text("mine\n")
    manifest = json.loads((mine / "manifest.json").read_text())
    manifest["files"] |= {"old.model": "00" * 32, "../../shared/old.txt": "00" * 32}
    (mine / "manifest.json").write_text(json.dumps(manifest))
    for stale in (mine / "old.model", project / "shared/old.txt"):
        stale.write_text("of the old model")
    kept = {"notes.md", "started.json", "checkpoints/optimizer.pt"}
    before = content(mine)
    (project / "link").symlink_to(mine)
    for working, folder in ((project, "link"), (mine, ".")):
        monkeypatch.chdir(working)
        cli("models", "pull", project / "shared", folder, "--replace")
        shared = {**content(project / "shared"), **{name: before[name] for name in kept}}
        shared.pop("old.txt")
        assert content(mine) == shared
    assert (project / "link").is_symlink()
    assert (project / "shared/old.txt").exists()
    assert [path.name for path in (project / "models").iterdir()] == ["mine"]


def test_a_model_replaces_no_other_files(cli: Cli, mine: Path, project: Path) -> None:
    folder = project / "work"
    folder.mkdir()
    (folder / "README.md").write_text("my project\n")
    (folder / "notes.txt").write_text("mine\n")
    before = content(folder)
    refused = cli("models", "export", "mine", "work", ok=False)
    assert refused.stderr == (
        "Error: work/README.md exists and isn't of this model. "
        "Choose another place, or replace it with --replace.\n"
    )
    assert content(folder) == before
    cli("models", "export", "mine", "shared")
    refused = cli("models", "pull", "shared", "work", "--replace", ok=False)
    assert refused.stderr == (
        "Error: work holds no model, so --replace doesn't replace it. Choose another folder.\n"
    )
    assert content(folder) == before
    cli("models", "export", "mine", "work", "--replace")
    assert (folder / "notes.txt").read_text() == "mine\n"


@on_posix
def test_a_full_disk_is_not_reported_as_a_problem_of_the_store(
    cli: Cli, mine: Path, project: Path
) -> None:
    cli("models", "export", "mine", "shared")
    # ulimit counts blocks of 512 or 1024 bytes; the model has larger files.
    limited = ("sh", "-c", 'ulimit -f 1000; exec "$@"', "sh", *POKENAME)
    done = run("models", "pull", "shared", "theirs", program=limited)
    assert done.returncode == 1
    error = done.stderr.splitlines()[-1]
    assert "/.theirs.tmp/" in error
    assert "can't be written: File too large. Check its folder" in error
    assert "the network" not in error
    assert not (project / "theirs").exists()


def test_a_stopped_export_is_completed_by_the_next_one(cli: Cli, mine: Path, project: Path) -> None:
    cli("models", "export", "mine", "shared")
    complete = content(project / "shared")
    for name in ("SHA256SUMS", "letters.json"):
        (project / "shared" / name).unlink()
    cli("models", "export", "mine", "shared")
    assert content(project / "shared") == complete


def test_an_empty_list_of_files_is_no_model(cli: Cli, mine: Path, project: Path) -> None:
    cli("models", "export", "mine", "shared")
    (project / "shared/SHA256SUMS").write_text("")
    result = cli("models", "pull", "shared", "models/theirs", ok=False)
    assert "Error: shared holds no model: its SHA256SUMS is empty." in result.stderr
    assert not (project / "models/theirs").exists()


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


def test_generate_refuses_the_address_of_a_pushed_model(cli: Cli) -> None:
    result = cli("generate", "a fiery lizard", "--model", "s3://bucket/mine", ok=False)
    assert "Run 'pokename models pull' first" in result.stderr
