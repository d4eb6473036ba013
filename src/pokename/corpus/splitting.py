"""Split species into train, val and test; an evolution family is never divided."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pokename.corpus.examples import SPLITS, Example, Split
from pokename.errors import DataError
from pokename.pokedex.records import Species

if TYPE_CHECKING:
    from pokename.config import PreprocessSection

# GPT-2's pretraining text ends in 2017, so GPT-2 can't know names of these generations.
UNREAD_GENERATIONS = ("viii", "ix")


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


_ORDER = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def _generation_of_family(species: Iterable[Species], *, latest: bool = False) -> dict[int, str]:
    """Return the generation of each family's first (or latest) species."""
    members: dict[int, list[str]] = defaultdict(list)
    for one in species:
        members[one.family].append(one.generation)

    def rank(generation: str) -> tuple[int, str]:
        return (_ORDER.index(generation) if generation in _ORDER else len(_ORDER), generation)

    pick = max if latest else min
    return {family: pick(generations, key=rank) for family, generations in members.items()}


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
