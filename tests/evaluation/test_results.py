"""Test in which order the files of an evaluation are written, so that a stop leaves no mixture."""

from pathlib import Path

import pytest

from pokename.errors import DataError
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.results import write_results, write_series
from pokename.paths import Layout


@pytest.fixture
def evaluation() -> Evaluation:
    return Evaluation(
        *("val", "mine", None, {}, {}, 7, 1, 1, 2, 0, 50, {}, {}, [], {}, {}, {}, [], [], (2, 3)),
        seconds=1.0,
    )


def test_a_stopped_write_leaves_no_metrics_beside_files_of_another_evaluation(
    project: Path, evaluation: Evaluation
) -> None:
    layout = Layout(project, project, project / "reports")
    kept = write_results(evaluation, layout, [], None)
    assert kept.metrics.read_bytes() == layout.metrics.read_bytes()
    kept.cases.unlink()
    kept.cases.mkdir()  # so it can't be written
    with pytest.raises(DataError, match=r"cases\.csv can't be written"):
        write_results(evaluation, layout, [], None)
    assert not kept.metrics.exists()
    assert not layout.metrics.exists()


def test_the_summary_says_that_all_files_are_written(project: Path, evaluation: Evaluation) -> None:
    layout = Layout(project, project, project / "reports")
    layout.series("ranks").mkdir(parents=True)  # so it can't be written
    with pytest.raises(DataError, match=r"ranks\.csv can't be written"):
        write_series(evaluation, layout)
    assert not layout.summary.exists()
