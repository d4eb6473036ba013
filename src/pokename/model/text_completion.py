"""A language model as it is: what it writes next, after a text that all questions begin with."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, cast

import torch
from torch import Tensor

from pokename.model.bases import load_as_it_is


class TextCompleter:
    """Continues texts that begin alike, line by line.

    What a model reads first is read once, and kept for all that follows.

    Args:
        name: A hub name or a folder.
        beginning: Returns the beginning for the tokens that there is room for, given a function
            that counts a text's tokens.

    Raises:
        ModelError: The model can't be loaded.
    """

    def __init__(self, name: str, beginning: Callable[[int, Callable[[str], int]], str]) -> None:
        base = load_as_it_is(name)
        self._model = base.model.eval()
        self._tokenizer = base.tokenizer
        self._tokenizer.encode_special_tokens = True  # what looks like one in a text is text
        self._room = int(base.model.config.max_position_embeddings)
        self._beginning = self._ids(beginning(self._room, lambda text: len(self._ids(text))))
        with torch.inference_mode():
            ids = torch.tensor([self._beginning])
            self._read = self._model(ids, use_cache=True).past_key_values

    def lines(
        self, text: str, n: int, tokens: int, seed: int, *, temperature: float, top_p: float
    ) -> list[str]:
        """Return ``n`` samples of the rest of the line that the beginning and ``text`` end in.

        Args:
            text: Follows the beginning; of one that is too long the end is read.
            n: Samples.
            tokens: That a sample has at the most.
            seed: Of the sampling, 0 or more.
            temperature: Above 0.
            top_p: Nucleus of the probability that tokens are drawn from.
        """
        room = self._room - len(self._beginning) - tokens
        prompt = torch.tensor([[*self._beginning, *self._ids(text)[-room:]]]).repeat(n, 1)
        read = deepcopy(self._read)
        read.batch_repeat_interleave(n)
        with torch.random.fork_rng(devices=[]), torch.inference_mode():
            torch.manual_seed(seed)
            written = cast("Any", self._model).generate(
                prompt,
                attention_mask=torch.ones_like(prompt),
                past_key_values=read,
                do_sample=True,
                temperature=temperature,
                top_p=top_p,
                top_k=0,
                max_new_tokens=tokens,
                eos_token_id=self._ids("\n")[-1],
                pad_token_id=self._ids("\n")[-1],
            )
        return [self._text(row[prompt.shape[1] :]) for row in written]

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids

    def _text(self, ids: Tensor) -> str:
        return self._tokenizer.decode(ids.tolist()).split("\n")[0]
