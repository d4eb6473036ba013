"""The evaluation step: from models and a split to figures."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import structs

from pokename.corpus.preprocessing import names_in
from pokename.corpus.splits import Example, Kind, Split, read_splits
from pokename.evaluation.bootstrap import CaseValue, Measures
from pokename.evaluation.cases import (
    Answers,
    Namer,
    Questions,
    check_held_out,
    compose_cases,
    draw_cases,
    held_out_designs,
)
from pokename.evaluation.hits import DesignMetrics, design_figures, true_name_figures
from pokename.evaluation.lines import LineMetrics, first_of_families, line_figures
from pokename.evaluation.metrics import SystemMetrics, metrics_of, real_answers, values_of_names
from pokename.evaluation.single_names import NameRow, fixed_rows, measured_rows
from pokename.evaluation.systems import ModelNamer, SpelledNamer, baselines_for
from pokename.evaluation.yardstick import Yardstick
from pokename.files import read_json, sha256
from pokename.models.runs import model_digest
from pokename.naming.generator import NameGenerator
from pokename.naming.letter_model import LetterModel
from pokename.naming.name import Name
from pokename.naming.naming_model import NamingModel, files_of
from pokename.naming.sampling import Sampling
from pokename.paths import HELD_OUT_DESIGNS, Layout
from pokename.progress import Progress, StepCounter

if TYPE_CHECKING:
    from pokename.config import EvaluateSection


@dataclass(frozen=True)
class Evaluation:
    """Everything that was measured.

    Attributes:
        split: The split that was measured.
        model: The label of the model.
        model_sha256: What identifies the model's files, see ``models.runs.model_digest``;
            None if its manifest lists no hashes.
        data_sha256: The hashes of the train split, the split that was measured, and the file of
            held-out designs.
        sampling: The sampling settings by name.
        seed: The seed of the cases, the sampling and the bootstrap.
        species: The number of species that names were asked for.
        families: The number of families of these species.
        names_per_species: The number of names asked for per description.
        many_prompts: The number of extra prompts for counting distinct names.
        bootstrap: The number of bootstrap resamples.
        true_names: How the model ranks the true names, by kind of description: ``mrr``,
            ``mrr_by_fit``, ``hits_at_1`` to ``hits_at_100``, ``chance_mrr``, ``bits_per_letter``.
        compared_true_names: The same figures for each compared model, by the model's label.
        systems: The model first, then the same model spelling names alone, the compared models
            likewise, the baselines and the real names.
        lines: The figures of evolution lines by label: each model, "real lines of 3" and "real
            lines of 2".
        designs: How often each system's lists contain a designed name, by label. A model that
            spells alone isn't asked.
        examples: The first names that the model gives for each fixed prompt.
        names: Every measured name, and the names of the examples.
        cases: The values of the main figures in each case, for paired differences.
        band: The lower and upper bounds of the middle 95 % of real names, in bits a letter, with
            names read from the end.
        seconds: The wall time.
    """

    split: str
    model: str
    model_sha256: str | None
    data_sha256: Mapping[str, str]
    sampling: Mapping[str, float]
    seed: int
    species: int
    families: int
    names_per_species: int
    many_prompts: int
    bootstrap: int
    true_names: Mapping[Kind, Measures]
    compared_true_names: Mapping[str, Mapping[Kind, Measures]]
    systems: Sequence[SystemMetrics]
    lines: Mapping[str, LineMetrics]
    designs: Mapping[str, DesignMetrics]
    examples: Mapping[str, Sequence[Name]]
    names: Sequence[NameRow]
    cases: Sequence[CaseValue]
    band: tuple[float, float]
    seconds: float


def evaluate(
    section: "EvaluateSection",
    layout: Layout,
    models: Sequence[NamingModel],
    sampling: Sampling,
    seed: int,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure models on held-out species.

    Args:
        section: The config's ``evaluate`` section.
        layout: The folders with the splits.
        models: The model, then the models to compare it with.
        sampling: The sampling settings.
        seed: The seed of the cases, the sampling and the bootstrap.
        progress: Called with the number of steps done and the total.

    Raises:
        DataError: A split is missing or empty, a family is in both splits, a model was trained on
            a species of the split, or two models have the same label.
        MissingExtraError: The config asks for language models, and torch isn't installed.
        ModelError: A language model can't be loaded.
    """
    started = time.monotonic()
    generators = list(map(NameGenerator, models))
    rows, train, hashes = _read(section.split, layout, generators)
    model_sha256 = _digest_of(models[0])
    found = _measure(
        section, models, generators, rows, train, sampling=sampling, seed=seed, progress=progress
    )
    names = [row for one in found.answers for row in measured_rows(one, found.yardstick)]
    model, *compared = found.true_names
    return Evaluation(
        split=section.split,
        model=model,
        model_sha256=model_sha256,
        data_sha256=hashes,
        sampling=structs.asdict(sampling),
        seed=seed,
        species=len({case.species_id for case in found.asked.cases}),
        families=len({case.family for case in found.asked.cases}),
        names_per_species=found.asked.n,
        many_prompts=len(found.asked.many),
        bootstrap=section.bootstrap,
        true_names=found.true_names[model],
        compared_true_names={label: found.true_names[label] for label in compared},
        systems=[metrics_of(one, found.yardstick) for one in found.answers],
        lines=found.lines,
        designs=found.designs,
        examples=found.examples,
        names=[*names, *fixed_rows(model, found.examples, found.yardstick.band)],
        cases=found.cases,
        band=(found.yardstick.band.low, found.yardstick.band.high),
        seconds=time.monotonic() - started,
    )


