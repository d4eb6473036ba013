"""The DVC pipeline, in a repository of its own made from the files that ship."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY, Cli

pytest.importorskip("dvc", reason="needs the dvc extra")

SHIPPED = ("dvc.yaml", "data.dvc", ".dvcignore", ".gitignore", ".dvc/config", ".dvc/.gitignore")
VERBS = ["fetch", "preprocess", "train", "evaluate", "generate"]
READ = {
    "fetch": ["fetch"],
    "preprocess": ["seed", "preprocess"],
    "train": ["seed", "train"],
    "evaluate": ["seed", "evaluate", "generate"],
    "generate": ["seed", "generate"],
}
"""The keys of the config that each stage reads."""
PIPELINE: dict[str, Any] = yaml.safe_load((REPOSITORY / "dvc.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def repository(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commit what ships to a fresh git repository, with the facts that ship as its source."""
    for name in SHIPPED:
        (project / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, project / name)
    shutil.copytree(REPOSITORY / "configs", project / "configs")
    for folder in ("data/raw", "data/interim", "data/processed", "models"):
        (project / folder).mkdir(parents=True)
        (project / folder / ".gitkeep").touch()
    change_config(project, "source: pokeapi", "source: bundled")
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    monkeypatch.setenv("PATH", scripts)  # where the stages find pokename
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(tmp_path / "site"))
    git("init", "--quiet")
    git("add", "--all")
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "All")
    return project


def change_config(project: Path, before: str, after: str) -> None:
    config = project / "configs/base.yaml"
    text = config.read_text(encoding="utf-8")
    assert before in text
    config.write_text(text.replace(before, after), encoding="utf-8")


def git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


def dvc(*arguments: str) -> str:
    command = [sys.executable, "-m", "dvc", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def stages_run(said: str) -> list[str]:
    return re.findall(r"Running stage '(\w+)'", said)


def test_there_is_a_stage_for_each_verb(repository: Path) -> None:
    assert dvc("stage", "list", "--name-only").split() == VERBS
    edges = re.findall(r'"(\w+)" -> "(\w+)"', dvc("dag", "--dot"))
    assert set(edges) == {
        ("fetch", "preprocess"),
        ("preprocess", "train"),
        ("preprocess", "evaluate"),
        ("train", "evaluate"),
        ("train", "generate"),
    }


@pytest.mark.parametrize("verb", VERBS)
def test_each_stage_runs_a_command_with_options_that_it_has(cli: Cli, verb: str) -> None:
    program, command, *arguments = shlex.split(PIPELINE["stages"][verb]["cmd"])
    assert (program, command) == ("pokename", verb)
    options = {argument for argument in arguments if argument.startswith("-")}
    assert options <= set(re.findall(r"--[\w-]+", cli(command, "--help").stdout))


def test_each_stage_depends_on_keys_that_the_config_has() -> None:
    config = yaml.safe_load((REPOSITORY / "configs/base.yaml").read_text(encoding="utf-8"))
    for verb in VERBS:
        (params,) = PIPELINE["stages"][verb]["params"]
        assert set(params) == {"configs/base.yaml"}
        assert params["configs/base.yaml"] == READ[verb]
        assert set(READ[verb]) <= set(config)


def test_a_fresh_clone_knows_all_it_would_do(repository: Path) -> None:
    said = dvc("repro", "--dry", "--force")  # without --force DVC wants the files of a first run
    assert stages_run(said) == VERBS
    for verb in VERBS:
        assert PIPELINE["stages"][verb]["cmd"] in said


def test_lists_of_ones_own_are_kept_by_dvc_and_not_by_git(repository: Path) -> None:
    mine = repository / "data/external/mine.txt"
    assert re.search(r"deleted:\s+data/external", dvc("status", "data.dvc"))
    mine.parent.mkdir()
    mine.write_text("a lizard of glass\n")
    dvc("commit", "--force", "data.dvc")
    assert "up to date" in dvc("status", "data.dvc")
    assert git("status", "--porcelain").split() == ["M", "data.dvc"]
    mine.write_text("a lizard of tin\n")
    assert re.search(r"modified:\s+data/external", dvc("status", "data.dvc"))
    dvc("checkout", "--force", "data.dvc")
    assert mine.read_text() == "a lizard of glass\n"


@pytest.mark.slow
def test_a_stage_runs_when_something_it_depends_on_has_changed(repository: Path) -> None:
    assert stages_run(dvc("repro", "preprocess")) == ["fetch", "preprocess"]
    lock = yaml.safe_load((repository / "dvc.lock").read_text(encoding="utf-8"))
    written = [out["path"] for stage in lock["stages"].values() for out in stage["outs"]]
    assert "data/raw/raw_descriptions.csv" in written
    assert all((repository / path).is_file() for path in written)
    assert stages_run(dvc("repro", "preprocess")) == []
    change_config(repository, "prompts_per_species: 12", "prompts_per_species: 2")
    assert stages_run(dvc("repro", "preprocess")) == ["preprocess"]
    git("checkout", "--quiet", "configs")
    assert git("status", "--porcelain").split() == ["??", "dvc.lock"]
