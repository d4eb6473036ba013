"""Distinguishes the verbs of a description from other words of the same spelling.

"It bears a crown" is about carrying, not about a bear. The thesaurus has the source words of the
bear, so such verbs are read as a plainer verb.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping

from pokename.words.dictionary import lemma
from pokename.words.thesaurus import has_entry

# Each verb with the verb that it is read as; with none if it says too little for a name.
_READ_AS = dict(
    pair.split(":")
    for pair in (
        "ape:imitate ask: badger:pester bar:block bat:blink bay:howl bear: bound:leap box:punch "
        "bring: bug:annoy carp:grumble carry: cast: cause: cow:intimidate crane:stretch cross: "
        "crow:boast decide: depend: dog:follow duck:dodge elbow:nudge eye:watch face:confront "
        "fan:spread feel: ferret:search fly:soar force: hand: head: hear: hog:hoard hold: "
        "hound:chase kid:joke land: last:endure lead:guide leave: let: love: match:pair meet: "
        "mind:tend miss:yearn mount:climb move: nose:sniff object:protest parrot:mimic "
        "part:separate pine:yearn pitch:throw point: quail:cower rear:rise refuse: "
        "ring:chime rock:sway seal:lock see: settle: shoulder: show: skate:glide snake:wriggle "
        "sow:plant spring:leap squirrel:hoard stay: steer:guide stick:cling string: "
        "swallow:gulp tear:rip tire:weary train:practice turn: wave:greet wear: weasel:sneak "
        "wind:coil wolf:gulp worm:wriggle"
    ).split()
)
PAST = {
    "bore": "carry", "dove": "dive", "fell": "fall", "found": "find",
    "ground": "grind", "left": "", "rose": "ascend", "saw": "see", "spoke": "speak",
    "tore": "rip", "wound": "coil",
}  # fmt: skip
# Nouns that look like the participle of a verb.
NOUNS_IN_ING = frozenset(
    "being building carving clothing drawing earring evening meeting offering painting pudding "
    "stocking stuffing wedding".split()
)
# Verbs that say too little for a name, if certain words follow.
_SAYING_LITTLE = {
    following: dict.fromkeys(forms.split(), "")
    for following, forms in {
        r"\w+": "loves wants resembles represents symbolizes symbolises embodies",
        "like": "smell smells smelled sound sounds sounded taste tastes tasted",
        r"by|to|towards?": "drawn led",
        "as": "act acts acting acted serve serves serving served work works working worked",
        "into|to": "turn turns turning turned",
        "to": "learn learns learning learned",
        "up": "end ends ending ended show shows showing showed",
        "asleep": "fall falls falling fell fallen",
        "an?|the|its|his|her|their": "run runs running ran",
        "all|most|every|its|his|her|their|the": "spend spends spending spent",
        # "Plays the drums", but not "plays with yarn".
        r"(?!(?:all|among|at|in|on|outside|pranks?|tricks?|with)\b)\w+": (
            "play plays playing played"
        ),
    }.items()
}
_NOT_IN = "".join(rf"(?<!\b{one} )" for one in "at by for from in of on to with".split())
# Not "in which bears sleep", nor "that bears sleep in".
_OTHERS = r"(?!\w+s \w+ (?:at|from|in|on|under|with)\W*(?:$|[,.;:!?]))"
_SUBJECT = rf"(?:{_NOT_IN}(?:that|which)|who|it|he|she)"
_ADVERB = r"(?:always|gently|often|quickly|quietly|slowly|softly)"
_HELPER = r"(?:can|could|will|would|must|may|might|should|they|we|you)"
_AFTER_VERB = (
    r"above|across|around|at|away|by|down|from|in|into|on|out|over|through|to|up|an?|the|its"
)
_OBJECT = r"(?:an?|the|no|any|its|his|her|their|your|it|them|him|people|others)"


def _third_person(verb: str) -> str:
    """Return the form after "it" of a verb in ``_READ_AS``."""
    if verb.endswith(("ch", "sh", "s", "x")):
        return f"{verb}es"
    return re.sub(r"(?<![aeiou])y$", "ie", verb) + "s"


THIRD_PERSON = {_third_person(verb): plainer for verb, plainer in _READ_AS.items()}
_FORMS = {**PAST, **THIRD_PERSON}  # of a verb after its subject


def _as_in(table: Mapping[str, str]) -> Callable[[str], str]:
    """Return the function that reads a verb by a table, and other words as they are."""
    return lambda verb: table.get(verb, verb)


def _finite(verb: str) -> str:
    """Return what the verb of a subject is read as: "plants" as planting, "carried" as nothing."""
    base = lemma(verb)
    if verb in _FORMS:
        return _FORMS[verb]
    if verb == base:
        return verb
    if base in _READ_AS:
        return _READ_AS[base]
    return (verb.endswith("s") and ing_form(base)) or verb


def ing_form(base: str) -> str:
    """Return the form in -ing of a verb's base form, if the thesaurus has it, else "".

    >>> ing_form("plant"), ing_form("pirate")
    ('planting', '')
    """
    stems = (base + base[-1:], base, base.removesuffix("e"))
    forms = (f"{stem}ing" for stem in stems if f"{stem}ing" not in NOUNS_IN_ING)
    return next((form for form in forms if has_entry(form) and lemma(form) in (form, base)), "")


_VERB = r"(?P<verb>\w+)"
# Where a word is nearly always a verb, with the function that says what it is read as there.
_VERB_PLACES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plainer_of)
    for pattern, plainer_of in (
        (rf"\b{_SUBJECT} (?:{_ADVERB} )?(?!(?:{_SUBJECT}|they|we|you)\b){_OTHERS}{_VERB}", _finite),
        (rf"\b{_ADVERB} {_VERB}", _as_in(THIRD_PERSON)),
        # "A dragon flies over the sea."
        (
            rf"^\W*(?:an?|one|every|each) (?:[\w-]+ ){{1,2}}{_VERB}(?= (?:{_AFTER_VERB})\b)",
            _as_in(THIRD_PERSON),
        ),
        (rf"\b(?:and|but|or) (?P<verb>\w+[^\Wu]s) {_OBJECT}\b", _finite),
        (r"\b(?:and|but|or) (?P<verb>brings|carries|feels|hears|holds|wears)\b", _finite),
        (rf"\b{_HELPER} (?:{_ADVERB} )?{_VERB}", _as_in(_READ_AS)),
        (rf"\bto {_VERB} {_OBJECT}\b", _as_in(_READ_AS)),
        (rf"\b(?:they|we|you) (?:{_ADVERB} )?{_VERB}", _as_in(PAST)),
        (rf"\b[^\Wus]+s (?:that|which) (?:{_ADVERB} )?{_VERB}", _as_in(_READ_AS)),
        (r"(?<!\ba )(?<!\bthe )\b(?P<verb>wound) (?:around|round|up)\b", _as_in(PAST)),
        *(
            (rf"\b{_VERB}(?= (?:{after})\b)", _as_in(verbs))
            for after, verbs in _SAYING_LITTLE.items()
        ),
    )
)


def plainer_verbs(text: str) -> dict[str, str]:
    """Return the verbs of a text that are read as other words, each with its plainer verb.

    The plainer verb is "" for a verb that says too little for a name. A verb form that is also a
    noun elsewhere in the text is left out.

    >>> plainer_verbs("a mole that bats its eyes and leaves a trail")
    {'bats': 'blink', 'leaves': ''}
    """
    found = {
        (verb, one.start("verb")): plainer
        for place, plainer_of in _VERB_PLACES
        for one in place.finditer(text)
        if (plainer := plainer_of(verb := one["verb"].lower())) != verb
    }
    times = Counter(re.findall(r"\w+", text.lower()))
    as_verb = Counter(verb for verb, _ in found)
    return {verb: plainer for (verb, _), plainer in found.items() if as_verb[verb] == times[verb]}
