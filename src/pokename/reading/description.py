"""Reads a description: finds its concepts, the words that names can be made of."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import islice, product

from msgspec.structs import replace

from pokename.pokedex.official_names import meaning, normal_form, stems
from pokename.reading.beings import is_being
from pokename.reading.compounds import compounds_of, kinds_in, read_compounds
from pokename.reading.concept import SHORTEST_WORD, Concept
from pokename.reading.content_words import content_words, said_words, words_of_names
from pokename.reading.creature import MONSTER, creature_of
from pokename.reading.function_words import (
    FILLERS,
    FUNCTION_WORDS,
    JOINING,
    function_words_corrected,
)
from pokename.reading.negation import affirmed, without_denied
from pokename.reading.phrases import plainly, types_in, without_opening
from pokename.reading.senses import in_senses
from pokename.reading.verbs import plainer_verbs
from pokename.words.dictionary import is_word
from pokename.words.spelling import misspelt
from pokename.words.thesaurus import Entry, bases, entry_of, has_entry

READINGS_KEPT = 64
CHARACTERS_READ = 2000  # of a description
LONGEST_WORD_CUT_OFF = 99  # letters; the start of a longer word is read
MOST_WORDS = 100  # words that are looked up; a repeated word counts once
MOST_CONCEPTS = 8  # kept of a long text: the creature, then the concepts with the highest salience
LONGEST_READ = 24  # letters of a word without an entry; a longer one is ignored
# The least salience of the creature: four of five designed names express it. If few descriptions
# have its word, the thesaurus gives it about the average salience of all words, which is lower.
CREATURE_SALIENCE = 0.8
TYPE_SALIENCE = 0.5  # factor for "Ghost/Steel", which says less than the rest of a description
UNKNOWN_SALIENCE = 0.8  # a word without an entry is rare, and so worth saying
_LOOK_LIKE = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t"}
MOST_DIGITS = 4  # in a word that is read with letters in their place
_MONSTER = re.compile(rf"\b{MONSTER}s?\b", re.IGNORECASE)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in normal form."""
    return frozenset(filter(None, (normal_form(word) for word in re.findall(r"[^\W_]+", text))))


def read_part(text: str) -> str:
    """Return the part of a description that is read, cut between two words if possible."""
    if len(text) <= CHARACTERS_READ:
        return text
    start, _, last = text[: CHARACTERS_READ + 1].rpartition(" ")
    return start if start and len(last) <= LONGEST_WORD_CUT_OFF else text[:CHARACTERS_READ]


def plain(text: str) -> str:
    """Return a text with wide or styled letters made plain, and without invisible characters.

    >>> plain("a \uff46ire fo\u200bx")
    'a fire fox'
    """
    seen = (one for one in text if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen))


@lru_cache(maxsize=READINGS_KEPT)
def concepts_of(text: str) -> tuple[Concept, ...]:
    """Return the concepts of a description, in the order of their words.

    Negated words are left out, and words that say little beside others.

    >>> [concept.word for concept in concepts_of("not a dragon, a small slug")]
    ['small', 'slug']
    """
    types = types_in(text)
    told = without_opening(function_words_corrected(text))
    plainer = affirmed(plainly(read_compounds(told)))
    kept = without_denied(plainer)
    said, verbs = said_words(kept), plainer_verbs(plainer)
    creature = creature_of(kept, types)
    words = _without_joining([word for word in said if word == creature or verbs.get(word, word)])
    creature, words = _with_monster(creature, words, kept)
    names = words_of_names(kept)
    compounds = {read: typed.lower() for typed, read in compounds_of(told)}
    found: dict[str, Concept] = {}
    for word in islice(dict.fromkeys(words), MOST_WORDS):
        is_creature = word == creature
        read_as = word if is_creature else verbs.get(word, word)
        if concept := _concept(word, read_as, creature=is_creature, name=word in names):
            factor = TYPE_SALIENCE if word in types and not is_creature else 1.0
            concept = replace(
                concept, compound=compounds.get(word, ""), salience=factor * concept.salience
            )
            found.setdefault(concept.word, concept)
    concepts = list(found.values())
    # Most descriptions deny nothing; then don't look up the meanings of all source words.
    if denied := frozenset(said_words(plainer)).difference(said):
        concepts = _without_sources_of(denied, concepts)
    kinds = kinds_in(kept)
    special = [one for one in concepts if one.said not in kinds]
    return tuple(in_senses(plainer, _most_salient(special if len(special) > 1 else concepts)))


def adds_only(words: str, longer: str, text: str) -> bool:
    """Return whether a longer description says just what the shorter one and some words say.

    It must have the same creature, too. Words before "imagine a wolf" would make "imagine" a
    concept, and words before "It lives in caves. It is a bat." would become the creature.

    Args:
        words: The words that were added.
        longer: The description with these words.
        text: The description without them.
    """
    before, after = without_opening(text), without_opening(longer)
    said = set(content_words(before))
    if not said:  # "a monster": no word of it can be lost or misread
        return True
    same = creature_of(before, types_in(text)) == creature_of(after, types_in(longer))
    return same and said.union(content_words(words)) == set(content_words(after))


