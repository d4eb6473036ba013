"""``pokename sweep``: search for the best training settings."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.console import print_rows, say, warn, write_out
from pokename.cli.options import ConfigOption, SetOption
from pokename.cli.train import (
    DeviceOption,
    TrainingSeedOption,
    library_warnings,
    load_training,
    require_extra,
    run_training,
)
from pokename.errors import MissingExtraError

if TYPE_CHECKING:
    from pokename.config import Config
    from pokename.sweep.fixed_inputs import FixedInputs
    from pokename.sweep.space import Space, Value
    from pokename.sweep.study import Study, Trial
    from pokename.training.callbacks import TrainingProgress


TrialsOption = Annotated[
    int,
    typer.Option(min=1, metavar="N", help="Number of trials, including those of earlier calls."),
]
StudyOption = Annotated[
    str, typer.Option(metavar="STUDY", help="Name of the study. Its trials go to models/STUDY.")
]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Start over, and delete the trials of the study.")
]
SpaceOption = Annotated[
    str,
    typer.Option(
        metavar="FILE",
        help="File with the settings to try, looked up in the same places as --config.",
    ),
]


def sweep(
    trials: TrialsOption = 20,
    study: StudyOption = "sweep",
    space: SpaceOption = "sweep.yaml",
    overwrite: OverwriteOption = False,
    device: DeviceOption = None,
    seed: TrainingSeedOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Search for the training settings with the smallest validation loss.

    Run the command again to continue a stopped search.

    Example: pokename sweep --trials 20 --config smoke.yaml
    """
    require_extra("pokename sweep")
    _require_optuna()
    from pokename.sweep.space import read_space

    settings = load_training(config, overrides, seed, run=study, device=device)
    searched, path = read_space(space)
    say(f"space: {path}")
    inputs = _fixed_inputs(settings, searched)

    from pokename.sweep.study import Study, start_over

    folder = settings.paths.models / study
    if overwrite:
        start_over(folder)
    stored = Study(searched, folder, settings.training_seed, inputs.now)
    trainer = _Trainer(config, overrides or (), settings, inputs, folder, trials)

    _search(stored, trainer, folder, trials, settings)
    _print_trials(stored)
    write_out(_write_best(stored, folder, trainer.settings_with))


def _search(
    stored: "Study", trainer: "_Trainer", folder: Path, trials: int, settings: "Config"
) -> None:
    """Run the trials of a study, and print each result.

    Raises:
        typer.Exit: The search was interrupted.
    """
    from pokename.sweep.study import SweepStopped

    def done(one: "Trial") -> None:
        """Print the result of a trial, and keep only the best model."""
        _tell(one, stored)
        if settings.tracking.mode != "offline":  # an offline tracker uploads the models later
            _keep_best(stored, folder)

    other = stored.changed_versions
    if other:
        warn(
            f"The study began with other versions: {', '.join(other)}. The losses of new trials "
            "may differ for this reason."
        )
    try:
        stored.search(trials, trainer.train, done)
    except SweepStopped:
        say("interrupted; run the same command again to continue")
        raise typer.Exit(130) from None


def _fixed_inputs(settings: "Config", space: "Space") -> "FixedInputs":
    """Return what is the same in all trials of a study, after checking that there is data."""
    from pokename.corpus.splits import check_examples

    layout = settings.paths.layout()
    for split in ("train", "val"):
        check_examples(layout.split(split))  # first, because importing torch takes seconds

    from pokename.sweep.fixed_inputs import FixedInputs

    with library_warnings(shown=True):
        return FixedInputs(settings.train, layout, settings.training_seed, space)


