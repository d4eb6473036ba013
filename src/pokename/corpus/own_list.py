"""Preprocess a user's own list of names and descriptions into train, val and test."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pokename.corpus.cleaning import NameMask
from pokename.corpus.preprocessing import (
    Audit,
    Preprocessed,
    plain_texts,
    split_facts,
    write_splits,
)
from pokename.corpus.prompt_format import LETTERS, MARKS
from pokename.corpus.splits import SPLITS, Example, Split, deal
from pokename.errors import ConfigError, DataError
from pokename.files import read_table
from pokename.paths import Layout
from pokename.pokedex.official_names import normal_form

if TYPE_CHECKING:
    from pokename.config import PreprocessSection

NAME, DESCRIPTION, FAMILY, ROOTS = "name", "description", "family", "roots"
MASK = "this one"
LONGEST_NAME = 30  # letters
FEWEST_FAMILIES = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list.

    Attributes:
        name: The name as the list spells it.
        description: The description as the list spells it.
        family: The family, which stays in one split; "" makes the name a family of its own.
        roots: The source words of the name, in order; empty if not given.
    """

    name: str
    description: str
    family: str = ""
    roots: tuple[str, ...] = ()


def preprocess_list(
    source: Path, section: "PreprocessSection", layout: Layout, seed: int
) -> Preprocessed:
    """Clean and mask the descriptions of a list, and split it by family.

    Args:
        source: A CSV file with the columns name and description; family and roots are optional.
        section: The config's ``preprocess`` section.
        layout: The project's files; the splits are written there.
        seed: The seed of the split.

    Raises:
        DataError: The list can't be read, has an unusable row, or has too few families.
        ConfigError: The config asks for a split by generation.
    """
    if section.split != "family":
        raise ConfigError(
            "A list of your own has no generations.", "Use --set preprocess.split=family."
        )
    entries = read_list(source)
    splits = deal({_family(one) for one in entries}, section, str(seed), at_least=1)
    if len(splits) < FEWEST_FAMILIES:
        raise DataError(
            f"{source} has names of {len(splits)} families; each split needs at least one.",
            "Add names, or leave out the column 'family'.",
        )
    empty = [split for split in SPLITS if split not in splits.values()]
    if empty:
        raise DataError(
            f"The {len(splits)} families of {source} leave no family for {' and '.join(empty)}: "
            f"val_share is {section.val_share}, test_share {section.test_share}.",
            "Add names, or lower preprocess.val_share and preprocess.test_share.",
        )
    mask, audit = NameMask((one.name for one in entries), MASK), Audit()
    rows: dict[Split, list[Example]] = {split: [] for split in SPLITS}
    for one in entries:
        number, family = _number(normal_form(one.name)), _family(one)
        (text,) = plain_texts(number, one.name, [one.description], mask, audit)
        rows[splits[family]].append(Example(number, family, one.name, text, "prompt", one.roots))
    return write_splits(
        rows, audit, layout, [source], {"source": str(source), **split_facts(section, seed)}
    )


def read_list(path: Path) -> list[Entry]:
    """Read a list of names and descriptions.

    Raises:
        DataError: The list can't be read, or has an unusable row; the message gives its line.
    """
    return list(_entries(path))


def _entries(path: Path) -> Iterator[Entry]:
    lines: dict[str, int] = {}
    for record in read_table(path, [NAME, DESCRIPTION], {NAME, DESCRIPTION, FAMILY, ROOTS}):
        entry = _entry(record.cells)
        first = lines.setdefault(normal_form(entry.name), record.line)
        problem = _problem(entry)
        if problem is None and first != record.line:
            problem = f"the name '{entry.name}' is already in line {first}"
        if problem:
            raise DataError(f"{path}, line {record.line}: {problem}.", "Fix that line.")
        yield entry


def _entry(cells: Mapping[str, str]) -> Entry:
    roots = (root.strip().lower() for root in cells.get(ROOTS, "").split("+"))
    return Entry(
        name=" ".join(cells[NAME].split()),
        description=cells[DESCRIPTION].strip(),
        family=cells.get(FAMILY, "").strip(),
        roots=tuple(filter(None, roots)),
    )


def _problem(entry: Entry) -> str | None:
    """Return the first problem of a row in words, or None if it has no problem."""
    unspellable = sorted(set(entry.name.lower()) - set(LETTERS + MARKS))
    checks = (
        (not entry.name, "no name"),
        (not entry.description, "no description"),
        (
            bool(unspellable),
            f"the name '{entry.name}' has {' '.join(unspellable)}; names are spelt with a to z",
        ),
        (not normal_form(entry.name), f"the name '{entry.name}' has no letter"),
        (len(entry.name) > LONGEST_NAME, f"the name '{entry.name}' is over {LONGEST_NAME} letters"),
    )
    return next((said for wrong, said in checks if wrong), None)


def _family(entry: Entry) -> int:
    """Return the family number of an entry; an entry without a family gets its own."""
    return _number(f"family {entry.family}" if entry.family else normal_form(entry.name))


def _number(text: str) -> int:
    """Return an id hashed from ``text``; it is negative, unlike Pokédex ids."""
    return -int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])
