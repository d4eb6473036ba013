"""English dictionary words, which names must not be: WordNet's lemmas (assets/WORDNET-LICENSE).

Also the lookup of a line in a sorted file, which other files of words share.
"""

import gzip
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path

from pokename.paths import WORDS


def line_from(text: str, start: str) -> str:
    r"""Return ``start`` if it is a line, else the next line in sorted order, or "" if none follows.

    >>> line_from("ant\nbee\ncow\n", "bee"), line_from("ant\nbee\ncow\n", "bat")
    ('bee', 'bee')

    Args:
        text: Sorted lines, each with its line end.
        start: A line without its end.
    """
    place = bisect_left(range(len(text)), start, key=partial(_line_at, text))
    return _line_at(text, place) if place < len(text) else ""


@cache
def lines_of(path: Path) -> list[str]:
    """Return the lines of a compressed file that ``line_starting`` searches, in their order."""
    return gzip.decompress(path.read_bytes()).decode("ascii").splitlines()


def line_starting(lines: Sequence[str], start: str) -> str:
    """Return the line that starts with ``start``, or "" if none does.

    >>> line_starting(["ant 1", "bee 2"], "bee "), line_starting(["ant 1", "bee 2"], "be ")
    ('bee 2', '')

    Args:
        lines: Sorted lines, of which at most one starts with ``start``.
        start: The start of a line, such as a word and a space.
    """
    place = bisect_left(lines, start)
    return lines[place] if place < len(lines) and lines[place].startswith(start) else ""


def _line_at(text: str, place: int) -> str:
    return text[text.rfind("\n", 0, place) + 1 : text.index("\n", place)]


ANSWERS_KEPT = 1 << 12
SHORTEST_STEM = 3  # minimum number of letters before an ending
# Irregular plurals. "Leaves" and "staves" are also verbs, but a description rarely means the verb.
_SINGULARS = dict(
    pair.split(":")
    for pair in (
        "alumni:alumnus antennae:antenna bacteria:bacterium cacti:cactus calves:calf "
        "children:child crises:crisis dormice:dormouse dwarves:dwarf elves:elf feet:foot "
        "firemen:fireman fishermen:fisherman formulae:formula fungi:fungus geese:goose "
        "gentlemen:gentleman grandchildren:grandchild halves:half hippopotami:hippopotamus "
        "hooves:hoof horsemen:horseman knives:knife larvae:larva leaves:leaf lice:louse "
        "loaves:loaf matrices:matrix men:man mermen:merman mice:mouse nebulae:nebula "
        "nuclei:nucleus oases:oasis octopi:octopus oxen:ox platypi:platypus policemen:policeman "
        "pupae:pupa scarves:scarf schoolchildren:schoolchild sheaves:sheaf shelves:shelf "
        "snowmen:snowman staves:staff swordsmen:swordsman teeth:tooth thieves:thief "
        "titmice:titmouse vertebrae:vertebra vertices:vertex vortices:vortex werewolves:werewolf "
        "wharves:wharf wives:wife wolves:wolf women:woman"
    ).split()
)


@cache
def dictionary_words() -> frozenset[str]:
    """Return WordNet's single-word lemmas of 3 to 12 letters in lower case, except proper names."""
    return frozenset(_text().split())


def is_word(word: str) -> bool:
    """Return whether ``word``, in normal form, is an English word or a form of one.

    >>> is_word("lizards"), is_word("charizard")
    (True, False)
    """
    return bool(lemma(word))


@lru_cache(maxsize=ANSWERS_KEPT)
def lemma(word: str) -> str:
    """Return the English word that ``word`` is a form of, or "" if there is none.

    >>> lemma("lizards"), lemma("wolves"), lemma("carried"), lemma("burning"), lemma("zorbing")
    ('lizard', 'wolf', 'carry', 'burning', '')
    """
    return next((base for base in _bases(word) if base and base == line_from(_text(), base)), "")


def _bases(word: str) -> Iterator[str]:
    """Yield possible base forms of a word: its singular, itself, it without a regular ending."""
    if word in _SINGULARS:
        yield _SINGULARS[word]
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    yield word
    for ending in ("es", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < SHORTEST_STEM:
            continue
        yield stem
        yield f"{stem}e"
        if stem.endswith("i"):
            yield f"{stem[:-1]}y"
        if stem[-1] == stem[-2]:
            yield stem[:-1]


@cache
def _text() -> str:
    """Return the sorted words, one per line."""
    return WORDS.read_text(encoding="ascii")
