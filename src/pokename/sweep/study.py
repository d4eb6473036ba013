"""A study: the trials of a search space, stored in a database so that it can be resumed."""

import math
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, cast

import optuna
from optuna.exceptions import StorageInternalError
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy.exc import SQLAlchemyError

from pokename.errors import DataError, DivergedError, ModelError, NoMemoryError
from pokename.files import make_folder
from pokename.locks import locked
from pokename.seeds import seed_of
from pokename.sweep.drawing import OVER, distribution, grid, pruner, sampler
from pokename.sweep.space import Space, Value
from pokename.tracking.interface import EndedEarly
from pokename.training.resuming import changed_inputs
from pokename.training.versions import versions_now

DATABASE = "study.db"
BEST = "best.yaml"
# The name of the fixed inputs in study.db; with another name, older studies couldn't continue.
INPUTS = "ground"
START_OVER = "Choose another --study, or start over with --overwrite."
VERSIONS = "versions"
FAILURE = "failure"  # the name in study.db of why a trial failed
# The keys whose values decide how much memory a training takes.
TAKES_MEMORY = frozenset(
    f"train.{key}"
    for key in ("batch_size", "max_tokens", "gradient_checkpointing", "lora.rank", "model.name")
)


@dataclass(frozen=True)
class Trial:
    """One training of a search: its values and its result.

    Attributes:
        number: The number of the trial, from 0.
        values: The value of each config key in the trial.
        val_loss: The best validation loss, in nats per learned token; None before any validation.
        pruned: Whether the trial was stopped, because others were better or because it failed.
        failure: Why a trial failed with its values, as a sentence; None if it didn't.
    """

    number: int
    values: Mapping[str, Value]
    val_loss: float | None
    pruned: bool
    failure: str | None = None


class Pruned(EndedEarly):
    """Raised to end a trial that is worse than others."""


class SweepStopped(Exception):  # noqa: N818 - no error: it ends a sweep early
    """Raised when the user stops a trial; the study repeats the trial when it resumes."""


# A function that trains with the given values and returns the best validation loss. It also gets
# the trial's number, and a function to call with each validation loss, which may raise Pruned.
Objective = Callable[[Mapping[str, Value], int, Callable[[float], None]], float | None]


