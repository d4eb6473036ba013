"""Tables on the terminal."""

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from pokename.naming.name import Name


def print_table(names: "Sequence[Name]", first: int = 1) -> None:
    """Print names as a table on stdout, numbered from ``first``."""
    from pokename.catalogue.table import table_of

    show(table_of(names[0].description if names else "", names, first))


def print_rows(
    head: Sequence[str], rows: Iterable[Sequence[str]], figures: Sequence[str] = ()
) -> None:
    """Print rows of text as a table on stdout.

    Args:
        head: The columns.
        rows: Cells as they are; what looks like markup isn't read as such.
        figures: Columns that are aligned to the right.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in head:
        table.add_column(column, justify="right" if column in figures else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    show(table)


def show(table: "Table") -> None:
    """Print a table on stdout."""
    from rich.console import Console

    # Rich itself leaves bold and dim to those who want no colours.
    plain = bool(os.environ.get("NO_COLOR"))
    console = Console(color_system=None if plain else "auto")
    with console.capture() as shown:
        console.print(table)
    for line in shown.get().splitlines():
        # Blanks at the ends of lines are for terminals, which they colour.
        typer.echo(line if console.is_terminal else line.rstrip(), color=True)
