"""The evaluation step: from models and a split to figures."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import structs

from pokename.corpus.preprocessing import names_in
from pokename.corpus.splits import Example, Kind, Split, read_examples
from pokename.evaluation.bootstrap import CaseValue, Measures
from pokename.evaluation.cases import (
    Answers,
    Namer,
    Questions,
    compose_cases,
    draw_cases,
    held_out_designs,
    read_held_out,
)
from pokename.evaluation.hits import (
    DesignMetrics,
    hits_by_design,
    measures_of_ranks,
    metrics_of_hits,
    rank_true_names,
    values_of_hits,
    values_of_ranks,
)
from pokename.evaluation.lines import (
    LineMetrics,
    ask_for_lines,
    first_of_families,
    model_lines,
    real_lines,
)
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
        DataError: The split is missing or empty, a model was trained on one of its species, or two
            models have the same label.
        MissingExtraError: The config asks for language models, and torch isn't installed.
        ModelError: A language model can't be loaded.
    """
    started = time.monotonic()
    generators = list(map(NameGenerator, models))
    rows, train, hashes = _read(section.split, layout, generators)
    measured = _digest_of(models[0])
    letters = LetterModel.fit(names_in(train))
    whole_systems = [ModelNamer(generator, sampling) for generator in generators]
    spelled_alone = [SpelledNamer(model, sampling) for model in models]
    baselines = baselines_for(section.few_shot, train, letters, sampling, seed)
    asked = _questions(section, rows, [*whole_systems, *baselines], len(models), seed, progress)
    yardstick = Yardstick.fit(asked.cases, rows, train, section, seed)
    answers = list(_answers(asked, whole_systems, spelled_alone, baselines))
    true_names, ranks = _true_names(generators, letters, asked, section.bootstrap)
    designs, hits = _designs([*whole_systems, *baselines], asked, section.bootstrap)
    examples = _examples(section.prompts, generators[0], sampling, asked)
    names = [row for one in answers for row in measured_rows(one, yardstick)]
    model, *compared = true_names
    return Evaluation(
        split=section.split,
        model=model,
        model_sha256=measured,
        data_sha256=hashes,
        sampling=structs.asdict(sampling),
        seed=seed,
        species=len({case.species_id for case in asked.cases}),
        families=len({case.family for case in asked.cases}),
        names_per_species=asked.n,
        many_prompts=len(asked.many),
        bootstrap=section.bootstrap,
        true_names=true_names[model],
        compared_true_names={label: true_names[label] for label in compared},
        systems=[metrics_of(one, yardstick) for one in answers],
        lines=_lines(generators, sampling, asked, section.bootstrap),
        designs=designs,
        examples=examples,
        names=[*names, *fixed_rows(model, examples, yardstick.band)],
        cases=[*ranks, *hits, *chain(*(values_of_names(one, yardstick) for one in answers))],
        band=(yardstick.band.low, yardstick.band.high),
        seconds=time.monotonic() - started,
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
    rows, train = read_held_out(split, layout, generators), read_examples(layout.split("train"))
    hashes: dict[str, str] = {one: sha256(layout.split(one)) for one in ("train", split)}
    return rows, train, {**hashes, "designs": sha256(HELD_OUT_DESIGNS)}


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


def _true_names(
    generators: Sequence[NameGenerator], letters: LetterModel, asked: Questions, bootstrap: int
) -> tuple[dict[str, Mapping[Kind, Measures]], list[CaseValue]]:
    """Return figures that say how each model ranks the true names, by label; and their values."""
    ranking: dict[str, Mapping[Kind, Measures]] = {}
    values: list[CaseValue] = []
    for one in generators:
        ranked = rank_true_names(one, letters, asked.cases)
        ranking[one.model] = measures_of_ranks(ranked, asked.cases, (bootstrap, asked.seed))
        values += values_of_ranks(one.model, ranked, asked.cases)
        asked.steps.advance()
    return ranking, values


def _lines(
    generators: Sequence[NameGenerator], sampling: Sampling, asked: Questions, bootstrap: int
) -> dict[str, LineMetrics]:
    """Return the figures of each model's evolution lines and of the real lines, by label."""
    resamples = bootstrap, asked.seed
    models = {
        one.model: model_lines(ask_for_lines(one, sampling, asked), asked.lines, resamples)
        for one in generators
    }
    return {**models, **real_lines(resamples)}


def _designs(
    namers: Sequence[Namer], asked: Questions, bootstrap: int
) -> tuple[dict[str, DesignMetrics], list[CaseValue]]:
    """Return how often each system's lists contain a designed name, by label; and the values."""
    figures: dict[str, DesignMetrics] = {}
    values: list[CaseValue] = []
    for namer in namers if asked.designs else ():
        found = hits_by_design(namer, asked.designs, asked.seed, asked.steps.advance)
        figures[namer.label] = metrics_of_hits(found, asked.designs, (bootstrap, asked.seed))
        values += values_of_hits(namer.label, found, asked.designs)
    return figures, values


def _examples(
    prompts: Sequence[str], generator: NameGenerator, sampling: Sampling, asked: Questions
) -> dict[str, Sequence[Name]]:
    """Return the model's first ten names for each fixed prompt, unselected."""
    examples: dict[str, Sequence[Name]] = {}
    for prompt in prompts:
        examples[prompt] = generator.generate(prompt, 10, seed=asked.seed, sampling=sampling)
        asked.steps.advance()
    return examples