class Study:
    """The trials of a search space, stored in ``<folder>/study.db``.

    Opening a study changes none of its trials; ``search`` changes them while it holds a lock.

    Args:
        space: The space to search.
        folder: The folder of the study.
        seed: The seed for drawing values.
        inputs: Returns what is the same in all trials, as JSON values; see
            ``fixed_inputs.FixedInputs``.

    Raises:
        DataError: The folder can't be made, or holds a study that is damaged.
    """

    def __init__(
        self, space: Space, folder: Path, seed: int, inputs: Callable[[], Mapping[str, Any]]
    ) -> None:
        make_folder(folder)
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._space, self._folder, self._seed, self._inputs = space, folder, seed, inputs
        self._distributions = {key: distribution(one) for key, one in space.parameters.items()}
        self._study = _opened(folder / DATABASE, pruner(space))

    @property
    def trials(self) -> list[Trial]:
        """The finished and pruned trials, in order."""
        return [_trial(one) for one in self._study.get_trials(states=OVER)]

    @property
    def best(self) -> Trial | None:
        """The finished trial with the smallest validation loss, or None."""
        done = [one for one in self.trials if not one.pruned and one.val_loss is not None]
        return min(done, key=lambda one: one.val_loss or 0.0, default=None)

    @property
    def changed_versions(self) -> list[str]:
        """The packages whose version has changed since the study began, with both versions."""
        before: dict[str, str] = self._study.user_attrs.get(VERSIONS, {})
        return list(changed_inputs(before, versions_now())) if before else []

    @property
    def in_all(self) -> int | None:
        """The number of combinations in a grid; None for other search methods."""
        if self._space.method != "grid":
            return None
        return math.prod(len(one.choices or ()) for one in self._space.parameters.values())

    def search(self, trials: int, objective: Objective, done: Callable[[Trial], None]) -> None:
        """Run trials until ``trials`` are over, including the trials of earlier calls.

        Args:
            trials: The total number of trials.
            objective: The function that trains with the values of a trial.
            done: Called with each trial when it is over.

        Raises:
            DataError: Another process uses the study, it is of another space, or the inputs have
                changed since its start.
            SweepStopped: The user stopped a trial.
        """
        with _locked(self._folder):
            self._refuse_another_space()
            self._refuse_other_inputs()
            if not self.trials:
                self._study.set_user_attr(VERSIONS, versions_now())
            for params in grid(self._space):
                self._study.enqueue_trial(params, skip_if_exists=True)
            self._again()
            while len(self.trials) < min(trials, self.in_all or trials):
                self._try(objective, done)

    def _again(self) -> None:
        """Put the trials that a killed process left unfinished back into the queue."""
        for one in self._study.get_trials(states=(TrialState.RUNNING,)):
            self._study.tell(one.number, state=TrialState.FAIL)
            self._study.enqueue_trial(one.params)

    def _try(self, objective: Objective, done: Callable[[Trial], None]) -> None:
        self._refuse_other_inputs()
        # Each trial has its own seed, so a resumed study draws the values that it would have
        # drawn without a stop.
        self._study.sampler = sampler(self._space, seed_of(self._seed, len(self.trials)))
        trial = self._study.ask(self._distributions)

        validations = count(1)

        def validated(val_loss: float) -> None:
            """Record a validation loss; raise Pruned if the trial isn't worth going on with."""
            trial.report(val_loss, next(validations))
            if trial.should_prune():
                raise Pruned

        try:
            val_loss = objective(trial.params, trial.number, validated)
        except Pruned:
            self._study.tell(trial, state=TrialState.PRUNED)
        except BaseException as error:
            if not self._is_of_values(error):
                self._study.tell(trial, state=TrialState.FAIL)
                self._study.enqueue_trial(trial.params)
                raise
            trial.set_user_attr(FAILURE, cast("ModelError", error).message)
            self._study.tell(trial, state=TrialState.PRUNED)
        else:
            if val_loss is None or not math.isfinite(val_loss):  # the training diverged
                self._study.tell(trial, state=TrialState.PRUNED)
            else:
                self._study.tell(trial, val_loss)
        done(self.trials[-1])

    def _is_of_values(self, error: BaseException) -> bool:
        """Return whether a trial would fail again with its values, so that it isn't repeated."""
        takes_memory = TAKES_MEMORY & self._distributions.keys()
        return isinstance(error, DivergedError) or (
            isinstance(error, NoMemoryError) and bool(takes_memory)
        )

    def _refuse_another_space(self) -> None:
        asked = {key: str(one) for key, one in self._distributions.items()}
        before: dict[str, Any] = self._study.user_attrs
        if before.get("space", asked) != asked:
            raise DataError(
                f"{self._folder} holds a study of another space.",
                START_OVER,
            )
        self._study.set_user_attr("space", asked)

    def _refuse_other_inputs(self) -> None:
        """Raise an error if there are trials whose losses can't be compared with new ones."""
        now = self._inputs()
        before: dict[str, Any] = self._study.user_attrs.get(INPUTS, {})
        changed = list(changed_inputs(before, now)) if self.trials else []
        if changed:
            raise DataError(
                f"The losses of new trials can't be compared with those in {self._folder}, because "
                f"these have changed: {', '.join(changed)}.",
                START_OVER,
            )
        self._study.set_user_attr(INPUTS, now)


def start_over(folder: Path) -> None:
    """Delete a study with its trials; other files in its folder stay.

    Raises:
        DataError: Another process uses the study.
    """
    if not folder.is_dir():
        return
    with _locked(folder):
        for trial in folder.glob("trial-[0-9]*"):
            shutil.rmtree(trial)
        for name in (BEST, DATABASE):
            (folder / name).unlink(missing_ok=True)


def trial_run(number: int) -> str:
    """Return the run name of a trial, which also names its folder in the study's folder."""
    return f"trial-{number:03}"


def _opened(database: Path, pruner: optuna.pruners.BasePruner) -> optuna.Study:
    """Return the study in a database; create both if they are missing."""
    storage = f"sqlite:///{database.as_posix()}"
    try:
        return optuna.create_study(
            storage=storage, study_name="sweep", load_if_exists=True, pruner=pruner
        )
    except (SQLAlchemyError, StorageInternalError) as error:
        said = str(error.__cause__ or error).splitlines()[0].rstrip(".")
        raise DataError(f"{database} can't be used: {said}.", START_OVER) from None


def _locked(folder: Path) -> AbstractContextManager[Path]:
    busy = DataError(f"Another process is searching in {folder}.", "Choose another --study.")
    return locked(folder / DATABASE, timeout=0, busy=busy)


def _trial(one: FrozenTrial) -> Trial:
    reported = list(one.intermediate_values.values())
    loss = one.value if one.state is TrialState.COMPLETE else min(reported, default=None)
    failure = one.user_attrs.get(FAILURE)
    return Trial(one.number, one.params, loss, one.state is TrialState.PRUNED, failure)
