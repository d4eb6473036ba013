"""The training examples of a split, and the CSV files that store them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from pokename.errors import DataError
from pokename.files import reading, write_csv

Kind = Literal["pokedex", "prompt"]
Split = Literal["train", "val", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
COLUMNS = ("species_id", "family", "name", "description", "kind", "roots")
HEAD = ",".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class Example:
    """One example: a description, its name, and the source words of the name.

    Attributes:
        species_id: The national Pokédex number; 0 if the name isn't a species, negative for a name
            from the user's own list.
        family: The evolution family; splits and bootstrap intervals keep families whole.
        name: The English name, as the Pokédex or the user's list writes it.
        description: The cleaned and masked text.
        kind: "pokedex" for a Pokédex entry, "prompt" for a short prompt such as users type.
        roots: The source words of the name in order; empty if unknown.
    """

    species_id: int
    family: int
    name: str
    description: str
    kind: Kind
    roots: tuple[str, ...] = ()


def write_examples(path: Path, rows: Iterable[Example]) -> None:
    """Write examples as CSV in the given order, with Unix line ends; the write is atomic."""
    write_csv(path, COLUMNS, (_cells(row) for row in rows))


def check_examples(path: Path) -> None:
    """Check that the CSV file of a split exists.

    Raises:
        DataError: The file doesn't exist.
    """
    if not path.is_file():
        raise DataError(f"{path} doesn't exist.", "Run 'pokename preprocess' first.")


def is_split(path: Path) -> bool:
    """Return whether a file is the CSV file of a split, by the columns in its first line."""
    try:
        if not path.is_file():  # a pipe can be read only once
            return False
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            return stream.readline(len(HEAD) + 1).rstrip("\n") == HEAD
    except OSError:
        return False


def read_examples(path: Path) -> list[Example]:
    """Read the examples of a split from its CSV file.

    Raises:
        DataError: The file is missing, lacks a column or has an invalid row.
    """
    check_examples(path)
    with reading(path) as stream:
        reader = csv.DictReader(stream, strict=True)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise DataError(
                f"{path} lacks the columns {', '.join(missing)}.",
                "Run 'pokename preprocess' again.",
            )
        return [_row(path, reader.line_num, cells) for cells in reader]


def _cells(row: Example) -> tuple[object, ...]:
    roots = "+".join(row.roots)
    return (row.species_id, row.family, row.name, row.description, row.kind, roots)


def _row(path: Path, line: int, cells: dict[str, str]) -> Example:
    """Parse one CSV row into an example."""
    try:
        return Example(
            species_id=int(cells["species_id"]),
            family=int(cells["family"]),
            name=cells["name"],
            description=cells["description"],
            kind=_kind(cells["kind"]),
            roots=tuple(filter(None, cells["roots"].split("+"))),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"{path}, line {line}, isn't a row: {error}.", "Run 'pokename preprocess' again."
        ) from None


def _kind(cell: str) -> Kind:
    if cell not in get_args(Kind):
        raise ValueError(f"kind is {cell!r}, not one of {', '.join(get_args(Kind))}")
    return cast("Kind", cell)
