"""Models without fine-tuning, for ``evaluate``: the base of a run, and few-shot language models."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor
from transformers import AutoTokenizer

from pokename.corpus.preprocessing import names_in
from pokename.corpus.splits import read_examples
from pokename.files import make_folder, write_json
from pokename.naming.letter_model import LetterModel
from pokename.paths import Layout, RunFiles
from pokename.training.bases import check_fit, context, load_as_it_is, load_base
from pokename.training.batching import examples, format_for
from pokename.training.engine_conversion import check_convertible, convert_to_engine
from pokename.training.memory import memory_in_words
from pokename.training.run_files import facts_of, file_hashes
from pokename.training.trainer import learned_prompt

if TYPE_CHECKING:
    from pokename.config import TrainSection

SMALLER = "Close other programs, or evaluate a smaller model."


@memory_in_words(SMALLER)
def save_untuned(section: "TrainSection", layout: Layout, folder: Path) -> str:
    """Write the base of a config as a model, with the weights that a training would start from.

    All else is as in a run: it reads as much of a description, plans or not, and its names are
    scored by the letters of the train names. So only the weights differ from those of a run.

    Args:
        section: The config's ``train`` section.
        layout: The folders of the splits.
        folder: The folder to write.

    Returns:
        The name of the base that was loaded, which may be a fallback.

    Raises:
        DataError: The train split is missing.
        ModelError: The base can't be loaded, or the engine can't run it.
    """
    rows, files = read_examples(layout.split("train")), RunFiles(folder)
    base = load_base(section.model)
    check_fit(base, section.max_tokens)
    check_convertible(base)
    make_folder(folder)
    AutoTokenizer.from_pretrained(base.folder).save_pretrained(folder)
    convert_to_engine(base.folder, files.engine)
    LetterModel.fit(names_in(rows)).save(files.letters)
    prompts = examples(rows, format_for(base, section.max_tokens), section, "untuned")
    facts = facts_of(base, section, rows, learned_prompt(prompts), learned=())
    write_json(files.facts, facts)
    write_json(files.manifest, {"files": file_hashes(files)})
    return base.name


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

    @memory_in_words(SMALLER)
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

    @memory_in_words(SMALLER)
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
