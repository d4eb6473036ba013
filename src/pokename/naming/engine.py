"""The inference engine: token ids in, ids and log probabilities out. Knows nothing of text."""

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import ctranslate2

from pokename.errors import ModelError

# The engine's seed is one for the process: it must not change between seeding and sampling.
_SEEDED = threading.Lock()
# Bounds the memory of a batch of sequences to score, in tokens.
SCORE_BATCH_TOKENS = 8192


class Engine:
    """A language model exported for CTranslate2. Safe to share between threads.

    Args:
        folder: With model.bin, config.json and vocabulary.json.
        device: ``auto`` (a GPU when there is one), ``cpu`` or ``cuda``.
        threads: Of one call; 0 leaves the choice to the engine.
    """

    def __init__(self, folder: Path, device: str = "auto", threads: int = 0) -> None:
        self._folder = folder
        self._device = device
        self._threads = threads
        try:
            # Read once: each sampling call builds a model of its own from these bytes.
            self._files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        except OSError as error:
            raise ModelError(
                f"{folder} has no engine weights: {error.strerror}.",
                "Train the model again, or give the folder of a finished run.",
            ) from None

    def sample(
        self,
        prompt: Sequence[int],
        count: int,
        *,
        seed: int,
        temperature: float,
        top_p: float,
        max_tokens: int,
        end_id: int,
    ) -> list[list[int]]:
        """Return ``count`` continuations of one prompt, without the end token.

        The same arguments give the same continuations whatever was sampled before, in this thread
        or another: the engine's generator of random numbers is seeded once in the life of a model,
        so each call loads its own (some milliseconds for a small model).

        Args:
            prompt: Ids that are given.
            count: Continuations asked for.
            seed: 0 to 2**31 - 1.
            temperature: Above 0; below 1 sharpens, above 1 flattens.
            top_p: Samples from the most probable tokens that hold this much probability.
            max_tokens: Of a continuation; one that hasn't ended by then is left out.
            end_id: The token that ends a continuation.
        """
        with _SEEDED:
            ctranslate2.set_random_seed(seed)
            (result,) = self._load().generate_batch(
                [self._tokens(prompt)],
                num_hypotheses=count,
                sampling_topk=0,
                sampling_topp=top_p,
                sampling_temperature=temperature,
                max_length=max_tokens,
                end_token=[end_id],
                return_end_token=True,
                include_prompt_in_result=False,
            )
        return [list(ids[:-1]) for ids in result.sequences_ids if ids and ids[-1] == end_id]

    def log_probs(self, sequences: Sequence[Sequence[int]]) -> list[list[float]]:
        """Return log p of each token given those before it, in nats.

        Args:
            sequences: Each of two ids or more, N in all.

        Returns:
            N lists, each one shorter than its sequence: nothing comes before the first token.
        """
        results = self._scorer.score_batch(
            [self._tokens(ids) for ids in sequences],
            max_batch_size=SCORE_BATCH_TOKENS,
            batch_type="tokens",
            max_input_length=0,
        )
        return [list(result.log_probs) for result in results]

    def _load(self) -> ctranslate2.Generator:
        try:
            return ctranslate2.Generator(
                str(self._folder),
                device=self._device,
                intra_threads=self._threads,
                files=self._files,
            )
        except (RuntimeError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise ModelError(
                f"The engine can't load {self._folder} on {self._device}: {reason}.",
                "Try --device cpu, or train the model again.",
            ) from None

    def _tokens(self, ids: Sequence[int]) -> list[str]:
        vocabulary = self._vocabulary
        return [vocabulary[token] for token in ids]

    @cached_property
    def _scorer(self) -> ctranslate2.Generator:
        return self._load()

    @cached_property
    def _vocabulary(self) -> list[str]:
        tokens: list[str] = json.loads(self._files["vocabulary.json"])
        return tokens
