"""Measure names per second on a GPU: python -m benchmarks.programs.sample_on_gpu MODEL ROUNDS.

MODEL is a folder that ``prepare_model`` wrote. Each engine samples 1, 64 and 1,024 names for one
description, for several rounds; loading isn't timed. Prints JSON: for each engine and count, the
names per second of each round. If an engine fails, reports this on stderr.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import GPT2LMHeadModel

from benchmarks.programs.sample_with import (
    DESCRIPTIONS,
    END_ID,
    MAX_TOKENS,
    TEMPERATURE,
    TOP_P,
    Sample,
    engine_of,
)
from pokename.naming.engine import TOP_K
from pokename.paths import RunFiles

COUNTS = (1, 64, 1_024)
WARMING = 3  # warm-up calls, for compilation and CUDA graphs
REPEATS = {1: 10, 64: 5, 1_024: 3}  # the calls in a round, by the count of names


def pokename(folder: Path) -> Sample:
    """Return a function that samples with pokename's engine on CUDA."""
    engine = engine_of(folder, "cuda")

    def sample(ids: list[int], count: int) -> None:
        written = engine.sample(
            ids,
            count,
            seed=7,
            temperature=TEMPERATURE,
            top_p=TOP_P,
            max_tokens=MAX_TOKENS,
            end_id=END_ID,
        )
        list(written)  # wait for all sequences

    return sample


def transformers(folder: Path, dtype: str = "float32") -> Sample:
    """Return a function that samples with ``generate`` of transformers."""
    model: Any = GPT2LMHeadModel.from_pretrained(folder, dtype=dtype)
    model.to("cuda")

    def sample(ids: list[int], count: int) -> None:
        prompt = torch.tensor([ids], device="cuda")
        written = model.generate(
            prompt,
            attention_mask=torch.ones_like(prompt),
            do_sample=True,
            temperature=TEMPERATURE,
            top_p=TOP_P,
            top_k=TOP_K,
            max_new_tokens=MAX_TOKENS,
            num_return_sequences=count,
            eos_token_id=END_ID,
            pad_token_id=END_ID,
        )
        written.tolist()

    return sample


ENGINES: dict[str, Callable[[Path], Sample]] = {
    "transformers": transformers,
    "transformers, bf16": partial(transformers, dtype="bfloat16"),
    "engine": pokename,
}

Rates = dict[str, dict[int, list[float]]]


def main(folder: Path, rounds: int) -> None:
    """Measure one engine after the other and print the rates."""
    tokenizer = Tokenizer.from_file(str(RunFiles(folder).tokenizer))
    ids = tokenizer.encode(f"{DESCRIPTIONS[0]} ->", add_special_tokens=False).ids
    rates: Rates = {name: defaultdict(list) for name in ENGINES}
    for name, load in ENGINES.items():
        try:
            sample = load(folder)
            for count in COUNTS:
                for _ in range(WARMING):
                    sample(ids, count)
                rates[name][count] = [_rate(sample, ids, count) for _ in range(rounds)]
                print(f"{name}, {count} names: {rates[name][count]} per second", file=sys.stderr)
        except Exception as error:  # each library raises its own types
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
    print(json.dumps(rates))


def _rate(sample: Sample, ids: list[int], count: int) -> float:
    started = time.perf_counter()
    for _ in range(REPEATS[count]):
        sample(ids, count)
    return REPEATS[count] * count / (time.perf_counter() - started)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
