"""What preprocessing writes, whatever it read: texts made plain, the splits, audit and manifest."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pokename.corpus.cleaning import RULES, clean
from pokename.corpus.masking import NameMask, forms_of
from pokename.corpus.splitting import check_no_leak
from pokename.corpus.table import SPLITS, Row, Split, read_rows, write_rows
from pokename.files import library_versions, replacing, sha256, write_json
from pokename.paths import Layout

if TYPE_CHECKING:
    from pokename.config import PreprocessSection


@dataclass(frozen=True)
class Preprocessed:
    """What the step wrote.

    Attributes:
        counts: Split to families, species, Pokédex texts and prompts.
        audit: Rule to how many texts and species it touched; columns rule, texts, species.
        files: The paths written.
    """

    counts: dict[Split, dict[str, int]]
    audit: pd.DataFrame
    files: tuple[Path, ...]


class Audit:
    """What each rule touched."""

    def __init__(self) -> None:
        self._touched: list[tuple[int, str]] = []

    def note(self, species_id: int, rules: Iterable[str]) -> None:
        """Note the rules that changed a text of a species."""
        self._touched += [(species_id, rule) for rule in rules]

    def table(self) -> pd.DataFrame:
        """Return how many texts and species each rule touched, in the order of the rules."""
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
    """Return what a manifest says of how splits were made."""
    return {
        "split": section.split,
        "seed": seed,
        "val_share": section.val_share,
        "test_share": section.test_share,
    }


def write_splits(
    rows: Mapping[Split, Sequence[Row]],
    audit: Audit,
    layout: Layout,
    sources: Sequence[Path],
    facts: Mapping[str, Any],
) -> Preprocessed:
    """Write the splits, the audit and the manifest, and read the splits back to check them.

    Args:
        rows: Of each split.
        audit: What the rules touched on the way.
        layout: Where the files go.
        sources: The files that the rows come from.
        facts: What the manifest says besides counts, hashes and versions.

    Raises:
        DataError: A family or a species stands in two splits; nothing is written then.
    """
    check_no_leak(rows)
    for split in SPLITS:
        write_rows(layout.split(split), rows[split])
    written: dict[Split, list[Row]] = {split: read_rows(layout.split(split)) for split in SPLITS}
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


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    kinds = Counter(row.kind for row in rows)
    return {
        "families": len({row.family for row in rows}),
        "species": len({row.species_id for row in rows}),
        "pokedex": kinds["pokedex"],
        "prompt": kinds["prompt"],
    }
