"""Finds the words of a description that say what the creature is.

In "lazy sloth covered in moss" that is "sloth": the last noun before the first clause, phrase or
participle.
"""

import re
from collections.abc import Collection, Sequence

from pokename.reading.beings import ANIMAL, FABLED, is_being, kind_of
from pokename.reading.content_words import said_words
from pokename.reading.noun_phrase import ARTICLE, end_of_phrase, is_adjective
from pokename.words.dictionary import lemma
from pokename.words.thesaurus import meaning_of

_AS_A = re.compile(
    r"^(?P<before>[^.;:!?]{2,40}?),?\s+(?P<but>but\s+)?as\s+(?=an?\b)", re.IGNORECASE
)
# After these words, "as a" makes a comparison or says a use: "a wolf as white as a ghost".
_COMPARES = re.compile(
    r"\b(?:that|who|which|with|as|acts?|works?|serves?|used?|uses|known|seen)\b"
    r"|\b(?!personified|embodied|reimagined)\w{2,}(?:ing|ed)\b"
    r"|\b(?:soft|slow|fast|quiet|strong|big|small|tall|hard)$",
    re.IGNORECASE,
)
# What follows a comma has one of these if the comma doesn't separate adjectives of one noun.
_NO_ADJECTIVE = re.compile(r"\b(?:and|or)\b|^\s*(?:it|he|she|they|its|the)\b", re.IGNORECASE)
# The start of a sentence that doesn't begin with the creature: "It lives in caves."
_NO_NOUN_FIRST = re.compile(
    r"\W*(?:it|its|they|when|if|this|these|by|while|once|as|in|on)\b", re.IGNORECASE
)

# Creatures that another creature may be too: "a raccoon king".
_ROLES = frozenset(
    "emperor empress ghost king knight magician monk mummy ninja pharaoh pirate queen samurai "
    "skeleton spirit vampire witch wizard zombie".split()
)
# "A shark hunter" is no shark, and "a bird cage" no bird.
_OF_BEINGS = frozenset(
    "bowl breeder bridge butcher cage catcher cave den eater farmer feeder food herder hill "
    "hole house hunter keeper lair lover mask monger nest net owner pond rider slayer tamer "
    "tank trainer trap umpire walker watcher web".split()
)
# After an animal, these say what is of it or does something to it: "a shark fin soup".
_OF_BODIES = frozenset(
    "bone bones claw drawn eating egg eggs feather feathers fin fur hide horn horns ink leather "
    "made meat milk riding scale scales shaped shell silk skin tail teeth tooth tusk wearing web "
    "wing wings wool".split()
)
# "A fairy type ladle" is no fairy, and "dragon type but it's a hose" a hose.
_TYPE_FIRST = re.compile(
    r"^\W*+(?:an?\s+)?[\w-]+(?:[\s-](?:type|style|like)\s+but\s+(?:it['’]?s|it\s+is|make\s+it)\s+"
    r"|[\s-]type\s+)(?=\w)",
    re.IGNORECASE,
)
# "The boss is a moth" and "a smith turned into a crab" are a moth and a crab. re compiles this
# pattern on first use: a description that begins with a being doesn't need it.
_BECOMES = r"\s*(?:is|becomes|became|turned\s+into)\s+(?:(?:actually|really|secretly)\s+)?(?=an?\b)"
# A monster is the creature after a place, an adjective or a plural; "a snail monster" is a snail.
MONSTER = "monster"
_PLACES = frozenset(
    "bog cave city desert forest island jungle lagoon lake marsh mountain ocean river sea swamp "
    "volcano".split()
)
# The start of an entry: "This plump seabird spreads its wings."
_THIS = re.compile(r"\W*this\s+(?!is\b)", re.IGNORECASE)
# "It is a bat", and the words after it that begin something else: "a friend to bats".
_IS_A = re.compile(r"\b(?:it|this|he|she)(?:['’]s|\s+is)\s+(?=an?\b)", re.IGNORECASE)
_LINK = re.compile(r"\b(?:to|among|for)\b", re.IGNORECASE)


