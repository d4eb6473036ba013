"""Test the DVC pipeline from end to end, as a learner runs it."""

import csv
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.dvc_repository import Repository, stages_run
from tests.support.processes import on_posix
from tests.test_dvc import PIPELINE, VERBS

pytest.importorskip("dvc", reason="needs the dvc extra")
pytest.importorskip("torch", reason="needs the train extra")
pytestmark = pytest.mark.practice


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Run the pipeline once with small settings, and commit its lock."""
    folder = tmp_path_factory.mktemp("dvc")
    repository = Repository.shipped(folder / "clone", folder / "home")
    repository.set_params(
        preprocess={"prompts_per_species": 1, "val_share": 0.02},
        train={"max_steps": 4},
        evaluate={"species": 2, "designs": 1, "bootstrap": 20},
    )
    repository.dvc("config", "cache.type", "copy")
    repository.commit()
    assert stages_run(repository.dvc("repro")) == VERBS
    assert repository.changed() == ["dvc.lock", "reports/"]
    repository.commit()
    return repository


IN_GIT = {
    *("dvc.lock", "params.yaml"),
    *("reports/summary.json", "reports/plots/ranks.csv", "reports/plots/lengths.csv"),
}
"""The files in git that a run or an experiment may change."""


def undo_changes(repository: Repository) -> None:
    repository.git("checkout", "--", ".")
    repository.dvc("checkout", "--force")


def test_a_second_run_does_nothing(repository: Repository) -> None:
    assert stages_run(repository.dvc("repro")) == []
    assert repository.changed() == []


def test_a_checkout_has_the_evaluation_that_a_report_reads(repository: Repository) -> None:
    kept = repository.folder / "reports/evaluations/default_val"
    shutil.rmtree(kept)
    repository.dvc("checkout")
    assert {one.name for one in kept.iterdir()} == {"metrics.json", "names.csv", "cases.csv"}


def test_plots_and_metrics_load(repository: Repository) -> None:
    plots = json.loads(repository.dvc("plots", "show", "--json"))["data"]
    assert set(plots) == {"learning curve", "ranks", "lengths"}
    page = repository.folder / "dvc_plots/index.html"
    repository.dvc("plots", "show")
    assert page.read_text(encoding="utf-8").count("vegaEmbed(") >= len(plots)
    metrics = json.loads(repository.dvc("metrics", "show", "--json"))
    figures = metrics[""]["data"]["reports/summary.json"]["data"]
    assert list(figures) == [
        *("bits_per_letter", "mrr", "spelled_usable", "usable", "related_own", "hits_at_10")
    ]
    for kept in ("ranks", "lengths"):
        rows = list(csv.DictReader((repository.folder / f"reports/plots/{kept}.csv").open()))
        assert all(0 <= float(value) <= 1 for row in rows for value in list(row.values())[1:])


def test_a_clone_without_a_remote_compares_commits(repository: Repository, tmp_path: Path) -> None:
    summary = repository.folder / "reports/summary.json"
    figures = json.loads(summary.read_text())
    summary.write_text(json.dumps(figures | {"usable": 0.5}))
    repository.commit()
    clone = repository.cloned(tmp_path / "clone")
    repository.git("reset", "--hard", "HEAD~1")
    shown = json.loads(clone.dvc("metrics", "diff", "HEAD~1", "--json"))
    assert shown["reports/summary.json"] == {
        "usable": {"old": figures["usable"], "new": 0.5, "diff": 0.5 - figures["usable"]}
    }
    plots = json.loads(clone.dvc("plots", "diff", "HEAD~1", "--json"))["data"]
    assert {name for name, pictures in plots.items() if pictures} == {"ranks", "lengths"}


def test_an_experiment_may_train_another_run(repository: Repository) -> None:
    said = repository.dvc("exp", "run", "-S", "train.run=other")
    assert stages_run(said) == ["train", "evaluate", "generate"]
    assert (repository.folder / "models/other/pokename.json").is_file()
    undo_changes(repository)


@on_posix
def test_an_interrupted_training_continues(repository: Repository) -> None:
    repository.set_params(train={"max_steps": 12, "evaluations_per_epoch": 100, "patience": 100})
    checkpoints = repository.folder / "models/default/checkpoints"
    dvc = subprocess.Popen(
        [sys.executable, "-m", "dvc", "repro"],
        cwd=repository.folder,
        env=repository.environment,
        start_new_session=True,  # Ctrl-C goes to a whole process group
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while dvc.poll() is None and not list(checkpoints.glob("checkpoint-*")):
        time.sleep(0.05)
    os.killpg(dvc.pid, signal.SIGINT)
    assert dvc.wait() != 0
    repository.run("pokename", "train", "--config", "params.yaml", "--resume")
    repository.dvc("commit", "--force", "train")
    assert stages_run(repository.dvc("repro")) == ["evaluate", "generate"]
    undo_changes(repository)


WITHOUT_EFFECT = {"cli", "config", "tracking"}
"""Folders that only read settings and show or record what the others do."""


@pytest.mark.parametrize("verb", VERBS)
def test_each_stage_depends_on_the_code_that_it_runs(repository: Repository, verb: str) -> None:
    command = repository.dvc("repro", "--dry", "--force", "--single-item", verb)
    (arguments,) = re.findall(r"^> pokename (.*)$", command, re.M)
    script = "import sys\nfrom pokename.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    loaded = repository.run(sys.executable, "-c", script, *shlex.split(arguments))
    folders = set(re.findall(r"\bpokename\.(\w+)\.", loaded))
    depends = {Path(one).name for one in PIPELINE["stages"][verb]["deps"] if "pokename/" in one}
    assert folders - WITHOUT_EFFECT <= depends
    undo_changes(repository)


def test_an_experiment_reruns_only_dependent_stages(repository: Repository) -> None:
    said = repository.dvc("exp", "run", "--name", "cool", "-S", "generate.temperature=0.7")
    assert stages_run(said) == ["evaluate", "generate"]
    assert {"dvc.lock", "params.yaml"} <= set(repository.changed()) <= IN_GIT
    lines = repository.git("diff", "--unified=0", "params.yaml").splitlines()
    assert [line for line in lines if line[1:2] == " "] == [
        "-  temperature: 1.0",
        "+  temperature: 0.7",
    ]
    undo_changes(repository)
    repository.dvc("exp", "run", "--queue", "-S", "generate.temperature=0.8,0.9")
    repository.dvc("exp", "run", "--run-all")
    assert repository.changed() == []
    shown = repository.dvc("exp", "show", "--only-changed", "--csv")
    rows = list(csv.DictReader(io.StringIO(shown)))
    (column,) = [key for key in rows[0] if key.endswith("generate.temperature")]
    assert {row[column] for row in rows} == {"1.0", "0.7", "0.8", "0.9"}
    assert len(rows[0]) < 20


def test_pulled_data_equal_pushed_data(repository: Repository, tmp_path: Path) -> None:
    repository.dvc("remote", "add", "--local", "--default", "store", str(tmp_path / "store"))
    weights = repository.folder / "models/default/model.safetensors"
    before = weights.read_bytes()
    repository.dvc("push")
    clone = repository.cloned(tmp_path / "clone")
    clone.dvc("remote", "add", "--local", "--default", "store", str(tmp_path / "store"))
    clone.dvc("pull", *VERBS)
    assert (clone.folder / "models/default/model.safetensors").read_bytes() == before
    assert stages_run(clone.dvc("repro")) == []
