"""Leaves out what a description negates: "a crab without legs" is a crab."""

import re

from pokename.pokedex.official_names import normal_form
from pokename.words.dictionary import is_word, lemma
from pokename.words.thesaurus import has_entry

_HELPERS = "is|are|do|does|did|ca|could|should|would|wo|has|have|was|were|ai"
# Negations, which stand before what they deny: "not a dragon, but a slug", "don't make it a red
# dragon", "without arms or legs".
_DENIALS = (
    r"not|no|without|never(?!\s+(?:stops?|ceases?|fails?)\b)|lacks?|lacking|nor|neither|cannot"
    rf"|(?:{_HELPERS})n['’]?t|unable\s+to|none\s+of(?!\s+(?:it|them|these|this)\b)"
    r"|instead\s+of|(?:rather|other)\s+than|(?:any|every)thing\s+but|nothing\s+like|unlike"
    r"|far\s+from|avoid(?:s|ing)?|except(?:\s+for)?|excluding|devoid\s+of|free\s+of|sans"
    r"|refus(?:es?|ed|ing)\s+to|(?:nobody|no\s+one)\s+(?:is|was)\s+(?:ever\s+)?allowed\s+to"
    # "All but a tail", but not "all but invisible".
    r"|all\s+but(?=\s+(?:an?|the)\b)"
    # "Less a dog than a cloud", "a fox minus the tail", but not "plus and minus".
    r"|less(?=\s+(?:an?|like)\b)|(?<!and\s)(?<!or\s)minus"
    # "Zero fear", but not "ground zero" or "zero gravity".
    r"|(?<!ground\s)(?<!patient\s)(?<!sub\s)(?<!to\s)zero"
    r"(?!\s+(?:and|before|degrees?|gravity|hour|in|or|point|the|to)\b)"
)
_ONLY = "only|just|merely"  # "not only a fox" denies nothing
# Words that may stand between a negation and what it denies.
_LIGHT_WORDS = (
    r"so\s+much|make|be|is|look|call|want|include|use|give|have|has|got|it|them|like|to|an?|any|the"
    r"|its|your|my"
)
_DEGREES = "very|really|too|quite|exactly|actually|even"
_BEFORE = rf"(?:(?:{_LIGHT_WORDS}|{_DEGREES}|no)\s+)*"
_ANY_WORD = r"[\w’'-]+"
_AFTER = (
    r"(?:but|and|or|nor|that|which|who|whose|with|without|in|on|of|from|for|at|by|as|it|its|he|she"
    r"|they|is|are|just|only|also|an?|the)\b"
)
_PHRASE_ENDS = r"\s*(?:[,.;:!?()]|$)"
# If a description has a denial, three more patterns are used. They take milliseconds to compile, so
# re compiles them on first use.
_ANY_DENIAL = re.compile(rf"\b(?:{_DENIALS}|never\b)", re.IGNORECASE)
_NEGATED = (
    rf"\b(?:{_DENIALS})(?!\s+(?:{_ONLY})\b)\s+{_BEFORE}{_ANY_WORD}"
    rf"(?:(?:\s+(?!{_AFTER}){_ANY_WORD}){{1,2}}?(?={_PHRASE_ENDS}|\s+{_AFTER}))?"
    rf"(?:\s*,?\s*n?or\s+{_BEFORE}{_ANY_WORD})*"
    rf"(?:\s+and\s+(?!{_AFTER}){_ANY_WORD}(?={_PHRASE_ENDS}))?"
)
# "Not" before an adjective of the creature: "a not so cute rabbit", "small but not weak dog". The
# noun isn't negated. After "but" or a comma, a word that ends in "s" is a verb ("dangerous" isn't).
_HOW = (
    rf"(?:(?:so|{_DEGREES}|all|that|particularly|especially|overly|terribly|extremely|entirely"
    r"|completely|totally|truly|at)\s+)*+"
)
_NO_QUALITY = rf"(?:{_LIGHT_WORDS}|{_ONLY})\b"
_QUALITY = (
    r"(?:(?P<article>\b(?:an?|the|its|his|her|their|our|my|your))\s+(?=not|never)"
    r"|(?:(?P<joint>^|[.;:!?(]|\b(?:but|yet|though|and|or)\b)|,)\s*"
    r"(?=not\s+(?!\w+[^\Wus]s\b)|never\s+\w+(?:ing|ed)\b))"
    rf"(?:not|never)\s+(?!{_NO_QUALITY}){_HOW}(?!{_NO_QUALITY}){_ANY_WORD}"
    rf"(?:\s*,?\s*n?or\s+{_HOW}(?!{_NO_QUALITY}){_ANY_WORD})*"
)
# "No ordinary cat" is a cat.
_NOT_ORDINARY = (
    rf"\b(?:not?|(?:{_HELPERS})n['’]?t)\s+{_BEFORE}"
    r"(?:ordinary|common|normal|regular|usual|simple|mere|average|typical|everyday)"
    rf"(?=\s+(?!{_AFTER})\w)"
)
_MAKE_IT = r"make\s+(?:it|that)"
# "A dragon? No, a snail", "a dragon... no wait, snail".
_RETRACTED = re.compile(
    r"(?:^|(?<=[,.;:!?()]))[^,.;:!?()…]+[?,.!…]+\s*"
    rf"(?:(?:no,?\s+wait|wait,?\s+no|scratch\s+that|no,?\s+{_MAKE_IT})"
    rf"|(?:no|nah|nope)(?=\s*[,.;:!…]*\s*(?:{_MAKE_IT}\s+)?(?:an?|the)\b))"
    rf"\s*[,.;:!…]*\s*(?:{_MAKE_IT}\s+)?(?=\w)",
    re.IGNORECASE,
)
# "Rather a fox than a dragon", but not "more colorful than a dragon".
_PREFERRED = re.compile(
    r"\b(?:rather|more)\s+(?:of\s+|like\s+)?((?:an?|the)\s+(?:[\w-]+\s+){1,4})than\b", re.IGNORECASE
)
# Words that negate a part of themselves: "non-venomous", "unscary", "dragon-free", "sunless".
_NEGATING_WORD = re.compile(
    r"(?<![\w-])(?:(?:non|no|not|never|un|anti)-[\w-]+|non\s+\w+|[\w-]+-(?:free|less)"
    r"|(?:non(?!sense)|un|anti)(?P<rest>\w{4,})|(?P<start>\w{3,})less)\b",
    re.IGNORECASE,
)
# "Can't stop singing" affirms the singing.
_AFFIRMED = re.compile(
    rf"\b(?:(?:{_HELPERS})n['’]?t|cannot|can\s+not|never|will\s+not|does\s+not|unable\s+to"
    r"|refuses\s+to|not)\s+(?:stops?|ceases?|resists?|helps?(?!\s+(?:an?|the|its|any)\b)|quits?"
    r"|(?:gets?|have)\s+enough\s+of|(?:(?:gets?|grows?)\s+tired|tires?)\s+of"
    r"|(?:(?:lives?|goes?|sleeps?)\s+)?without|fails?\s+to|waits?\s+to)\b",
    re.IGNORECASE,
)


