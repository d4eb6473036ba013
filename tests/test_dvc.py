"""Test the DVC pipeline: its stages, their dependencies, and its remotes."""

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY, Cli
from tests.dvc_repository import Repository, stages_run

pytest.importorskip("dvc", reason="needs the dvc extra")

VERBS = ["fetch", "preprocess", "train", "evaluate", "generate"]
READ = {
    "fetch": {"fetch"},
    "preprocess": {"seed", "preprocess"},
    "train": {"seed", "train"},
    "evaluate": {"seed", "evaluate", "generate"},
    "generate": {"seed", "generate"},
}
"""The keys of the config that each stage reads."""


def read_yaml(name: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((REPOSITORY / name).read_text(encoding="utf-8"))
    return values


PIPELINE = read_yaml("dvc.yaml")
PARAMS = read_yaml("params.yaml")


@pytest.fixture
def repository(project: Path, tmp_path: Path) -> Repository:
    return Repository.shipped(project, tmp_path / "home")


def test_each_pipeline_command_has_a_stage(repository: Repository) -> None:
    edges = set(re.findall(r'"(\w+)" -> "(\w+)"', repository.dvc("dag", "--dot")))
    assert edges == {
        ("fetch", "preprocess"),
        ("preprocess", "train"),
        ("preprocess", "evaluate"),
        ("train", "evaluate"),
        ("train", "generate"),
    }
    # Without --force, DVC requires the outputs of an earlier run.
    said = repository.dvc("repro", "--dry", "--force")
    assert stages_run(said) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_each_stage_runs_a_valid_command(cli: Cli, verb: str) -> None:
    program, command, *arguments = shlex.split(PIPELINE["stages"][verb]["cmd"])
    assert (program, command) == ("pokename", verb)
    options = {argument for argument in arguments if argument.startswith("-")}
    assert "--config" in options
    assert options <= set(re.findall(r"--[\w-]+", cli(command, "--help").stdout))


@pytest.mark.parametrize("verb", VERBS)
def test_each_stage_depends_on_the_keys_that_it_reads(verb: str) -> None:
    """The keys are in params.yaml, in the config that it extends, and in base.yaml."""
    params = PIPELINE["stages"][verb]["params"]
    own = {key for key in params if isinstance(key, str)}
    assert own == {"extends", *READ[verb] & set(PARAMS)}
    files = {
        file.replace("${extends}", PARAMS["extends"]): set(keys)
        for one in params
        if isinstance(one, dict)
        for file, keys in one.items()
    }
    for config in ("configs/base.yaml", f"configs/{PARAMS['extends']}"):
        assert files.get(config, set()) == READ[verb] & set(read_yaml(config)) - {"seed"}


def test_the_params_are_a_config_whose_paths_match_between_stages(cli: Cli) -> None:
    shutil.copy(REPOSITORY / "params.yaml", "params.yaml")
    shown = cli("config", "show", "--config", "params.yaml").stdout
    assert "models/default" in shown
    assert PARAMS["evaluate"]["model"] == PARAMS["generate"]["model"]
    assert PARAMS["evaluate"]["model"] == f"models/{PARAMS['train']['run']}"


def test_the_lock_matches_the_pipeline(repository: Repository) -> None:
    shutil.copy(REPOSITORY / "dvc.lock", repository.folder / "dvc.lock")
    lock = read_yaml("dvc.lock")["stages"]
    assert list(lock) == VERBS
    status = repository.dvc("status")
    assert "changed command" not in status
    assert "new:" not in status
    assert "modified:" not in status


def test_user_lists_are_tracked_by_dvc_not_git(repository: Repository) -> None:
    mine = repository.folder / "data/external/mine.txt"
    mine.parent.mkdir()
    mine.write_text("a lizard of glass\n")
    repository.dvc("add", "data/external")
    assert repository.changed() == ["data/external.dvc"]
    mine.write_text("a lizard of tin\n")
    assert re.search(r"modified:\s+data/external", repository.dvc("status", "data/external.dvc"))
    repository.dvc("checkout", "--force", "data/external.dvc")
    assert mine.read_text() == "a lizard of glass\n"


def test_data_pushed_to_a_folder_can_be_pulled(repository: Repository, tmp_path: Path) -> None:
    repository.dvc("remote", "add", "--default", "store", str(tmp_path / "store"))
    check_push_and_pull(repository)


def check_push_and_pull(repository: Repository) -> None:
    """Push a user's own list to the default remote, delete it locally, and pull it."""
    mine = repository.folder / "data/external/mine.txt"
    mine.parent.mkdir()
    mine.write_bytes(b"a lizard of glass\n" * 1000)
    repository.dvc("add", "data/external")
    repository.dvc("push", "data/external.dvc")
    shutil.rmtree(mine.parent)
    shutil.rmtree(repository.folder / ".dvc/cache")
    repository.dvc("pull", "data/external.dvc")
    assert mine.read_bytes() == b"a lizard of glass\n" * 1000
