"""Plans of the description's own words: what a small model can't plan, since it never read of it.

A lawyer that is a shark is in no lexicon. Its own words, and the stems that mean one of them, are
offered beside what the model planned; it is the model that weighs them all.
"""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from pokename.naming.dictionary import is_word
from pokename.pokedex.lexicon import stems
from pokename.pokedex.names import normal_form

LONGEST_WORD = 10  # letters; longer ones don't blend well
STEMS_OF_A_WORD = 3
WORDS = 12  # of a description, the first ones
FUNCTION_WORDS = frozenset(
    "about above after again all also always and another any are around back because been before "
    "being below between both but came can cannot could day did does doing down during each ever "
    "every few for from further get had has have having her here hers him his how into its itself "
    "just like long made make makes many more most much must never not now off often old once one "
    "only other others our out over own pokemon same seen shall she should since some something "
    "still such than that the their them then there these they thing this those though through "
    "time too under until upon use used uses using very was way were what when where which while "
    "who whom whose why will with within without would year years yet you your creature monster "
    "animal type look looks looking live lives living body name named kind sort two three".split()
)


def propose(text: str, count: int, seed: object) -> list[tuple[str, ...]]:
    """Return up to ``count`` plans of words of a description, no two the same.

    >>> propose("lawyer shark", 1, seed=7)
    [('lawyer', 'shark')]

    Args:
        text: The description.
        count: Plans wanted.
        seed: Anything that can be written; the same one gives the same plans.
    """
    words = content_words(text)[:WORDS]
    rng = random.Random(f"{seed}/{text}")
    plans: dict[tuple[str, ...], None] = {}
    if len(words) > 1:
        plans[words[0], words[1]] = None
    for _ in range(4 * count if words else 0):
        first, second = sorted(_two_places(len(words), rng))
        plan = tuple(rng.choice(_roots(words[place])) for place in dict.fromkeys((first, second)))
        plans[plan] = None
        if len(plans) >= count:
            break
    return list(plans)[:count]


def content_words(text: str) -> list[str]:
    """Return the words of a text that a name could be made of, in their order, once each.

    >>> content_words("It guards old books.")
    ['guard', 'book']
    """
    words = (normal_form(word) for word in re.findall(r"[^\W\d_]+", text))
    return list(
        dict.fromkeys(
            _singular(word)
            for word in words
            if 3 <= len(word) <= LONGEST_WORD and word not in FUNCTION_WORDS and is_word(word)
        )
    )


def _two_places(words: int, rng: random.Random) -> Sequence[int]:
    """Draw two places among so many words, the first ones more often."""
    weights = [1 / (1 + 0.25 * place) for place in range(words)]
    return rng.choices(range(words), weights, k=2)


def _roots(word: str) -> list[str]:
    return [word, word, *_stems_by_meaning().get(word, ())[:STEMS_OF_A_WORD]]


def _singular(word: str) -> str:
    return (
        word[:-1] if word.endswith("s") and not word.endswith("ss") and is_word(word[:-1]) else word
    )


@cache
def _stems_by_meaning() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for stem, meaning in stems().items():
        found[meaning].append(stem)
    return found
