"""The step from a model and a split to figures."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from pokename.corpus.preprocessing import names_in
from pokename.corpus.table import Kind, read_rows
from pokename.evaluation.baselines import BlendNamer, LetterNamer, ModelNamer, Namer
from pokename.evaluation.cases import KINDS, Case, draw_cases, refuse_leak
from pokename.evaluation.metrics import Measure, chance_reciprocal_rank, true_ranks
from pokename.evaluation.systems import Progress, SystemFigures, Work, generated, real
from pokename.naming.generator import NameGenerator, Sampling
from pokename.naming.letters import LetterModel
from pokename.naming.name import Name
from pokename.paths import Layout

HITS = (1, 10)


class EvaluateSection(Protocol):
    """The config's ``evaluate`` section."""

    @property
    def split(self) -> Literal["val", "test"]:
        """The split that is evaluated."""

    @property
    def names_per_species(self) -> int:
        """Names generated for each description."""

    @property
    def bootstrap(self) -> int:
        """Resamples for the intervals."""

    @property
    def prompts(self) -> Sequence[str]:
        """Prompts whose first ten names are shown."""


@dataclass(frozen=True)
class Evaluation:
    """Everything that was measured.

    Attributes:
        split: Which.
        model: Label of the model.
        seed: Of the cases, the sampling and the bootstrap.
        species: Species in the split.
        families: Families in the split.
        names_per_species: Names asked for, a description.
        bootstrap: Resamples.
        fit: Kind of description to how the true name ranks: ``mrr``, ``hits_at_1``,
            ``hits_at_10``, ``chance_mrr`` and ``bits_per_letter``.
        systems: The model first, then baselines, then the real names.
        examples: Prompt to the first names of the model.
        seconds: Wall time.
    """

    split: str
    model: str
    seed: int
    species: int
    families: int
    names_per_species: int
    bootstrap: int
    fit: Mapping[Kind, Mapping[str, Measure]]
    systems: Sequence[SystemFigures]
    examples: Mapping[str, Sequence[Name]]
    seconds: float


def evaluate(
    section: EvaluateSection,
    layout: Layout,
    generator: NameGenerator,
    sampling: Sampling,
    seed: int,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure a model on species that it has never seen.

    Args:
        section: The config's ``evaluate`` section.
        layout: Where the splits are.
        generator: The model.
        sampling: How it samples.
        seed: Of the cases, the sampling and the bootstrap.
        progress: Called with what is done and what there is in all, in cases.

    Raises:
        DataError: The split is missing, empty, or has species that the model was trained on.
    """
    started = time.monotonic()
    rows = read_rows(layout.split(section.split))
    refuse_leak(rows, generator.trained_on, generator.model, section.split)
    train_names = names_in(read_rows(layout.split("train")))
    letters = LetterModel.fit(train_names)
    cases = draw_cases(rows, seed)
    namers: list[Namer] = [ModelNamer(generator, sampling), LetterNamer(letters), BlendNamer()]
    total = len(cases) * (1 + len(namers)) + len(section.prompts)
    work = Work(
        cases,
        section.names_per_species,
        section.bootstrap,
        seed,
        progress or (lambda _done, _all: None),
        total,
    )
    fit = {
        kind: _fit(generator, letters, [case for case in cases if case.kind == kind], work)
        for kind in KINDS
        if any(case.kind == kind for case in cases)
    }
    return Evaluation(
        split=section.split,
        model=generator.model,
        seed=seed,
        species=len({case.species_id for case in cases}),
        families=len({case.family for case in cases}),
        names_per_species=section.names_per_species,
        bootstrap=section.bootstrap,
        fit=fit,
        systems=[*(generated(namer, work) for namer in namers), real(work)],
        examples=_examples(section.prompts, generator, sampling, work),
        seconds=time.monotonic() - started,
    )


def _fit(
    generator: NameGenerator, letters: LetterModel, cases: Sequence[Case], work: Work
) -> dict[str, Measure]:
    """Return how probable the true names are, and how they rank among all names of the cases."""
    names = [case.name for case in cases]
    unasked = np.array(generator.log_probs([("", name) for name in names]))
    asked = np.empty((len(cases), len(names)))
    for place, case in enumerate(cases):
        asked[place] = generator.log_probs([(case.description, name) for name in names])
        work.advance()
    symbols = np.array([len(name) + 1 for name in names])
    ranks = true_ranks(asked - unasked)
    figures = {
        "bits_per_letter": -np.diagonal(asked) / np.log(2) / symbols,
        "bits_per_letter_letter_model": np.array([letters.bits_per_letter(name) for name in names]),
        "mrr": 1 / ranks,
        **{f"hits_at_{limit}": (ranks <= limit).astype(float) for limit in HITS},
    }
    chance = chance_reciprocal_rank(len(names))
    return {
        **{figure: work.measure(values.tolist(), cases) for figure, values in figures.items()},
        "chance_mrr": Measure(chance, chance, chance),
    }


def _examples(
    prompts: Sequence[str], generator: NameGenerator, sampling: Sampling, work: Work
) -> dict[str, Sequence[Name]]:
    """Return the first ten names of each fixed prompt, unselected."""
    examples: dict[str, Sequence[Name]] = {}
    for prompt in prompts:
        examples[prompt] = generator.generate(prompt, 10, seed=work.seed, sampling=sampling)
        work.advance()
    return examples
