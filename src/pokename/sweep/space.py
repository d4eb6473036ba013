"""The search space, read from a file in the format of a Weights & Biases sweep."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from pokename.config import schema_rows, why_not
from pokename.config.config_files import find
from pokename.config.strict_yaml import NotYamlError, parse
from pokename.errors import ConfigError

Value = bool | int | float | str | None
RANGES = ("uniform", "int_uniform", "log_uniform_values")
FALLBACK = "train.model.fallback"
# The keys of a sweep's file that only wandb uses.
OF_WANDB = frozenset(
    "command controller description entity image_uri job name program project run_cap "
    "scheduler".split()
)
INSIDE = 0.381966  # where in a range a fraction is checked: between the ends, hardly an integer
SCHEMA = "'pokename config schema' lists every key and what it takes."


class Parameter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The possible values of a config key: one value, a list, or a range.

    Attributes:
        value: The only value.
        values: The values to choose from.
        min: The lower end of a range.
        max: The upper end of a range.
        distribution: The distribution over a range. The default draws uniformly; if both ends
            are integers, it draws integers only.
    """

    value: Value | msgspec.UnsetType = msgspec.UNSET
    values: Annotated[tuple[Value, ...], Meta(min_length=1)] | None = None
    min: int | float | None = None
    max: int | float | None = None
    distribution: (
        Literal["constant", "categorical", "uniform", "int_uniform", "log_uniform_values"] | None
    ) = None

    def __post_init__(self) -> None:
        ranged = self.min is not None and self.max is not None
        given = [self.value is not msgspec.UNSET, self.values is not None, ranged]
        if sum(given) != 1:
            raise ValueError("a parameter takes value, or values, or min and max")
        if self.distribution and (self.distribution in RANGES) != ranged:
            takes = "value or values" if ranged else "min and max"
            raise ValueError(f"distribution: {self.distribution} takes {takes}")
        if self.min is not None and self.max is not None and not self.min < self.max:
            raise ValueError("min must be below max")
        if self.distribution == "int_uniform" and not self._ends_whole:
            raise ValueError("distribution: int_uniform takes integers as min and max")
        if self.distribution == "log_uniform_values" and not (self.min or 0) > 0:
            raise ValueError("log_uniform_values takes a min above 0")

    @property
    def choices(self) -> tuple[Value, ...] | None:
        """The values to choose from; None for a range."""
        return (self.value,) if self.value is not msgspec.UNSET else self.values

    @property
    def whole(self) -> bool:
        """Whether a range contains integers only."""
        return self._ends_whole and self.distribution in {None, "int_uniform"}

    @property
    def given(self) -> tuple[Value, ...]:
        """The values in the file: all choices, or the ends of a range."""
        return (self.min, self.max) if self.choices is None else self.choices

    @property
    def fraction(self) -> float | None:
        """A fraction between the ends of a range; None if there is none."""
        if self.choices is not None or self.whole:
            return None
        low, high = self.min or 0, self.max or 0
        return low + INSIDE * (high - low)

    @property
    def _ends_whole(self) -> bool:
        return isinstance(self.min, int) and isinstance(self.max, int)


class Metric(Struct, frozen=True, forbid_unknown_fields=True):
    """The goal of the search: the smallest validation loss."""

    name: Literal["val_loss"] = "val_loss"
    goal: Literal["minimize"] = "minimize"


class EarlyTerminate(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule that stops a trial early if it isn't among the best at a validation.

    Attributes:
        type: The algorithm: successive halving, which wandb calls hyperband.
        min_iter: The first validation at which a trial may be stopped, from 1.
        eta: One in ``eta`` trials continues after ``min_iter`` validations. Of these trials, one in
            ``eta`` continues after ``eta * min_iter`` validations, and so on.
    """

    type: Literal["hyperband"]
    min_iter: Annotated[int, Meta(ge=1)] = 1
    eta: Annotated[int, Meta(ge=2)] = 3


class Space(Struct, frozen=True, forbid_unknown_fields=True):
    """A search space.

    Attributes:
        parameters: The possible values of each config key.
        method: The search method.
        metric: The goal of the search.
        early_terminate: The rule that stops trials early; None stops no trial.
    """

    parameters: Annotated[Mapping[str, Parameter], Meta(min_length=1)]
    method: Literal["bayes", "random", "grid"] = "bayes"
    metric: Metric = Metric()
    early_terminate: EarlyTerminate | None = None


def read_space(name: str) -> tuple[Space, Path]:
    """Return a search space and its file, which is looked up in the same places as configs.

    Keys that only wandb uses are ignored.

    Raises:
        ConfigError: The file is missing or invalid; the message names the key.
    """
    path = find(name)
    try:
        parsed = parse(path.read_text(encoding="utf-8"))
        for key, lines in parsed.repeated.items():
            raise _unusable(path, f"{key} is in lines {' and '.join(map(str, lines))}")
        given = parsed.value
        if isinstance(given, Mapping):
            given = {key: value for key, value in given.items() if key not in OF_WANDB}
        space = msgspec.convert(given, Space)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} can't be read: {error}.", "Check it.") from None
    except NotYamlError as problem:
        raise ConfigError(f"{path}{problem}.", "Fix it.") from None
    except msgspec.ValidationError as error:
        raise _unusable(path, str(error)) from None
    if space.method == "grid" and any(one.choices is None for one in space.parameters.values()):
        raise _unusable(path, "method: grid takes values for each parameter, no ranges")
    shares = space.parameters.get("train.plan_share")
    if shares and shares.choices and 0 in shares.choices and any(shares.choices):
        raise _unusable(path, "train.plan_share is 0 or more, and their losses can't be compared")
    for key, one in space.parameters.items():
        _check_key(path, key, one)
    return space, path


def _unusable(path: Path, why: str) -> ConfigError:
    return ConfigError(
        f"{path} isn't a valid search space: {why}.",
        "See docs/how-to/search-settings.md for the format.",
    )


def _check_key(path: Path, key: str, one: Parameter) -> None:
    """Check a key and its values against the config schema, before the first trial.

    Raises:
        ConfigError: The config has no such key, refuses a value, or no trial uses the key.
    """
    for value in one.given:
        problem = why_not(str(path), key, value)
        if problem:
            raise ConfigError(f"{problem}.", SCHEMA)
    if one.fraction is not None and why_not(str(path), key, one.fraction):
        raise ConfigError(
            f"{path}: {key} takes {schema_rows()[key].type}, but this range has fractions.",
            "Write integers as min and max, and leave out distribution or use int_uniform.",
        )
    if key == FALLBACK:
        raise ConfigError(
            f"{path}: {key} can't be searched, because no trial uses a fallback.",
            "Take it out of the search space.",
        )
    if key == "train.run" or not (key == "seed" or key.startswith("train.")):
        raise ConfigError(
            f"{path}: {key} changes no trial.",
            "Search seed, or keys of train except train.run; set other keys with --set.",
        )


def as_override(key: str, value: Value) -> str:
    """Return a setting in the format of ``--set``.

    >>> as_override("train.schedule", "linear")
    'train.schedule="linear"'
    """
    return f"{key}={msgspec.json.encode(value).decode()}"
