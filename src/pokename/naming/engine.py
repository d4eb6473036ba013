"""The inference engine: token ids in, ids and log probabilities out. Knows nothing of text."""

import ctypes
import json
import math
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pokename.cores import cores
from pokename.errors import ModelError
from pokename.naming.engine_threads import go_on, in_a_thread, watch

if TYPE_CHECKING:
    from concurrent.futures import Future


def _compiled() -> Any:  # a module without types
    """Return the compiled part of CTranslate2, which is all that is used of it.

    Its package loads asyncio besides, for streams that nobody asks for here: a seventh of all that
    a first list of names loads. On Windows the package alone knows where its libraries are.
    """
    package = find_spec("ctranslate2")
    folders = package.submodule_search_locations if package and os.name != "nt" else ()
    found = PathFinder.find_spec("ctranslate2._ext", folders)
    if found is None or found.loader is None or found.name in sys.modules:
        return import_module("ctranslate2")
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


ctranslate2 = _compiled()
# The engine's seed is one for the process: it must not change between seeding and sampling.
_SEEDED = threading.Lock()
# A call samples in this many streams, each a thread with a model and a seed of its own. It doesn't
# follow the number of cores, so that a seed gives the same names on any machine.
STREAMS = 2
# Tokens that top_p chooses from. For the nucleus of a whole vocabulary the engine sorts all of it
# for every token, which takes four times as long as the model itself.
TOP_K = 64
# What the engine tells of what it samples, and when.
_TOLD = {"include_prompt_in_result": False, "return_end_token": True, "asynchronous": True}
# Tokens of a batch of sequences to score: what stays in a core's cache.
SCORE_BATCH_TOKENS = 128
PROMPTS_KEPT = 16  # with log p of what may come next
# What runs at a time. OMP_NUM_THREADS is how one of several worker processes is told its share.
_SHARE = os.environ.get("OMP_NUM_THREADS", "")
THREADS = int(_SHARE) if _SHARE.isdecimal() and int(_SHARE) else min(4, cores())


