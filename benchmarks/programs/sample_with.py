"""Print names per second, not counting loading: sample_with.py ENGINE MODEL COUNT PROMPTS."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from pokename.config.schema import EvaluateSection
from pokename.naming import engine
from pokename.paths import RunFiles

DESCRIPTIONS = EvaluateSection().prompts
MAX_TOKENS = 30
END_ID = 0
TEMPERATURE, TOP_P = 1.0, 0.95

Sample = Callable[[list[int], int], None]


def engine_of(folder: Path, device: str) -> engine.Engine:
    """Return pokename's engine with the weights of a run."""
    weights = RunFiles(folder).engine
    return engine.Engine(
        weights, {path.name: path.read_bytes() for path in weights.iterdir()}, device
    )


def pokename(folder: Path) -> Sample:
    """Return a function that samples with pokename's engine."""
    loaded = engine_of(folder, "cpu")

    def sample(ids: list[int], count: int) -> None:
        written = loaded.sample(
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


def transformers(folder: Path) -> Sample:
    """Return a function that samples with transformers."""
    import torch
    from transformers import GPT2LMHeadModel

    model: Any = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32)

    def sample(ids: list[int], count: int) -> None:
        model.generate(
            torch.tensor([ids]),
            attention_mask=torch.ones(1, len(ids), dtype=torch.long),
            do_sample=True,
            temperature=TEMPERATURE,
            top_p=TOP_P,
            top_k=engine.TOP_K,
            max_new_tokens=MAX_TOKENS,
            num_return_sequences=count,
            eos_token_id=END_ID,
            pad_token_id=END_ID,
        )

    return sample


def main(engine: str, folder: Path, count: int, prompts: int) -> None:
    """Warm up with a description, sample for ``prompts`` descriptions, print names per second."""
    sample = {"pokename": pokename, "transformers": transformers}[engine](folder)
    tokenizer = Tokenizer.from_file(str(RunFiles(folder).tokenizer))
    asked = [
        tokenizer.encode(f"{text} ->", add_special_tokens=False).ids
        for text in DESCRIPTIONS[:prompts]
    ]
    sample(asked[0], 2)
    started = time.perf_counter()
    for ids in asked:
        sample(ids, count)
    print(count * len(asked) / (time.perf_counter() - started))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
