"""The species and etymologies of the train families, the only ones to learn from."""

from collections.abc import Mapping

from pokename.config.schema import Config
from pokename.corpus.splits import split_families
from pokename.pokedex.official_names import Etymology, etymologies
from pokename.pokedex.records import Species, bundled_species


def train_species() -> tuple[Species, ...]:
    """Return the species in the train split of the default config."""
    config = Config()
    splits = split_families(bundled_species(), config.preprocess, config.seed)
    return tuple(one for one in bundled_species() if splits[one.family] == "train")


def train_etymologies() -> Mapping[int, Etymology]:
    """Return the known etymologies of ``train_species``, by species number."""
    known = etymologies()
    return {one.id: known[one.id] for one in train_species() if one.id in known}