@dataclass(frozen=True)
class _Measured:
    """What all systems were asked, their answers, and the figures that aren't made from these."""

    asked: Questions
    yardstick: Yardstick
    answers: Sequence[Answers]
    true_names: Mapping[str, Mapping[Kind, Measures]]
    lines: Mapping[str, LineMetrics]
    designs: Mapping[str, DesignMetrics]
    examples: Mapping[str, Sequence[Name]]
    cases: Sequence[CaseValue]


def _measure(
    section: "EvaluateSection",
    models: Sequence[NamingModel],
    generators: Sequence[NameGenerator],
    rows: Sequence[Example],
    train: Sequence[Example],
    *,
    sampling: Sampling,
    seed: int,
    progress: Progress | None,
) -> _Measured:
    """Ask all systems, and measure their answers; see ``evaluate`` and ``Evaluation``."""
    letters = LetterModel.fit(names_in(train))
    whole_systems = [ModelNamer(generator, sampling) for generator in generators]
    spelled_alone = [SpelledNamer(model, sampling) for model in models]
    baselines = baselines_for(section.few_shot, train, letters, sampling, seed)
    namers = [*whole_systems, *baselines]
    asked = _questions(section, rows, namers, len(models), seed, progress)
    yardstick = Yardstick.fit(asked.cases, rows, train, section, seed)
    answers = list(_answers(asked, whole_systems, spelled_alone, baselines))
    true_names, ranks = true_name_figures(generators, letters, asked, section.bootstrap)
    designs, hits = design_figures(namers, asked, section.bootstrap)
    return _Measured(
        asked=asked,
        yardstick=yardstick,
        answers=answers,
        true_names=true_names,
        lines=line_figures(generators, sampling, asked, section.bootstrap),
        designs=designs,
        examples=_examples(section.prompts, generators[0], sampling, asked),
        cases=[*ranks, *hits, *chain(*(values_of_names(one, yardstick) for one in answers))],
    )


def _digest_of(model: NamingModel) -> str | None:
    manifest = files_of(model.origin.model).manifest
    return model_digest(read_json(manifest)) if manifest.is_file() else None


def _read(
    split: Split, layout: Layout, generators: Sequence[NameGenerator]
) -> tuple[list[Example], list[Example], dict[str, str]]:
    """Return the rows of a split and of train, and the hashes of all data.

    The hashes are made now, since the files may change before the end of the evaluation.
    """
    used: tuple[Split, Split] = ("train", split)
    rows = read_splits(layout, used)
    check_held_out(rows[split], split, generators)
    hashes: dict[str, str] = {one: sha256(layout.split(one)) for one in used}
    return rows[split], rows["train"], {**hashes, "designs": sha256(HELD_OUT_DESIGNS)}


def _questions(
    section: "EvaluateSection",
    rows: Sequence[Example],
    namers: Sequence[Namer],
    models: int,
    seed: int,
    progress: Progress | None,
) -> Questions:
    """Return the questions for all systems.

    Progress counts one step for each description and design that a system names; for each ranking
    and evolution line of each model; and for each fixed prompt. A model that spells alone names
    only the cases.

    Args:
        section: The config's ``evaluate`` section.
        rows: The rows of the split.
        namers: The systems that are asked everything.
        models: The number of models.
        seed: The seed of the questions.
        progress: Called with the number of steps done and the total.
    """
    cases = draw_cases(rows, seed, section.species)
    many = compose_cases(rows, section.many_prompts, seed)
    first = first_of_families(cases)
    designs = held_out_designs(section.split, section.designs, seed)
    of_a_model = 1 + len(first) + len(cases)
    of_a_namer = len(cases) + len(many) + len(designs)
    total = of_a_namer * len(namers) + of_a_model * models + len(section.prompts)
    steps = StepCounter(progress, total)
    return Questions(cases, many, first, designs, section.names_per_species, seed, steps)


def _answers(
    asked: Questions,
    whole_systems: Sequence[Namer],
    spelled_alone: Sequence[Namer],
    baselines: Sequence[Namer],
) -> Iterator[Answers]:
    """Yield all answers: of each whole system and its model alone, the baselines, the real names.

    Models that spell alone skip the extra prompts, which would take them minutes.
    """
    for whole, spelled in zip(whole_systems, spelled_alone, strict=True):
        yield asked.answers_of(whole)
        yield asked.answers_of(spelled, many=False)
    yield from map(asked.answers_of, baselines)
    yield real_answers(asked.cases)


def _examples(
    prompts: Sequence[str], generator: NameGenerator, sampling: Sampling, asked: Questions
) -> dict[str, Sequence[Name]]:
    """Return the model's first ten names for each fixed prompt, unselected."""
    examples: dict[str, Sequence[Name]] = {}
    for prompt in prompts:
        examples[prompt] = generator.generate(prompt, 10, seed=asked.seed, sampling=sampling)
        asked.steps.advance()
    return examples
