"""The fine-tuned language model: it scores source words and names, and spells names."""

import math
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from pokename.corpus.prompt_format import PromptFormat
from pokename.naming.engine import Engine
from pokename.naming.features import Idea
from pokename.naming.sampling import Sampling
from pokename.naming.wishes import Request
from pokename.seeds import seed_of

PROMPTS_KEPT = 16  # prompts whose next-token log probabilities are cached
LETTERS_OVER = 2  # tokens beyond the letters: the end token, and one for a letter of two tokens


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
        examples = [self._format.example(*one) for one in pairs]
        scores = self._engine.log_probs([example.ids for example in examples])
        return [
            sum(tokens[example.prompt_length - 1 :])
            for example, tokens in zip(examples, scores, strict=True)
        ]

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

    def first_probabilities(self, text: str) -> list[float]:
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
