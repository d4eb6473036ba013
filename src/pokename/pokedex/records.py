"""The records of species and flavor texts, the CSV files that store them, and the bundled facts."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from pokename.csv_tables import write_csv
from pokename.errors import DataError
from pokename.files import reading
from pokename.paths import BUNDLED_FACTS

JOIN = "/"
OPTIONAL = {"height_dm", "weight_hg", "base_stat_total"}


@dataclass(frozen=True, slots=True)
class Species:
    """The facts of one species, without prose.

    Attributes:
        id: The national Pokédex number.
        slug: The name in the API's URLs.
        name: The English name.
        genus: The category, such as "Lizard Pokémon".
        types: One or two types, in slot order.
        color: One of the Pokédex's ten colors.
        shape: One of the fourteen body shapes. This and the text fields below are "" if unknown.
        habitat: The habitat; known only for the first three generations.
        generation: The generation, a Roman numeral from "i" to "ix".
        family: The number of the evolution family; CSV column ``evolution_chain``.
        evolves_from: The slug of the previous stage.
        egg_groups: One or two egg groups.
        is_baby: Whether it is a baby stage.
        is_legendary: Whether it is legendary.
        is_mythical: Whether it is mythical.
        height_dm: The height in decimetres. This and the fields below are None if unknown.
        weight_hg: The weight in hectograms.
        base_stat_total: The sum of the six base stats.
    """

    id: int
    slug: str
    name: str
    genus: str
    types: tuple[str, ...]
    color: str
    shape: str
    habitat: str
    generation: str
    family: int = field(metadata={"column": "evolution_chain"})
    evolves_from: str
    egg_groups: tuple[str, ...]
    is_baby: bool
    is_legendary: bool
    is_mythical: bool
    height_dm: int | None = None
    weight_hg: int | None = None
    base_stat_total: int | None = None


@dataclass(frozen=True, slots=True)
class FlavorText:
    """The raw Pokédex text of a species in one game."""

    species_id: int
    slug: str
    name: str
    version: str
    language: str
    description: str


Record = TypeVar("Record", Species, FlavorText)


def write_species(path: Path, species: Iterable[Species]) -> None:
    """Write species as CSV, sorted by number, so that files are reproducible."""
    _write(path, Species, sorted(species, key=lambda one: one.id))


def read_species(path: Path) -> list[Species]:
    """Read the species from a file that ``write_species`` wrote; optional columns may be missing.

    Raises:
        DataError: The file is missing or broken.
    """
    return _read(path, Species)


def write_flavor_texts(path: Path, texts: Iterable[FlavorText]) -> None:
    """Write texts as CSV, sorted by species, version and text, so that files are reproducible."""
    order = sorted(texts, key=lambda text: (text.species_id, text.version, text.description))
    _write(path, FlavorText, order)


def read_flavor_texts(path: Path) -> list[FlavorText]:
    """Read the flavor texts from a file that ``write_flavor_texts`` wrote.

    Raises:
        DataError: The file is missing or broken.
    """
    return _read(path, FlavorText)


@cache
def bundled_species() -> tuple[Species, ...]:
    """Return the bundled facts of all species, sorted by number."""
    return tuple(read_species(BUNDLED_FACTS))


@cache
def bundled_by_id() -> Mapping[int, Species]:
    """Return the bundled facts of each species, by its number."""
    return {one.id: one for one in bundled_species()}


def line_to(last: Species) -> tuple[Species, ...]:
    """Return the evolution line that ends in ``last``, first stage first."""
    before = _by_slug().get(last.evolves_from)
    return (*line_to(before), last) if before else (last,)


def _write(path: Path, kind: type[Record], records: Iterable[Record]) -> None:
    # attrgetter is faster than astuple, which copies every value
    values = attrgetter(*(one.name for one in fields(kind)))
    columns = [_column(one) for one in fields(kind)]
    write_csv(path, columns, ([_cell(value) for value in values(record)] for record in records))


def _column(one: Field[Any]) -> str:
    return str(one.metadata.get("column", one.name))


def _read(path: Path, kind: type[Record]) -> list[Record]:
    if not path.is_file():
        raise DataError(f"{path} doesn't exist.", "Run 'pokename fetch' first.")
    with reading(path) as stream:
        reader = csv.DictReader(stream, strict=True)
        required = {_column(one) for one in fields(kind)} - OPTIONAL
        missing = sorted(required - set(reader.fieldnames or ()))
        if missing:
            raise DataError(
                f"{path} lacks the columns {', '.join(missing)}.", "Run 'pokename fetch' again."
            )
        present = [one for one in fields(kind) if _column(one) in (reader.fieldnames or ())]
        readers = [(one.name, _column(one), READERS[one.type]) for one in present]
        try:
            records = [
                kind(**{name: read(cells[column]) for name, column, read in readers})
                for cells in reader
            ]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(
                f"{path}, line {reader.line_num}, is broken: {error}.",
                "Run 'pokename fetch' again.",
            ) from None
    nameless = next((one for one in records if not one.name.strip()), None)
    if nameless:
        raise DataError(
            f"{path}: {nameless.slug or 'a species'} has no name.", "Run 'pokename fetch' again."
        )
    return records


def _flag(cell: str) -> bool:
    return {"0": False, "1": True}[cell]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return JOIN.join(value) if isinstance(value, tuple) else value


@cache
def _by_slug() -> Mapping[str, Species]:
    return {one.slug: one for one in bundled_species()}


READERS: dict[Any, Callable[[str], Any]] = {  # by the type of the field
    int: int,
    str: str,
    bool: _flag,
    int | None: lambda cell: int(cell) if cell else None,
    tuple[str, ...]: lambda cell: tuple(filter(None, cell.split(JOIN))),
}
