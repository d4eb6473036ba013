"""The inference engine: takes token ids, returns ids and log probabilities; handles no text."""

import ctypes
import json
import math
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pokename.cores import cores
from pokename.errors import ModelError
from pokename.naming.fork_safety import in_a_thread, stop_if_ending, watch

if TYPE_CHECKING:
    from concurrent.futures import Future


def _compiled() -> Any:  # a module without types
    """Return CTranslate2's compiled module, without the rest of its package.

    The package also loads asyncio, for streams that aren't used here. Asyncio would make up a
    seventh of the modules loaded for the first list of names. On Windows, Python needs the
    package to find CTranslate2's libraries.
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
# The engine has one seed for the process. No thread may change it between seeding and sampling.
_SEEDED = threading.Lock()
# Streams of one sampling call, each a thread with its own model and seed. The number of streams
# doesn't depend on the number of cores, so that a seed gives the same names on any machine.
STREAMS = 2
# The number of likeliest tokens that top_p chooses from. Without this bound the engine sorts the
# whole vocabulary for every token, which takes four times as long as the model itself.
TOP_K = 64
# Options of a sampling call: what it returns, and that it doesn't block.
_TOLD = {"include_prompt_in_result": False, "return_end_token": True, "asynchronous": True}
# Tokens in a batch of sequences to score. This many fit in the cache of a core.
SCORE_BATCH_TOKENS = 128
# Threads that run at the same time. OMP_NUM_THREADS tells a worker process its share of the cores.
_SHARE = os.environ.get("OMP_NUM_THREADS", "")
THREADS = int(_SHARE) if _SHARE.isdecimal() and int(_SHARE) else min(4, cores())


class Engine:
    """A language model exported for CTranslate2. Safe to share between threads.

    Args:
        folder: Folder of the model, for error messages.
        files: Bytes of model.bin, config.json and vocabulary.json, already checked.
        device: ``cpu``, ``cuda``, or ``auto``, which uses ``cuda`` if there is a GPU.
        compute_type: Compute type in CTranslate2's terms. None means the stored type if ``device``
            is ``cuda``, and otherwise float32, which gives the same results on every processor.
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
        self._files = files  # kept, since each sampling call builds its own models from them
        # Load the scoring model in the background, while the caller prepares its first request.
        self._scoring: Future[Any] | None = self._load_to_score()
        watch(self)

    def free(self) -> None:
        """Free the model and end its threads; the model is loaded again when it is needed."""
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
        """Start sampling continuations of a prompt; return an iterator that waits for their ids.

        The same arguments give the same continuations, whatever other threads sample. The engine
        seeds a model only once, so each stream loads its own model.

        Args:
            prompt: Ids of the prompt.
            count: Number of continuations to sample.
            seed: 0 to 2**31 - 1.
            temperature: Above 0; below 1 sharpens the distribution, above 1 flattens it.
            top_p: Draw only from the likeliest tokens. Together they have this share of the
                probability of the ``TOP_K`` likeliest tokens.
            max_tokens: Maximum number of tokens in a continuation; an unfinished continuation is
                left out.
            end_id: Id of the token that ends a continuation; it isn't returned.
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
        """Return log p of each id of the vocabulary as the next id after ``prompt``, in nats.

        Raises:
            ModelError: The model gives NaN or infinity.
        """
        with self._as_model_error():
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
        """Start scoring sequences; return an iterator that waits for log p of their tokens.

        Args:
            sequences: N sequences of two or more ids.

        Returns:
            N lists: log p of each token given the tokens before it, in nats. The first token has no
            log p, so each list is one shorter than its sequence.

        Raises:
            ModelError: The model gives NaN or infinity.
        """
        scores = self._scorer.score_batch(
            [self._tokens(ids) for ids in sequences],
            max_batch_size=SCORE_BATCH_TOKENS,
            batch_type="tokens",
            max_input_length=0,
            asynchronous=True,
        )
        return (self._finite(score) for score in scores)

    def _finite(self, score: Any) -> list[float]:  # an asynchronous result of the engine
        with self._as_model_error():
            numbers = list(score.result().log_probs)
        if not all(map(math.isfinite, numbers)):
            raise self._no_number()
        return numbers

    def _written(
        self, models: list[Any], streams: Iterable[Any], end_id: int
    ) -> Iterator[tuple[int, ...]]:
        """Yield the sequences; free the models last, since freeing blocks on pending work."""
        for (stream,) in streams:  # lists of one asynchronous result
            with self._as_model_error():
                written = stream.result().sequences_ids
            for ids in written:
                if ids and ids[-1] == end_id:
                    yield tuple(ids[:-1])
        models.clear()

    @contextmanager
    def _as_model_error(self) -> Iterator[None]:
        """Raise a ModelError if the engine fails; CTranslate2 raises only built-in errors."""
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
        """Return a new model with its own seed for each stream; they load in parallel."""
        stop_if_ending()
        load = partial(self._load, threads=max(1, THREADS // STREAMS))
        loading = [in_a_thread(load) for _ in range(streams)]
        return [
            self._seeded(_or_raise(one.result()), seed + stream)
            for stream, one in enumerate(loading)
        ]

    def _seeded(self, model: Any, seed: int) -> Any:
        """Seed a model that has never sampled, and return it."""
        with _SEEDED:
            ctranslate2.set_random_seed(seed)
            # The engine reads the seed when it draws the first token: draw one and discard it.
            model.generate_batch([self._vocabulary[:1]], max_length=1, sampling_topk=0)
        return model

    def _load_to_score(self) -> "Future[Any]":
        return in_a_thread(partial(self._load, workers=THREADS))

    def _load(self, *, workers: int = 1, threads: int = 1) -> Any:
        """Return a new model for ``workers`` parallel batches, each on ``threads`` threads.

        If the model can't be loaded, return a ModelError instead of raising it. The engine keeps
        what this returns. A raised error holds a traceback that refers to the engine, so both would
        be freed only when Python's cycle collector runs.
        """
        try:
            model = ctranslate2.Generator(
                str(self._folder),
                device=self._device,
                compute_type=self._compute_type,
                inter_threads=workers,
                intra_threads=threads,
                files=self._files,
            )
            if self._device != "cpu":  # CUDA's libraries are loaded on first use: use them now
                model.score_batch([self._vocabulary[:2]])
        except (RuntimeError, ValueError) as error:
            reason = str(error).splitlines()[0]
            return ModelError(
                f"The engine can't load {self._folder} on {self._device}: {reason}.",
                "Train the model again. If the device is the problem, use cpu.",
            )
        return model

    def _tokens(self, ids: Sequence[int]) -> list[str]:
        vocabulary = self._vocabulary
        return [vocabulary[token] for token in ids]

    @property
    def _scorer(self) -> Any:
        stop_if_ending()
        scoring = self._scoring
        if scoring is None:  # the model was freed
            scoring = self._scoring = self._load_to_score()
        return _or_raise(scoring.result())

    @cached_property
    def _vocabulary(self) -> list[str]:
        tokens: list[str] = json.loads(self._files["vocabulary.json"])
        return tokens


def _or_raise(loaded: Any) -> Any:
    """Return a loaded model, or raise the error that ``_load`` returned."""
    if isinstance(loaded, ModelError):
        raise ModelError(loaded.message, loaded.hint)
    return loaded


def _floats(view: Any) -> list[float]:
    """Return the numbers of an engine array; avoid numpy, which is slow to import."""
    view = view.to_device(ctranslate2.Device.cpu).to(ctranslate2.DataType.float32)
    address, _ = view.__array_interface__["data"]
    numbers: list[float] = (ctypes.c_float * math.prod(view.shape)).from_address(address)[:]
    return numbers
