"""The step from raw descriptions to train, val and test."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pokename.corpus.masking import NameMask
from pokename.corpus.processed import (
    Audit,
    Preprocessed,
    plain_texts,
    split_facts,
    write_splits,
)
from pokename.corpus.splitting import split_families
from pokename.corpus.table import SPLITS, Row, Split
from pokename.errors import DataError
from pokename.paths import Layout
from pokename.pokedex import bundled
from pokename.pokedex.etymologies import etymologies
from pokename.pokedex.names import normal_form
from pokename.pokedex.phrases import compose_prompt
from pokename.pokedex.records import FlavorText, Species, read_flavor_texts, read_species

if TYPE_CHECKING:
    from pokename.config import PreprocessSection

Progress = Callable[[int, int], None]


def preprocess(
    section: "PreprocessSection", layout: Layout, seed: int, progress: Progress | None = None
) -> Preprocessed:
    """Clean, mask and split; the same input and seed give the same bytes.

    Args:
        section: The config's ``preprocess`` section.
        layout: Where the raw files are and the splits go.
        seed: Of the split and of the composed prompts.
        progress: Called with species done and species in all.

    Raises:
        DataError: Raw files are missing or broken, or a family would stand in two splits.
    """
    species = [_with_size(one) for one in read_species(layout.species)]
    texts = _texts_by_species(layout, species)
    splits = split_families(species, section, seed)
    mask = NameMask([one.name for one in bundled.species()] + [one.name for one in species])
    rows: dict[Split, list[Row]] = {split: [] for split in SPLITS}
    audit = Audit()
    for done, one in enumerate(species, start=1):
        served = [text.description for text in texts.get(one.id, ())]
        described = plain_texts(one.id, one.name, served, mask, audit)
        prompts = _prompts(one, section.prompts_per_species, mask, seed)
        rows[splits[one.evolution_chain]] += _rows(one, described, prompts)
        if progress:
            progress(done, len(species))
    raw = (layout.raw_descriptions, layout.species)
    facts = {"source": "pokedex", "prompts_per_species": section.prompts_per_species}
    return write_splits(rows, audit, layout, raw, {**facts, **split_facts(section, seed)})


def _with_size(one: Species) -> Species:
    """Add height and weight, which the species pages of the API don't give, from what ships."""
    known = bundled.species_by_id().get(one.id)
    if known is None or one.height_dm is not None:
        return one
    return replace(
        one,
        height_dm=known.height_dm,
        weight_hg=known.weight_hg,
        base_stat_total=known.base_stat_total,
    )


def _texts_by_species(layout: Layout, species: Sequence[Species]) -> dict[int, list[FlavorText]]:
    """Return the raw texts of each species, all of them in the file of species."""
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
    """Return up to ``count`` distinct short prompts; fewer where the facts give fewer."""
    rng = random.Random(f"{seed}/{one.id}")
    prompts: dict[str, None] = {}
    for _ in range(count * 4):
        if len(prompts) == count:
            break
        prompts.setdefault(mask.apply(compose_prompt(one, rng)))
    return list(prompts)


def _rows(one: Species, described: Sequence[str], prompts: Sequence[str]) -> list[Row]:
    etymology = etymologies().get(one.id)
    # A low confidence is a guess at what the makers meant: not something to teach.
    known = etymology is not None and etymology.confidence != "low"
    roots = etymology.roots if etymology and known else ()
    family = one.evolution_chain
    return [Row(one.id, family, one.name, text, "pokedex", roots) for text in described] + [
        Row(one.id, family, one.name, text, "prompt", roots) for text in prompts
    ]


def names_in(rows: Sequence[Row]) -> list[str]:
    """Return the distinct names of ``rows``, in order, by normal form."""
    return list({normal_form(row.name): row.name for row in rows}.values())
