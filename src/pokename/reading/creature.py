"""Finds the words of a description that say what the creature is.

In "lazy sloth covered in moss" that is "sloth": the last noun before the first clause, phrase or
participle.
"""

import re
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from pokename.reading.compounds import animals, is_animal
from pokename.reading.verbs import NOUNS_IN_ING, doing
from pokename.words.dictionary import is_word, lemma
from pokename.words.thesaurus import bases, meaning_of

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
_LINK = re.compile(r"\b(?:to|among|for)\b", re.IGNORECASE)
_AND = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\s*(?:an?|the)\b", re.IGNORECASE)
# Words that begin what follows the noun: "fox with a lantern", "sheep full of clouds".
_NEXT_WORDS = (
    r"that|which|who|whose|with|without|of|in|on|at|to|too|from|for|under|near|made|by|as"
    r"|and\s+its|so|when|where|because|while|if|until|than|has|have|had|is|are|was|the\s+size\s+of|full"
    r"|afraid|able|capable|immune|asleep|bigger|smaller|larger|taller|longer|higher|named|called"
    r"|nicknamed|gone|you|we|they|nobody|everybody|everyone|someone|inside|beside|atop"
    r"|(?:more|less)\s+\w+\s+than|\w{2,}er\s+than"
)
# What follows a participle that stands after its noun: "a sloth covered in moss", but not "a flying
# fish".
_AFTER_PARTICIPLE = (
    rf"{_NEXT_WORDS}|an?|its|his|her|their|the|into|onto|over|across|through|around|round|along|up"
    r"|down|out|off|away|back|about|against|between|among|behind|below|beneath|above|beyond|outside"
    r"|past|towards?|like|to|upstream|downstream|forever|alone|alive|together|everywhere|all|too"
    r"|only|high|low|solid|\w{2,}ly"
)
# After a creature, these are verbs even before a noun without an article: "a dragon breathes fire".
_TRANSITIVE = (
    r"breathes|brings|carries|catches|chases|collects|controls|creates|drinks|eats|fights|guards"
    r"|hates|hoards|hunts|loves|makes|plays|protects|shoots|sings|spits|steals|throws|uses|wears"
)
# Where the noun phrase that begins a description may end: at punctuation, a participle, a verb or
# one of the words above.
_PHRASE_ENDS = re.compile(
    r"[,.;:!?()]"
    r"|(?P<participle>\b(?:\w{3,}(?:ing|ed)|dug|born|built|caught|lost|bound|stuck|woven|sewn|torn"
    r"|hidden|grown|overgrown|frozen|drawn|formed|shaped|lit|ridden|slain|worn|eaten|wound|cut|led"
    r"|fed|sent|spun|struck|sunk|hung|swept|shot|bred|kept|found|strung|blown|thrown|known|seen"
    r"|taken|stolen|driven|bitten|stung|clad|held|sprung|shorn|flung|slung))"
    rf"(?=\s+(?:{_AFTER_PARTICIPLE})\b)"
    r"|(?P<doing>(?<=\w )\w{3,}ing)(?=\s+(?P<object>\w+)|\W*$|\s*[,;])"
    r"|(?P<does>(?<=\w )(?:\w{2,}[^\Wisu]s"
    rf"(?=\s+(?:{_AFTER_PARTICIPLE}|\w{{3,}}s)\b|\W*(?:[.;!?]|$))"
    rf"|(?:{_TRANSITIVE})(?=\s+\w)))"
    rf"|(?P<do>(?<=s )(?!(?:{_NEXT_WORDS})\b)\w{{3,}})(?=\s+(?:{_AFTER_PARTICIPLE}|\w{{3,}}s)\b)"
    rf"|\b(?:{_NEXT_WORDS})\b",
    re.IGNORECASE,
)
# The start of a subject in the singular: "a cat reads books".
_SINGULAR = re.compile(r"\W*(?:an?|the|this|my|our|your|one|every|each)\b", re.IGNORECASE)
# The start of a sentence that doesn't begin with the creature: "It lives in caves."
_SENTENCE = re.compile(
    r"\W*(?:it|its|they|when|if|this|these|by|while|once|as|in|on)\b", re.IGNORECASE
)

# Creatures that another creature may be too: "a raccoon king".
_ROLES = frozenset(
    "emperor empress ghost king knight magician monk mummy ninja pharaoh pirate queen samurai "
    "skeleton spirit vampire witch wizard zombie".split()
)
# Creatures that may have a role, as animals may: "a goblin king".
_FABLED = frozenset(
    "alien dwarf elf fairy goblin griffin imp kraken mermaid ogre phoenix troll unicorn werewolf "
    "yeti zombie".split()
)
# "A shark hunter" is no shark, and "a bird cage" no bird.
_OF_ANIMALS = frozenset(
    "bowl breeder butcher cage catcher cave den eater farmer feeder food herder hill hole house "
    "hunter keeper lover monger nest net owner pond rider slayer tamer tank trainer trap umpire "
    "walker watcher web".split()
)
# After an animal, these say what is of it or does something to it: "a shark fin soup".
_OF_BODIES = frozenset(
    "bone bones claw drawn eating egg eggs feather feathers fin fur hide horn horns ink leather "
    "made meat milk riding scale scales shaped shell silk skin tail teeth tooth tusk wearing web "
    "wing wings wool".split()
)
_IS_A = re.compile(r"\b(?:it|this|he|she)(?:['’]s|\s+is)\s+(?=an?\b)", re.IGNORECASE)

ContentWords = Callable[[str], list[str]]


