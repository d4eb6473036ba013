"""Measure a variant: size, speed, loss and hits on designs."""

import gzip
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pokename.corpus.prompt_format import EncodedExample
from pokename.evaluation.bootstrap import Measure
from pokename.evaluation.cases import Design
from pokename.evaluation.hits import hits_by_design, metrics_of_hits
from pokename.evaluation.systems import ModelNamer
from pokename.naming.engine import Engine
from pokename.naming.generator import NameGenerator
from pokename.naming.naming_model import load_model
from pokename.naming.sampling import Sampling
from pokename.paths import RunFiles
from recipes.compression.variants import Variant

REPEATS = 3  # the fastest run counts, since other processes can only slow a run
RESAMPLES = 1000


@dataclass(frozen=True)
class EvaluationData:
    """The data on which every variant is measured.

    Attributes:
        examples: The tokenized examples of the val split.
        designs: The designs of the val split.
        seed: The seed of the names and the bootstrap.
    """

    examples: Sequence[EncodedExample]
    designs: Sequence[Design]
    seed: int


@dataclass(frozen=True)
class Figures:
    """The figures of a variant.

    Attributes:
        variant: The variant.
        megabytes: The size of the engine's weights, in 10**6 bytes.
        packed: The size after gzip, which compresses zeros to almost nothing.
        tokens_a_second: The tokens that the engine scores per second.
        milliseconds: The median time for a list of ten names, all steps included.
        loss: The loss on the val split, in nats per learned token.
        hits: The hits@10 on the designs, from 0 to 1.
    """

    variant: Variant
    megabytes: float
    packed: float
    tokens_a_second: float
    milliseconds: float
    loss: float
    hits: Measure


def measure(variant: Variant, evaluation: EvaluationData) -> Figures:
    """Return the figures of a variant."""
    files = RunFiles(variant.folder)
    contents = {path.name: path.read_bytes() for path in files.engine.iterdir()}
    weights = contents["model.bin"]
    engine = Engine(files.engine, contents, compute_type=variant.compute_type)
    loss, speed = _score(engine, evaluation.examples)
    generator = NameGenerator(load_model(variant.folder, compute_type=variant.compute_type))
    ticks = [time.perf_counter()]
    found = hits_by_design(
        ModelNamer(generator, Sampling()),
        evaluation.designs,
        evaluation.seed,
        lambda: ticks.append(time.perf_counter()),
        first=(10,),
    )
    hits = metrics_of_hits(found, evaluation.designs, (RESAMPLES, evaluation.seed))
    return Figures(
        variant=variant,
        megabytes=len(weights) / 1e6,
        packed=len(gzip.compress(weights, compresslevel=6)) / 1e6,
        tokens_a_second=speed,
        milliseconds=1000 * median(after - before for before, after in pairwise(ticks)),
        loss=loss,
        hits=hits.measures["hits_at_10"],
    )


def _score(engine: Engine, examples: Sequence[EncodedExample]) -> tuple[float, float]:
    """Return the loss in nats per learned token, and the tokens scored per second."""
    sequences = [example.ids for example in examples]
    list(engine.log_probs(sequences[:2]))  # the first call loads the model
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        scores = list(engine.log_probs(sequences))
        seconds.append(time.perf_counter() - began)
    learned = [
        score
        for example, tokens in zip(examples, scores, strict=True)
        for score in tokens[example.prompt_length - 1 :]
    ]
    return -sum(learned) / len(learned), sum(map(len, sequences)) / min(seconds)
