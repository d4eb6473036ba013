"""Finds where the noun phrase that begins a text ends: at a clause, a phrase or a participle."""

import re
from collections.abc import Sequence

from pokename.reading.beings import is_being, kind_of
from pokename.reading.content_words import said_words
from pokename.reading.verbs import NOUNS_IN_ING, ing_form
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
    r"|past|towards?|like|upstream|downstream|forever|alone|alive|together|everywhere|all|only"
    r"|high|low|solid|itself|themselves|\w{2,}ly"
)
# After a creature, these are verbs even before a noun without an article: "a dragon breathes fire".
_TRANSITIVE = (
    r"breathes|brings|carries|catches|chases|collects|controls|creates|drinks|eats|fights|guards"
    r"|hates|hoards|hunts|loves|makes|plays|protects|shoots|sings|spits|steals|throws|uses|wears"
)
_PARTICIPLES = (
    r"\w{3,}(?:ing|ed)|dug|born|brought|built|caught|come|lost|bound|stuck|woven|sewn|torn|hidden"
    r"|grown|overgrown|frozen|drawn|formed|shaped|lit|ridden|slain|worn|eaten|wound|cut|led"
    r"|fed|sent|spun|struck|sunk|hung|swept|shot|bred|kept|left|found|strung|blown|thrown|known"
    r"|seen|taken|stolen|driven|bitten|stung|clad|held|sprung|shorn|flung|slung|tied|dyed"
)
_PLURAL = r"\w{3,}s"
_CLOSES = r"(?=\W*$|\s*[,.;:!?]|\s+(?:and|with)\b)"  # what follows the last word of a phrase
# Where the noun phrase that begins a description may end: at punctuation, at one of
# ``_NEXT_WORDS``, or at a word in one of the groups, which ``_ends`` looks at more closely.
_PHRASE_ENDS = re.compile(
    r"[,.;:!?()]"
    rf"|(?P<participle>\b(?:{_PARTICIPLES}))(?=\s+(?:{_AFTER_PARTICIPLE})\b)"
    rf"|(?P<doing>(?<=\w )\w{{3,}}ing)(?=\s+(?P<object>\w+(?:\s+{_PLURAL}{_CLOSES})?)|\W*$|\s*[,;])"
    # "A dragon flies over the sea", "a cat reads books", "a dragon breathes fire".
    r"|(?P<does>(?<=\w )(?:\w{2,}[^\Wisu]s"
    rf"(?=\s+(?:{_AFTER_PARTICIPLE}|{_PLURAL})\b|\W*(?:[.;!?]|$))|(?:{_TRANSITIVE})(?=\s+\w)))"
    # "Dragons fly over the sea", "cats read books".
    rf"|(?P<do>(?<=s )(?!(?:{_NEXT_WORDS})\b)\w{{3,}})(?=\s+(?:{_AFTER_PARTICIPLE}|{_PLURAL})\b)"
    # "A tornado but shy", "a ghost always late", but not "a small but mighty dragon".
    r"|(?P<but>\b(?:but|always|never)\b)"
    rf"|\b(?:{_NEXT_WORDS})\b",
    re.IGNORECASE,
)
# After "but", these begin what is said of the noun before it: "a frog but its skin is jam". Few
# descriptions need this pattern and the next one, so re compiles them on first use.
_CLAUSE = r"\s+(?:an?|the|its?|it['’]s|in|on|with|made|make|s?he|they|s?hes|theyre|you)\b"
# A simple search for the end of the phrase after "but". ``end_of_phrase`` would search for the end
# after each further "but" again.
_END_AFTER_BUT = rf"[,.;:!?()]|\b(?:but|always|never|{_NEXT_WORDS})\b"
# The ends of most adjectives that have no form in "-ness" in a dictionary.
_ADJECTIVE_ENDINGS = (
    "able", "al", "ed", "ent", "ful", "ible", "ic", "ing", "ish", "ive", "less", "ous", "y",
)  # fmt: skip
# The start of a subject in the singular: "a cat reads books".
_SINGULAR = re.compile(r"\W*(?:an?|the|this|my|our|your|one|every|each)\b", re.IGNORECASE)


def end_of_phrase(text: str) -> int:
    """Return the index at which the noun phrase that begins a text ends."""
    start = 0  # text before this index has no word that counts, and needn't be read again
    for end in _PHRASE_ENDS.finditer(text):
        before = said_words(text[start : end.start()])
        start = start if before else end.start()
        if _ends(end, before[-1]) if before else _opens(end):
            return end.start()
    return len(text)


def _opens(end: re.Match[str]) -> bool:
    """Return whether a match before any noun is one of ``_NEXT_WORDS``: "without wings"."""
    return not end.lastgroup and end[0].isalpha()


def _ends(end: re.Match[str], noun: str) -> bool:
    """Return whether a match of ``_PHRASE_ENDS`` ends the noun phrase.

    Args:
        end: The match.
        noun: The last content word before it, in normal form.
    """
    if participle := end["participle"]:
        has_object = bool(ARTICLE.match(end.string, end.end()))  # "a beaver building a dam"
        return has_object or _is_participle(participle.lower())
    if doing := end["doing"]:
        return _is_verb_of(noun, doing.lower(), (end["object"] or "").lower().split())
    if does := end["does"]:
        is_verb = bool(_SINGULAR.match(end.string) or ing_form(lemma(does.lower())))
        return is_verb and is_being(noun)
    if do := end["do"]:
        return _is_plural(noun) and _is_action(do.lower())
    return not end["but"] or _ends_at_but(noun, end.string[end.end() :])


def _ends_at_but(before: str, text: str) -> bool:
    """Return whether a noun phrase ends with the word before "but", which a text follows.

    "A tornado but shy" is a tornado, but "a huge but shy robot" a robot.
    """
    if re.match(_CLAUSE, text, re.IGNORECASE) or kind_of(before):
        return True
    after = said_words(re.split(_END_AFTER_BUT, text, maxsplit=1, flags=re.IGNORECASE)[0])
    joins_adjectives = is_adjective(before) or (len(after) > 1 and is_adjective(after[0]))
    return not joins_adjectives


def is_adjective(word: str) -> bool:
    """Return whether a word may be an adjective: "lazy", for which "laziness" is a word.

    >>> is_adjective("lazy"), is_adjective("electric"), is_adjective("tornado")
    (True, True, False)
    """
    forms = (f"{word}ness", f"{word.removesuffix('y')}iness")
    return not kind_of(word) and (word.endswith(_ADJECTIVE_ENDINGS) or any(map(is_word, forms)))


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


def _is_verb_of(noun: str, doing: str, following: Sequence[str]) -> bool:
    """Return whether a word in -ing says what the noun before it does.

    So it is in "an owl hunting mice" and "an hourglass running", but not in "a star gazing owl".

    Args:
        noun: The noun, in normal form.
        doing: The word in -ing, in lower case.
        following: The word after it in lower case, with a second one if that is a plural and ends
            the phrase: "steel beams".
    """
    if not following:
        return _is_participle(doing)
    last = following[-1]
    is_plural = last.endswith("s") or lemma(last) not in ("", last)
    if is_plural:  # "a baker selling pies", but not "a honey gathering bees"
        return is_being(noun) or not is_being(lemma(last))
    return _is_participle(doing) and is_being(noun) and not meaning_of(last).creatures
