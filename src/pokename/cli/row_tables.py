"""Draw rows of text as a table that fits the terminal."""

from collections.abc import Collection, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pokename.naming.limits import LONGEST


def rows_as_table(
    head: Sequence[str],
    rows: Sequence[Sequence[Text]],
    width: int,
    figures: Collection[str],
    *,
    names: Collection[str],
    dropped: Sequence[str],
    title: Text | None,
    dense: bool,
) -> Table:
    """Return a table with as many columns as fit into lines of ``width`` characters.

    See ``console.print_rows`` for the arguments.
    """
    unlimited = Console(width=10 * width, height=1)  # both, or a dumb terminal has 80 columns
    for left_out in range(len(dropped) + 1):
        kept = [place for place, column in enumerate(head) if column not in dropped[:left_out]]
        table = Table(
            title=title,
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            padding=(0, 1, 0, 0) if dense else (0, 1),
        )
        for place in kept:
            _add_column(table, head[place], [row[place] for row in rows], figures, names)
        table.columns[0].no_wrap = dense
        for row in rows:
            table.add_row(*(row[place] for place in kept))
        if unlimited.measure(table).minimum <= width:
            break
    return table


def _add_column(
    table: Table,
    column: str,
    cells: Sequence[Text],
    figures: Collection[str],
    names: Collection[str],
) -> None:
    widest = max([len(column), *(cell.cell_len for cell in cells)])
    kept = LONGEST if column in names else widest if column in figures else None
    table.add_column(
        column,
        style="bold" if column in names else None,
        justify="right" if column in figures else "left",
        width=min(widest, kept) if kept else None,
        overflow="fold",
    )
