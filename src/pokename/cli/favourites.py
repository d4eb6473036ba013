"""``pokename favourites``: what was kept in sessions."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pokename.cli.console import say, write_out
from pokename.cli.options import FavouritesOption


class ListFormat(StrEnum):
    """How ``favourites list`` prints."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"


def list_(
    form: Annotated[
        ListFormat, typer.Option("--format", help="How to print them.")
    ] = ListFormat.TABLE,
    favourites: FavouritesOption = None,
) -> None:
    """Print the names that you kept.

    Example: pokename favourites list --format plain
    """
    from pokename.cli.export import as_json, as_plain, print_favourites
    from pokename.favourites import FavouritesFile

    kept = FavouritesFile.at(favourites).read()
    if form is ListFormat.TABLE:
        print_favourites(kept)
    else:
        write_out(as_json(kept) if form is ListFormat.JSON else as_plain(kept), end="")


def remove(
    names: Annotated[list[str], typer.Argument(help="Names, in any case.", show_default=False)],
    favourites: FavouritesOption = None,
) -> None:
    """Remove names from what you kept, all of them or, where one isn't there, none.

    Example: pokename favourites remove Flamesaur Emblizard
    """
    from pokename.favourites import FavouritesFile, named

    file = FavouritesFile.at(favourites)
    removed = named(file.read(), names)
    file.change(remove=removed)
    say(f"Removed {', '.join(one.name for one in removed)}.")


def export(
    path: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=".csv, .json, .md or .txt.", show_default=False),
    ],
    favourites: FavouritesOption = None,
) -> None:
    """Write what you kept to a file, in the form that its ending names.

    Example: pokename favourites export names.csv
    """
    from pokename.cli.export import export as write
    from pokename.favourites import FavouritesFile

    write(FavouritesFile.at(favourites).read(), path)
