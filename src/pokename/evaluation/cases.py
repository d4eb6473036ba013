"""What every system of an evaluation is asked, and the answers that systems give.

All systems get the same descriptions and seeds. No model may have been trained on the species that
it is asked about.
"""

import csv
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, get_args

from pokename.corpus.splits import Example, Kind, Split, read_examples
from pokename.errors import DataError
from pokename.paths import HELD_OUT_DESIGNS, Layout
from pokename.pokedex.composing import compose_prompt
from pokename.pokedex.records import bundled_by_id
from pokename.progress import StepCounter
from pokename.reading.description import words_of

KINDS: tuple[Kind, ...] = get_args(Kind)
REAL_NAMES = "real names"  # the label of the true names, as a system
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


@dataclass(frozen=True, slots=True)
class Design:
    """A creature with the names that a designer gave it.

    The creatures of held-out designs appear in no train design.

    Attributes:
        creature: The creature; all its designs are in the same split.
        description: The description, as the designer wrote it.
        names: The designed names, in lower case.
    """

    creature: str
    description: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Given:
    """A name that a system gave.

    Attributes:
        name: The name.
        roots: The source words of the name; empty if the system doesn't give them.
    """

    name: str
    roots: tuple[str, ...] = ()


class Namer(Protocol):
    """Anything that names creatures."""

    label: str

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return up to ``n`` distinct names for a description."""


def spelled_label(model: str) -> str:
    """Return the label of a model that spells names alone, as a system of its own.

    Args:
        model: The label of the model.
    """
    return f"{model}, spelled"


class TrainedModel(Protocol):
    """A model whose training species are known."""

    @property
    def model(self) -> str:
        """The label of the model."""

    @property
    def trained_on(self) -> frozenset[int]:
        """The numbers of the species that the model was trained on."""


@dataclass(frozen=True)
class Answers:
    """The names that one system gave.

    Attributes:
        label: The label of the system.
        names: One list of names for each case, in the order of the cases.
        invented: True for new names, False for the true names of species.
        many: Names for many extra prompts, to count repeated names; empty if not measured.
    """

    label: str
    names: Sequence[Sequence[Given]]
    invented: bool = True
    many: Sequence[Given] = ()


@dataclass(frozen=True)
class Questions:
    """The questions for every system.

    Attributes:
        cases: Cases for which every system is asked for names.
        many: Extra prompts, for counting repeated names.
        lines: Cases for which each model is asked for an evolution line.
        designs: Held-out designs that each system is asked to name.
        n: The number of names to ask for per description.
        seed: The seed of the sampling.
        steps: The progress counter.
    """

    cases: Sequence[Case]
    many: Sequence[Case]
    lines: Sequence[Case]
    designs: Sequence[Design]
    n: int
    seed: int
    steps: StepCounter

    def answers_of(self, namer: Namer, *, many: bool = True) -> Answers:
        """Return the names that a system gives to the cases.

        Args:
            namer: The system.
            many: Whether to ask for names for the extra prompts too.
        """
        names = [self._ask(namer, case) for case in self.cases]
        extra = [one for case in self.many if many for one in self._ask(namer, case)]
        return Answers(namer.label, names, many=extra)

    def _ask(self, namer: Namer, case: Case) -> Sequence[Given]:
        names = namer.names(case.description, self.n, self.seed)
        self.steps.advance()
        return names


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


def by_kind(cases: Sequence[Case]) -> dict[Kind, list[Case]]:
    """Return the cases of each kind of description that has any."""
    kinds = {kind: [case for case in cases if case.kind == kind] for kind in KINDS}
    return {kind: group for kind, group in kinds.items() if group}


def shuffled(cases: Sequence[Case], seed: int) -> list[Case]:
    """Return for each case another case of the same kind and of another family.

    If there is none, it is the case itself.

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
    known = bundled_by_id()
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


def held_out_designs(split: str, count: int | None = None, seed: int = 0) -> list[Design]:
    """Return the designs of a split, in the order of their file.

    Args:
        split: ``val`` or ``test``.
        count: How many designs to draw at random, if there are more; None returns all.
        seed: The seed of the draw. A larger count contains the designs of a smaller one.
    """
    with HELD_OUT_DESIGNS.open(encoding="utf-8", newline="") as stream:
        found = [
            Design(row["creature"], row["description"], frozenset(row["names"].split()))
            for row in csv.DictReader(stream, delimiter="\t")
            if row["split"] == split
        ]
    drawn = random.Random(f"{seed}/designs").sample(range(len(found)), len(found))[:count]
    return [found[place] for place in sorted(drawn)]


def read_held_out(split: Split, layout: Layout, models: Sequence[TrainedModel]) -> list[Example]:
    """Return the rows of a split, after checking them with ``check_held_out``.

    Raises:
        DataError: The split is missing, or the check fails.
    """
    rows = read_examples(layout.split(split))
    check_held_out(rows, split, models)
    return rows


def check_held_out(rows: Sequence[Example], split: Split, models: Sequence[TrainedModel]) -> None:
    """Check that models can be measured on the rows of a split.

    Raises:
        DataError: There are no rows, a model was trained on one of their species, or two models
            have the same label.
    """
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


def _refuse_leak(rows: Sequence[Example], model: TrainedModel, split: Split) -> None:
    seen = sorted({row.name for row in rows if row.species_id in model.trained_on})
    if seen:
        more = f" and {len(seen) - 3} more" if len(seen) > 3 else ""
        raise DataError(
            f"The model '{model.model}' was trained on species of the {split} split: "
            f"{', '.join(seen[:3])}{more}. Its figures would mean nothing.",
            "Use the splits of its training (`seed` in its config.yaml made them), or train on the "
            "current splits.",
        )