class _Trainer:
    """Trains the trials of a study.

    Args:
        config: The value of ``--config``.
        overrides: The values of ``--set``; a trial's settings override them.
        settings: The config without a trial's settings.
        inputs: What is the same in all trials.
        folder: The folder of the study.
        trials: The total number of trials.
    """

    def __init__(
        self,
        config: str | None,
        overrides: Sequence[str],
        settings: "Config",
        inputs: "FixedInputs",
        folder: Path,
        trials: int,
    ) -> None:
        self._config, self._overrides = config, overrides
        self._settings, self._inputs = settings, inputs
        self._folder, self._trials = folder, trials

    def settings_with(self, values: "Mapping[str, Value]", run: str) -> "Config":
        """Return the config with a trial's settings applied."""
        from pokename.config import load_config
        from pokename.sweep.space import as_override

        # A search over seed is one over the seed of the training, since the splits are fixed.
        seed = values.get("seed", self._settings.training_seed)
        own = {"train.device": self._settings.train.device, "train.seed": seed}
        asked = {**own, **self._inputs.overrides, **values, "train.run": run}
        given = [*self._overrides, *(as_override(key, value) for key, value in asked.items())]
        return load_config(self._config, given).config

    def train(
        self, values: "Mapping[str, Value]", number: int, validated: Callable[[float], None]
    ) -> float | None:
        """Train one trial and return its best validation loss; see ``study.Objective``."""
        from pokename.paths import Layout
        from pokename.sweep.study import SweepStopped, trial_run

        run = trial_run(number)
        settings, folder = self.settings_with(values, run), self._folder
        # Put reports in the model's folder, so that they are deleted with the model.
        layout = Layout(settings.paths.data, folder, folder / run, settings.paths.cache)
        trained = run_training(
            settings,
            "overwrite",
            layout,
            label=f"trial {number} of {self._trials}, steps",
            watch=_watch(validated),
        )
        if not trained.finished:
            raise SweepStopped
        return trained.val_loss


def _watch(validated: Callable[[float], None]) -> "Callable[[TrainingProgress], None]":
    """Return a callback that passes the loss of each validation to ``validated``."""
    passed_on = 0

    def watch(progress: "TrainingProgress") -> None:
        """Pass the validation loss on, if it is of a new validation."""
        nonlocal passed_on
        if progress.val_loss is not None and progress.validations > passed_on:
            passed_on = progress.validations
            validated(progress.val_loss)

    return watch


def _tell(trial: "Trial", study: "Study") -> None:
    """Print the result of a trial on stderr."""
    best = study.best
    loss = "no validation" if trial.val_loss is None else f"validation loss {trial.val_loss:.4f}"
    state = "stopped early, " if trial.pruned else ""
    so_far = f"; best: trial {best.number}, {best.val_loss:.4f}" if best else ""
    why = f". {trial.failure}" if trial.failure else ""
    say(f"trial {trial.number}: {state}{loss}{so_far}{why}")


def _keep_best(study: "Study", folder: Path) -> None:
    """Delete the models of all trials except the best."""
    from pokename.sweep.study import trial_run

    best = study.best
    for one in study.trials:
        if best is None or one.number != best.number:
            shutil.rmtree(folder / trial_run(one.number), ignore_errors=True)


def _print_trials(study: "Study") -> None:

    keys = list(dict.fromkeys(key for one in study.trials for key in one.values))
    shown = [key.removeprefix("train.") for key in keys]
    inf = float("inf")
    by_loss = sorted(study.trials, key=lambda one: (one.pruned, one.val_loss or inf))
    rows = []
    for one in by_loss:
        loss = "–" if one.val_loss is None else f"{one.val_loss:.4f}"
        state = f"{loss} (stopped)" if one.pruned else loss
        values = (_cell(one.values.get(key)) for key in keys)
        rows.append((str(one.number), state, *values))
    print_rows(("trial", "val loss", *shown), rows, title="Trials, best first", err=True)


def _cell(value: "Value") -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _write_best(
    study: "Study", folder: Path, settings_with: "Callable[[Mapping[str, Value], str], Config]"
) -> Path:
    """Write the config of the best trial as a file for ``pokename train --config``.

    Raises:
        ModelError: No trial has finished.
    """
    from pokename.config.strict_yaml import to_yaml
    from pokename.errors import ModelError
    from pokename.files import write_text
    from pokename.sweep.study import BEST

    if study.best is None:
        raise ModelError("No trial reached a validation loss.", "Try other settings.")
    path, run = folder / BEST, f"{folder.name}-best"
    trained = folder.with_name(run).as_posix()
    models = {f"{command}.model": trained for command in ("evaluate", "generate", "serve")}
    write_text(path, to_yaml(settings_with({**study.best.values, **models}, run)))
    return path


def _require_optuna() -> None:
    from importlib.util import find_spec

    if find_spec("optuna") is None:
        raise MissingExtraError("sweep", "pokename sweep")