def creature_of(text: str, types: Collection[str]) -> str:
    """Return the word that says what the creature is, in normal form, or "" if that is unclear.

    Args:
        text: A description; see ``phrases.without_opening``.
        types: Words that say the types of the creature; "a Dragon/Ghost radio" is no dragon.
    """
    as_a = _AS_A.match(text)
    if as_a and _says_the_form(as_a["before"], but=bool(as_a["but"])):
        text = text[as_a.end() :]
    this = _THIS.match(text)
    if not this and _NO_NOUN_FIRST.match(text):
        return _said_to_be(text)
    found = _in_phrase(text[this.end() :] if this else text, types)
    return found if not this or is_being(found) else _said_to_be(text)


def _in_phrase(text: str, types: Collection[str]) -> str:
    """Return the creature of a text that begins with a noun phrase, or ""."""
    if (typed := _TYPE_FIRST.match(text)) and said_words(text[typed.end() :]):
        text = text[typed.end() :]
    end = end_of_phrase(text)
    words = said_words(text[:end])
    if not words:
        return ""
    found = _being_or_last(words, types)
    if kind_of(found):
        return found
    if becomes := re.match(_BECOMES, text[end:], re.IGNORECASE):
        later = _in_phrase(text[end + becomes.end() :], types)
        return later if is_being(later) else found
    if is_being(found):
        return found
    if text[:end].rstrip().lower().endswith(MONSTER) and _says_what_monster(words[-1]):
        return MONSTER
    return _being_or_last(_after_adjectives(text, end, words), types)


def _being_or_last(words: Sequence[str], types: Collection[str]) -> str:
    """Return the being of a noun phrase that ends with its role or form, or else the last word.

    "A lazy toad prince" is a toad, "a lich librarian" a lich, and "an ibis puppet" an ibis, but "a
    snake haired queen" isn't a snake. Designed names say an animal almost twice as often as
    its role, but of "a cactus cowboy" rather the role.

    Args:
        words: The content words of the noun phrase, at least one.
        types: Words that say the types of the creature.
    """
    last = lemma(words[-1]) or words[-1]
    if (kind_of(last) and last not in _ROLES) or last in _OF_BEINGS:
        return words[-1]
    beings = [
        word
        for before, word, after in zip(["", *words], words, words[1:], strict=False)
        if (kind_of(word) or kind_of(f"{before} {word}")) in (ANIMAL, FABLED)
        and word not in types
        and word not in _ROLES
        if not after.endswith("ed") and after not in _OF_BODIES
    ]
    return beings[-1] if beings else words[-1]


def _says_what_monster(word: str) -> bool:
    """Return whether a word before "monster" says where or how it is, or what it has."""
    return word in _PLACES or is_adjective(word) or lemma(word) == word.removesuffix("s") != word


def _said_to_be(text: str) -> str:
    """Return the creature of a text such as "It lives in caves. It is a bat.", or ""."""
    for is_a in _IS_A.finditer(text):
        after = _LINK.split(text[is_a.end() :], maxsplit=1)[0]
        words = said_words(after[: end_of_phrase(after)])
        if words and is_being(words[-1]):
            return words[-1]
    return ""


def _after_adjectives(text: str, end: int, words: list[str]) -> list[str]:
    """Return the words that end with the noun after a list of adjectives, if there is one.

    "A big, scary spider" is a spider, and "a mirror, cracked" a mirror.

    Args:
        text: A description.
        end: Index at which its first noun phrase ends; a list goes on only at a comma.
        words: The content words of this phrase, which are returned if no such noun follows.
    """
    first = words[-1]
    is_one = len(words) == 1 and (bool(ARTICLE.match(text)) or is_adjective(first))
    while text[end : end + 1] == ",":
        start = end + 1
        end = start + end_of_phrase(text[start:])
        later = said_words(text[start:end])
        if not later:
            break
        means_creature = bool(meaning_of(later[-1]).creatures)
        in_a_list = is_one and len(later) > 1 and not _NO_ADJECTIVE.search(text[start:end])
        if in_a_list or (means_creature and meaning_of(first).themes):
            return later
    return words


def _says_the_form(before: str, *, but: bool) -> bool:
    """Return whether "as a" after some words says what the creature is, without a comparison."""
    return not _COMPARES.search(before) and (but or not ARTICLE.match(before))