class Engine:
    """A language model exported for CTranslate2. Safe to share between threads.

    Args:
        folder: To be named in an error.
        files: The bytes of model.bin, config.json and vocabulary.json, found sound.
        device: ``cpu``, ``cuda``, or ``auto``, which is ``cuda`` where there is one.
        compute_type: What it computes in, as CTranslate2 names it; None is what the weights are
            stored in on a GPU, and float32 elsewhere, which gives the same on every processor.
    """

    def __init__(
        self,
        folder: Path,
        files: Mapping[str, bytes],
        device: str = "cpu",
        compute_type: str | None = None,
    ) -> None:
        self._folder = folder
        self._device = device
        self._compute_type = compute_type or ("default" if device == "cuda" else "float32")
        self._files = files  # read once: each sampling call builds a model of its own from them
        # What a first answer needs is loaded while whoever asks gets ready.
        self._scoring: Future[Any] | None = self._load_to_score()
        # A description is asked for again with each page of a list, and none with each description.
        self._next = lru_cache(maxsize=PROMPTS_KEPT)(self._next_log_probs)
        watch(self)

    def free(self) -> None:
        """Free the model and end its threads; it is loaded again when it is needed."""
        self._scoring = None

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
    ) -> Iterator[tuple[int, ...]]:
        """Begin to sample ``count`` continuations of one prompt; return their ids when asked for.

        The same arguments give the same ones, whatever else is sampled in this thread or another:
        the engine seeds a model once in its life, so each stream loads its own.

        Args:
            prompt: Ids that are given.
            count: Continuations asked for.
            seed: 0 to 2**31 - 1.
            temperature: Above 0; below 1 sharpens, above 1 flattens.
            top_p: Share of the probability of the ``TOP_K`` likeliest tokens that is drawn from.
            max_tokens: Of a continuation; one that hasn't ended by then is left out.
            end_id: The token that ends a continuation, and isn't among its ids.
        """
        models = self._models(seed, min(STREAMS, count))
        streams = [
            model.generate_batch(
                [self._tokens(prompt)],
                num_hypotheses=(count + stream) // len(models),
                sampling_topk=TOP_K,
                sampling_topp=top_p,
                sampling_temperature=temperature,
                max_length=max_tokens,
                end_token=[end_id],
                **_TOLD,
            )
            for stream, model in enumerate(models)
        ]
        return self._written(models, streams, end_id)

    def next_log_probs(self, prompt: Sequence[int]) -> Sequence[float]:
        """Return log p of each id of the vocabulary as the one after ``prompt``, in nats.

        Raises:
            ModelError: The model gives something that isn't a number.
        """
        return self._next(tuple(prompt))

    def _next_log_probs(self, prompt: tuple[int, ...]) -> Sequence[float]:
        with self._in_words():
            (result,) = self._scorer.generate_batch(
                [self._tokens(prompt)],
                max_length=1,
                sampling_topk=1,
                return_logits_vocab=True,
                include_prompt_in_result=False,
            )
        logits = _floats(result.logits[0][0])
        most = max(logits)
        total = most + math.log(sum(math.exp(logit - most) for logit in logits))
        if not math.isfinite(total) or min(logits) == -math.inf:
            raise self._no_number()
        return [logit - total for logit in logits]

    def log_probs(self, sequences: Sequence[Sequence[int]]) -> Iterator[list[float]]:
        """Begin to score sequences; return log p of each token given those before it, in nats.

        Args:
            sequences: Each of two ids or more, N in all.

        Returns:
            N lists, each one shorter than its sequence: nothing comes before the first token.

        Raises:
            ModelError: The model gives something that isn't a number.
        """
        scores = self._scorer.score_batch(
            [self._tokens(ids) for ids in sequences],
            max_batch_size=SCORE_BATCH_TOKENS,
            batch_type="tokens",
            max_input_length=0,
            asynchronous=True,
        )
        return (self._finite(score) for score in scores)

    def _finite(self, score: Any) -> list[float]:  # an asynchronous result of the engine's
        with self._in_words():
            numbers = list(score.result().log_probs)
        if not all(map(math.isfinite, numbers)):
            raise self._no_number()
        return numbers

    def _written(
        self, models: list[Any], streams: Iterable[Any], end_id: int
    ) -> Iterator[tuple[int, ...]]:
        """Yield what the models write, and let go of them then: that waits for what they write."""
        for (stream,) in streams:  # lists of one asynchronous result
            with self._in_words():
                written = stream.result().sequences_ids
            for ids in written:
                if ids and ids[-1] == end_id:
                    yield tuple(ids[:-1])
        models.clear()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Say in words what the engine can't do, of which it raises no class of its own."""
        try:
            yield
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"The model in {self._folder} can't be used: {str(error).splitlines()[0]}.",
                "Give a shorter description and name, or another model.",
            ) from error

    def _no_number(self) -> ModelError:
        return ModelError(
            f"The model in {self._folder} gives NaN or infinity for a probability.",
            "Train the model again with a lower train.learning_rate.",
        )

    def _models(self, seed: int, streams: int) -> list[Any]:
        """Return a new model for each stream, with a seed of its own; all are loaded at once."""
        go_on()
        load = partial(self._load, threads=max(1, THREADS // STREAMS))
        loading = [in_a_thread(load) for _ in range(streams)]
        return [self._seeded(one.result(), seed + stream) for stream, one in enumerate(loading)]

    def _seeded(self, model: Any, seed: int) -> Any:
        """Return a model that never sampled, now with a seed."""
        with _SEEDED:
            ctranslate2.set_random_seed(seed)
            # The seed is taken when the first token is drawn; this one is thrown away.
            model.generate_batch([self._vocabulary[:1]], max_length=1, sampling_topk=0)
        return model

    def _load_to_score(self) -> "Future[Any]":
        return in_a_thread(partial(self._load, workers=THREADS))

    def _load(self, *, workers: int = 1, threads: int = 1) -> Any:
        """Return a new model: ``workers`` do a batch each, with so many threads to a batch."""
        try:
            model = ctranslate2.Generator(
                str(self._folder),
                device=self._device,
                compute_type=self._compute_type,
                inter_threads=workers,
                intra_threads=threads,
                files=self._files,
            )
            if self._device != "cpu":  # CUDA's libraries are looked for when they are first used
                model.score_batch([self._vocabulary[:2]])
        except (RuntimeError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise ModelError(
                f"The engine can't load {self._folder} on {self._device}: {reason}.",
                "Train the model again; where the device is at fault use the device cpu.",
            ) from None
        return model

    def _tokens(self, ids: Sequence[int]) -> list[str]:
        vocabulary = self._vocabulary
        return [vocabulary[token] for token in ids]

    @property
    def _scorer(self) -> Any:
        go_on()
        scoring = self._scoring
        if scoring is None:  # it was freed
            scoring = self._scoring = self._load_to_score()
        return scoring.result()

    @cached_property
    def _vocabulary(self) -> list[str]:
        tokens: list[str] = json.loads(self._files["vocabulary.json"])
        return tokens


def _floats(view: Any) -> list[float]:
    """Return the numbers of one of the engine's arrays, without numpy, which is slow to import."""
    view = view.to_device(ctranslate2.Device.cpu).to(ctranslate2.DataType.float32)
    address, _ = view.__array_interface__["data"]
    numbers: list[float] = (ctypes.c_float * math.prod(view.shape)).from_address(address)[:]
    return numbers
