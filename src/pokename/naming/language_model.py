"""The fine-tuned language model: it scores source words and names, and spells names."""

import math
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from pokename.corpus.prompt_format import EncodedExample, PromptFormat
from pokename.naming import arguments
from pokename.naming.engine import Engine
from pokename.naming.features import Idea
from pokename.naming.wishes import Request
from pokename.seeds import seed_of

if TYPE_CHECKING:
    from pokename.config import GenerateSection

PROMPTS_KEPT = 16  # prompts whose next-token log probabilities are cached
LETTERS_OVER = 2  # tokens beyond the letters: the end token, and one for a letter of two tokens


class Sampling(Struct, frozen=True):
    """How boldly names are drawn.

    Attributes:
        temperature: Above 0. A higher temperature gives more surprising names.
        top_p: Share of probability (nucleus) that a model without plans draws letters from, above 0
            and up to 1.
        candidates: Number of candidates that a model without plans samples for each requested name.
        spread: How much the random draw changes the ranking, 1 by default. The temperature
            multiplies it.

    Raises:
        WishError: A value isn't a number, or is out of range.
    """

    temperature: float = 1.0
    top_p: float = 0.95
    candidates: int = 3
    spread: float = 1.0

    def __post_init__(self) -> None:
        arguments.whole("candidates", self.candidates, 1, 1000)
        for name, least, most in (("temperature", 1e-6, 10), ("top_p", 1e-6, 1), ("spread", 0, 10)):
            value = arguments.number(name, getattr(self, name))
            if not least <= value <= most:
                raise arguments.refused(name, f"a number from {least} to {most}", value)

    @classmethod
    def of(cls, section: "GenerateSection") -> "Sampling":
        """Return the sampling of the config's ``generate`` section."""
        return cls(section.temperature, section.top_p, section.candidates)

    @classmethod
    def of_creativity(cls, creativity: float, candidates: int = 3) -> "Sampling":
        """Return the sampling for a creativity from 0 (the likeliest ideas) to 1 (the boldest).

        >>> Sampling.of_creativity(0.5)
        Sampling(temperature=1.0, top_p=0.95, candidates=3, spread=1.0)
        """
        temperature, top_p = round(0.6 + 0.8 * creativity, 4), round(0.9 + 0.1 * creativity, 4)
        return cls(temperature, top_p, candidates, spread=round(4 * creativity**2, 4))


class LanguageModel:
    """A model and its prompt format.

    Args:
        engine: Runs the model.
        prompt_format: Turns text into token ids.
        plans: Whether the model was trained to write source words before a name.
    """

    def __init__(self, engine: Engine, prompt_format: PromptFormat, *, plans: bool) -> None:
        self._engine = engine
        # All pages of a list have the same prompt, and every description needs the empty prompt.
        self._next_log_probs = lru_cache(maxsize=PROMPTS_KEPT)(engine.next_log_probs)
        self._format = prompt_format
        self.plans = plans

    def log_probs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return log p(name, end | description) of each (description, name), in nats."""
        return list(self._sums([self._format.example(*one) for one in pairs]))

    def ideas(self, text: str, words: Collection[str]) -> dict[str, Idea]:
        """Return how probable each source word is as the first word of a plan.

        Only a word's first token is scored. It tells as much as all tokens of the word would, and
        one pass over the description is then enough for all words
        (docs/measurements/experiments.md).

        Args:
            text: The description.
            words: Source words.

        Returns:
            Maps each source word to its idea; empty for a model that doesn't plan.
        """
        if not self.plans:
            return {}
        given = self._next_log_probs(self._format.prompt(text, plan=True))
        nothing = self._next_log_probs(self._format.prompt("", plan=True))
        ids = {word: self._format.root(word) for word in words}
        return {
            word: Idea(given[first], nothing[first], one_token=not rest)
            for word, (first, *rest) in ids.items()
        }

    def first_ids(self, text: str) -> list[float]:
        """Return the probability that each id is the first that the model writes for a description.

        The first id starts a source word, or a name if the model doesn't plan.
        """
        prompt = self._format.prompt(text, plan=self.plans)
        return [math.exp(one) for one in self._next_log_probs(prompt)]

    def spelled(self, request: Request, count: int, seed: str, sampling: Sampling) -> Iterator[str]:
        """Yield names that the model spells, with repeats.

        Args:
            request: The description and its wishes.
            count: Number of names to sample.
            seed: Any text.
            sampling: Its ``temperature`` and ``top_p`` are used.
        """
        prompt = self._format.prompt(request.text, plan=False)
        given = self._format.spell(request.limits.starts_with)
        written = self._engine.sample(
            (*prompt, *given),
            count,
            seed=seed_of(seed, request.text),
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            max_tokens=request.limits.max_length + LETTERS_OVER,
            end_id=self._format.end_id,
        )
        for ids in written:
            letters = self._format.read((*given, *ids))
            if letters:
                yield letters

    def _sums(self, examples: Sequence[EncodedExample]) -> Iterator[float]:
        """Start scoring examples; return an iterator of log p(target | prompt), in nats."""
        scores = self._engine.log_probs([example.ids for example in examples])
        return (
            sum(tokens[example.prompt_length - 1 :])
            for example, tokens in zip(examples, scores, strict=True)
        )
