"""The step from models and a split to figures."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pokename.corpus.examples import Example, Kind, read_examples
from pokename.corpus.preprocessing import names_in
from pokename.evaluation.asking import Progress, Questions, Steps
from pokename.evaluation.baselines import (
    BlendNamer,
    FewShotNamer,
    LetterNamer,
    ModelNamer,
    Namer,
    RetrievalNamer,
)
from pokename.evaluation.cases import compose_cases, draw_cases, read_held_out
from pokename.evaluation.metrics.design_hits import DesignMetrics, held_out_designs, hits_on_designs
from pokename.evaluation.metrics.line_kinship import (
    LineMetrics,
    ask_for_lines,
    first_of_families,
    model_lines,
    real_lines,
)
from pokename.evaluation.metrics.true_names import rank_true_names
from pokename.evaluation.name_rows import NameRow, fixed_rows, measured_rows
from pokename.evaluation.systems import (
    Measures,
    SystemMetrics,
    metrics_of,
    real_answers,
)
from pokename.evaluation.yardstick import Yardstick
from pokename.naming.generator import NameGenerator
from pokename.naming.language_model import Sampling
from pokename.naming.letter_model import LetterModel
from pokename.naming.name import Name
from pokename.paths import Layout

if TYPE_CHECKING:
    from pokename.config import EvaluateSection


@dataclass(frozen=True)
class Evaluation:
    """Everything that was measured.

    Attributes:
        split: Which.
        model: Label of the model.
        seed: Of the cases, the sampling and the bootstrap.
        species: Species that were asked about.
        families: Their families.
        names_per_species: Names asked for, a description.
        many_prompts: Prompts that distinct names were counted over.
        bootstrap: Resamples.
        fit: Kind of description to how the true name ranks for the model: ``mrr``, ``mrr_by_fit``,
            ``hits_at_1`` to ``hits_at_100``, ``chance_mrr`` and ``bits_per_letter``.
        compared_fit: The same for each model that it is compared with, by its label.
        systems: The model first, then those that it is compared with, baselines, real names.
        lines: Label of a model, or "real lines of 3" and "of 2", to the figures of its evolution
            lines.
        designs: Label of a model to how often its lists hold a designed name.
        examples: Prompt to the first names of the model.
        names: Every name that was measured, and those of the examples.
        band: Bits a letter, read from the end, between which the middle 95 % of real names lie.
        seconds: Wall time.
    """

    split: str
    model: str
    seed: int
    species: int
    families: int
    names_per_species: int
    many_prompts: int
    bootstrap: int
    fit: Mapping[Kind, Measures]
    compared_fit: Mapping[str, Mapping[Kind, Measures]]
    systems: Sequence[SystemMetrics]
    lines: Mapping[str, LineMetrics]
    designs: Mapping[str, DesignMetrics]
    examples: Mapping[str, Sequence[Name]]
    names: Sequence[NameRow]
    band: tuple[float, float]
    seconds: float


def evaluate(
    section: "EvaluateSection",
    layout: Layout,
    generators: Sequence[NameGenerator],
    sampling: Sampling,
    seed: int,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure models on species that they have never seen.

    Args:
        section: The config's ``evaluate`` section.
        layout: Where the splits are.
        generators: The model, then those that it is compared with.
        sampling: How they sample.
        seed: Of the cases, the sampling and the bootstrap.
        progress: Called with what is done and what there is in all.

    Raises:
        DataError: The split is missing, empty, or has species that a model was trained on; or two
            models have the same label.
        MissingExtraError: Language models are asked for, and torch isn't installed.
        ModelError: One of them can't be loaded.
    """
    started = time.monotonic()
    rows = read_held_out(section.split, layout, generators)
    train = read_examples(layout.split("train"))
    letters = LetterModel.fit(names_in(train))
    few_shot = [FewShotNamer(name, train, sampling, seed) for name in section.few_shot]
    namers = [*_namers(generators, sampling, train, letters), *few_shot]
    asked = _questions(section, rows, len(namers), len(generators), seed, progress)
    yardstick = Yardstick.fit(asked.cases, rows, train, section, seed)
    answers = [*map(asked.answers_of, namers), real_answers(asked.cases)]
    systems = [metrics_of(one, yardstick) for one in answers]
    fits = _fits(generators, letters, asked, section.bootstrap)
    lines = _lines(generators, sampling, asked, section.bootstrap)
    designs = _designs(generators, sampling, asked, section.bootstrap)
    examples = _examples(section.prompts, generators[0], sampling, asked)
    names = [row for one in answers for row in measured_rows(one, yardstick)]
    fixed = fixed_rows(generators[0].model, examples, yardstick.band)
    return _evaluation(
        section,
        asked,
        systems,
        fits,
        lines,
        designs=designs,
        examples=examples,
        names=[*names, *fixed],
        band=(yardstick.band.low, yardstick.band.high),
        seconds=time.monotonic() - started,
    )


