"""The space that is searched, read from a file in the form of a sweep of Weights & Biases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from pokename.config import load_config
from pokename.config.config_files import find
from pokename.config.strict_yaml import NotYamlError, parse
from pokename.errors import ConfigError

Value = bool | int | float | str | None


class Parameter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a key of the config may be: one value, some, or a range.

    Attributes:
        value: The only one.
        values: The ones to choose from.
        min: The smallest of a range.
        max: The largest of a range.
        distribution: How a range is drawn from; by default uniformly, in integers where both ends
            are.
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
            raise ValueError("it takes value, or values, or min and max")
        if self.min is not None and self.max is not None and not self.min < self.max:
            raise ValueError("min must be below max")
        if self.distribution == "log_uniform_values" and not (self.min or 0) > 0:
            raise ValueError("log_uniform_values takes a min above 0")

    @property
    def choices(self) -> tuple[Value, ...] | None:
        """The values to choose from; None for a range."""
        return (self.value,) if self.value is not msgspec.UNSET else self.values

    @property
    def whole(self) -> bool:
        """Whether a range is of integers."""
        ends = isinstance(self.min, int) and isinstance(self.max, int)
        return self.distribution == "int_uniform" or (self.distribution is None and ends)


class Metric(Struct, frozen=True, forbid_unknown_fields=True):
    """What is searched for: the smallest validation loss."""

    name: Literal["val_loss"] = "val_loss"
    goal: Literal["minimize"] = "minimize"


class EarlyTerminate(Struct, frozen=True, forbid_unknown_fields=True):
    """When a trial is stopped: when it isn't among the best at a validation.

    Attributes:
        type: Successive halving, which wandb calls hyperband.
        min_iter: The first validation that decides, from 1.
        eta: One trial of so many goes on; validations that decide lie so many times further apart.
    """

    type: Literal["hyperband"]
    min_iter: Annotated[int, Meta(ge=1)] = 1
    eta: Annotated[int, Meta(ge=2)] = 3


class Space(Struct, frozen=True):
    """A space of settings. Keys that are only for wandb are read past.

    Attributes:
        parameters: Key of the config to what it may be.
        method: How trials are drawn.
        metric: What is searched for.
        early_terminate: When a trial is stopped; None never does.
    """

    parameters: Annotated[Mapping[str, Parameter], Meta(min_length=1)]
    method: Literal["bayes", "random", "grid"] = "bayes"
    metric: Metric = Metric()
    early_terminate: EarlyTerminate | None = None


def read_space(name: str) -> tuple[Space, Path]:
    """Return a space and its file, which is sought where configs are.

    Raises:
        ConfigError: There is no such file, or it can't be used: why, and with which key.
    """
    path = find(name)
    try:
        values = parse(path.read_text(encoding="utf-8")).value
        space = msgspec.convert(values, Space)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} can't be read: {error}.", "Check it.") from None
    except NotYamlError as problem:
        raise ConfigError(f"{path}{problem}.", "Fix it.") from None
    except msgspec.ValidationError as error:
        raise _unusable(path, str(error)) from None
    if space.method == "grid" and any(one.choices is None for one in space.parameters.values()):
        raise _unusable(path, "method: grid takes values of each parameter, no ranges")
    _check_keys(space)
    return space, path


def _unusable(path: Path, why: str) -> ConfigError:
    return ConfigError(
        f"{path} is no space to search: {why}.",
        "docs/how-to/search-settings.md says what it takes.",
    )


def _check_keys(space: Space) -> None:
    """Let the schema refuse a key or an end of a range before the first trial, not after hours.

    Raises:
        ConfigError: The config has no such key, or it doesn't take the value.
    """
    for key, one in space.parameters.items():
        for value in one.choices or (one.min, one.max):
            load_config(None, [as_override(key, value)])


def as_override(key: str, value: Value) -> str:
    """Return a setting as ``--set`` takes it.

    >>> as_override("train.schedule", "linear")
    'train.schedule="linear"'
    """
    return f"{key}={msgspec.json.encode(value).decode()}"
