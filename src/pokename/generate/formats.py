"""Output formats for names: tables for people to read, and records for programs.

A table is printed on the terminal, or written as plain text or Markdown.
"""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from msgspec import Struct

from pokename import markdown
from pokename.csv_tables import as_cell, csv_line
from pokename.errors import ConfigError
from pokename.generate import parquet
from pokename.generate.job import NamedRow
from pokename.naming.explaining import explanations, source_words
from pokename.naming.limits import LONGEST
from pokename.naming.name import Name
from pokename.pokedex.official_names import LANGUAGES, language_of
from pokename.safe_text import harmless, line_of

if TYPE_CHECKING:
    from rich.table import Table

    from pokename.favourites import Favourite

WIDTH = 80  # characters per line of a table in a file
FIGURES = {"#", "line", "fit", "ease"}
SPARED = ("ease", "nearest official")  # left out of narrow tables, in this order
KEPT_WIDE = {"#", "line", "name"}
COLUMNS: dict[str, Any] = {"input_id": str | None, **get_type_hints(Name), "id": str}
"""The keys of a record in order, with their Python types; see docs/reference/json.md."""
_WORDS = re.compile(r"[\w+ ,;'’-]*")


class Format(Struct, frozen=True):
    """A format for files of names, written row by row.

    Attributes:
        text: Renders one row and its names; the flag says whether the file has names already.
        head: The text that begins a file.
        tail: The text that ends a file.
        suffix: The file suffix that selects this format; "" for none.
        finish: Converts the written text file (first path) to the output (second path); None if
            the text file is the output.
    """

    text: Callable[[NamedRow, bool], str]
    head: str = ""
    tail: str = ""
    suffix: str = ""
    finish: Callable[[Path, Path], None] | None = None

    def of(self, named: NamedRow, *, after_others: bool) -> str:
        """Return the text of a row; "" if it has no names."""
        return self.text(named, after_others) if named.names else ""


def table_of(
    description: str, names: Sequence[Name], width: int, first: int | None = None
) -> "Table":
    """Return the names of a description as a Rich table.

    If a row would take several lines, "ease" is left out, and if need be "nearest official" too.

    Args:
        description: The title of the table.
        names: The rows.
        width: Characters per line.
        first: The number of the first name. If None, single names are numbered from 1, and names
            of evolution lines by line and stage.
    """
    from rich.console import Console
    from rich.measure import Measurement

    endless = Console(width=1000, height=1)  # both, or a dumb terminal has 80 columns
    columns = _columns(names, first)
    table = _table(description, columns)
    for spared in SPARED:
        if Measurement.get(endless, endless.options, table).maximum <= width:
            break
        del columns[spared]
        table = _table(description, columns)
    return table


def explained_lines(names: Sequence[Name]) -> list[str]:
    """Return a line for each name that explains it, with its number; see ``explanation``."""
    numbers = _columns(names)["#"]
    width = max(map(len, numbers))
    lines = zip(numbers, explanations(names), strict=True)
    return [f"  {number:>{width}}  {line}" for number, line in lines]


