"""Compounds: words that together mean something else than each alone, such as "prairie dog".

compounds.txt says what each compound of up to four words is read as: ``opera house:opera``.
docs/measurements/data-card.md says who wrote it. A young animal, such as "fox kit", is a compound
too. Of a kind of animal, such as "tree frog", only the animal counts if the description says more.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pokename.paths import COMPOUNDS
from pokename.reading.beings import ANIMAL, kind_of, may_have_young
from pokename.words.dictionary import is_word, lemma
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
# Irregular forms of verbs that begin compounds: "lost its temper", "broke the rules". They have
# source words of their own, so the thesaurus doesn't know them as forms of these verbs.
_PAST_OF = dict(
    pair.split(":")
    for pair in (
        "blown:blow broke:break broken:break drew:draw drove:drive fallen:fall fell:fall "
        "frozen:freeze froze:freeze gone:go held:hold kept:keep lost:lose made:make "
        "stole:steal stuck:stick threw:throw thrown:throw tore:tear torn:tear went:go"
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
    "awful bad born caught come dressed gone good great left stuck terrible tired worn".split()
)
_AFTER_STATE = _WHERE | {"again", "dead", "late", "of", "undone", "with"}
# After these, they stand before the noun: "an always hungry shark".
_BEFORE_NOUN = _SINGULAR | set("almost fairly just quite rather really so too very".split())
_NEVER = frozenset(["never", "not"])
# Before these, "never" says something else: "never lies down", "never sleeps alone".
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
# "A 3-headed dog".
_COUNTS = "no one two three four five six seven eight nine".split()
_COUNT = re.compile(r"\b[1-9](?=[ -](?:armed|eyed|headed|horned|legged|tailed|toed|winged)\b)")


def read_compounds(text: str) -> str:
    """Return a description in which each compound is replaced by what it is read as.

    >>> read_compounds("A fire-truck that eats sea stars")
    'A firetruck that eats starfish'
    >>> read_compounds("a dragon on fire")
    'a dragon , onfire'
    """
    return _RUN.sub(_in_place, _spelled_out(text))


def _spelled_out(text: str) -> str:
    """Return a description with its counts of limbs in words: "a three-headed dog"."""
    return _COUNT.sub(lambda count: _COUNTS[int(count[0])], text)


def _in_place(run: re.Match[str]) -> str:
    """Return a run of words with its compounds read; a comma separates what follows a noun."""
    said, before = "", ""
    for typed, read, gap in _pieces(run[0]):
        comma = ", " if typed != read and _follows_noun(typed, before) else ""
        said, before = f"{said}{comma}{read}{gap}", typed
    return said


def _follows_noun(typed: str, before: str) -> bool:
    """Return whether a compound says something of the word before it, which is a noun.

    In "a dragon on fire", it must not be taken for the creature.
    """
    first, *rest = _GAP.split(typed.lower())[::2]
    is_state = (first in _STATES or first.endswith("ing")) and not _AFTER_STATE.isdisjoint(rest[:1])
    follows = is_state or first in _AFTER_NOUN or _is_verb_form(first, rest)
    return follows and bool(before) and before.lower() not in _BEFORE_NOUN


def _is_verb_form(first: str, rest: Sequence[str]) -> bool:
    """Return whether a compound is known by the base form of a verb: "holding a grudge"."""
    *within, last = rest or [""]

    def known(verb: str) -> str:
        """Return what the compound is read as if it begins with a form of the verb, or ""."""
        return _known([verb, *within], last, lemma(last))

    return not known(first) and any(map(known, _first_words(first)[1:]))


def _first_words(typed: str) -> list[str]:
    """Return the words that may begin a compound where a word is typed, the word itself first."""
    past = _PAST_OF.get(typed)
    return [*bases(typed), past] if past else bases(typed)


def compounds_of(text: str) -> list[tuple[str, str]]:
    """Return the compounds of a description as typed, each with what it is read as."""
    pieces = (piece for run in _RUN.findall(_spelled_out(text)) for piece in _pieces(run))
    return [(typed, read) for typed, read, _ in pieces if typed != read]


def reworded_compounds(text: str) -> dict[str, str]:
    """Return the compounds that are read as other words, each with these words.

    >>> reworded_compounds("A sea lion in a hot rod")
    {'hot rod': 'race car'}
    """
    pairs = compounds_of(text)
    return {
        typed: _in_words(read) for typed, read in pairs if not _is_same(typed.lower(), read.lower())
    }


def kinds_in(text: str) -> set[str]:
    """Return the words, in lower case, that say the kind of the animal after them.

    >>> sorted(kinds_in("A tree frog in a palm tree, with sea urchins"))
    ['sea', 'tree']
    """
    pairs = (pair for run in _RUN.findall(text.lower()) for pair in pairwise(_GAP.split(run)[::2]))
    found = {first for first, last in pairs if kind_of(f"{first} {lemma(last) or last}") == ANIMAL}
    return found - _TELLING


def is_compound(words: str) -> bool:
    """Return whether words, in lower case, are a compound, such as "bag of bones"."""
    return words in _compounds()


def _is_same(typed: str, read: str) -> bool:
    """Return whether both have the same words or letters, apart from endings and apostrophes."""
    first, *rest = re.sub("[’']", "", typed).split(" ")
    in_one = {re.sub(r"[\W_]", "", "".join([base, *rest])) for base in _first_words(first)}
    return (
        not in_one.isdisjoint([read, f"{read}s", f"{read}es", *read.split()])
        or _GAP.sub("", read) == typed
        or set(read.split()) <= set(_GAP.split(typed))
    )


class _Piece(NamedTuple):
    """A compound or another word of a description.

    Attributes:
        typed: The compound or word as typed.
        read: What it is read as.
        gap: The space or hyphen after it, or "" at the end of a run of words.
    """

    typed: str
    read: str
    gap: str


def _pieces(run: str) -> Iterator[_Piece]:
    """Yield the compounds and other words of a run of words."""
    parts = _GAP.split(run)
    words, gaps = [*parts[::2], ""], [*parts[1::2], ""]
    place = 0
    while words[place]:
        end, read = _read_at(place, words)
        # "A goat-horned toad" is no horned toad.
        if place and gaps[place - 1] == "-" and " " in gaps[place : end - 1]:
            end, read = place + 1, words[place]
        young = _young_said("".join(parts[2 * place : 2 * end - 1]), read, words[end])
        if young:
            end, read = end + 1, f"{young} {read}"
        yield _Piece("".join(parts[2 * place : 2 * end - 1]), read, gaps[end - 1])
        place = end


def _read_at(place: int, words: Sequence[str]) -> tuple[int, str]:
    """Return where the longest compound at a place ends, and what it is read as.

    If no compound begins there, the first word alone is read.

    Args:
        place: Index of the first word.
        words: All words of the run as typed, and "" after them.
    """
    word, before = words[place], words[place - 1].lower() if place else ""
    for end in range(min(place + MOST_WORDS, len(words) - 1), place + 1, -1):
        if read := _meaning(words[place:end], before, words[end].lower()):
            return end, read
    is_name = before in _NAMED or (word.istitle() and (place > 0 or not words[1]))
    return place + 1, word if is_name else _joined(word) or word


def _meaning(words: Sequence[str], before: str, after: str) -> str:
    """Return what words are read as if they are a compound, or "".

    The last word may be a plural, and the first one a form of a verb: "holding grudges".

    Args:
        words: Two or more words as typed.
        before: The word before them in lower case, or "".
        after: The word after them in lower case, or "".
    """
    *start, last = (word.lower().replace("’", "'") for word in words)
    first, *within = (word.replace("'", "") for word in start)
    last = last.removesuffix("'s")
    is_flying = (last in _FLY and after in _WHERE) or (last == "flies" and before in _SINGULAR)
    is_name = before in _NAMED and words[0][0].isupper()
    goes_on = first in _NEVER and after in _GOES_ON
    if is_flying or is_name or goes_on:
        return ""
    singular = last if before in _SINGULAR else lemma(last) or last
    found = (_known([base, *within], last, singular) for base in _first_words(first))
    return next(filter(None, found), "")


def _known(start: Sequence[str], *ends: str) -> str:
    """Return what a compound with one of some last words is read as, or "" if none is known."""
    found = (_compounds().get(" ".join([*start, end])) for end in ends)
    return next(filter(None, found), "")


def _joined(word: str) -> str:
    """Return the two words that an unknown word joins, such as "icewolf", or ""."""
    return taken_apart(word.lower()) if word.isascii() else ""


def _young_said(typed: str, read: str, after: str) -> str:
    """Return what a word for the young says of the animal before it, or "".

    Args:
        typed: A word or compound of the description, such as "sea lion".
        read: What it is read as. It counts as an animal if ``typed`` is one, or the last word of
            ``read``.
        after: The word after it as typed, or "". "My cat Kit" has a name there.
    """
    if after[:1].isupper() and not read[0].isupper():
        return ""
    young = _YOUNG.get(lemma(after.lower()) or after.lower(), "")
    animals = (typed.lower(), read.lower().split()[-1])
    return young if young and any(map(may_have_young, animals)) else ""


def _in_words(read: str) -> str:
    """Return what a compound is read as with its spaces: "horned lizard" for "hornedlizard"."""
    if is_word(read):
        return read
    return next((one for one in _compounds() if one.replace(" ", "") == read), read)


@cache
def _compounds() -> dict[str, str]:
    """Return all compounds, each with what it is read as."""
    return dict(line.split(":") for line in COMPOUNDS.read_text("utf-8").splitlines())
