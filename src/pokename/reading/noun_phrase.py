"""Finds where the noun phrase that begins a text ends: at a clause, a phrase or a participle."""

import re

from pokename.reading.beings import is_being, kind_of
from pokename.reading.content_words import said_words
from pokename.reading.verbs import NOUNS_IN_ING, doing
from pokename.words.dictionary import is_word, lemma
from pokename.words.thesaurus import bases, meaning_of

ARTICLE = re.compile(r"\s*(?:an?|the)\b", re.IGNORECASE)
# Words that begin what follows the noun: "fox with a lantern", "sheep full of clouds".
_NEXT_WORDS = (
    r"that|which|who|whose|with|w|without|of|in|on|at|to|too|from|for|under|near|made|by|as"
    r"|and\s+(?:its?|s?he|they)|so|when|where|because|while|if|until|than|has|have|had"
    r"|is|are|was|the\s+size\s+of|full"
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
    r"|fed|sent|spun|struck|sunk|hung|swept|shot|bred|kept|left|found|strung|blown|thrown|known"
    r"|seen|taken|stolen|driven|bitten|stung|clad|held|sprung|shorn|flung|slung))"
    rf"(?=\s+(?:{_AFTER_PARTICIPLE})\b)"
    r"|(?P<doing>(?<=\w )\w{3,}ing)(?=\s+(?P<object>\w+)|\W*$|\s*[,;])"
    r"|(?P<does>(?<=\w )(?:\w{2,}[^\Wisu]s"
    rf"(?=\s+(?:{_AFTER_PARTICIPLE}|\w{{3,}}s)\b|\W*(?:[.;!?]|$))"
    rf"|(?:{_TRANSITIVE})(?=\s+\w)))"
    rf"|(?P<do>(?<=s )(?!(?:{_NEXT_WORDS})\b)\w{{3,}})(?=\s+(?:{_AFTER_PARTICIPLE}|\w{{3,}}s)\b)"
    # "A tornado but shy", "a ghost always late", but not "a small but mighty dragon".
    r"|(?P<but>\b(?:but|always|never)\b)"
    rf"|\b(?:{_NEXT_WORDS})\b",
    re.IGNORECASE,
)
# After "but", these begin what is said of the noun before it: "a frog but its skin is jam". Few
# descriptions need this pattern, so re compiles it on first use.
_CLAUSE = r"\s+(?:an?|the|its?|it['’]s|in|on|with|made|make|s?he|they|s?hes|theyre|you)\b"
_NEXT = rf"[,.;:!?()]|\b(?:but|always|never|{_NEXT_WORDS})\b"
# The ends of most adjectives that have no form in "-ness" in a dictionary.
_OF_ADJECTIVES = (
    "able", "al", "ed", "ent", "ful", "ible", "ic", "ing", "ish", "ive", "less", "ous", "y",
)  # fmt: skip
# The start of a subject in the singular: "a cat reads books".
_SINGULAR = re.compile(r"\W*(?:an?|the|this|my|our|your|one|every|each)\b", re.IGNORECASE)


def end_of_phrase(text: str) -> int:
    """Return the index at which the noun phrase that begins a text ends."""
    for end in _PHRASE_ENDS.finditer(text):
        before = said_words(text[: end.start()])
        if end["participle"]:
            has_object = bool(ARTICLE.match(text, end.end()))  # "a beaver building a dam"
            ends = bool(before) and (has_object or _is_participle(end["participle"].lower()))
        elif end["doing"]:
            ends = bool(before) and _has_object(before[-1], end["doing"].lower(), end["object"])
        elif end["does"]:
            verb = lemma(end["does"].lower())
            is_verb = bool(_SINGULAR.match(text) or doing(verb))
            ends = bool(before) and is_being(before[-1]) and is_verb
        elif end["do"]:
            ends = bool(before) and _is_plural(before[-1]) and _is_action(end["do"].lower())
        elif end["but"]:
            ends = bool(before) and _ends_at_but(before[-1], text[end.end() :])
        else:
            ends = bool(before) or end[0].isalpha()
        if ends:
            return end.start()
    return len(text)


def _ends_at_but(before: str, text: str) -> bool:
    """Return whether a noun phrase ends with the word before "but", which a text follows.

    "A tornado but shy" is a tornado, but "a huge but shy robot" a robot.
    """
    if re.match(_CLAUSE, text, re.IGNORECASE) or kind_of(before):
        return True
    later = said_words(re.split(_NEXT, text, maxsplit=1, flags=re.IGNORECASE)[0])
    return not is_adjective(before) and not (len(later) > 1 and is_adjective(later[0]))


def is_adjective(word: str) -> bool:
    """Return whether a word may be an adjective: "lazy", for which "laziness" is a word.

    >>> is_adjective("lazy"), is_adjective("electric"), is_adjective("tornado")
    (True, True, False)
    """
    forms = (f"{word}ness", f"{word.removesuffix('y')}iness")
    return not kind_of(word) and (word.endswith(_OF_ADJECTIVES) or any(map(is_word, forms)))


def _is_participle(word: str) -> bool:
    """Return whether a word is a participle, and not a noun such as "duckling" or "steed"."""
    regular = word.endswith(("ing", "ed")) and len(word) > 4  # unlike "led"
    return word not in NOUNS_IN_ING and (not regular or any(map(is_word, bases(word)[1:])))


def _is_plural(word: str) -> bool:
    """Return whether a word means several creatures."""
    one = lemma(word)
    return one not in ("", word) and is_being(one)


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
    if not is_being(before):
        return is_plural and not is_being(lemma(word))  # "a baker selling pies"
    return is_plural or not meaning_of(word).creatures
