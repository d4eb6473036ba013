"""Compounds: words that together mean something else than each alone, such as "prairie dog".

compounds.txt says what each compound of up to four words is read as: ``opera house:opera``.
docs/measurements/data-card.md says who wrote it. A young animal, such as "fox kit", is a compound
too. Of a kind of animal, such as "tree frog", only the animal counts if the description says more.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pokename.paths import COMPOUNDS
from pokename.reading.beings import ANIMAL, is_animal, kind_of
from pokename.words.dictionary import lemma
from pokename.words.spelling import taken_apart
from pokename.words.thesaurus import bases

MOST_WORDS = 4  # in a compound
# Words for the young of animals, with what is said of the animal: a fox kit is a baby fox. It says
# "baby" where the word's own source words would mislead: those of "calf" are about cows.
_YOUNG = dict(
    pair.split(":")
    for pair in (
        "calf:baby chick:chick cub:cub fawn:baby fledgling:fledgling foal:foal "
        "hatchling:hatchling joey:baby kit:baby kitten:kitten larva:larva nestling:nestling "
        "nymph:baby pup:pup puppy:puppy tadpole:tadpole whelp:whelp"
    ).split()
)
# After one of these, "dragon flies" isn't a plural: "a dragon flies", "the bear traps salmon".
_SINGULAR = frozenset("a an the its his her their my your our this that one each every".split())
_FLY = frozenset(["fly", "flies"])
# After "fly", these make it a verb: "fire flies from its mouth".
_WHERE = frozenset(
    "above across along around at away back behind between by down for from high in into like low "
    "off on out over past through to toward towards under up".split()
)
# Compounds that begin with these stand after a noun: "on fire", "afraid of the dark".
_AFTER_NOUN = frozenset(
    "afraid always at down full in lost never not off on out over scared too under up".split()
)
# These do if a preposition comes next: "good at math", "left out", "tired of war".
_STATES = frozenset(
    "awful bad born caught dressed gone good great left stuck terrible tired worn".split()
)
_AFTER_STATE = _WHERE | {"again", "dead", "late", "of", "with"}
# After these, they stand before the noun: "an always hungry shark".
_BEFORE_NOUN = _SINGULAR | set("almost fairly just quite rather really so too very".split())
# After these, "never" says something else: "never lies down", "never sleeps alone".
_GOES_ON = frozenset("alone but down unless until without".split())
_NAMED = frozenset(["named", "called"])
# Before an animal, these say more than its kind: "fire ant", "vampire bat", "white wolf".
_TELLING = frozenset(
    "army black blue brown clown demon devil electric fighting fire ghost giant golden gray green "
    "grey guard hunting king lightning orange pink purple queen red robber royal silver soldier "
    "thunder vampire white worker yellow".split()
)
# Words with a space or a hyphen between them, and what is between them.
_WORD = r"[^\W\d_]+(?:[’'][^\W\d_]*)*"  # also "crow's", and "o'" of "jack-o'-lantern"
_RUN = re.compile(rf"{_WORD}(?:[ -]{_WORD})*")
_GAP = re.compile(r"([ -])")


def read_compounds(text: str) -> str:
    """Return a description in which each compound is replaced by what it is read as.

    >>> read_compounds("A fire-truck that eats sea stars")
    'A firetruck that eats starfish'
    >>> read_compounds("a dragon on fire")
    'a dragon , onfire'
    """

    def in_place(run: re.Match[str]) -> str:
        """Return a run of words with its compounds read; a comma separates what follows a noun."""
        pieces = [("", ""), ("", ""), *_pieces(run[0])]
        return "".join(
            f", {read}" if typed != read and _follows_noun(typed, before) else read
            for (before, _), _, (typed, read) in zip(pieces, pieces[1:], pieces[2:], strict=False)
        )

    return _RUN.sub(in_place, text)


def is_compound(words: str) -> bool:
    """Return whether words, in lower case, are a compound, such as "bag of bones"."""
    return words in _compounds()


def _follows_noun(typed: str, before: str) -> bool:
    """Return whether a compound says something of the word before it, which is a noun.

    In "a dragon on fire", it must not be taken for the creature.
    """
    first, second, *_ = words = [*_GAP.split(typed.lower())[::2], ""]
    is_state = first in _STATES or first.endswith("ing")
    # "A dragon holding grudges" is known by the compound "hold grudge".
    is_verb = words[2:] and not _known(words[:-2], words[-2], lemma(words[-2]))
    follows = is_verb or first in _AFTER_NOUN or (is_state and second in _AFTER_STATE)
    return bool(follows and before) and before.lower() not in _BEFORE_NOUN


def compounds_of(text: str) -> list[tuple[str, str]]:
    """Return the compounds of a description as typed, each with what it is read as."""
    pieces = (piece for run in _RUN.findall(text) for piece in _pieces(run))
    return [(typed, read) for typed, read in pieces if typed != read]


def compounds_in(text: str) -> dict[str, str]:
    """Return the compounds that are read as other words, each with these words.

    >>> compounds_in("A sea lion in a hot rod")
    {'hot rod': 'racecar'}
    """
    pairs = compounds_of(text)
    return {typed: read for typed, read in pairs if not _is_same(typed.lower(), read.lower())}


def kinds_in(text: str) -> set[str]:
    """Return the words, in lower case, that say the kind of the animal after them.

    >>> sorted(kinds_in("A tree frog in a palm tree, with sea urchins"))
    ['sea', 'tree']
    """
    pairs = (pair for run in _RUN.findall(text.lower()) for pair in pairwise(_GAP.split(run)[::2]))
    found = {first for first, last in pairs if kind_of(f"{first} {lemma(last) or last}") == ANIMAL}
    return found - _TELLING


def _is_same(typed: str, read: str) -> bool:
    """Return whether both have the same words or letters, apart from a plural "s"."""
    in_one = _GAP.sub("", typed)
    return (
        in_one in (read, f"{read}s")
        or _GAP.sub("", read) == typed
        or set(read.split()) <= set(_GAP.split(typed))
    )


def _pieces(run: str) -> Iterator[tuple[str, str]]:
    """Yield each compound, other word and gap of a run of words, with what it is read as.

    Of two compounds that begin with the same word, the longer one counts.
    """
    parts, place = _GAP.split(run), 0
    while place < len(parts):
        before = parts[place - 2].lower() if place else ""
        ends = range(min(place + 2 * MOST_WORDS - 1, len(parts)), place, -2)
        compounds_here = (
            (end, _meaning(parts[place:end:2], before, "".join(parts[end + 1 : end + 2])))
            for end in ends
        )
        found = next((one for one in compounds_here if one[1]), None)
        is_name = before in _NAMED or (parts[place].istitle() and (place > 0 or len(parts) == 1))
        read_alone = parts[place] if is_name else _joined(parts[place]) or parts[place]
        end, read = found or (place + 1, read_alone)
        young = _young_said("".join(parts[place:end]), read, parts[end + 1 : end + 2])
        if young:
            end, read = end + 2, f"{young} {read}"
        yield "".join(parts[place:end]), read
        yield from ((gap, gap) for gap in parts[end : end + 1])
        place = end + 1


def _meaning(words: Sequence[str], before: str, after: str) -> str:
    """Return what words are read as if they are a compound.

    The last word may be a plural, and the first one a form of a verb: "holding grudges".

    Args:
        words: The words.
        before: The word before them in lower case, or "".
        after: The word after them, or "".
    """
    *first, last = (word.lower().replace("’", "'") for word in words)
    first, last = [word.replace("'", "") for word in first], last.removesuffix("'s")
    says_where = after.lower() in _WHERE
    is_verb = (last in _FLY and says_where) or (last == "flies" and before in _SINGULAR)
    is_name = before in _NAMED and words[0][0].isupper()
    goes_on = first[:1] in (["never"], ["not"]) and after.lower() in _GOES_ON
    if is_verb or is_name or goes_on:
        return ""
    singular = last if before in _SINGULAR else lemma(last) or last
    starts = ([verb, *first[1:]] for verb in bases(first[0])) if first else ()
    return next(filter(None, (_known(start, last, singular) for start in starts)), "")


def _known(start: Sequence[str], *ends: str) -> str:
    """Return what a compound with one of some last words is read as, or "" if none is known."""
    return next(filter(None, (_compounds().get(" ".join([*start, end])) for end in ends)), "")


def _joined(word: str) -> str:
    """Return the two words that an unknown word joins, such as "icewolf", or ""."""
    return taken_apart(word.lower()) if word.isascii() else ""


def _young_said(typed: str, read: str, after: Sequence[str]) -> str:
    """Return what a word for the young says of the animal before it, or "".

    Args:
        typed: A word or compound of the description, such as "sea lion".
        read: What it is read as. It counts as an animal if ``typed`` is one, or the last word of
            ``read``.
        after: The word after it, if any. "My cat Kit" has a name there.
    """
    if not after or (after[0][0].isupper() and not read[0].isupper()):
        return ""
    young = _YOUNG.get(lemma(after[0].lower()) or after[0].lower(), "")
    animals = (typed.lower(), read.lower().split()[-1])
    return young if young and any(map(is_animal, animals)) else ""


@cache
def _compounds() -> dict[str, str]:
    """Return all compounds, each with what it is read as."""
    return dict(line.split(":") for line in COMPOUNDS.read_text("utf-8").splitlines())
