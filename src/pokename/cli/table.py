"""Names as tables on the terminal."""

import os
from collections.abc import Sequence

import typer

from pokename.catalogue.table import table_of
from pokename.naming.name import Name


def print_table(names: Sequence[Name], first: int = 1) -> None:
    """Print names as a table on stdout, numbered from ``first``."""
    from rich.console import Console

    # Rich itself leaves bold and dim to those who want no colours.
    plain = bool(os.environ.get("NO_COLOR"))
    console = Console(color_system=None if plain else "auto")
    with console.capture() as shown:
        console.print(table_of(names[0].description if names else "", names, first))
    for line in shown.get().splitlines():
        # Blanks at the ends of lines are for terminals, which they colour.
        typer.echo(line if console.is_terminal else line.rstrip(), color=True)
