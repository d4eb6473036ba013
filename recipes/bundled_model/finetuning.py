"""The fine-tuning corpus: the real train families, and prompts of what their roots mean.

A share of the pretraining rows is mixed in, so that rare roots and foreign ones don't unsettle
what was learned.
"""

import random
from collections.abc import Iterator, Sequence

from pokename.corpus.table import Row, read_rows, write_rows
from pokename.paths import Layout
from pokename.pokedex.names import normal_form
from recipes.bundled_model.families import train_etymologies, train_species

MEANING_FRAMES = (
    "{} {}", "a {} {}", "a creature of {} and {}", "{} and {}", "{}, {}", "{} creature like a {}",
    "a {} with something of a {}",
)  # fmt: skip
MEANING_PROMPTS = 6  # a species
PRETRAINING_ROWS = 2.0  # for each row of a real species


def write_finetuning(pokedex: Layout, composed: Layout, mixed: Layout, seed: int) -> None:
    """Write train and val; val is that of the real species alone.

    Args:
        pokedex: The real species.
        composed: The rows of a pretraining, of which the last ones are taken.
        mixed: Takes both.
        seed: Of the prompts of what roots mean.
    """
    rng = random.Random(seed)
    real = [*read_rows(pokedex.split("train")), *_meaning_rows(rng)]
    pretraining = read_rows(composed.split("train"))
    kept = pretraining[-round(PRETRAINING_ROWS * len(real)) :]
    write_rows(mixed.split("train"), [*real, *kept])
    write_rows(mixed.split("val"), read_rows(pokedex.split("val")))


def _meaning_rows(rng: random.Random) -> Iterator[Row]:
    """Yield prompts that say what the roots of each train species mean."""
    etymologies = train_etymologies()
    for species in train_species():
        known = etymologies.get(species.id)
        if known is None or known.confidence == "low":
            continue
        roots = tuple(normal_form(root) for root in known.roots)
        for frame in rng.sample(MEANING_FRAMES, MEANING_PROMPTS):
            text = _meaning(known.meanings, frame)
            yield Row(species.id, species.evolution_chain, species.name, text, "prompt", roots)


def _meaning(meanings: Sequence[str], frame: str) -> str:
    if len(meanings) == 2 and meanings[0] != meanings[1]:
        return frame.format(*meanings)
    return f"a creature of {' and '.join(dict.fromkeys(meanings))}"