def _namers(
    generators: Sequence[NameGenerator],
    sampling: Sampling,
    train: Sequence[Example],
    letters: LetterModel,
) -> list[Namer]:
    """Return the models, then the baselines."""
    models = [ModelNamer(generator, sampling) for generator in generators]
    return [*models, LetterNamer(letters), BlendNamer(), RetrievalNamer(train)]


def _evaluation(
    section: "EvaluateSection",
    asked: Questions,
    systems: Sequence[SystemMetrics],
    fits: Mapping[str, Mapping[Kind, Measures]],
    lines: Mapping[str, LineMetrics],
    *,
    designs: Mapping[str, DesignMetrics],
    examples: Mapping[str, Sequence[Name]],
    names: Sequence[NameRow],
    band: tuple[float, float],
    seconds: float,
) -> Evaluation:
    """Return everything together; the first of ``fits`` is the model's own."""
    model, *compared = fits
    return Evaluation(
        split=section.split,
        model=model,
        seed=asked.seed,
        species=len({case.species_id for case in asked.cases}),
        families=len({case.family for case in asked.cases}),
        names_per_species=asked.n,
        many_prompts=len(asked.many),
        bootstrap=section.bootstrap,
        fit=fits[model],
        compared_fit={label: fits[label] for label in compared},
        systems=systems,
        lines=lines,
        designs=designs,
        examples=examples,
        names=names,
        band=band,
        seconds=seconds,
    )


def _questions(
    section: "EvaluateSection",
    rows: Sequence[Example],
    namers: int,
    models: int,
    seed: int,
    progress: Progress | None,
) -> Questions:
    """Return what is asked.

    Progress counts a description a namer; a ranking, each line and each design a model; a prompt.
    """
    cases = draw_cases(rows, seed, section.species)
    many = compose_cases(rows, section.many_prompts, seed)
    first = first_of_families(cases)
    designs = held_out_designs(section.split, section.designs)
    of_a_model = 1 + len(first) + len(designs)
    total = (len(cases) + len(many)) * namers + of_a_model * models + len(section.prompts)
    steps = Steps(progress or (lambda _done, _all: None), total)
    return Questions(cases, many, first, designs, section.names_per_species, seed, steps)


def _fits(
    generators: Sequence[NameGenerator], letters: LetterModel, asked: Questions, bootstrap: int
) -> dict[str, Mapping[Kind, Measures]]:
    """Return how the true names rank for each model, by its label."""
    fits: dict[str, Mapping[Kind, Measures]] = {}
    for generator in generators:
        fits[generator.model] = rank_true_names(
            generator, letters, asked.cases, (bootstrap, asked.seed)
        )
        asked.steps.advance()
    return fits


def _lines(
    generators: Sequence[NameGenerator], sampling: Sampling, asked: Questions, bootstrap: int
) -> dict[str, LineMetrics]:
    """Return the figures of the evolution lines of each model, by its label, and of real ones."""
    resamples = bootstrap, asked.seed
    models = {
        one.model: model_lines(ask_for_lines(one, sampling, asked), asked.lines, resamples)
        for one in generators
    }
    return {**models, **real_lines(resamples)}


def _designs(
    generators: Sequence[NameGenerator], sampling: Sampling, asked: Questions, bootstrap: int
) -> dict[str, DesignMetrics]:
    """Return how often the lists of each model, by its label, hold a designed name."""
    if not asked.designs:
        return {}
    resamples = bootstrap, asked.seed
    return {
        one.model: hits_on_designs(one, sampling, asked.designs, resamples, asked.steps.advance)
        for one in generators
    }


def _examples(
    prompts: Sequence[str], generator: NameGenerator, sampling: Sampling, asked: Questions
) -> dict[str, Sequence[Name]]:
    """Return the first ten names of each fixed prompt, unselected."""
    examples: dict[str, Sequence[Name]] = {}
    for prompt in prompts:
        examples[prompt] = generator.generate(prompt, 10, seed=asked.seed, sampling=sampling)
        asked.steps.advance()
    return examples
