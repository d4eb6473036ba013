"""Plans of the description's own words: what a small model can't plan, since it never read of it.

A lawyer that is a shark was in no corpus. Its own words, and source words that the thesaurus has
for them, are offered beside what the model planned.
"""

import random
from collections.abc import Sequence
from itertools import islice

from pokename.naming.sound import shared_run
from pokename.naming.thesaurus import source_words, worths

ALONE = 0.3  # share of draws of one word twice that stay so
REVERSED = 0.3  # share of plans that name the later word first
WORDS = 12  # of a description, the first ones
LEAST_SPREAD = 0.5
VERBATIM = 1.5  # weight of a word itself, where a source word has its nearness squared
DRAWS = 2  # of a plan's source words; those that can overlap are taken


def propose(text: str, count: int, seed: object, spread: float = 1.0) -> list[tuple[str, ...]]:
    """Return up to ``count`` plans of words of a description, no two the same.

    >>> propose("lawyer shark", 1, seed=7)
    [('lawyer', 'shark')]

    Args:
        text: The description.
        count: Plans wanted.
        seed: Anything that can be written; the same one gives the same plans.
        spread: How far from the words themselves, against the usual.
    """
    worth = dict(islice(worths(text).items(), WORDS))
    words = list(worth)
    rng = random.Random(f"{seed}/{text}")
    plans: dict[tuple[str, ...], None] = {tuple(words): None} if len(words) == 2 else {}
    for _ in range(4 * count if words else 0):
        places = dict.fromkeys(_two_places(list(worth.values()), rng))
        drawn = [tuple(_root(words[place], rng, spread) for place in places) for _ in range(DRAWS)]
        plans[max(drawn, key=_shared)] = None
        if len(plans) >= count:
            break
    return list(plans)[:count]


def _two_places(worth: Sequence[float], rng: random.Random) -> list[int]:
    """Draw two places among words of such worth, the first more often, mostly in their order.

    At times it is one place alone.
    """
    weights = [of_word / (1 + 0.25 * place) for place, of_word in enumerate(worth)]
    first, second = rng.choices(range(len(weights)), weights, k=2)
    if first == second and len(weights) > 1 and rng.random() >= ALONE:
        weights[first] = 0.0
        (second,) = rng.choices(range(len(weights)), weights)
    return sorted((first, second), reverse=rng.random() < REVERSED)


def _shared(roots: Sequence[str]) -> int:
    """Return how many letters in a row two source words share: they can be one in a name."""
    return shared_run(roots[0], roots[1:]) if len(roots) > 1 else 0


def _root(word: str, rng: random.Random, spread: float) -> str:
    """Draw a source word for a word of the description, which may be the word itself."""
    near = source_words(word)
    power = 2 / max(spread, LEAST_SPREAD)
    weights = [VERBATIM, *(nearness**power for nearness in near.values())]
    return rng.choices([word, *near], weights)[0]