def _with_monster(creature: str, words: Sequence[str], kept: str) -> tuple[str, Sequence[str]]:
    """Return the creature and the words of a description, "monster" among them if it counts.

    It counts if it is the creature or beside one other word: "a tar monster" is a monster, but "a
    snail monster" a snail.
    """
    is_beside = len(words) == 1 and bool(_MONSTER.search(kept))
    if is_beside and not is_being(words[0]):
        creature = MONSTER
    return creature, [*words, MONSTER] if is_beside or creature == MONSTER else words


def _most_salient(concepts: Sequence[Concept]) -> Sequence[Concept]:
    """Return up to ``MOST_CONCEPTS`` concepts in the same order, the creature among them."""
    if len(concepts) <= MOST_CONCEPTS:
        return concepts
    by_worth = sorted(concepts, key=lambda one: (-one.creature, -one.salience))
    kept = {one.word for one in by_worth[:MOST_CONCEPTS]}
    return [one for one in concepts if one.word in kept]


def _without_sources_of(denied: Collection[str], concepts: list[Concept]) -> list[Concept]:
    """Return concepts without the source words that say a denied word better than the concept.

    "A lion without a mane" gets no name made of "mane".
    """
    entries = [entry for entry in map(entry_of, denied) if entry]
    own = {form for word in denied for form in bases(word)}

    def is_denied(source: str, strength: float) -> bool:
        """Return whether a source word means a denied word, or fits one better than its concept."""
        said = source in own or meaning(source) in own
        return said or any(one.sources.get(source, 0.0) > strength for one in entries)

    return [
        replace(concept, sources=kept) if len(kept) < len(concept.sources) else concept
        for concept in concepts
        if (kept := {word: n for word, n in concept.sources.items() if not is_denied(word, n)})
    ]


def _concept(word: str, read_as: str, *, creature: bool, name: bool) -> Concept | None:
    """Return the concept of a word, or None if no name can be made of it.

    Args:
        word: The word as written, in normal form.
        read_as: The word itself, or the plainer verb; "" for a verb that says too little.
        creature: Whether the word says what the creature is.
        name: Whether the word is of a proper name, which isn't corrected.
    """
    if not read_as:
        return None
    entry: Entry | None = entry_of(read_as) or entry_of(stems().get(read_as, ""))
    if entry:
        return _known_concept(word, entry, creature=creature)
    if not SHORTEST_WORD <= len(word) <= LONGEST_READ:
        return None
    if not word.isalpha():
        return _with_digits(word, creature=creature)
    base = next((one for one in bases(word)[1:] if is_word(one)), word)
    close = "" if name or is_word(base) else misspelt(word)
    entry = entry_of(close) if close else None
    if entry:
        return _known_concept(word, entry, creature=creature, corrected=close)
    return _unknown_concept(word, base, creature=creature)


def _known_concept(word: str, entry: Entry, *, creature: bool, corrected: str = "") -> Concept:
    """Return the concept of a word that the thesaurus has an entry for."""
    salience = max(entry.salience, CREATURE_SALIENCE) if creature else entry.salience
    return Concept(
        word, entry.word, entry.sources, entry.grades, salience, creature, known=True,
        corrected=corrected,
    )  # fmt: skip


def _unknown_concept(word: str, base: str, *, creature: bool) -> Concept:
    """Return the concept of a word without an entry, whose only source word is its base form."""
    return Concept(word, base, {base: 1.0}, {base: 1}, UNKNOWN_SALIENCE, creature, known=False)


def _with_digits(word: str, *, creature: bool) -> Concept | None:
    """Return the concept of a word like "f1ery", "mp3" or "8bit", or None if it has none."""
    letters = "".join(filter(str.isalpha, word))
    if len(word) - len(letters) <= MOST_DIGITS:
        for spelled in map("".join, product(*(_LOOK_LIKE.get(one, one) for one in word))):
            if spelled in FUNCTION_WORDS:
                return None
            if entry := entry_of(spelled):
                return _known_concept(word, entry, creature=creature, corrected=spelled)
    return _unknown_concept(word, letters, creature=creature) if len(letters) > 1 else None


def _without_joining(words: Sequence[str]) -> Sequence[str]:
    """Return the words without fillers, and without adverbs and words that join others.

    If fewer than two would be left, adverbs and joining words stay; fillers do if none would.
    """
    words = [word for word in words if word not in FILLERS] or words
    others = [word for word in words if word not in JOINING and not _is_adverb(word)]
    return others if len(others) > 1 else words


def _is_adverb(word: str) -> bool:
    """Return whether a word says how something is done: "softly", but not "ghostly"."""
    return word.endswith("ly") and not has_entry(word)
