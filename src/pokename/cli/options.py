"""Define the options that several commands share, and load the config from them."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pokename.cli.console import say
from pokename.errors import ConfigError, DataError
from pokename.seeds import MOST_SEED

if TYPE_CHECKING:
    from pokename.config import Config, Resolved

SETTINGS = "Model and settings"  # a section of the help

ConfigOption = Annotated[
    str | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="Config file, in the working folder, ./configs or the package. Default: base.yaml.",
        rich_help_panel=SETTINGS,
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a key of the config, such as train.epochs=5. Repeatable.",
        rich_help_panel=SETTINGS,
    ),
]


def model_option(key: str) -> Any:  # Typer's functions return Any
    """Return the option --model for a key of the config."""
    return typer.Option(
        "--model",
        metavar="FOLDER",
        help="A run's folder such as models/default. Default: 'bundled', "
        f"or `{key}` of the config.",
        rich_help_panel=SETTINGS,
    )


ModelOption = Annotated[str | None, model_option("generate.model")]


def seed_option(help_text: str) -> Any:  # Typer's functions return Any
    """Return the option --seed, of which the help says what it draws."""
    return typer.Option("--seed", metavar="N", min=0, max=MOST_SEED, help=help_text)


SeedOption = Annotated[
    int | None,
    seed_option("Another seed gives other random draws. Default: 7, or `seed` of the config."),
]
FAVOURITES_VARIABLE = "POKENAME_FAVOURITES"
FavouritesOption = Annotated[
    Path | None,
    typer.Option(
        "--favourites",
        metavar="FILE",
        envvar=FAVOURITES_VARIABLE,
        help="File of your favourites. Default: favourites.json in your data folder.",
        rich_help_panel=SETTINGS,
        show_default=False,
    ),
]


def resolve(config: str | None, overrides: Sequence[str] | None) -> "Resolved":
    """Resolve the config. Print its path on stderr, unless the packaged base.yaml is used.

    Raises:
        ConfigError: The file, an override or an environment variable can't be used.
    """
    from pokename.config import load_config

    resolved = load_config(config, overrides or (), os.environ)
    if not resolved.shipped:
        say(f"config: {resolved.path}")
    return resolved


def load(
    config: str | None,
    overrides: Sequence[str] | None,
    section: str = "",
    *,
    seed: int | None = None,
    **options: object,
) -> "Config":
    """Load the config of a command; see ``resolve``.

    Args:
        config: The value of ``--config``.
        overrides: The values of ``--set``; the command's own options override them.
        section: The config section of the command.
        seed: The value of ``--seed``.
        **options: The command's options by their keys in the section; None for options not given.

    Raises:
        ConfigError: The file, an override or an environment variable can't be used.
    """
    asked = (*overrides_from("", seed=seed), *overrides_from(section, **options))
    return resolve(config, [*(overrides or ()), *asked]).config


def overrides_from(section: str, **options: object) -> list[str]:
    """Return the given options as overrides of keys in ``section`` ("" for the top level).

    >>> overrides_from("train", run="first", epochs=2, device=None)
    ['train.run="first"', 'train.epochs=2']
    """
    prefix = f"{section}." if section else ""
    return [
        # JSON is valid YAML, and its quotes keep text from being read as a number; str converts
        # paths.
        f"{prefix}{key}={json.dumps(value, ensure_ascii=False, default=str)}"
        for key, value in options.items()
        if value is not None
    ]


def check_output(
    option: str,
    output: Path,
    inputs: Iterable[tuple[str, Path | None]],
    config: str | None,
    favourites: Path | None = None,
) -> None:
    """Refuse an output file that the command reads, or that has the user's favourites.

    Args:
        option: The option that names the output.
        output: The output file.
        inputs: The files that the command reads, each with its option; None if it isn't given.
        config: The value of ``--config``; its file and the files that it extends are inputs.
        favourites: The value of ``--favourites``, if the command has this option.

    Raises:
        ConfigError: The output is one of these files.
    """
    from pokename.files import followed

    kept = (("the file of your favourites", path) for path in _favourites(favourites))
    settings = (("the config", path) for path in _config_files(config))
    for what, path in (*inputs, *settings, *kept):
        if path and followed(path) == followed(output):
            raise ConfigError(f"{option} and {what} are the same file.", "Name another file.")


def _config_files(config: str | None) -> list[Path]:
    from pokename.config.config_files import read_chain, read_default

    return [file.path for file in (read_chain(config) if config else read_default())]


def _favourites(given: Path | None) -> Iterator[Path]:
    """Yield the paths of the files that may have the user's favourites."""
    from pokename.favourites_file import FavouritesFile

    named = os.environ.get(FAVOURITES_VARIABLE)
    for path in (given, Path(named) if named else None, None):  # None is the default file
        with suppress(DataError):  # without the home folder of its path, there is no such file
            yield FavouritesFile.at(path).path
