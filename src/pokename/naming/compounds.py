"""Compounds: words that together mean something else than each alone, such as "prairie dog".

The file has a line for each compound of up to three words, and what it is read as: ``prairie
dog:groundhog``. docs/measurements/data-card.md says who wrote it. The young of an animal, such as
"fox kit", are compounds too.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pokename.naming.dictionary import lemma
from pokename.naming.thesaurus import meaning_of
from pokename.paths import ANIMALS, COMPOUNDS

MOST_WORDS = 3  # in a compound
# Words for the young of animals, with what is said of the animal: a fox kit is a baby fox. Source
# words of some would mislead: those of "calf" are about cows.
_YOUNG = dict(
    pair.split(":")
    for pair in (
        "calf:baby chick:chick cub:cub fawn:baby fledgling:fledgling foal:foal fry:baby "
        "hatchling:hatchling joey:baby kid:baby kit:baby kitten:kitten larva:larva "
        "nestling:nestling nymph:baby pup:pup puppy:puppy tadpole:tadpole whelp:whelp"
    ).split()
)
# Words with a space or a hyphen between them, and what is between them.
_WORD = r"[^\W\d_]+(?:[’'][^\W\d_]*)*"  # also "crow's", and "o'" of "jack-o'-lantern"
_RUN = re.compile(rf"{_WORD}(?:[ -]{_WORD})*")
_GAP = re.compile(r"([ -])")


def read_compounds(text: str) -> str:
    """Return a description in which each compound is replaced by what it is read as.

    >>> read_compounds("A pitcher-plant that eats sea stars")
    'A flytrap that eats starfish'
    """
    return _RUN.sub(lambda run: "".join(read for _, read in _pieces(run[0])), text)


def compounds_in(text: str) -> dict[str, str]:
    """Return the compounds of a description, each with the other words as which it is read.

    >>> compounds_in("a prairie dog that eats ice cream")
    {'prairie dog': 'groundhog'}
    """
    pieces = (piece for run in _RUN.findall(text) for piece in _pieces(run))
    return {typed: read for typed, read in pieces if not _is_same(typed, read)}


def _is_same(typed: str, read: str) -> bool:
    """Return whether both have the same words, or ``read`` is ``typed`` in one word."""
    in_one = _GAP.sub("", typed.lower())
    return in_one.startswith(read) or set(read.split()) <= set(_GAP.split(typed.lower()))


def _pieces(run: str) -> Iterator[tuple[str, str]]:
    """Yield each compound, other word and gap of a run of words, with what it is read as.

    Of two compounds that begin with the same word, the longer one counts.
    """
    parts, place = _GAP.split(run), 0
    while place < len(parts):
        ends = range(min(place + 2 * MOST_WORDS - 1, len(parts)), place, -2)
        compounds_here = ((end, _meaning(parts[place:end:2])) for end in ends)
        end, read = next((one for one in compounds_here if one[1]), (place + 1, parts[place]))
        yield "".join(parts[place:end]), read
        yield from ((gap, gap) for gap in parts[end : end + 1])
        place = end + 1


def _meaning(words: Sequence[str]) -> str:
    """Return what words are read as if they are a compound, whose last word may be a plural."""
    *first, last = (word.lower().replace("’", "").replace("'", "") for word in words)
    singular = lemma(last) or last
    known = compounds()
    read_as = known.get(" ".join([*first, last])) or known.get(" ".join([*first, singular])) or ""
    if not read_as and len(first) == 1 and singular in _YOUNG and _is_animal(first[0]):
        return f"{_YOUNG[singular]} {first[0]}"
    return read_as


def _is_animal(word: str) -> bool:
    meaning = meaning_of(word)
    return word in _animals() or bool(meaning.creatures and not meaning.themes)


@cache
def _animals() -> frozenset[str]:
    """Return words for animals; recipes/animals.py chose them."""
    return frozenset(ANIMALS.read_text("ascii").split())


@cache
def compounds() -> dict[str, str]:
    """Return all compounds, each with what it is read as."""
    return dict(line.split(":") for line in COMPOUNDS.read_text("utf-8").splitlines())
