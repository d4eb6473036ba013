"""How a search draws the values of its trials and stops them early, with the parts of Optuna."""

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import FrozenTrial, TrialState

from pokename.sweep.space import Parameter, Space, Value

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler

STARTUP_TRIALS = 5  # trials drawn at random before results guide the search
OVER = (TrialState.COMPLETE, TrialState.PRUNED)


def distribution(one: Parameter) -> BaseDistribution:
    """Return the distribution that the values of a parameter are drawn from."""
    if one.choices is not None:
        return CategoricalDistribution(one.choices)
    low, high = one.min or 0, one.max or 0
    if one.whole:
        return IntDistribution(int(low), int(high))
    return FloatDistribution(float(low), float(high), log=one.distribution == "log_uniform_values")


def grid(space: Space) -> Iterator[dict[str, Value]]:
    """Yield every combination of a grid; yield nothing for other search methods."""
    if space.method == "grid":
        choices = (one.choices or () for one in space.parameters.values())
        for values in product(*choices):
            yield dict(zip(space.parameters, values, strict=True))


def sampler(space: Space, seed: int) -> "BaseSampler":
    """Return what draws the values of a trial."""
    if space.method == "bayes":
        return optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP_TRIALS)
    return optuna.samplers.RandomSampler(seed=seed)


def pruner(space: Space) -> optuna.pruners.BasePruner:
    """Return what says at each validation whether to stop a trial early."""
    early = space.early_terminate
    if early is None:
        return optuna.pruners.NopPruner()
    return _Halving(min_resource=early.min_iter, reduction_factor=early.eta)


class _Halving(optuna.pruners.SuccessiveHalvingPruner):
    """Successive halving that ignores stopped trials; they would compete with their repetitions."""

    def prune(self, study: optuna.Study, trial: FrozenTrial) -> bool:
        """Return whether to stop a trial early; stopped trials don't count."""
        return super().prune(cast("optuna.Study", _WithoutFailed(study)), trial)


class _WithoutFailed:
    def __init__(self, study: optuna.Study) -> None:
        self._study = study

    def __getattr__(self, name: str) -> Any:
        return getattr(self._study, name)

    def get_trials(self, deepcopy: bool = True) -> list[FrozenTrial]:
        """Return the trials that are over or running."""
        return self._study.get_trials(deepcopy, states=(*OVER, TrialState.RUNNING))
