"""Text completion by a language model without fine-tuning, for prompts with the same beginning."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, cast

import torch
from torch import Tensor

from pokename.training.bases import context, load_as_it_is


class TextCompleter:
    """Completes lines of text after a fixed beginning.

    The model processes the beginning once and caches the result.

    Args:
        name: The hub name or the folder of the model.
        beginning: A function that returns the beginning. It gets the number of tokens that the
            beginning may have, and a function that counts the tokens of a text.

    Raises:
        ModelError: The model can't be loaded.
    """

    def __init__(self, name: str, beginning: Callable[[int, Callable[[str], int]], str]) -> None:
        base = load_as_it_is(name)
        self._model = base.model.eval()
        self._tokenizer = base.tokenizer
        self._tokenizer.encode_special_tokens = True  # "<|end|>" in a text is plain text
        self._room = context(base)
        self._beginning = self._ids(beginning(self._room, lambda text: len(self._ids(text))))
        with torch.inference_mode():
            ids = torch.tensor([self._beginning])
            self._read = self._model(ids, use_cache=True).past_key_values

    def lines(
        self, text: str, n: int, tokens: int, seed: int, *, temperature: float, top_p: float
    ) -> list[str]:
        """Return ``n`` sampled completions of the line that starts with ``text``.

        Args:
            text: The text after the beginning; if it is too long, only its end is read.
            n: The number of samples.
            tokens: The maximum number of tokens in a sample.
            seed: The seed of the sampling, 0 or more.
            temperature: The temperature, above 0.
            top_p: Tokens are drawn only from the likeliest ones that together have this probability
                (nucleus sampling).
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
