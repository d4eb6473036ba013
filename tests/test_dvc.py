"""Test the DVC pipeline: its stages, their dependencies, and its remotes."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pokename.paths import Layout
from tests.conftest import REPOSITORY, Cli
from tests.support.dvc_repository import Repository, stages_run

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
def test_each_stage_depends_on_the_keys_and_configs_that_it_reads(verb: str) -> None:
    stage = PIPELINE["stages"][verb]
    assert set(stage["params"]) == READ[verb] <= set(PARAMS)
    assert {"configs", "${extends}"} <= set(stage["deps"])


def filled_in(path: str) -> str:
    """Return the path of an output, with the values of params.yaml in it."""
    return re.sub(r"\$\{(\w+)\.(\w+)\}", lambda key: PARAMS[key[1]][key[2]], path)


def test_the_evaluation_that_a_report_reads_is_an_output() -> None:
    layout = Layout(Path("data"), Path("models"), Path("reports"))
    kept = layout.evaluated(PARAMS["train"]["run"], PARAMS["evaluate"]["split"]).folder
    outs = PIPELINE["stages"]["evaluate"]["outs"]
    assert kept.as_posix() in {filled_in(one) for one in outs if isinstance(one, str)}


def to_run(repository: Repository) -> list[str]:
    """Return the stages whose inputs have changed."""
    changed = json.loads(repository.dvc("status", "--json"))
    return [verb for verb in VERBS if verb in changed]


@pytest.fixture
def finished(repository: Repository) -> Repository:
    """Record empty outputs, as if all stages had run."""
    for stage in PIPELINE["stages"].values():
        for out in (*stage["outs"], *stage.get("metrics", ())):
            path = out if isinstance(out, str) else next(iter(out))
            path = repository.folder / filled_in(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    repository.dvc("commit", "--force")
    assert to_run(repository) == []
    return repository


@pytest.mark.practice
def test_changed_code_makes_its_stages_run(finished: Repository) -> None:
    for module, verbs in {
        "corpus/cleaning.py": ["preprocess", "train", "evaluate", "generate"],
        "words/thesaurus.py": ["train", "evaluate", "generate"],
        "reading/description.py": ["train", "evaluate", "generate"],
        "evaluation/hits.py": ["evaluate"],
        "seeds.py": ["evaluate", "generate"],
        "web/app.py": [],
        "corpus/__pycache__/cleaning.cpython-311.pyc": [],
    }.items():
        path = finished.folder / "src/pokename" / module
        path.parent.mkdir(exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        path.write_bytes(before + b"# changed\n")
        assert to_run(finished) == verbs, module
        path.write_bytes(before)


@pytest.mark.practice
def test_a_changed_config_makes_all_stages_run(finished: Repository) -> None:
    mine = finished.folder / "mine.yaml"
    mine.write_text("extends: smoke.yaml\nevaluate: {species: 4}\n")
    finished.set_params(extends="mine.yaml")
    assert to_run(finished) == VERBS
    finished.dvc("commit", "--force")
    mine.write_text("extends: smoke.yaml\nevaluate: {species: 5}\n")
    assert to_run(finished) == VERBS
    finished.dvc("commit", "--force")
    with (finished.folder / "configs/smoke.yaml").open("a") as extended_by_mine:
        extended_by_mine.write("serve: {}\n")
    assert to_run(finished) == VERBS


@pytest.mark.practice
def test_another_seed_of_the_training_keeps_the_splits(finished: Repository) -> None:
    finished.set_params(train={"seed": 8})
    assert to_run(finished) == ["train"]


def test_the_run_that_is_trained_is_the_run_that_is_evaluated_and_used(
    repository: Repository,
) -> None:
    repository.set_params(train={"run": "other"})
    commands = re.findall(r"^> (.*)$", repository.dvc("repro", "--dry", "--force"), re.M)
    assert [("--model models/other" in command) for command in commands] == [False] * 3 + [True] * 2
    assert "default" not in "".join(commands)


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
