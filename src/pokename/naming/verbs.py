"""Verbs that are spelled like another word: "it bears a crown" is about carrying, not about a bear.

The thesaurus has the source words of the other word, so these verbs are read as a plainer verb.
"""

import re
from collections import Counter

# Each verb with the verb that it is read as; with none if it says too little for a name.
_READ_AS = dict(
    pair.split(":")
    for pair in (
        "ape:imitate badger:pester bar:block bat:blink bay:howl bear:carry bound:leap "
        "box:punch bug:annoy carp:grumble cow:intimidate crane:stretch crow:boast dog:follow "
        "duck:dodge elbow:nudge eye:watch face:confront fan:spread ferret:search fly:soar "
        "hand: head: hog:hoard hound:chase kid:joke land: last:endure lead:guide leave: let: "
        "match:pair mind:tend mount:climb nose:sniff object:protest parrot:mimic part:separate "
        "pine:yearn pitch:throw quail:cower rear:rise refuse:reject ring:chime rock:sway "
        "seal:lock shoulder:carry skate:glide snake:wriggle sow:plant spring:leap "
        "squirrel:hoard steer:guide stick:cling swallow:gulp tear:rip tire:weary "
        "train:practice wave:greet weasel:sneak wind:coil wolf:gulp worm:wriggle"
    ).split()
)
PAST = {
    "bore": "carry", "dove": "dive", "fell": "fall", "found": "find",
    "ground": "grind", "left": "", "rose": "ascend", "saw": "see", "spoke": "speak",
    "tore": "rip", "wound": "coil",
}  # fmt: skip
# Participles, if a preposition follows.
_SAYING_LITTLE = {"drawn": "", "led": ""}
_WOUND = {"wound": PAST["wound"]}
_NOT_IN = "".join(rf"(?<!\b{one} )" for one in "at by for from in of on to with".split())
_SUBJECT = rf"(?:{_NOT_IN}(?:that|which)|who|it|he|she)"  # not "in which bears sleep"
_ADVERB = r"(?:always|gently|often|quickly|quietly|slowly|softly)"
_HELPER = r"(?:can|could|will|would|must|may|might|should|they|we|you)"
_OBJECT = r"(?:an?|the|no|any|its|his|her|their|your|it|them|him|people|others)"


def _third_person(verb: str) -> str:
    if verb.endswith(("ch", "sh", "s", "x")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb == "fly" else f"{verb}s"


THIRD_PERSON = {_third_person(verb): sense for verb, sense in _READ_AS.items()}


def _one_of(words: dict[str, str]) -> str:
    return f"(?P<verb>{'|'.join(words)})"


# The places where a word is nearly always a verb, with the forms of verbs that stand there.
_PLACES = tuple(
    (re.compile(pattern, re.IGNORECASE), senses)
    for pattern, senses in (
        (rf"\b(?:{_SUBJECT}|{_ADVERB}) {_one_of(THIRD_PERSON)}\b", THIRD_PERSON),
        (rf"\b(?:and|but|or) {_one_of(THIRD_PERSON)} {_OBJECT}\b", THIRD_PERSON),
        (rf"\b{_HELPER} (?:{_ADVERB} )?{_one_of(_READ_AS)}\b", _READ_AS),
        (rf"\bto {_one_of(_READ_AS)} {_OBJECT}\b", _READ_AS),
        (rf"\b(?:{_SUBJECT}|they|we|you) (?:{_ADVERB} )?{_one_of(PAST)}\b", PAST),
        (rf"\b{_one_of(_SAYING_LITTLE)} (?:by|to|towards?)\b", _SAYING_LITTLE),
        (rf"(?<!\ba )(?<!\bthe )\b{_one_of(_WOUND)} (?:around|round|up)\b", _WOUND),
    )
)


def verb_senses(text: str) -> dict[str, str]:
    """Return the verbs of a text that are spelled like another word, with their plainer verbs.

    The plainer verb is "" for a verb that says too little for a name. A verb form that is also a
    noun elsewhere in the text is left out.

    >>> verb_senses("a bear that bears a crown and leaves a trail")
    {'bears': 'carry', 'leaves': ''}
    """
    found = {
        (verb := one["verb"].lower(), one.start("verb")): senses[verb]
        for place, senses in _PLACES
        for one in place.finditer(text)
    }
    times = Counter(re.findall(r"\w+", text.lower()))
    as_verb = Counter(verb for verb, _ in found)
    return {verb: sense for (verb, _), sense in found.items() if as_verb[verb] == times[verb]}
