"""Test the DVC pipeline from end to end, as a learner runs it."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.dvc_repository import Repository, stages_run
from tests.test_dvc import VERBS

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
    assert repository.changed() == ["dvc.lock"]
    repository.commit()
    return repository


def test_a_second_run_does_nothing(repository: Repository) -> None:
    assert stages_run(repository.dvc("repro")) == []
    assert repository.changed() == []


def test_plots_and_metrics_load(repository: Repository) -> None:
    plots = json.loads(repository.dvc("plots", "show", "--json"))["data"]
    assert set(plots) == {"learning curve", "ranks", "lengths"}
    page = repository.folder / "dvc_plots/index.html"
    repository.dvc("plots", "show")
    assert page.read_text(encoding="utf-8").count("vegaEmbed(") >= len(plots)
    metrics = json.loads(repository.dvc("metrics", "show", "--json"))
    figures = metrics[""]["data"]["reports/summary.json"]["data"]
    assert set(figures) == {"usable", "related_own", "hits_at_10", "mrr", "bits_per_letter"}
    for kept in ("ranks", "lengths"):
        rows = list(csv.DictReader((repository.folder / f"reports/plots/{kept}.csv").open()))
        assert all(0 <= float(value) <= 1 for row in rows for value in list(row.values())[1:])


def test_an_experiment_reruns_only_dependent_stages(repository: Repository) -> None:
    said = repository.dvc("exp", "run", "--name", "cool", "-S", "generate.temperature=0.7")
    assert stages_run(said) == ["evaluate", "generate"]
    assert repository.changed() == ["dvc.lock", "params.yaml"]
    lines = repository.git("diff", "--unified=0", "params.yaml").splitlines()
    assert [line for line in lines if line[1:2] == " "] == [
        "-  temperature: 1.0",
        "+  temperature: 0.7",
    ]
    repository.git("checkout", "--", "params.yaml", "dvc.lock")
    repository.dvc("checkout", "--force")
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
