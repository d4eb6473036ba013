"""``pokename evaluate`` with the bundled model on the bundled facts."""

import json
from pathlib import Path

import pytest

from pokename.evaluation.metrics import bootstrap_mean, has_root, true_ranks
from tests.conftest import Cli

QUICK = (
    *("--set", "evaluate.names_per_species=2", "--set", "evaluate.bootstrap=50"),
    *("--set", "evaluate.prompts=[a fiery lizard]", "--set", "generate.candidates=4"),
)


@pytest.fixture
def splits(project: Path, cli: Cli) -> Path:
    cli("fetch", "--source", "bundled")
    cli("preprocess", "--set", "preprocess.prompts_per_species=1")
    # A tenth of val is enough to see the tables; families stay whole.
    val = project / "data/processed/val.csv"
    lines = val.read_text().splitlines(keepends=True)
    val.write_text("".join(lines[:25]))
    return project


def test_the_report_holds_model_baselines_and_real_names(splits: Path, cli: Cli) -> None:
    result = cli("evaluate", *QUICK)
    metrics = json.loads((splits / "reports/metrics.json").read_text())
    assert list(metrics["systems"]) == [
        "bundled",
        "letter n-gram",
        "blend of two words",
        "real names",
    ]
    usable = metrics["systems"]["bundled"]["measures"]["usable"]
    assert usable["low"] <= usable["value"] <= usable["high"]
    assert 0 < metrics["fit"]["prompt"]["mrr"]["value"] <= 1
    assert metrics["split"] == "val"
    report = (splits / "reports/evaluation.md").read_text()
    assert "a fiery lizard" in report
    for path in result.stdout.split():
        assert (splits / path).stat().st_size > 0
    assert (splits / "reports/figures/shares_val.png").read_bytes()[:4] == b"\x89PNG"


def test_species_that_the_model_was_trained_on_are_refused(splits: Path, cli: Cli) -> None:
    processed = splits / "data/processed"
    (processed / "val.csv").write_bytes((processed / "train.csv").read_bytes())
    result = cli("evaluate", *QUICK, ok=False)
    assert result.exit_code == 1
    assert "was trained on species of the val split" in result.stderr


def test_without_splits_it_says_what_to_run(cli: Cli) -> None:
    assert "pokename preprocess" in cli("evaluate", ok=False).stderr


def test_the_bootstrap_draws_whole_families() -> None:
    values, families = [1.0, 1.0, 1.0, 0.0], [1, 1, 1, 2]
    measure = bootstrap_mean(values, families, resamples=500, seed=1)
    assert measure.value == pytest.approx(0.75)
    assert (measure.low, measure.high) == (0.0, 1.0)


def test_ranks_count_what_stands_above_and_share_ties() -> None:
    import numpy as np

    scores = np.array([[3.0, 1.0, 2.0], [5.0, 5.0, 1.0], [9.0, 8.0, 7.0]])
    assert true_ranks(scores).tolist() == [1.0, 1.5, 3.0]


def test_a_root_is_four_letters_in_a_row() -> None:
    assert has_root("Charizard", frozenset({"lizard"}))
    assert not has_root("Charizard", frozenset({"charm"[:3], "bird"}))
