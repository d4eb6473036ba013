"""What a model writes for a description: drafts, sampled and blended, within the limits."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import permutations

from pokename.corpus.prompt_format import Draft, PromptFormat
from pokename.naming.blends import best_blends
from pokename.naming.engine import Engine
from pokename.naming.letters import LetterModel
from pokename.naming.limits import Limits
from pokename.naming.proposals import propose
from pokename.naming.wishes import Request
from pokename.seeds import seed_of

PLAN_TOKENS = 16
PROPOSALS = 24  # plans of the description's own words and what says them
BLENDS = 4  # by rule, of each plan that the model wrote
BLEND_NOISE = 0.8  # of the draw among a plan's blends, in units of their score
PLANS_KEPT = 4096
BLENDS_TO_PICK_FROM = 30  # where the roots are given, or the manner counts
# First roots tried where the name's first letters are given, each with its share of the drafts.
FIRST_ROOTS = 6


@dataclass(frozen=True, slots=True)
class Sampling:
    """How names are sampled.

    Attributes:
        temperature: Above 0; higher is more surprising.
        top_p: Nucleus of the probability that tokens are drawn from, above 0 and up to 1.
        candidates: Drafts sampled for each name asked for.
    """

    temperature: float = 1.0
    top_p: float = 0.95
    candidates: int = 4

    @classmethod
    def of_creativity(cls, creativity: float, candidates: int = 4) -> "Sampling":
        """Return the sampling of one plain knob, 0 (the expected) to 1 (the wild).

        >>> Sampling.of_creativity(0.5)
        Sampling(temperature=1.0, top_p=0.95, candidates=4)
        """
        return cls(round(0.6 + 0.8 * creativity, 4), round(0.9 + 0.1 * creativity, 4), candidates)


class Drafter:
    """Asks a model for drafts.

    Args:
        engine: The model.
        prompt_format: Of the model.
        letters: Weighs blends.
        plans: Whether the model plans source words first.
    """

    def __init__(
        self, engine: Engine, prompt_format: PromptFormat, letters: LetterModel, *, plans: bool
    ) -> None:
        self._engine = engine
        self._format = prompt_format
        self._letters = letters
        self._plans = plans
        # Descriptions share plans, and each page of a long list has most of those before it.
        self._blends = lru_cache(maxsize=PLANS_KEPT)(self._best_blends)

    def drafts(self, request: Request, count: int, seed: str, sampling: Sampling) -> list[Draft]:
        """Return what the model wrote, then the blends of each of its plans, with repeats.

        Args:
            request: What is asked.
            count: Drafts to sample; blends come on top.
            seed: Any text.
            sampling: See ``Sampling``.
        """
        written = list(self._written(request, count, seed, sampling))
        return [*written, *self._blended(written, request, seed)]

    def _written(
        self, request: Request, count: int, seed: str, sampling: Sampling
    ) -> Iterator[Draft]:
        """Yield the drafts that the model spelled itself."""
        for number, (prompt, given) in enumerate(self._openings(request)):
            share = -(-count // (FIRST_ROOTS + 1)) if number else count
            planning = self._plans and not request.roots
            for ids in self._engine.sample(
                (*prompt, *given),
                share,
                seed=seed_of(f"{seed}/{number}" if number else seed, request.text),
                temperature=sampling.temperature,
                top_p=sampling.top_p,
                max_tokens=request.limits.max_length + 2 + (PLAN_TOKENS if planning else 0),
                end_id=self._format.end_id,
            ):
                draft = self._format.read((*given, *ids), plan=planning)
                if draft:
                    yield replace(draft, roots=request.roots) if request.roots else draft

    def _openings(self, request: Request) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield prompts, each with what the model must write first: letters, or a root."""
        start = request.limits.starts_with
        if request.roots and self._plans:
            yield self._format.planned(request.text, request.roots).ids, self._format.spell(start)
        elif not self._plans:
            yield self._format.prompt(request.text, plan=False), self._format.spell(start)
        else:
            prompt = self._format.prompt(request.text, plan=True)
            yield prompt, ()
            if start:
                yield from ((prompt, (root,)) for root in self._first_roots(prompt, start))

    def _first_roots(self, prompt: Sequence[int], start: str) -> list[int]:
        """Return the likeliest tokens to begin a plan with, of those that begin with ``start``."""
        logits = self._engine.next_logits(prompt)
        fitting = [token for token, word in self._format.words if word.startswith(start)]
        return sorted(fitting, key=lambda token: (-logits[token], token))[:FIRST_ROOTS]

    def _blended(self, written: Sequence[Draft], request: Request, seed: str) -> Iterator[Draft]:
        """Yield blends by rule of each plan, a root in it but once.

        They are drawn, the better ones more often: like descriptions that share a plan shall not
        all get the same name. The draw is by Gumbel noise (Kool, van Hoof and Welling, "Stochastic
        beams and where to find them", ICML 2019).
        """
        plans = dict.fromkeys(tuple(dict.fromkeys(one.roots)) for one in written if one.roots)
        if request.roots:
            plans = dict.fromkeys(permutations(request.roots))
        elif self._plans:
            plans.update(dict.fromkeys(propose(request.text, PROPOSALS, seed)))
        picky = request.roots or request.mood or request.like
        count = BLENDS_TO_PICK_FROM if picky else BLENDS
        for roots in plans:
            rng = random.Random(seed_of(seed, request.text, *roots))
            noisy = [
                (BLEND_NOISE * -math.log(rng.expovariate(1.0)) + score, letters)
                for letters, score in self._blends(roots, 3 * count, request.limits)
            ]
            for _, letters in sorted(noisy, reverse=True)[:count]:
                yield Draft(letters, roots)
            if request.limits.two_words and len(roots) == 2:
                yield Draft(" ".join(roots), roots)

    def _best_blends(
        self, roots: tuple[str, ...], count: int, limits: Limits
    ) -> list[tuple[str, float]]:
        return best_blends(roots, self._letters.log_prob, count, limits)
