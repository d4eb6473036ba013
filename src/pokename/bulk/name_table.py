"""Tables of names for people to read: on the terminal, in plain text and in Markdown."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pokename import markdown
from pokename.naming.explaining import source_words
from pokename.naming.name import Name
from pokename.terminal import harmless

if TYPE_CHECKING:
    from rich.table import Table

    from pokename.favourites import Favourite

WIDTH = 80  # characters per line of a table in a file
FIGURES = {"#", "line", "fit", "ease"}
KEPT_WIDE = {"#", "line", "name"}
LONGEST = 20  # letters; the name column doesn't wrap names up to this length


def table_of(description: str, names: Sequence[Name], first: int | None = None) -> "Table":
    """Return the names of a description as a Rich table.

    Args:
        description: The title of the table.
        names: The rows.
        first: The number of the first name. If None, single names are numbered from 1, and names
            of evolution lines by line and stage.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    title = Text(_shortened(description), style="table.title")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    columns = _columns(names, first)
    for head in columns:
        table.add_column(
            head,
            style="bold" if head == "name" else "dim" if head in FIGURES else None,
            justify="right" if head in FIGURES else "left",
            # Keep the name readable; the other columns shrink first.
            min_width=min(max(map(len, columns[head])), LONGEST) if head in KEPT_WIDE else None,
            overflow="fold",
        )
    for cells in zip(*columns.values(), strict=True):
        # Rich would parse markup and emoji in plain strings.
        table.add_row(*(Text(harmless(cell)) for cell in cells))
    return table


def text_table(description: str, names: Sequence[Name]) -> str:
    """Return the names of a description as a plain-text table, the same on every terminal."""
    from rich.console import Console

    stream = io.StringIO()
    Console(file=stream, width=WIDTH, color_system=None).print(table_of(description, names))
    return stream.getvalue()


def markdown_table(description: str, names: Sequence[Name]) -> str:
    """Return the names of a description as a Markdown table with a heading."""
    columns = _columns(names)
    rows = (map(markdown.escaped, cells) for cells in zip(*columns.values(), strict=True))
    table = markdown.table(list(columns), rows, figures=FIGURES)
    return f"## {markdown.escaped(_shortened(description))}\n\n{table}\n"


def explained(name: "Name | Favourite") -> str:
    """Return the source words of a name, with their meanings or concepts.

    For example "char + saurus (lizard)".
    """
    return " + ".join(source_words(name.roots, name.meanings, name.says))


def _columns(names: Sequence[Name], first: int | None = None) -> dict[str, list[str]]:
    """Return the cells of each column of a table, by the column's heading."""
    numbers = [str(number) for number, _ in enumerate(names, first or 1)]
    lines = [f"{name.rank}.{name.stage}" for name in names if name.stage]
    if lines and first is not None:
        numbered = {"#": numbers, "line": lines}
    else:
        numbered = {"#": lines or numbers}
    columns = {
        **numbered,
        "name": [name.name for name in names],
        "from": [explained(name) for name in names],
        "fit": [f"{name.fit:.2f}" for name in names],
        "ease": [f"{name.ease:.2f}" for name in names],
        "nearest official": [f"{name.nearest} ({name.edits})" for name in names],
    }
    if not any(columns["from"]):  # the model writes no plans
        del columns["from"]
    return columns


def _shortened(text: str, width: int = 76) -> str:
    """Return a text in one line of at most ``width`` characters, without control characters."""
    visible = "".join(one if one.isprintable() else " " for one in text)
    line = " ".join(visible.split())
    return line if len(line) <= width else line[: width - 1] + "…"
