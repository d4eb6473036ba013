"""How boldly names are drawn, and the random draw that is added to the score of each draft."""

import hashlib
import math
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pokename.naming import arguments
from pokename.naming.name import ScoredDraft
from pokename.naming.wishes import Request

if TYPE_CHECKING:
    from pokename.config import GenerateSection

# Standard deviation of the random draw added to each score, in log odds. Among names with about the
# same score, each seed prefers different ones. With a larger deviation, judges keep fewer names of
# a list (docs/measurements/experiments.md, "The random draw").
LUCK = 0.25


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


def with_luck(
    drafts: Sequence[ScoredDraft], request: Request, seed: str, sampling: Sampling
) -> list[ScoredDraft]:
    """Return drafts in the same order; add a random draw, which the seed decides, to each score."""
    spread = round(sampling.spread * sampling.temperature, 4)
    # Each spread has its own draws. If spreads only scaled the same draws, all would favour the
    # same names.
    asked = f"{seed}/{request.text}" if spread == 1 else f"{seed}/{spread}/{request.text}"
    return [
        replace(one, score=add_luck(one.score, f"{asked}/{one.draft.letters}", spread))
        for one in drafts
    ]


def add_luck(score: float, seed: str, spread: float = 1.0) -> float:
    """Return a score plus a random draw that depends on the seed.

    Args:
        score: A score in log odds.
        seed: Any text that contains the seed, the description and the name.
        spread: Factor on the standard deviation ``LUCK`` of the draw.
    """
    return score + spread * LUCK * _normal(seed) if spread else score


def _normal(seed: str) -> float:
    """Return a draw from the standard normal distribution that depends on ``seed`` alone.

    It uses the method of Box and Muller ("A note on the generation of random normal deviates",
    Annals of Mathematical Statistics 29:2, 1958), since setting up a generator for each draw takes
    four times as long.
    """
    first, second = struct.unpack("<2I", hashlib.blake2b(seed.encode(), digest_size=8).digest())
    return math.sqrt(-2 * math.log((first + 1) / 2**32)) * math.cos(math.tau * second / 2**32)