def _table(description: str, columns: dict[str, list[str]]) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    title = Text(_shortened(description), style="table.title")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for head, column in columns.items():
        table.add_column(
            head,
            style="bold" if head == "name" else "dim" if head in FIGURES else None,
            justify="right" if head in FIGURES else "left",
            # Keep the name in one line; the other columns shrink first.
            min_width=min(max(map(len, column)), LONGEST) if head in KEPT_WIDE else None,
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
    table = table_of(description, names, WIDTH)
    Console(file=stream, width=WIDTH, color_system=None).print(table)
    return stream.getvalue()


def markdown_table(description: str, names: Sequence[Name]) -> str:
    """Return the names of a description as a Markdown table with a heading."""
    columns = _columns(names)
    rows = (map(markdown.escaped, cells) for cells in zip(*columns.values(), strict=True))
    table = markdown.table(list(columns), rows, figures=FIGURES)
    return f"## {markdown.escaped(_shortened(description))}\n\n{table}\n"


def joined_source_words(name: "Name | Favourite") -> str:
    """Return the source words of a name, with their meanings or concepts.

    For example "char + saurus (lizard)".
    """
    return " + ".join(source_words(name.roots, name.meanings, name.says))


def record(named: NamedRow, name: Name) -> dict[str, Any]:
    """Return a name as a record. Keys may be added in later versions, never removed or changed."""
    of_name = {key: getattr(name, key) for key in COLUMNS if key != "input_id"}
    return {"input_id": named.row.id, **of_name}


def csv_record(values: Iterable[object]) -> str:
    """Return the values of a record as a CSV row, with "+" between several source words.

    The cells are safe: a spreadsheet doesn't run them as formulas, and they don't control a
    terminal.
    """
    return csv_line(map(_cell, values))


def format_of(output: Path) -> str:
    """Return the name of the format for a file's suffix.

    Raises:
        ConfigError: The suffix is unknown.
    """
    forms = {form.suffix: name for name, form in FORMATS.items() if form.suffix}
    if output.suffix.lower() not in forms:
        raise ConfigError(
            f"{output} doesn't have the suffix of a known format.",
            f"Give --format, or a suffix among {', '.join(forms)}.",
        )
    return forms[output.suffix.lower()]


def _columns(names: Sequence[Name], first: int | None = None) -> dict[str, list[str]]:
    """Return the cells of each column of a table, by the column's heading."""
    numbers = [str(number) for number, _ in enumerate(names, first or 1)]
    lines = [f"{name.rank}.{name.stage}" if name.stage else "" for name in names]
    if any(lines) and first is not None:
        numbered = {"#": numbers, "line": lines}
    else:
        numbered = {"#": lines if any(lines) else numbers}
    columns = {
        **numbered,
        "name": [name.name for name in names],
        "from": [joined_source_words(name) for name in names],
        "fit": [f"{name.fit:.2f}" for name in names],
        "ease": [f"{name.ease:.2f}" for name in names],
        "nearest official": [
            f"{name.nearest} ({LANGUAGES[language_of(name.nearest)]}, {name.edits})"
            for name in names
        ],
    }
    if not any(columns["from"]):  # the model writes no plans
        del columns["from"]
    return columns


def _shortened(text: str, width: int = 76) -> str:
    """Return a text in one line of at most ``width`` characters, without control characters."""
    line = line_of(text)
    return line if len(line) <= width else line[: width - 1] + "…"


def _plain(named: NamedRow, _: bool) -> str:
    return "".join(f"{name.name}\n" for name in named.names)


def _json_lines(named: NamedRow, _: bool) -> str:
    return "".join(f"{line}\n" for line in _objects(named))


def _json_items(named: NamedRow, after_others: bool) -> str:
    items = ",".join(f"\n  {line}" for line in _objects(named))
    return f",{items}" if after_others else items


def _objects(named: NamedRow) -> Iterator[str]:
    return (
        harmless(json.dumps(record(named, name), ensure_ascii=False, allow_nan=False))
        for name in named.names
    )


def _csv_lines(named: NamedRow, _: bool) -> str:
    return "".join(csv_record(record(named, name).values()) for name in named.names)


def _cell(value: object) -> object:
    if isinstance(value, tuple) and _WORDS.fullmatch("+".join(value)):
        return "+".join(value)  # may begin with "+" if the first word is "", but isn't a formula
    text = "+".join(value) if isinstance(value, tuple) else value
    if not isinstance(text, str):
        return text
    # Leave "\r" unescaped, like "\n": csv_line quotes cells that contain line ends.
    return as_cell("\r".join(map(harmless, text.split("\r"))))


def _to_parquet(lines: Path, output: Path) -> None:
    parquet.from_json_lines(lines, output, COLUMNS)


FORMATS: dict[str, Format] = {
    "table": Format(lambda named, _: text_table(named.row.description, named.names)),
    "plain": Format(_plain, suffix=".txt"),
    "json": Format(_json_items, head="[", tail="\n]\n", suffix=".json"),
    "jsonl": Format(_json_lines, suffix=".jsonl"),
    "csv": Format(_csv_lines, head=csv_line(COLUMNS), suffix=".csv"),
    "parquet": Format(_json_lines, suffix=".parquet", finish=_to_parquet),
    "markdown": Format(
        lambda named, _: markdown_table(named.row.description, named.names), suffix=".md"
    ),
}
"""Every format by its name."""