def affirmed(text: str) -> str:
    """Return a description without its double negations.

    >>> affirmed("a fox that can't stop singing")
    'a fox that   singing'
    """
    return _AFFIRMED.sub(" ", text)


def without_denied(text: str) -> str:
    """Return a description without its negations and the words that they negate.

    >>> without_denied("a not so cute rabbit without wings, non-venomous").split()
    ['a', 'rabbit', ',']
    """
    text = _RETRACTED.sub(" ", _PREFERRED.sub(r"\1instead of", text))
    text = _NEGATING_WORD.sub(_unless_known, text)
    if not _ANY_DENIAL.search(text):
        return text
    text = re.sub(_NOT_ORDINARY, " ", text, flags=re.IGNORECASE)
    text = re.sub(_QUALITY, r"\g<article>\g<joint> ", text, flags=re.IGNORECASE)
    return re.sub(_NEGATED, " ", text, flags=re.IGNORECASE)


def _unless_known(found: re.Match[str]) -> str:
    """Return a word that seems to negate its stem if it has a meaning of its own, else a space.

    "Restless" has an entry in the thesaurus. "Uncle" has no stem that is a word.
    """
    word, stem = normal_form(found[0]), normal_form(found["rest"] or found["start"] or "")
    is_other_word = bool(stem) and not (has_entry(stem) or is_word(stem))
    has_meaning = has_entry(word) or has_entry(lemma(word))
    return found[0] if is_other_word or has_meaning else " "
