"""Test ``pokename sweep`` on a real, tiny GPT-2."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pokename.files import sha256
from tests.conftest import Cli
from tests.support.broken_models import overflows
from tests.support.configs import write

pytest.importorskip("torch", reason="needs the train extra")
pytest.importorskip("optuna", reason="needs the sweep extra")

FAR = 40  # a position that only long examples reach
OVER = ("COMPLETE", "PRUNED")
SPACE = """
method: grid
metric: {name: val_loss, goal: minimize}
early_terminate: {type: hyperband, min_iter: 1, eta: 2}
parameters:
  train.learning_rate: {values: [0.02, 1.0e-9]}
  train.plan_share: {values: [0.2, 0.8]}
"""


def command(tiny_gpt2: Path, *more: str, steps: int = 6) -> list[str]:
    settings = (f"train.model.name={tiny_gpt2}", "train.batch_size=8", f"train.max_steps={steps}")
    more = ("--device", "cpu", "--space", "space.yaml", *more)
    every = ("train.evaluations_per_epoch=3", "train.warmup_share=0.0")
    return ["sweep", *more, *(part for one in (*settings, *every) for part in ("--set", one))]


def trials_in(folder: Path) -> list[tuple[int, str]]:
    import optuna

    study = optuna.load_study(study_name="sweep", storage=f"sqlite:///{folder / 'study.db'}")
    return [(one.number, one.state.name) for one in study.trials]


def test_a_search_prunes_trials_and_can_resume_and_writes_the_best_config(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    write(splits / "space.yaml", SPACE)
    folder = splits / "models/first"
    result = cli(*command(tiny_gpt2, "--study", "first", "--trials", "2"))
    assert result.stdout.strip() == str(Path("models/first/best.yaml"))
    assert sum(state in OVER for _, state in trials_in(folder)) == 2
    cli(*command(tiny_gpt2, "--study", "first", "--trials", "4"))
    states = [state for _, state in trials_in(folder)]
    assert len(states) == 4
    assert states[0] == "COMPLETE"
    assert "PRUNED" in states
    assert (
        "Trials, best first" in cli(*command(tiny_gpt2, "--study", "first", "--trials", "4")).stderr
    )
    assert len(trials_in(folder)) == 4

    best = yaml.safe_load((folder / "best.yaml").read_text())
    assert best["train"]["learning_rate"] == 0.02
    used = [best[command]["model"] for command in ("evaluate", "generate", "serve")]
    assert used == ["models/first-best"] * 3  # the run that train writes with this config
    kept = [path.name for path in folder.glob("trial-*")]
    assert len(kept) == 1
    of_trial = json.loads((folder / kept[0] / "manifest.json").read_text())
    cli("train", "--config", folder / "best.yaml")
    again = json.loads((splits / "models/first-best/manifest.json").read_text())
    assert again["val_loss"] == pytest.approx(of_trial["val_loss"])


def test_a_grid_of_seeds_trains_differently_on_the_same_examples(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    write(splits / "space.yaml", "method: grid\nparameters: {seed: {values: [1, 2]}}")
    said = cli(*command(tiny_gpt2, "--trials", "2", steps=2)).stderr
    losses = re.findall(r"trial \d: validation loss ([\d.]+)", said)
    assert len(set(losses)) == 2
    manifest = json.loads(next(splits.glob("models/sweep/trial-*/manifest.json")).read_text())
    assert manifest["seed"] in {1, 2}
    data = splits / "data/processed"
    assert manifest["data_sha256"] == {
        split: sha256(data / f"{split}.csv") for split in ("train", "val")
    }


@pytest.mark.parametrize("key", ["seed", "train.seed"])
def test_a_searched_seed_overrides_the_seed_of_the_command(
    splits: Path, cli: Cli, tiny_gpt2: Path, key: str
) -> None:
    write(splits / "space.yaml", f"parameters: {{{key}: {{value: 3}}}}")
    cli(*command(tiny_gpt2, "--trials", "1", "--seed", "5", "--set", "train.seed=6", steps=1))
    manifest = json.loads((splits / "models/sweep/trial-000/manifest.json").read_text())
    assert manifest["seed"] == 3


def test_an_interrupted_search_tries_the_same_settings_as_an_uninterrupted_one(
    project: Path,
) -> None:
    from pokename.sweep.space import read_space
    from pokename.sweep.study import Study

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
    from pokename.sweep.space import read_space
    from pokename.sweep.study import Study, SweepStopped

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


def test_each_validation_of_a_trial_counts_even_if_its_loss_is_the_same(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    import optuna

    write(splits / "space.yaml", "parameters: {train.learning_rate: {value: 1.0e-12}}")
    cli(*command(tiny_gpt2, "--trials", "1"))  # validates after steps 2, 4 and 6, the last
    study = optuna.load_study(study_name="sweep", storage="sqlite:///models/sweep/study.db")
    assert set(study.trials[0].intermediate_values) == {1, 2}


@pytest.mark.practice
def test_a_stopped_trial_is_repeated(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    write(splits / "space.yaml", SPACE)
    folder = splits / "models/sweep"
    long = [sys.executable, "-m", "pokename", *command(tiny_gpt2, "--trials", "1", steps=400)]
    with subprocess.Popen(long, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 120
        while not list(folder.glob("trial-000/checkpoints/*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "run the same command again to continue" in said
    first = trials_in(folder)[0]
    assert first == (0, "FAIL")
    cli(*command(tiny_gpt2, "--trials", "1"))
    states = [state for _, state in trials_in(folder) if state != "WAITING"]
    assert states == ["FAIL", "COMPLETE"]


def test_a_pruned_trial_is_not_a_failed_run(project: Path) -> None:
    pytest.importorskip("mlflow", reason="needs the mlflow extra")
    from mlflow import MlflowClient

    from pokename.config import TrackingSection
    from pokename.sweep.study import Pruned
    from pokename.tracking.interface import tracked

    section = TrackingSection(mode="offline", tracker="mlflow")
    for error in (Pruned, ValueError):
        with pytest.raises(error), tracked(section, error.__name__, {}, project):
            raise error
    client = MlflowClient(tracking_uri=f"sqlite:///{project / 'mlflow.db'}")
    (experiment,) = [one for one in client.search_experiments() if one.name == "pokename"]
    found = {
        run.info.run_name: (run.info.status, run.data.tags.get("ended_early"))
        for run in client.search_runs([experiment.experiment_id])
    }
    assert found == {"Pruned": ("FINISHED", "pruned"), "ValueError": ("FAILED", None)}


def test_a_study_refuses_trials_whose_losses_cannot_be_compared(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    write(splits / "space.yaml", "parameters: {train.learning_rate: {min: 0.001, max: 0.02}}")
    asked = (*command(tiny_gpt2, steps=1), "--trials")
    cli(*asked, "1")
    val = splits / "data/processed/val.csv"
    val.write_text(val.read_text().replace(" one,", " two,"))
    result = cli(*asked, "2", "--set", "train.weight_decay=0.1", ok=False)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        "Error: The losses of new trials can't be compared with those in models/sweep, because "
        "these have changed: train.weight_decay (0.01, and now 0.1), val.csv. Choose another "
        "--study, or start over with --overwrite."
    )
    assert trials_in(splits / "models/sweep") == [(0, "COMPLETE")]
    (splits / "models/sweep/trial-007").mkdir()
    cli(*asked, "1", "--set", "train.weight_decay=0.1", "--overwrite")
    assert trials_in(splits / "models/sweep") == [(0, "COMPLETE")]
    assert [one.name for one in (splits / "models/sweep").glob("trial-*")] == ["trial-000"]


def test_a_search_ends_if_the_data_changes_meanwhile(project: Path) -> None:
    from pokename.errors import DataError
    from pokename.sweep.space import read_space
    from pokename.sweep.study import Study

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


def test_a_study_refuses_another_search_space(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    write(splits / "space.yaml", SPACE)
    cli(*command(tiny_gpt2, "--trials", "1"))
    write(splits / "space.yaml", "parameters: {train.batch_size: {values: [4, 8]}}")
    result = cli(*command(tiny_gpt2, "--trials", "2"), ok=False)
    assert result.exit_code == 1
    assert "holds a study of another space" in result.stderr


def test_a_second_search_in_the_folder_changes_nothing(project: Path) -> None:
    from pokename.errors import DataError
    from pokename.sweep.space import read_space
    from pokename.sweep.study import Study

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
    from pokename.errors import NoMemoryError
    from pokename.sweep.space import read_space
    from pokename.sweep.study import Study

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
    assert [state for _, state in trials_in(project / "study")][:2] == states


def test_a_diverged_trial_does_not_end_the_search(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    base, val = splits / "base", splits / "data/processed/val.csv"
    shutil.copytree(tiny_gpt2, base)
    overflows(base, "transformer.wpe.weight", first=FAR)
    header, *rows = val.read_text().splitlines(keepends=True)
    val.write_text(header + min(rows, key=len))
    # With the smaller value, no example of train reaches the positions where sums overflow.
    space = f"method: grid\nparameters: {{train.max_tokens: {{values: [128, {FAR}]}}}}"
    write(splits / "space.yaml", space)
    asked = command(base, "--trials", "2", "--set", "train.epochs=2", steps=40)
    said = cli(*asked).stderr
    assert re.search(r"trial 0: stopped early, .*The loss became nan at step \d+\.\n", said)
    assert re.search(r"trial 1: validation loss [\d.]+; best: trial 1", said)
    assert trials_in(splits / "models/sweep") == [(0, "PRUNED"), (1, "COMPLETE")]
    assert "trial 0" not in cli(*asked).stderr  # it isn't tried again
