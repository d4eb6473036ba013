"""Preprocess the fetched Pokédex, or a list of your own, into train, val and test."""

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pokename.corpus.cleaning import Audit, NameMask, plain_texts
from pokename.corpus.prompt_format import LETTERS, MARKS
from pokename.corpus.splits import (
    SPLITS,
    Example,
    Preprocessed,
    Split,
    deal,
    split_families,
    write_splits,
)
from pokename.csv_tables import read_table
from pokename.errors import ConfigError, DataError
from pokename.files import Digest, sha256
from pokename.paths import Layout
from pokename.pokedex.composing import compose_prompt
from pokename.pokedex.official_names import etymologies, normal_form
from pokename.pokedex.records import (
    FlavorText,
    Species,
    bundled_by_id,
    bundled_species,
    read_flavor_texts,
    read_species,
)
from pokename.progress import Progress

if TYPE_CHECKING:
    from pokename.config import PreprocessSection

NAME, DESCRIPTION, FAMILY, ROOTS = "name", "description", "family", "roots"
OWN_MASK = "this one"
LONGEST_NAME = 30  # letters
FEWEST_FAMILIES = 3


def preprocess(
    section: "PreprocessSection", layout: Layout, seed: int, progress: Progress | None = None
) -> Preprocessed:
    """Clean, mask and split the fetched texts; the same input and seed give the same bytes.

    Args:
        section: The config's ``preprocess`` section.
        layout: The project's files; the raw files are read, and the splits are written.
        seed: The seed of the split and of the composed prompts.
        progress: Called with the number of species done and the number of all species.

    Raises:
        DataError: Raw files are missing or broken, or a family would be in two splits.
    """
    species = [_with_size(one) for one in read_species(layout.species)]
    texts = _texts_by_species(layout, species)
    splits = split_families(species, section, seed)
    mask = NameMask([one.name for one in bundled_species()] + [one.name for one in species])
    rows: dict[Split, list[Example]] = {split: [] for split in SPLITS}
    audit = Audit()
    for done, one in enumerate(species, start=1):
        served = [text.description for text in texts.get(one.id, ())]
        described = plain_texts(one.id, one.name, served, mask, audit)
        prompts = _prompts(one, section.prompts_per_species, mask, seed)
        rows[splits[one.family]] += _rows(one, described, prompts)
        if progress:
            progress(done, len(species))
    raw = (layout.raw_descriptions, layout.species)
    facts = {"source": "pokedex", "prompts_per_species": section.prompts_per_species}
    hashes = {path.name: sha256(path) for path in raw}
    return write_splits(rows, audit, layout, hashes, {**facts, **split_facts(section, seed)})


def _with_size(one: Species) -> Species:
    """Add height, weight and stats from the bundled facts; the API's species pages lack them."""
    known = bundled_by_id().get(one.id)
    if known is None or one.height_dm is not None:
        return one
    return replace(
        one,
        height_dm=known.height_dm,
        weight_hg=known.weight_hg,
        base_stat_total=known.base_stat_total,
    )


def _texts_by_species(layout: Layout, species: Sequence[Species]) -> dict[int, list[FlavorText]]:
    """Return the raw texts by species id; raise ``DataError`` for an unknown species."""
    known = {one.id for one in species}
    texts: dict[int, list[FlavorText]] = {}
    for text in read_flavor_texts(layout.raw_descriptions):
        if text.species_id not in known:
            raise DataError(
                f"{layout.raw_descriptions} describes species {text.species_id}, "
                f"which {layout.species} doesn't have.",
                "Run 'pokename fetch' again.",
            )
        texts.setdefault(text.species_id, []).append(text)
    return texts


def _prompts(one: Species, count: int, mask: NameMask, seed: int) -> list[str]:
    """Return up to ``count`` distinct short prompts; fewer if the facts don't allow more."""
    rng = random.Random(f"{seed}/{one.id}")
    prompts: dict[str, None] = {}
    for _ in range(count * 4):
        if len(prompts) == count:
            break
        prompts.setdefault(mask.apply(compose_prompt(one, rng)))
    return list(prompts)


def _rows(one: Species, described: Sequence[str], prompts: Sequence[str]) -> list[Example]:
    etymology = etymologies().get(one.id)
    # A low confidence marks an etymology that is a guess; a model must not learn guesses.
    known = etymology is not None and etymology.confidence != "low"
    roots = etymology.roots if etymology and known else ()
    family = one.family
    return [Example(one.id, family, one.name, text, "pokedex", roots) for text in described] + [
        Example(one.id, family, one.name, text, "prompt", roots) for text in prompts
    ]


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
    digest = hashlib.sha256()  # made while reading, since a pipe can be read only once
    entries = read_list(source, digest)
    splits = _split_list(source, entries, section, seed)
    mask, audit = NameMask((one.name for one in entries), OWN_MASK), Audit()
    rows: dict[Split, list[Example]] = {split: [] for split in SPLITS}
    for one in entries:
        number, family = _number(normal_form(one.name)), _family(one)
        (text,) = plain_texts(number, one.name, [one.description], mask, audit)
        rows[splits[family]].append(Example(number, family, one.name, text, "prompt", one.roots))
    facts = {"source": str(source), **split_facts(section, seed)}
    return write_splits(rows, audit, layout, {source.name: digest.hexdigest()}, facts)


def _split_list(
    source: Path, entries: Sequence[Entry], section: "PreprocessSection", seed: int
) -> dict[int, Split]:
    """Return the split of each family of a list.

    Raises:
        DataError: A split would get no family.
    """
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
    return splits


def read_list(path: Path, digest: Digest | None = None) -> list[Entry]:
    """Read a list of names and descriptions; see ``files.read_lines`` for ``digest``.

    Raises:
        DataError: The list can't be read, or has an unusable row; the message gives its line.
    """
    return list(_entries(path, digest))


def _entries(path: Path, digest: Digest | None) -> Iterator[Entry]:
    lines: dict[str, int] = {}
    known = {NAME, DESCRIPTION, FAMILY, ROOTS}
    for record in read_table(path, [NAME, DESCRIPTION], known, digest):
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


def split_facts(section: "PreprocessSection", seed: int) -> dict[str, Any]:
    """Return the manifest entries that say how the splits were made."""
    return {
        "split": section.split,
        "seed": seed,
        "val_share": section.val_share,
        "test_share": section.test_share,
    }


def names_in(rows: Sequence[Example]) -> list[str]:
    """Return the names of ``rows`` in order, with one name for each normal form."""
    return list({normal_form(row.name): row.name for row in rows}.values())