def creature_of(text: str, content_words: ContentWords, types: Collection[str]) -> str:
    """Return the word that says what the creature is, in normal form, or "" if that is unclear.

    Args:
        text: A description; see ``phrases.without_opening``.
        content_words: Function that returns the words of a text that a name could be made of.
        types: Words that say the types of the creature; "a Dragon/Ghost radio" is no dragon.
    """
    as_a = _AS_A.match(text)
    if as_a and _says_the_form(as_a["before"], but=bool(as_a["but"])):
        text = text[as_a.end() :]
    if _SENTENCE.match(text):
        return _said_to_be(text, content_words)
    end = _end_of_phrase(text, content_words)
    words = content_words(text[:end])
    if text[end : end + 1] == "," and words and not meaning_of(words[-1]).creatures:
        words = _after_adjectives(text, end, words, content_words)
    return _animal_in(words, types) or words[-1] if words else ""


def _animal_in(words: Sequence[str], types: Collection[str]) -> str:
    """Return the animal of a noun phrase that ends with its role or form, or "".

    "A lazy toad prince" is a toad, and "an ibis puppet" an ibis, but "a snake haired queen" isn't a
    snake. Makers of names say the animal almost twice as often as its role.
    """
    last = lemma(words[-1]) or words[-1]
    if (_is_creature(last) and last not in _ROLES) or last in _OF_ANIMALS:
        return ""
    found = [
        word
        for word, after in pairwise(words)
        if (base := lemma(word) or word) not in types and _has_body(base)
        if not after.endswith("ed") and after not in _OF_BODIES
    ]
    return found[-1] if found else ""


def _has_body(word: str) -> bool:
    """Return whether a word means an animal or a fabled creature, which may have a role too."""
    is_fabled = not _FABLED.isdisjoint(meaning_of(word).creatures)
    return (word in animals() or is_fabled) and word not in _ROLES


def _said_to_be(text: str, content_words: ContentWords) -> str:
    """Return the creature of a text such as "It lives in caves. It is a bat.", or ""."""
    for is_a in _IS_A.finditer(text):
        after = _LINK.split(text[is_a.end() :], maxsplit=1)[0]
        words = content_words(after[: _end_of_phrase(after, content_words)])
        if words and meaning_of(words[-1]).creatures:
            return words[-1]
    return ""


def _after_adjectives(
    text: str, end: int, words: list[str], content_words: ContentWords
) -> list[str]:
    """Return the words that end with the noun after a list of adjectives.

    "A big, scary spider" is a spider, and "a mirror, cracked" a mirror.

    Args:
        text: A description.
        end: Index of its first comma.
        words: The words before the comma.
        content_words: Function that returns the words of a text that a name could be made of.
    """
    first = words[-1]
    while text[end : end + 1] == ",":
        start = end + 1
        end = start + _end_of_phrase(text[start:], content_words)
        later = content_words(text[start:end])
        if not later:
            break
        is_creature = bool(meaning_of(later[-1]).creatures)
        in_a_list = len(words) == 1 and len(later) > 1 and not _AND.search(text[start:end])
        if in_a_list or (is_creature and meaning_of(first).themes):
            return later
    return words


def _says_the_form(before: str, *, but: bool) -> bool:
    """Return whether "as a" after some words says what the creature is, without a comparison."""
    return not _COMPARES.search(before) and (but or not _ARTICLE.match(before))


def _end_of_phrase(text: str, content_words: ContentWords) -> int:
    """Return the index at which the noun phrase that begins a text ends."""
    for end in _PHRASE_ENDS.finditer(text):
        before = content_words(text[: end.start()])
        if end["participle"]:
            has_object = bool(_ARTICLE.match(text, end.end()))  # "a beaver building a dam"
            ends = bool(before) and (has_object or _is_participle(end["participle"].lower()))
        elif end["doing"]:
            ends = bool(before) and _has_object(before[-1], end["doing"].lower(), end["object"])
        elif end["does"]:
            verb = lemma(end["does"].lower())
            is_verb = bool(_SINGULAR.match(text) or doing(verb))
            ends = bool(before) and _is_creature(before[-1]) and is_verb
        elif end["do"]:
            ends = bool(before) and _is_plural(before[-1]) and _is_action(end["do"].lower())
        else:
            ends = bool(before) or end[0].isalpha()
        if ends:
            return end.start()
    return len(text)


def _is_participle(word: str) -> bool:
    """Return whether a word is a participle, and not a noun such as "duckling" or "steed"."""
    regular = word.endswith(("ing", "ed")) and len(word) > 4  # unlike "led"
    return word not in NOUNS_IN_ING and (not regular or any(map(is_word, bases(word)[1:])))


def _is_creature(word: str) -> bool:
    return is_animal(word) or bool(meaning_of(word).creatures)


def _is_plural(word: str) -> bool:
    """Return whether a word means several creatures."""
    one = lemma(word)
    return one not in ("", word) and _is_creature(one)


def _is_action(word: str) -> bool:
    """Return whether a word may be the base form of a verb."""
    return is_word(f"{word}ing") or is_word(f"{word.removesuffix('e')}ing")


def _has_object(before: str, doing: str, after: str | None) -> bool:
    """Return whether a creature does something: "an owl hunting mice", not "star gazing owl"."""
    word = (after or "").lower()
    is_plural = word.endswith("s") or lemma(word) not in ("", word)
    if not word:
        return _is_participle(doing)  # "an hourglass running"
    if not _is_participle(doing) and not is_plural:
        return False
    if not _is_creature(before):
        return is_plural and not _is_creature(lemma(word))  # "a baker selling pies"
    return is_plural or not meaning_of(word).creatures
