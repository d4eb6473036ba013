"""The cases of an evaluation, and the check that no model was trained on their species."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, get_args

from pokename.corpus.examples import Example, Kind, Split, read_examples
from pokename.errors import DataError
from pokename.naming.description import words_of
from pokename.paths import Layout
from pokename.pokedex import bundled
from pokename.pokedex.phrases import compose_prompt

KINDS: tuple[Kind, ...] = get_args(Kind)
TRIES = 100  # maximum number of prompts composed for each species to find distinct ones


@dataclass(frozen=True, slots=True)
class Case:
    """One description of one species, for which every system is asked for names.

    Attributes:
        species_id: The national Pokédex number.
        family: The evolution family.
        name: The true name.
        kind: The kind of description: Pokédex text or short prompt.
        description: The text that the model reads.
    """

    species_id: int
    family: int
    name: str
    kind: Kind
    description: str

    @property
    def words(self) -> frozenset[str]:
        """The words of the description, in normal form."""
        return words_of(self.description)


def draw_cases(rows: Sequence[Example], seed: int, limit: int | None = None) -> list[Case]:
    """Return one Pokédex text and one short prompt for each species that has them.

    The choice depends on the seed and the species alone.

    Args:
        rows: The rows of a split.
        seed: The seed of the choice.
        limit: The number of species to draw at random, if there are more; None takes all.
    """
    species = sorted({row.species_id for row in rows})
    if limit is not None and limit < len(species):
        species = random.Random(f"{seed}/species").sample(species, limit)
    drawn = frozenset(species)
    texts: dict[tuple[Kind, int], list[Example]] = {}
    for row in rows:
        if row.species_id in drawn:
            texts.setdefault((row.kind, row.species_id), []).append(row)
    cases = []
    for (kind, species_id), choices in sorted(texts.items(), key=lambda item: item[0]):
        row = random.Random(f"{seed}/{kind}/{species_id}").choice(choices)
        cases.append(Case(species_id, row.family, row.name, kind, row.description))
    return cases


def shuffled(cases: Sequence[Case], seed: int) -> list[Case]:
    """Return for each case another case of the same kind and of another family.

    The overlap of a name with its own description means something only in comparison with the
    overlap with another description.
    """
    rng = random.Random(f"{seed}/shuffled")
    others = []
    for case in cases:
        apart = [one for one in cases if one.kind == case.kind and one.family != case.family]
        others.append(rng.choice(apart or [case]))
    return others


def compose_cases(rows: Sequence[Example], count: int, seed: int) -> list[Case]:
    """Return up to ``count`` distinct short prompts, composed from the facts of a split's species.

    If there are too few facts, there are fewer prompts. Species of a custom list have no facts.
    """
    known = bundled.species_by_id()
    described = {row.species_id: row for row in rows if row.species_id in known}
    rng = random.Random(f"{seed}/composed")
    cases: dict[str, Case] = {}
    turns = (row for _ in range(TRIES) for row in described.values())
    for row in turns:
        if len(cases) == count:
            break
        prompt = compose_prompt(known[row.species_id], rng)
        cases.setdefault(prompt, Case(row.species_id, row.family, row.name, "prompt", prompt))
    return list(cases.values())


class TrainedModel(Protocol):
    """A model whose training species are known."""

    @property
    def model(self) -> str:
        """The label of the model."""

    @property
    def trained_on(self) -> frozenset[int]:
        """The numbers of the species that the model was trained on."""


def read_held_out(split: Split, layout: Layout, models: Sequence[TrainedModel]) -> list[Example]:
    """Return the rows of a split, after checking that no model was trained on its species.

    Raises:
        DataError: The split is missing or empty, a model was trained on one of its species, or two
            models have the same label.
    """
    rows = read_examples(layout.split(split))
    if not rows:
        raise DataError(f"The {split} split has no rows.", "Run 'pokename preprocess' again.")
    labels = Counter(one.model for one in models)
    for one in models:
        _refuse_leak(rows, one, split)
        if labels[one.model] > 1:
            raise DataError(
                f"Two models to evaluate are called '{one.model}'.",
                "Rename the folder of one of them.",
            )
    return rows


def _refuse_leak(rows: Sequence[Example], model: TrainedModel, split: Split) -> None:
    seen = sorted({row.name for row in rows if row.species_id in model.trained_on})
    if seen:
        more = f" and {len(seen) - 3} more" if len(seen) > 3 else ""
        raise DataError(
            f"The model '{model.model}' was trained on species of the {split} split: "
            f"{', '.join(seen[:3])}{more}. Its figures would mean nothing.",
            "Use the splits of its training (its manifest has the seed), or train a model with the "
            "current splits.",
        )
