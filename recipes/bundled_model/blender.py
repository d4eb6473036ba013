"""Draw blends for the corpus, better blends more often, and never words or official names."""

import math
import random
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from pokename.naming.cut_to_limits import ROUGH, best_cuts

KEPT = 6  # a blend is drawn from this many best blends of the same roots
TEMPERATURE = 0.6  # softmax temperature of the draw


class Blender:
    """Makes names from source words.

    Args:
        log_prob: Returns the log probability of a name under a letter model, in nats.
        taken: Names and words in lower-case letters that a blend must not equal.
    """

    def __init__(self, log_prob: Callable[[str], float], taken: Collection[str]) -> None:
        self._log_prob = log_prob
        self._taken = taken
        self._weighed = lru_cache(maxsize=200_000)(self._weigh)

    def blend(self, roots: Sequence[str], rng: random.Random) -> str | None:
        """Return a name that has three consecutive letters of each root; None if there is none."""
        names, weights = self._weighed(tuple(roots))
        return rng.choices(names, weights)[0] if names else None

    def _weigh(self, roots: tuple[str, ...]) -> tuple[list[str], list[float]]:
        """Return the best blends, and their weights in the draw."""
        free = [
            (name, score)
            for name, score in best_cuts(roots, self._log_prob, ROUGH)
            if name not in self._taken and name.removesuffix("s") not in self._taken
        ][:KEPT]
        weights = [math.exp((score - free[0][1]) / TEMPERATURE) for _, score in free]
        return [name for name, _ in free], weights
