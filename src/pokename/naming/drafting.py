"""What a model makes of a description: plans or names, sampled; blends; all within the limits."""

import math
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from pokename.corpus.prompt_format import PromptFormat
from pokename.naming.blends import best_blends
from pokename.naming.draft import Draft, Idea, Plan
from pokename.naming.engine import Engine
from pokename.naming.letters import LetterModel
from pokename.naming.limits import Limits
from pokename.naming.proposals import propose
from pokename.naming.sound import MOODS
from pokename.naming.wishes import Request
from pokename.seeds import seed_of

if TYPE_CHECKING:
    from pokename.config import GenerateSection

PLAN_TOKENS = 16
PROPOSALS = 36  # plans of the description's own words and what says them
BLENDS = 8  # by rule, of each plan
BLEND_NOISE = 1.2  # of the draw among a plan's blends, in units of their score
PLANS_KEPT = 1024
BLENDS_TO_PICK_FROM = 30  # where the roots are given, or the manner counts
# First roots tried where the name's first letters are given, each with its share of the drafts.
FIRST_ROOTS = 6


class Sampling(Struct, frozen=True):
    """How names are sampled.

    Attributes:
        temperature: Above 0; higher is more surprising.
        top_p: Nucleus of the probability that tokens are drawn from, above 0 and up to 1.
        candidates: Plans sampled for each name asked for; names, where the model spells them.
        spread: How far chance may lead from the best blends and names, against the usual.
    """

    temperature: float = 1.0
    top_p: float = 0.95
    candidates: int = 3
    spread: float = 1.0

    @classmethod
    def of(cls, section: "GenerateSection") -> "Sampling":
        """Return what the config's ``generate`` section says."""
        return cls(section.temperature, section.top_p, section.candidates)

    @classmethod
    def of_creativity(cls, creativity: float, candidates: int = 3) -> "Sampling":
        """Return the sampling of one plain knob, 0 (the expected) to 1 (the wild).

        >>> Sampling.of_creativity(0.5)
        Sampling(temperature=1.0, top_p=0.95, candidates=3, spread=1.0)
        """
        temperature, top_p = round(0.6 + 0.8 * creativity, 4), round(0.9 + 0.1 * creativity, 4)
        return cls(temperature, top_p, candidates, spread=round((2 * creativity) ** 1.5, 4))


class Drafts(NamedTuple):
    """Some of what is drafted for a request.

    Attributes:
        ideas: What the names are made of, or the names themselves.
        names: Made while they are read; with repeats.
    """

    ideas: Collection[Idea]
    names: Iterable[Draft]


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

    def drafts(
        self, request: Request, count: int, seed: str, sampling: Sampling
    ) -> Iterator[Drafts]:
        """Yield what can be made of a request, some of it while the engine still samples.

        A model that plans is asked for plans alone, of which blends are made by rule: of what such
        a model went on to spell, one name in eighty was among the best ten.

        Args:
            request: What is asked.
            count: Plans to sample, or names where the model spells them.
            seed: Any text.
            sampling: See ``Sampling``.
        """
        if not self._plans or request.roots:
            plans = permutations(request.roots) if request.roots else ()
            spelled = self._spelled(request, count, seed, sampling)
            names = [*spelled, *self._blended(plans, request, seed, sampling.spread)]
            yield Drafts(dict.fromkeys(name.idea(plans=self._plans) for name in names), names)
            return
        end_id = self._format.plan_end_id
        sampled = self._sampled(request, count, seed, sampling, PLAN_TOKENS, end_id)
        proposals = propose(request.text, PROPOSALS, seed, sampling.spread)
        yield Drafts(proposals, self._blended(proposals, request, seed, sampling.spread))
        planned = (self._format.read_plan((*ids, end_id)) for ids in sampled)
        distinct = dict.fromkeys(tuple(dict.fromkeys(roots)) for roots in planned if roots)
        others = [plan for plan in distinct if plan not in proposals]
        yield Drafts(others, self._blended(others, request, seed, sampling.spread))

    def _spelled(
        self, request: Request, count: int, seed: str, sampling: Sampling
    ) -> Iterator[Draft]:
        """Yield names that the model spelled, of the roots that were asked for if any were."""
        longest = request.limits.max_length + 2
        end_id = self._format.end_id
        for ids in self._sampled(request, count, seed, sampling, longest, end_id):
            letters = self._format.read(ids)
            if letters:
                yield Draft(letters, request.roots)

    def _sampled(
        self,
        request: Request,
        count: int,
        seed: str,
        sampling: Sampling,
        max_tokens: int,
        end_id: int,
    ) -> Iterator[tuple[int, ...]]:
        """Begin to sample after each opening; return what it begins with and what followed."""
        begun = [
            (
                given,
                self._engine.sample(
                    (*prompt, *given),
                    -(-count // (FIRST_ROOTS + 1)) if number else count,
                    seed=seed_of(f"{seed}/{number}" if number else seed, request.text),
                    temperature=sampling.temperature,
                    top_p=sampling.top_p,
                    max_tokens=max_tokens,
                    end_id=end_id,
                ),
            )
            for number, (prompt, given) in enumerate(self._openings(request))
        ]
        return ((*given, *ids) for given, written in begun for ids in written)

    def _openings(self, request: Request) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield prompts, each with what the model must write first: letters, or a root."""
        start = request.limits.starts_with
        if request.roots and self._plans:
            prompt = self._format.prompt(request.text, plan=True)
            yield (*prompt, *self._format.plan(request.roots)), self._format.spell(start)
        elif not self._plans:
            yield self._format.prompt(request.text, plan=False), self._format.spell(start)
        else:
            prompt = self._format.prompt(request.text, plan=True)
            yield prompt, ()
            if start:
                yield from ((prompt, (root,)) for root in self._first_roots(prompt, start))

    def _first_roots(self, prompt: Sequence[int], start: str) -> list[int]:
        """Return the likeliest tokens to begin a plan with, of those that begin with ``start``."""
        log_probs = self._engine.next_log_probs(prompt)
        fitting = [token for token, word in self._format.words if word.startswith(start)]
        return sorted(fitting, key=lambda token: (-log_probs[token], token))[:FIRST_ROOTS]

    def _blended(
        self, plans: Iterable[Plan], request: Request, seed: str, spread: float
    ) -> Iterator[Draft]:
        """Yield blends by rule of each plan.

        They are drawn, the better ones more often: like descriptions that share a plan shall not
        all get the same name. The draw is by Gumbel noise (Kool, van Hoof and Welling, "Stochastic
        beams and where to find them", ICML 2019).
        """
        picky = request.roots or request.mood or request.like
        count = BLENDS_TO_PICK_FROM if picky else BLENDS
        endings = MOODS[request.mood].endings if request.mood else ()
        for roots in plans:
            rng = random.Random(seed_of(seed, request.text, *roots))
            blends = self._blends(roots, 3 * count, request.limits, endings)
            noisy = [
                (spread * BLEND_NOISE * -math.log(rng.expovariate(1.0)) + score, letters, score)
                for letters, score in blends
            ]
            for _, letters, score in sorted(noisy, reverse=True)[:count]:
                yield Draft(letters, roots, behind=blends[0][1] - score)
            if request.limits.two_words and len(roots) == 2:
                yield Draft(" ".join(roots), roots)

    def _best_blends(
        self, roots: Plan, count: int, limits: Limits, endings: tuple[str, ...]
    ) -> list[tuple[str, float]]:
        return best_blends(roots, self._letters.log_prob, count, limits, endings)
