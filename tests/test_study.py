"""Test what a study keeps between searches, with functions in place of trainings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pokename.errors import DataError, NoMemoryError
from tests.support.configs import write

pytest.importorskip("torch", reason="needs the train extra")
pytest.importorskip("optuna", reason="needs the sweep extra")

import optuna

from pokename.sweep.space import read_space
from pokename.sweep.study import Study, SweepStopped

SPACE = """
method: grid
early_terminate: {type: hyperband, min_iter: 1, eta: 2}
parameters:
  train.learning_rate: {values: [0.02, 1.0e-9]}
  train.plan_share: {values: [0.2, 0.8]}
"""


def test_an_interrupted_search_tries_the_same_settings_as_an_uninterrupted_one(
    project: Path,
) -> None:
    write(project / "space.yaml", "parameters: {train.weight_decay: {min: 0.0, max: 0.9}}")
    space, _ = read_space("space.yaml")

    def tried(folder: str, *goes: int) -> list[object]:
        for trials in goes:
            study = Study(space, project / folder, seed=7, inputs=dict)
            study.search(trials, lambda values, *_: float(str(values["train.weight_decay"])), print)
        return [one.values for one in study.trials]

    whole = tried("whole", 9)
    assert len({str(values) for values in whole}) == 9
    assert tried("broken", 3, 4, 9) == whole


def test_losses_of_a_stopped_trial_do_not_prune_it_when_it_runs_again(project: Path) -> None:
    write(project / "space.yaml", SPACE)
    space, _ = read_space("space.yaml")

    def stopped(_: object, number: int, validated: Callable[[float], None]) -> float:
        validated(1.0)
        raise SweepStopped

    def slower(_: object, number: int, validated: Callable[[float], None]) -> float:
        validated(2.0)
        return 2.0

    with pytest.raises(SweepStopped):
        Study(space, project / "study", seed=7, inputs=dict).search(1, stopped, print)
    study = Study(space, project / "study", seed=7, inputs=dict)
    study.search(1, slower, print)
    assert [(one.val_loss, one.pruned) for one in study.trials] == [(2.0, False)]


def test_a_search_ends_if_the_data_changes_meanwhile(project: Path) -> None:
    write(project / "space.yaml", SPACE)
    space, _ = read_space("space.yaml")
    data = {"val.csv": "one"}
    study = Study(space, project / "study", seed=7, inputs=lambda: dict(data))

    def trained(_: object, number: int, validated: Callable[[float], None]) -> float:
        if number == 1:
            data["val.csv"] = "two"
        return 1.0

    with pytest.raises(DataError, match=r"have changed: val\.csv"):
        study.search(4, trained, print)
    assert len(study.trials) == 2


def test_a_second_search_in_the_folder_changes_nothing(project: Path) -> None:
    write(project / "space.yaml", SPACE)
    space, _ = read_space("space.yaml")

    def studied(data: str) -> Study:
        return Study(space, project / "study", seed=7, inputs=lambda: {"val.csv": data})

    def trained(_: object, number: int, validated: Callable[[float], None]) -> float:
        if number == 0:
            with pytest.raises(DataError, match="Another process is searching"):
                studied("two").search(1, trained, print)
        return 1.0

    study = studied("one")
    study.search(2, trained, print)
    assert len(study.trials) == 2


@pytest.mark.parametrize(
    ("searched", "states"),
    [
        ("train.batch_size: {values: [8, 4]}", ["PRUNED", "COMPLETE"]),
        # No value takes more memory than another, so another program has taken it.
        ("train.weight_decay: {values: [0.1, 0.2]}", ["FAIL", "WAITING"]),
    ],
)
def test_a_value_that_takes_too_much_memory_does_not_end_the_search(
    project: Path, searched: str, states: list[str]
) -> None:
    write(project / "space.yaml", f"method: grid\nparameters: {{{searched}}}")
    space, _ = read_space("space.yaml")

    def trained(_: object, number: int, validated: Callable[[float], None]) -> float:
        if number == 0:
            raise NoMemoryError("The device has no memory left for the model.")
        return 1.0

    study = Study(space, project / "study", seed=7, inputs=dict)
    if "FAIL" in states:
        with pytest.raises(NoMemoryError):
            study.search(2, trained, print)
    else:
        study.search(2, trained, print)
        assert study.trials[0].failure == "The device has no memory left for the model."
    found = optuna.load_study(study_name="sweep", storage="sqlite:///study/study.db")
    assert [one.state.name for one in found.trials][:2] == states
