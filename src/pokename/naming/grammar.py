"""The grammar of a description: what it negates, which of its words are verbs.

A verb may be spelled like another word: "it bears a crown" is about carrying, not about a bear. The
thesaurus has the source words of the other word, so these verbs are read as a plainer verb.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping

from pokename.naming.dictionary import is_word, lemma
from pokename.naming.thesaurus import has_entry
from pokename.pokedex.official_names import normal_form

_HELPERS = "is|are|do|does|did|ca|could|should|would|wo|has|have|was|were|ai"
# Negations with what they deny: "not a dragon, but a slug", "don't make it a red dragon", "without
# arms or legs".
_DENIALS = (
    r"not|no|without|never(?!\s+(?:stops?|ceases?|fails?)\b)|lacks?|lacking|nor|neither|cannot"
    rf"|(?:{_HELPERS})n['’]?t|unable\s+to|none\s+of(?!\s+(?:it|them|these|this)\b)|all\s+but(?=\s+(?:an?|the)\b)"
    r"|instead\s+of|(?:rather|other)\s+than|(?:any|every)thing\s+but|nothing\s+like|unlike"
    r"|far\s+from|avoid(?:s|ing)?|except(?:\s+for)?|excluding|devoid\s+of|free\s+of|sans"
    r"|less(?=\s+(?:an?|like)\b)|(?<!and\s)(?<!or\s)minus"
)
_BEFORE = (
    r"(?:(?:make|be|is|look|call|want|include|use|give|have|has|got|it|them|like|to|an?|any|the|no"
    r"|so\s+much|very|really|too|quite|exactly|actually|even|its|your|my)\s+)*"
)
_ANY_WORD = r"[\w’'-]+"
_AFTER = (
    r"(?:but|and|or|nor|that|which|who|whose|with|without|in|on|of|from|for|at|by|as|it|its|he|she"
    r"|they|is|are|just|only|also|an?|the)\b"
)
_PHRASE_ENDS = r"\s*(?:[,.;:!?()]|$)"
# If a description has a denial, three more patterns are used. They take milliseconds to compile, so
# re compiles them on first use.
_DENIAL = re.compile(rf"\b(?:{_DENIALS}|never\b)", re.IGNORECASE)
_NEGATED = (
    rf"\b(?:{_DENIALS})(?!\s+(?:only|just|merely)\b)\s+{_BEFORE}{_ANY_WORD}"
    rf"(?:(?:\s+(?!{_AFTER}){_ANY_WORD}){{1,2}}?(?={_PHRASE_ENDS}|\s+{_AFTER}))?"
    rf"(?:\s*,?\s*n?or\s+{_BEFORE}{_ANY_WORD})*"
    rf"(?:\s+and\s+(?!{_AFTER}){_ANY_WORD}(?={_PHRASE_ENDS}))?"
)
# "Not" before an adjective of the creature: "a not so cute rabbit", "small but not weak dog". The
# noun isn't negated. After "but" or a comma, a word that ends in "s" is a verb ("dangerous" isn't).
_HOW = (
    r"(?:(?:so|very|really|too|quite|exactly|actually|even|all|that|particularly|especially|overly"
    r"|terribly|extremely|entirely|completely|totally|truly|at)\s+)*+"
)
_NO_QUALITY = (
    r"(?:so\s+much|make|be|is|look|call|want|include|use|give|have|has|got|it|them|like|to|an?|any"
    r"|the|its|your|my|only|just|merely)\b"
)
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
# "A dragon? No, a snail."
_RETRACTED = re.compile(
    r"(?:^|(?<=[,.;:!?()]))[^,.;:!?()…]+[?,.!…]+\s*(?:no|nah|nope|wait,?\s+no)(?:\s+wait)?\s*"
    r"[,.;:!…]+",
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
    rf"\b(?:(?:{_HELPERS})n['’]?t|cannot|can\s+not|never|will\s+not|does\s+not|unable\s+to|refuses\s+to"
    r"|not)\s+(?:stops?|ceases?|resists?|helps?(?!\s+(?:an?|the|its|any)\b)|quits?"
    r"|(?:gets?|have)\s+enough\s+of|(?:(?:gets?|grows?)\s+tired|tires?)\s+of"
    r"|(?:(?:lives?|goes?|sleeps?)\s+)?without|fails?\s+to|waits?\s+to)\b",
    re.IGNORECASE,
)
# Uses of "time" that name no theme: "by the time it lands", "one at a time", "each time".
_BEFORE_TIME = (
    r"(?:(?:by|at|all|most|half|for|(?<!lost\s)in|on|from|over|upon)\s+(?:of\s+)?"
    r"(?:(?:the|an?|some)\s+)?(?:long\s+)?"
    r"|(?:each|every|any|this|that|the|first|last|next|second|third|one|same|long|short|some|no|what"
    r"|closing|opening|free|good|bed|(?:takes?|spends?)(?:\s+(?:its|his|her))?"
    r"|(?:out|periods?|lengths?|lots?|bit)\s+of)\s+)"
)
_AFTER_TIME = (
    r"(?=\W*$|[^\w\s]|\s+(?:it|he|she|they|you|we|an?|the|its|when|that|to|after|and|of|in|on|with|by"
    r"|for|from|at)\b)"
)
_IDLE_TIME = re.compile(
    rf"\b{_BEFORE_TIME}time\b(?!-){_AFTER_TIME}"
    r"|\b(?:part|full|spare)[\s-]time\b|\btime(?=\s+(?:after|and|to)\s+time\b)",
    re.IGNORECASE,
)
# "Full of" says nothing, and nor does the thing in "the size of a barn" or "bigger than a house".
_IDLE_OF = re.compile(r"\b(?:full|pairs?|lots|strings?|rows?)\s+(?=of\b)", re.IGNORECASE)
_SIZED = re.compile(
    r"(?:\b(?:the\s+)?size\s+of|(?P<how>\b(?:big|larg|small|tall|long|high)g?er)\s+than)"
    r"\s+(?:an?|the|any|most|my|your|his|her)(?:\s+[\w-]+){1,3}?"
    r"(?=\W*$|[^\w\s]|\s+(?:that|which|who|with|and|but|in|on|of|from|it|made|living|wearing)\b)"
    r"(?:\s+of\s+\w+)?",
    re.IGNORECASE,
)
# Each verb with the verb that it is read as; with none if it says too little for a name.
_READ_AS = dict(
    pair.split(":")
    for pair in (
        "ape:imitate ask: badger:pester bar:block bat:blink bay:howl bear: bound:leap "
        "box:punch bring: bug:annoy carp:grumble carry: cast: cause: cow:intimidate "
        "crane:stretch cross: crow:boast decide: depend: dog:follow duck:dodge elbow:nudge "
        "eye:watch face:confront fan:spread feel: ferret:search fly:soar force: hand: hate: "
        "head: hear: hog:hoard hold: hound:chase kid:joke land: last:endure lead:guide leave: "
        "let: love: match:pair meet: mind:tend mount:climb move: nose:sniff object:protest "
        "parrot:mimic part:separate pine:yearn pitch:throw point: quail:cower rear:rise "
        "refuse: ring:chime rock:sway seal:lock see: settle: shoulder: show: skate:glide "
        "snake:wriggle sow:plant spring:leap squirrel:hoard stay: steer:guide stick:cling "
        "string: swallow:gulp tear:rip tire:weary train:practice turn: wave:greet wear: "
        "weasel:sneak wind:coil wolf:gulp worm:wriggle"
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
_SUBJECT = rf"(?:{_NOT_IN}(?:that|which)|who|it|he|she)"  # not "in which bears sleep"
_ADVERB = r"(?:always|gently|often|quickly|quietly|slowly|softly)"
_HELPER = r"(?:can|could|will|would|must|may|might|should|they|we|you)"
_AFTER_VERB = (
    r"above|across|around|at|away|by|down|from|in|into|on|out|over|through|to|up|an?|the|its"
)
_OBJECT = r"(?:an?|the|no|any|its|his|her|their|your|it|them|him|people|others)"


def plainly(text: str) -> str:
    """Return a description without phrases that say nothing of the creature.

    These are double negations, uses of "time" that name no theme, and comparisons of size.

    >>> plainly("a fox the size of a barn that can't stop singing all the time")
    'a fox , that   singing  '
    """
    text = _SIZED.sub(lambda sized: f"{sized['how'] or ''},", _IDLE_OF.sub("", text))
    return _IDLE_TIME.sub(" ", _AFFIRMED.sub(" ", text))


def without_denied(text: str) -> str:
    """Return a description without its negations and the words that they negate.

    >>> without_denied("a not so cute rabbit without wings, non-venomous").split()
    ['a', 'rabbit', ',']
    """
    text = _RETRACTED.sub(" ", _PREFERRED.sub(r"\1instead of", text))
    text = _NEGATING_WORD.sub(_unless_known, text)
    if not _DENIAL.search(text):
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


def _third_person(verb: str) -> str:
    if verb.endswith(("ch", "sh", "s", "x")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb == "fly" else f"{verb}s"


THIRD_PERSON = {_third_person(verb): sense for verb, sense in _READ_AS.items()}


def _reading(senses: Mapping[str, str]) -> Callable[[str], str]:
    """Return the function that reads a verb by a table, and other words as they are."""
    return lambda verb: senses.get(verb, verb)


def _finite(verb: str) -> str:
    """Return what the verb of a subject is read as: "plants" as planting, "carried" as nothing."""
    base = lemma(verb)
    if verb in THIRD_PERSON or verb in PAST:
        return THIRD_PERSON.get(verb, PAST.get(verb, ""))
    if verb == base or base in _READ_AS:
        return verb if verb == base else _READ_AS[base]
    stems = (base + base[-1:], base, base.removesuffix("e"))
    forms = (f"{stem}ing" for stem in stems if f"{stem}ing" not in NOUNS_IN_ING)
    known = (form for form in forms if has_entry(form) and lemma(form) in (form, base))
    return next(known, verb) if verb.endswith("s") else verb


_VERB = r"(?P<verb>\w+)"
# The places where a word is nearly always a verb, with the function that says what it is read as.
_PLACES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reading)
    for pattern, reading in (
        (rf"\b{_SUBJECT} (?:{_ADVERB} )?(?!(?:{_SUBJECT}|they|we|you)\b){_VERB}", _finite),
        (rf"\b{_ADVERB} {_VERB}", _reading(THIRD_PERSON)),
        # "A dragon flies over the sea."
        (
            rf"^\W*(?:an?|one|every|each) (?:[\w-]+ ){{1,2}}{_VERB}(?= (?:{_AFTER_VERB})\b)",
            _reading(THIRD_PERSON),
        ),
        (rf"\b(?:and|but|or) (?P<verb>\w+[^\Wu]s) {_OBJECT}\b", _finite),
        (r"\b(?:and|but|or) (?P<verb>brings|carries|feels|hears|holds|wears)\b", _finite),
        (rf"\b{_HELPER} (?:{_ADVERB} )?{_VERB}", _reading(_READ_AS)),
        (rf"\bto {_VERB} {_OBJECT}\b", _reading(_READ_AS)),
        (rf"\b(?:they|we|you) (?:{_ADVERB} )?{_VERB}", _reading(PAST)),
        (rf"\b[^\Wus]+s (?:that|which) (?:{_ADVERB} )?{_VERB}", _reading(_READ_AS)),
        (r"(?<!\ba )(?<!\bthe )\b(?P<verb>wound) (?:around|round|up)\b", _reading(PAST)),
        *(
            (rf"\b{_VERB}(?= (?:{after})\b)", _reading(verbs))
            for after, verbs in _SAYING_LITTLE.items()
        ),
    )
)


def verb_senses(text: str) -> dict[str, str]:
    """Return the verbs of a text that are spelled like another word, with their plainer verbs.

    The plainer verb is "" for a verb that says too little for a name. A verb form that is also a
    noun elsewhere in the text is left out.

    >>> verb_senses("a mole that bats its eyes and leaves a trail")
    {'bats': 'blink', 'leaves': ''}
    """
    found = {
        (verb, one.start("verb")): read
        for place, reading in _PLACES
        for one in place.finditer(text)
        if (read := reading(verb := one["verb"].lower())) != verb
    }
    times = Counter(re.findall(r"\w+", text.lower()))
    as_verb = Counter(verb for verb, _ in found)
    return {verb: sense for (verb, _), sense in found.items() if as_verb[verb] == times[verb]}
