"""Turn the fetched Pokédex into train, val and test; write the splits and the audit."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pokename.corpus.cleaning import RULES, NameMask, clean, forms_of
from pokename.corpus.splits import (
    SPLITS,
    Example,
    Split,
    check_no_leak,
    read_examples,
    split_families,
    write_examples,
)
from pokename.errors import DataError
from pokename.files import claimed, library_versions, replacing, sha256, write_json
from pokename.paths import Layout
from pokename.pokedex.official_names import etymologies, normal_form
from pokename.pokedex.phrases import compose_prompt
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


@dataclass(frozen=True)
class Preprocessed:
    """The result of preprocessing.

    Attributes:
        counts: For each split, the numbers of families, species, Pokédex texts and prompts.
        audit: How many texts and species each rule changed, in the columns rule, texts and species.
        files: The paths of the written files.
    """

    counts: dict[Split, dict[str, int]]
    audit: pd.DataFrame
    files: tuple[Path, ...]


class Audit:
    """Counts the texts and species that each rule changed."""

    def __init__(self) -> None:
        self._touched: list[tuple[int, str]] = []

    def note(self, species_id: int, rules: Iterable[str]) -> None:
        """Record the rules that changed one text of a species."""
        self._touched += [(species_id, rule) for rule in rules]

    def table(self) -> pd.DataFrame:
        """Return how many texts and species each rule changed, in the order of the rules."""
        order = [rule.name for rule in RULES] + ["own name", "another species' name", "reprint"]
        frame = pd.DataFrame(self._touched, columns=["species_id", "rule"])
        grouped = frame.groupby("rule")["species_id"].agg(texts="size", species="nunique")
        return grouped.reindex(order, fill_value=0).rename_axis("rule").reset_index()


def plain_texts(
    species_id: int, name: str, texts: Iterable[str], mask: NameMask, audit: Audit
) -> list[str]:
    """Return the distinct cleaned and masked texts of a species, in the order given."""
    own = forms_of(name)
    distinct: dict[str, str] = {}
    for text in texts:
        touched: Counter[str] = Counter()
        masked = mask.apply(clean(text, touched), touched, own)
        if distinct.setdefault(masked.casefold(), masked) is not masked:
            touched["reprint"] += 1
        audit.note(species_id, touched)
    return list(distinct.values())


def split_facts(section: "PreprocessSection", seed: int) -> dict[str, Any]:
    """Return the manifest entries that say how the splits were made."""
    return {
        "split": section.split,
        "seed": seed,
        "val_share": section.val_share,
        "test_share": section.test_share,
    }


def write_splits(
    rows: Mapping[Split, Sequence[Example]],
    audit: Audit,
    layout: Layout,
    sources: Sequence[Path],
    facts: Mapping[str, Any],
) -> Preprocessed:
    """Write the splits, the audit and the manifest, and read the splits back to check them.

    Args:
        rows: The examples of each split.
        audit: The changes that the rules made.
        layout: The project's files; everything is written there.
        sources: The files that the rows come from.
        facts: Further entries of the manifest, besides counts, hashes and versions.

    Raises:
        DataError: A family or a species is in two splits, or another run is writing the splits.
            In both cases nothing is written.
    """
    check_no_leak(rows)
    with claimed(layout.processed_manifest.parent, "writes"):
        return _write_splits(rows, audit, layout, sources, facts)


def _write_splits(
    rows: Mapping[Split, Sequence[Example]],
    audit: Audit,
    layout: Layout,
    sources: Sequence[Path],
    facts: Mapping[str, Any],
) -> Preprocessed:
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
    write_json(
        layout.processed_manifest,
        {
            **facts,
            "counts": counts,
            "sha256": {path.name: sha256(path) for path in files},
            "input_sha256": {path.name: sha256(path) for path in sources},
            "versions": library_versions(["pokename", "pandas"]),
        },
    )
    return Preprocessed(counts, table, (*files, layout.audit, layout.processed_manifest))


def _counts(rows: Sequence[Example]) -> dict[str, int]:
    kinds = Counter(row.kind for row in rows)
    return {
        "families": len({row.family for row in rows}),
        "species": len({row.species_id for row in rows}),
        "pokedex": kinds["pokedex"],
        "prompt": kinds["prompt"],
    }


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
    return write_splits(rows, audit, layout, raw, {**facts, **split_facts(section, seed)})


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


def names_in(rows: Sequence[Example]) -> list[str]:
    """Return the names of ``rows`` in order, with one name for each normal form."""
    return list({normal_form(row.name): row.name for row in rows}.values())
