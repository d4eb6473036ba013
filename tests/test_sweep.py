"""Test ``pokename sweep`` on a real, tiny GPT-2."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
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


def test_a_damaged_study_gives_an_error_that_says_how_to_start_over(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    write(splits / "space.yaml", "parameters: {train.seed: {value: 3}}")
    database = splits / "models/first/study.db"
    asked = command(tiny_gpt2, "--study", "first", "--trials", "1", steps=1)
    write(database, "no database " * 1000)
    refused = cli(*asked, ok=False)
    assert refused.exit_code == 1
    error = refused.stderr.splitlines()[-1]
    assert error.startswith(f"Error: {database.relative_to(splits)} can't be used: ")
    assert error.endswith("Choose another --study, or start over with --overwrite.")
    cli(*asked, "--overwrite")


def test_a_study_refuses_another_search_space(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    write(splits / "space.yaml", SPACE)
    cli(*command(tiny_gpt2, "--trials", "1"))
    write(splits / "space.yaml", "parameters: {train.batch_size: {values: [4, 8]}}")
    result = cli(*command(tiny_gpt2, "--trials", "2"), ok=False)
    assert result.exit_code == 1
    assert "holds a study of another space" in result.stderr


def test_a_study_that_began_with_other_versions_says_so(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    import optuna

    write(splits / "space.yaml", "parameters: {train.learning_rate: {value: 0.001}}")
    asked = command(tiny_gpt2, "--trials", "1", steps=1)
    assert "other versions" not in cli(*asked).stderr
    study = optuna.load_study(study_name="sweep", storage="sqlite:///models/sweep/study.db")
    study.set_user_attr("versions", {**study.user_attrs["versions"], "torch": "1.0"})
    assert "began with other versions: torch (1.0, and now " in cli(*asked).stderr


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
