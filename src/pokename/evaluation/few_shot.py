"""The baseline that most people would try: a language model as it is, shown a few examples."""

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from pokename.corpus.table import Row
from pokename.errors import MissingExtraError
from pokename.evaluation.baselines import Given
from pokename.evaluation.cases import KINDS
from pokename.naming.language_model import Sampling
from pokename.seeds import seed_of

SHOTS = 10  # examples, half of them short prompts
QUESTION = 120  # tokens of the longest description and its name
NAME = 10  # tokens
ROUNDS = 3  # of as many samples as names are asked for
HEAD = "Invented creatures and the names that their makers gave them.\n"


class FewShotNamer:
    """A language model that is shown species of the train families, and asked to go on.

    What it writes is taken as it is, the first word of each line, with no gates and no ranking:
    that is what a wrapper around it would give.

    Args:
        model: A hub name or a folder.
        train: The rows that examples are drawn from.
        sampling: How it samples.
        seed: Of the examples.

    Raises:
        MissingExtraError: torch isn't installed.
        ModelError: The model can't be loaded.
    """

    def __init__(self, model: str, train: Sequence[Row], sampling: Sampling, seed: int) -> None:
        try:
            from pokename.model.continuing import Continuer
        except ImportError as error:
            raise MissingExtraError("train", "evaluate.few_shot") from error
        self.label = f"{Path(model).name}, few-shot"
        self._sampling = sampling
        shots = _shots(train, seed)
        self._continuer = Continuer(model, lambda room, count: _beginning(shots, room, count))

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return up to ``n`` distinct names, fewer where the model repeats itself."""
        drawn: dict[str, None] = {}
        for attempt in range(ROUNDS):
            lines = self._continuer.lines(
                _question(description),
                n,
                NAME,
                seed_of(seed, attempt, description),
                temperature=self._sampling.temperature,
                top_p=self._sampling.top_p,
            )
            words = [word[0] for line in lines if (word := re.search(r"[^\W\d_]+", line))]
            drawn |= dict.fromkeys(word.capitalize() for word in words)
            if len(drawn) >= n:
                break
        return [Given(name) for name in list(drawn)[:n]]


def _shots(train: Sequence[Row], seed: int) -> list[Row]:
    """Draw examples, of both kinds in turn, no species twice."""
    rng = random.Random(f"{seed}/few-shot")
    shuffled = rng.sample(train, len(train))
    shots: dict[int, Row] = {}
    for place in range(SHOTS):
        kind = KINDS[place % len(KINDS)]
        fit = (row for row in shuffled if row.kind == kind and row.species_id not in shots)
        if row := next(fit, None):
            shots[row.species_id] = row
    return list(shots.values())


def _beginning(shots: Sequence[Row], room: int, count: Callable[[str], int]) -> str:
    """Return as many examples as leave room for a question."""
    texts = [f"{_question(row.description)} {row.name}\n" for row in shots]
    while texts and count(HEAD + "".join(texts)) + QUESTION > room:
        texts.pop()
    return HEAD + "".join(texts)


def _question(description: str) -> str:
    return f"Description: {description}\nName:"
