"""The splits train, val and test: their files, and which family is in which split.

An evolution family is never divided.
"""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pokename.csv_tables import write_csv
from pokename.errors import DataError
from pokename.files import library_versions, reading, replacing, sha256, write_json
from pokename.locks import claimed
from pokename.paths import Layout
from pokename.pokedex.records import Species

if TYPE_CHECKING:
    import pandas as pd

    from pokename.config import PreprocessSection
    from pokename.corpus.cleaning import Audit

Kind = Literal["pokedex", "prompt"]
Split = Literal["train", "val", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
COLUMNS = ("species_id", "family", "name", "description", "kind", "roots")
HEAD = ",".join(COLUMNS)
# GPT-2's pretraining text ends in 2017, so GPT-2 can't know names of these generations.
UNREAD_GENERATIONS = ("viii", "ix")
_ORDER = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


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


@dataclass(frozen=True)
class Preprocessed:
    """The result of preprocessing.

    Attributes:
        counts: For each split, the numbers of families, species, Pokédex texts and prompts.
        audit: How many texts and species each rule changed, in the columns rule, texts and species.
        files: The paths of the written files.
    """

    counts: dict[Split, dict[str, int]]
    audit: "pd.DataFrame"
    files: tuple[Path, ...]


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


def read_splits(layout: Layout, splits: Iterable[Split]) -> dict[Split, list[Example]]:
    """Read some splits, and check that they are of one splitting.

    If ``preprocess`` is killed between two files, the next split may still be of an older one.

    Raises:
        DataError: A split can't be read, or a family or a species is in two of them.
    """
    rows = {split: read_examples(layout.split(split)) for split in splits}
    check_no_leak(rows)
    return rows


def write_splits(
    rows: Mapping[Split, Sequence[Example]],
    audit: "Audit",
    layout: Layout,
    input_hashes: Mapping[str, str],
    facts: Mapping[str, Any],
) -> Preprocessed:
    """Write the splits, the audit and the manifest, and read the splits back to check them.

    Args:
        rows: The examples of each split.
        audit: The changes that the rules made.
        layout: The project's files; everything is written there.
        input_hashes: The SHA-256 of each file that the rows come from, by file name.
        facts: Further entries of the manifest, besides counts, hashes and versions.

    Raises:
        DataError: A family or a species is in two splits, or another run is writing the splits.
            In both cases nothing is written.
    """
    check_no_leak(rows)
    with claimed(layout.processed_manifest.parent, "writes"):
        for split in SPLITS:
            write_examples(layout.split(split), rows[split])
        written: dict[Split, list[Example]] = {
            split: read_examples(layout.split(split)) for split in SPLITS
        }
        check_no_leak(written)
        table = audit.table()
        with replacing(layout.audit) as temporary:
            table.to_csv(temporary, index=False, lineterminator="\n")
        counts = {split: _counts(written[split]) for split in SPLITS}
        files = [layout.split(split) for split in SPLITS]
        hashes = {"sha256": _hashes(files), "input_sha256": dict(input_hashes)}
        versions = library_versions(["pokename", "pandas"])
        manifest = {**facts, "counts": counts, **hashes, "versions": versions}
        write_json(layout.processed_manifest, manifest)
        return Preprocessed(counts, table, written_files(layout))


def written_files(layout: Layout) -> tuple[Path, ...]:
    """Return the files that ``write_splits`` writes."""
    return (*map(layout.split, SPLITS), layout.audit, layout.processed_manifest)


def split_families(
    species: Sequence[Species], section: "PreprocessSection", seed: int
) -> dict[int, Split]:
    """Return the split of each evolution family.

    Families are shuffled within the generation of their first species and dealt to the splits by
    the config's shares, so that every generation is in every split. The result depends only on
    the families and the seed, not on the order of ``species``.

    Args:
        species: All species, in any order.
        section: The config's ``preprocess`` section.
        seed: The seed of the shuffle.

    Returns:
        The split of each evolution family. With ``split: generation``, families are held out by
        the generation of their latest species: viii goes to val, ix to test.
    """
    generations = _generation_of_family(species)
    if section.split == "generation":
        held_out: dict[str, Split] = dict(zip(UNREAD_GENERATIONS, ("val", "test"), strict=True))
        held_out[""] = "test"  # the API doesn't know the generation of a new species
        latest = _generation_of_family(species, latest=True)
        return {family: held_out.get(latest[family], "train") for family in sorted(latest)}
    by_generation: dict[str, list[int]] = defaultdict(list)
    for family in sorted(generations):
        by_generation[generations[family]].append(family)
    splits: dict[int, Split] = {}
    for generation in sorted(by_generation):
        splits |= deal(by_generation[generation], section, f"{seed}/{generation}")
    return splits


def deal(
    families: Iterable[int], section: "PreprocessSection", seed: str, at_least: int = 0
) -> dict[int, Split]:
    """Return the split of each family, dealt at random by the config's shares.

    Args:
        families: The family numbers, in any order.
        section: The config's ``preprocess`` section.
        seed: The seed of the shuffle.
        at_least: Minimum number of families in val and in test.
    """
    shuffled = sorted(families)
    random.Random(seed).shuffle(shuffled)
    n_test = max(round(len(shuffled) * section.test_share), at_least)
    n_val = max(round(len(shuffled) * section.val_share), at_least)
    splits: dict[int, Split] = dict.fromkeys(shuffled, "train")
    splits |= dict.fromkeys(shuffled[: n_test + n_val], "val")
    return splits | dict.fromkeys(shuffled[:n_test], "test")


def check_no_leak(rows: Mapping[Split, Iterable[Example]]) -> None:
    """Check that no family and no species is in two splits.

    Raises:
        DataError: A family or species is in two splits; the message names it.
    """
    for what in ("family", "species_id"):
        seen: dict[int, Split] = {}
        for split in SPLITS:
            for value in {getattr(row, what) for row in rows.get(split, ())}:
                other = seen.setdefault(value, split)
                if other != split:
                    raise DataError(
                        f"A leak between splits: {what} {value} is in both {other} and {split}.",
                        "Delete data/processed and run 'pokename preprocess' again.",
                    )


def _hashes(files: Iterable[Path]) -> dict[str, str]:
    return {path.name: sha256(path) for path in files}


def _counts(rows: Sequence[Example]) -> dict[str, int]:
    kinds = Counter(row.kind for row in rows)
    return {
        "families": len({row.family for row in rows}),
        "species": len({row.species_id for row in rows}),
        "pokedex": kinds["pokedex"],
        "prompt": kinds["prompt"],
    }


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


def _generation_of_family(species: Iterable[Species], *, latest: bool = False) -> dict[int, str]:
    """Return the generation of each family's first (or latest) species."""
    members: dict[int, list[str]] = defaultdict(list)
    for one in species:
        members[one.family].append(one.generation)

    def rank(generation: str) -> tuple[int, str]:
        """Return the sort key of a generation; unknown generations come last."""
        return (_ORDER.index(generation) if generation in _ORDER else len(_ORDER), generation)

    pick = max if latest else min
    return {family: pick(generations, key=rank) for family, generations in members.items()}
