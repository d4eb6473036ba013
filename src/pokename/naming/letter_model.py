"""An interpolated letter n-gram model: how much a string of letters looks like a name.

Orders are mixed by Witten-Bell smoothing (Witten and Bell, "The zero-frequency problem", IEEE
Transactions on Information Theory 37:4, 1991), which needs no held-out names to set its weights.
"""

import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pokename.errors import ModelError
from pokename.files import write_json
from pokename.paths import DESIGNED_LETTERS
from pokename.pokedex.official_names import normal_form

START, END = "^", "$"
MOST_LETTERS = 8  # highest order of a model
SYMBOLS = 37  # a to z, 0 to 9 and the end
_PACKED = re.compile(r"[^ ]+(?: [1-9][0-9]{0,8})+")  # letters and a count for each: "rm$ 12 3 1"
PROBABILITIES_KEPT = 2**14  # of each kind, some 3 MB in all; limits caches of any text's n-grams


class LetterModel:
    """Gives the probability of each letter of a name, given the ``order - 1`` letters before it.

    Args:
        contexts: Maps each context, of every length, to the letters that followed it and their
            counts, such as "rm$ 12 3 1". An entry is parsed on first use, since most are never
            used.
        order: Number of letters in an n-gram, including the predicted letter.
    """

    def __init__(self, contexts: Mapping[str, str], order: int) -> None:
        self.order = order
        self._contexts = contexts
        self._after = _After(contexts)
        self._probability = _Probabilities(self._after)
        self._logs = _Logs(self._probability)

    @classmethod
    def fit(cls, names: Iterable[str], order: int = 4) -> "LetterModel":
        """Fit a model to the letters of ``names`` in normal form.

        >>> model = LetterModel.fit(["Charmander", "Charmeleon", "Charizard"])
        >>> model.log_prob("charman") > model.log_prob("xqzzk")
        True
        """
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for name in names:
            text = START * (order - 1) + normal_form(name) + END
            for end in range(order - 1, len(text)):
                for length in range(order):
                    counts[text[end - length : end]][text[end]] += 1
        return cls({context: _packed(letters) for context, letters in counts.items()}, order)

    def log_prob(self, name: str) -> float:
        """Return log p(letters and end) of a name in its normal form, in nats."""
        text = START * (self.order - 1) + name + END
        logs, order, total = self._logs, self.order, 0.0  # called for thousands of blends
        for start in range(len(text) - order + 1):
            total += logs[text[start : start + order]]
        return total

    def likeness(self, name: str) -> float:
        """Return log p divided by the number of letters, in nats per letter."""
        return self.log_prob(name) / len(name)

    def bits_per_letter(self, name: str) -> float:
        """Return -log2 p divided by the number of letters; the end counts as a letter."""
        letters = normal_form(name)
        return -self.log_prob(letters) / math.log(2) / (len(letters) + 1)

    def sample(self, rng: random.Random, max_letters: int = 12) -> str:
        """Return a random name, drawn letter by letter; start again if the name gets too long."""
        while True:
            text = START * (self.order - 1)
            while len(text) < max_letters + self.order:
                text += self._draw(text[len(text) - self.order + 1 :], rng)
                if text.endswith(END):
                    name = text.strip(START + END)
                    if name:
                        return name
                    break

    def save(self, path: Path) -> None:
        """Write the counts as JSON."""
        write_json(path, {"order": self.order, "contexts": self._contexts})

    @classmethod
    def load(cls, path: Path) -> "LetterModel":
        """Load a letter model from a file that ``save`` wrote, in this or an earlier version.

        Earlier versions wrote counts as JSON objects.

        Raises:
            ModelError: The file can't be read, or doesn't hold a letter model.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelError(
                f"{path} can't be read: {error.strerror}.", "Train the model again."
            ) from None
        return cls.read(content, path)

    @classmethod
    def read(cls, content: bytes, path: Path) -> "LetterModel":
        """Load a letter model from the content of a file.

        Args:
            content: Bytes of the file.
            path: Path of the file, for error messages.

        Raises:
            ModelError: The content isn't a letter model.
        """
        try:
            stored = json.loads(content)
            order = int(stored["order"])
            contexts = stored.get("contexts")
            if contexts is None:
                counts = stored["counts"].items()
                contexts = {context: _packed(letters) for context, letters in counts}
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            raise _no_letter_model(path) from None
        if not 1 <= order <= MOST_LETTERS or not isinstance(contexts, dict):
            raise _no_letter_model(path)
        return cls(contexts, order)

    def check(self, path: Path) -> None:
        """Check all counts now; otherwise a malformed count would fail on first use.

        Raises:
            ModelError: A count is malformed.
        """
        for context, packed in self._contexts.items():
            is_packed = isinstance(packed, str) and _PACKED.fullmatch(packed)
            letters, *counts = packed.split(" ") if is_packed else [""]
            is_whole = len(letters) == len(set(letters)) == len(counts)
            if not is_packed or not is_whole or len(context) >= self.order:
                raise _no_letter_model(path)

    def _draw(self, context: str, rng: random.Random) -> str:
        """Return a random next letter, from the counts of ``context`` or of a shorter context."""
        while context and rng.random() >= self._trust(context):
            context = context[1:]
        letters, _ = self._after[context]
        return rng.choices(list(letters), weights=list(letters.values()))[0]

    def _trust(self, context: str) -> float:
        """Return the Witten-Bell weight of the counts after ``context``."""
        letters, total = self._after[context]
        return total / (total + len(letters)) if letters else 0.0


class _After(dict[str, tuple[Mapping[str, int], int]]):
    """The count of each letter after a context, and the sum of the counts; parsed on first use."""

    def __init__(self, contexts: Mapping[str, str]) -> None:
        self._contexts = contexts

    def __missing__(self, context: str) -> tuple[Mapping[str, int], int]:
        if context not in self._contexts:  # not kept, since there is no limit to such contexts
            return {}, 0
        letters, *counts = self._contexts[context].split(" ")
        numbers = list(map(int, counts))
        after = self[context] = dict(zip(letters, numbers, strict=True)), sum(numbers)
        return after


class _Kept(dict[str, float]):
    """A number for each n-gram, computed on first use; at most ``PROBABILITIES_KEPT`` of them."""

    def keep(self, ngram: str, number: float) -> float:
        """Keep the number of an n-gram, and return it."""
        if len(self) >= PROBABILITIES_KEPT:
            self.clear()
        self[ngram] = number
        return number


class _Probabilities(_Kept):
    """p of an n-gram's last letter given its other letters, interpolated with shorter contexts."""

    def __init__(self, after: _After) -> None:
        self._after = after

    def __missing__(self, ngram: str) -> float:
        context, letter = ngram[:-1], ngram[-1]
        shorter = self[ngram[1:]] if context else 1 / SYMBOLS
        letters, total = self._after[context]
        kinds = len(letters)
        mixed = (letters.get(letter, 0) + kinds * shorter) / (total + kinds) if kinds else shorter
        return self.keep(ngram, mixed)


class _Logs(_Kept):
    """Log p of an n-gram's last letter given its other letters, in nats."""

    def __init__(self, probability: _Probabilities) -> None:
        self._probability = probability

    def __missing__(self, ngram: str) -> float:
        return self.keep(ngram, math.log(self._probability[ngram]))


@cache
def designed_letters() -> LetterModel:
    """Return the letter model of designed names, which ``recipes/taste`` writes."""
    return LetterModel.load(DESIGNED_LETTERS)


def _no_letter_model(path: Path) -> ModelError:
    return ModelError(f"{path} doesn't hold a letter model.", "Train the model again.")


def _packed(counts: Mapping[str, int]) -> str:
    return " ".join(["".join(counts), *map(str, counts.values())])
