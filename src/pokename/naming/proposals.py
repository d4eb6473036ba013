"""Plans of the description's own words: what a small model can't plan, since it never read of it.

A lawyer that is a shark was in no corpus. Its own words, and source words that the thesaurus has
for them, are offered beside what the model planned.
"""

import random
import re
from collections.abc import Sequence

from pokename.naming.dictionary import is_word
from pokename.naming.sound import shared_run
from pokename.naming.thesaurus import salience, source_words
from pokename.pokedex.lexicon import stems
from pokename.pokedex.names import normal_form

LONGEST_WORD = 10  # letters; longer ones don't blend well
REVERSED = 0.3  # share of plans that name the later word first
WORDS = 12  # of a description, the first ones
VERBATIM = 1.5  # weight of a word itself, where a source word has its nearness squared
DRAWS = 2  # of a plan's source words; those that can overlap are taken
FUNCTION_WORDS = frozenset(
    "about above after again all also always and another any are around back because been before "
    "being below between both but came can cannot could day did does doing down during each ever "
    "every few for from further get had has have having her here hers him his how into its "
    "itself just like long made make makes many more most much must never not now off often old "
    "once one only other others our out over own pokemon same seen shall she should since some "
    "something still such than that the their them then there these they thing this those though "
    "through time too under until upon use used uses using very was way were what when where "
    "which while who whom whose why will with within without would year years yet you your "
    "creature monster animal type look looks looking live lives living body name named kind sort "
    "two three four five six seven eight nine ten eleven twelve eighteen twenty thirty hundred "
    "thousand million number together alone apart away almost already ahead instead later early "
    "soon forever sometimes usually rather quite really truly even else able several various "
    "certain whole part hour week month minute second today tonight call called become became "
    "turn keep kept give gives take takes put let say says said tell know known think try want "
    "need seem start begin appear happen goes going went gone whenever wherever although unless "
    "everything anything nothing everyone anyone someone nobody place lot bit set".split()
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
    plans: dict[tuple[str, ...], None] = {tuple(words): None} if len(words) == 2 else {}
    for _ in range(4 * count if words else 0):
        places = dict.fromkeys(_two_places(words, rng))
        drawn = [tuple(_root(words[place], rng) for place in places) for _ in range(DRAWS)]
        plans[max(drawn, key=_shared)] = None
        if len(plans) >= count:
            break
    return list(plans)[:count]


def content_words(text: str) -> list[str]:
    """Return the words of a text that a name could be made of, in their order, once each.

    A stem of another language stands for what it means.

    >>> content_words("It guards old books.")
    ['guard', 'book']
    """
    words = (normal_form(word) for word in re.findall(r"[^\W\d_]+", text))
    known = (
        _singular(word) if is_word(word) else stems().get(word, "")
        for word in words
        if word not in FUNCTION_WORDS
    )
    fit = (word for word in known if 3 <= len(word) <= LONGEST_WORD)
    return [word for word in dict.fromkeys(fit) if word not in FUNCTION_WORDS]


def _two_places(words: Sequence[str], rng: random.Random) -> list[int]:
    """Draw two places among so many words, the first ones more often, mostly in their order."""
    weights = [salience(word) / (1 + 0.25 * place) for place, word in enumerate(words)]
    places = rng.choices(range(len(words)), weights, k=2)
    return sorted(places, reverse=rng.random() < REVERSED)


def _shared(roots: Sequence[str]) -> int:
    """Return how many letters in a row two source words share: they can be one in a name."""
    return shared_run(roots[0], roots[1:]) if len(roots) > 1 else 0


def _root(word: str, rng: random.Random) -> str:
    """Draw a source word for a word of the description, which may be the word itself."""
    near = source_words(word)
    weights = [VERBATIM, *(nearness**2 for nearness in near.values())]
    return rng.choices([word, *near], weights)[0]


def _singular(word: str) -> str:
    return (
        word[:-1] if word.endswith("s") and not word.endswith("ss") and is_word(word[:-1]) else word
    )
