"""Rewrites phrases of a description that say little, or that one word can say.

"A monster based on an evil version of a rabbit" is an evil rabbit, and "a fox that sings all the
time" a fox that sings.
"""

import re

from pokename.reading.compounds import is_compound
from pokename.reading.noun_phrase import is_adjective
from pokename.words.dictionary import lemma

# "A creature based on", "inspired by", "something that resembles".
_FRAME = (
    r"(?:(?:an?|the|some|my)\s+)?(?:new\s+)?"
    r"(?:(?:pok[eé]mon|fakemon|monster|creature|character|design|something)\s+)?"
    r"(?:(?:that|which)(?:['’]s|\s+is)\s+)?(?:loosely\s+)?"
    r"(?:based\s+(?:on|off(?:\s+of)?|around)|(?:inspired|influenced)\s+by"
    r"|themed\s+(?:around|after|on)|modell?ed\s+(?:on|after)|resembling|representing"
    r"|(?:that|which)\s+(?:represents|resembles|looks\s+like))\s+"
)
# "Something like a mix of".
_MIX = (
    r"(?:(?:an?|the|something|kind\s+of)\s+)?(?:like\s+)?(?:an?\s+)?"
    r"(?:mix|cross|blend|hybrid|fusion|mixture|combination)\s+(?:of|between)\s+"
)
_DETERMINER = r"(?=(?:an?|the|some|one|my)\b)"  # begins the creature after some openings
# "It's a bat", "they're kind of like the wind".
_IT_IS = (
    r"(?:it|this|that|he|she|they|there)(?:['’](?:s|re)|\s+(?:is|are|looks|resembles))\s+"
    rf"(?:(?:kind|sort)\s+of\s+)?(?:like\s+)?{_DETERMINER}"
)
# "Imagine a bat", "once upon a time, a bat", "what if a bat", "basically a bat".
_IMAGINE = (
    rf"(?:imagine|picture|meet|think\s+of|looks\s+like|based\s+on)\s+{_DETERMINER}"
    r"|(?:long\s+ago|once(?:\s+upon\s+a\s+time)?|one\s+day)\b\W*|(?:imagine|what)\s+if\s+"
    r"|picture\s+this\W+|(?:basically|kinda(?:\s+like)?)\s+"
)
# "My son loves a bat", "can you make me a bat", "help me name a bat", "a good name for a bat".
_REQUEST = (
    r"(?:i|we|my\s+(?:son|daughter|kid|child|brother|sister|wife|husband|friend|nephew|niece"
    r"|mom|dad))\s+(?:wants?|needs?|would\s+like|likes?|loves?)\s+(?=(?:an?|the|some)\b)"
    r"|(?:can|could)\s+you\s+(?:please\s+)?(?:make|create|name|find|design)\s+(?:me\s+)?"
    r"|(?:please\s+)?(?:help\s+me\s+)?(?:to\s+)?name\s+(?=(?:an?|my|this)\b)"
    rf"|[\w ]{{0,20}}\bnames?\s+for\s+{_DETERMINER}"
)
# Words before the creature that say nothing of it.
_OPENING = re.compile(rf"^\W*+(?:{_IT_IS}|{_IMAGINE}|{_REQUEST}|{_FRAME}|{_MIX})", re.IGNORECASE)
# "A fire-type Pokémon based on a red panda" is a fire-type red panda, and "a small creature
# resembling a newt" a small newt.
_CREATURE_LIKE = re.compile(
    r"^(?P<before>\W*+(?:an?\s+)?(?:\w+[- ]type\s+|(?:(?!an?\s)[\w-]+\s+){1,3}?))"
    r"(?:pok[eé]mon|fakemon|monster|creature|being|starter)(?:\s+pok[eé]mon)?\s+"
    r"(?:(?:that|which)(?:['’]s|\s+is)\s+)?(?:based\s+on|inspired\s+by|resembling"
    r"|(?:(?:that|which)\s+)?(?:resembles|looks\s+like))\s+"
    r"(?:(?:an?|the)\s+)?",
    re.IGNORECASE,
)
_TYPE = (
    r"(?:normal|fire|water|grass|electric|ice|fighting|poison|ground|flying|psychic|bug|rock|ghost"
    r"|dragon|dark|steel|fairy)"
)
# "A typewriter, Ghost/Steel" is a ghost steel typewriter.
_TYPES_LAST = re.compile(
    r"^(?P<article>\W*+(?:(?:an?|the|my)\s+)?)(?P<before>[^;(\[]+?),?\s*+[,;(\[–-]\s*+"
    rf"(?P<types>(?:pure\s+)?{_TYPE}(?:(?:\s*[/&]\s*|\s+(?:and|then)\s+){_TYPE})+"
    rf"|pure\s+{_TYPE}|{_TYPE}[\s-]types?)(?:[\s-]types?)?\s*[\])]?(?=\s*(?:[,;.]|$))",
    re.IGNORECASE,
)
_TYPE_PAIR = re.compile(rf"\b{_TYPE}\s*/\s*{_TYPE}\b", re.IGNORECASE)
_AMOUNTS = (
    r"(?:swarm|flock|herd|colony|army|horde|ball|bead|blob|bundle|chunk|clump|cluster|drop|droplet"
    r"|flake|grain|heap|lump|mound|pile|pinch|puddle|puff|row|slice|speck|stack|strand|string|tuft"
    r"|wisp|bag|barrel|basket|bottle|bowl|box|bucket|crate|cup|jar|jug|loaf|mug|pack|plate|pot|sack"
    r"|tin|tray|tube)s?"
)
# "An evil version of a rabbit" is an evil rabbit, "a pack of wolves" is wolves, and "a drop of
# lava" is lava, but "a bag of cats and dogs" stays as it is.
_KIND_OF = re.compile(
    r"^(?P<before>\W*+(?:(?:an?|the|some|my)\s+)?(?:\w[\w-]*\s+){0,2}?)"
    r"(?:kind|type|sort|species|breed|form|version|variant|evolution|pair|group|pack|bunch|school"
    rf"|couple|bit|piece|handful|scrap|(?P<amount>{_AMOUNTS}))\s+of\s+"
    r"(?!(?:(?!that|which|who|with|in|on|from|made)[\w’'-]+\s+){1,4}(?:and|or)\b)"
    r"(?:(?:an?|the)\s+)?(?=(?P<next>\w*))",
    re.IGNORECASE,
)
# "Grief, but as a dog", "grief as a dog" and "grief in the form of a dog" are a dog.
_IN_THE_FORM_OF = re.compile(r",?\s+in\s+the\s+(?:form|shape|guise)\s+of\b", re.IGNORECASE)
# Uses of "time" that name no theme: "by the time it lands", "one at a time", "each time".
_BEFORE_TIME = (
    r"(?:(?:by|at|all|most|half|for|(?<!lost\s)in|on|from|over|upon)\s+(?:of\s+)?"
    r"(?:(?:the|an?|some)\s+)?(?:long\s+)?"
    r"|(?:each|every|any|this|that|the|first|last|next|second|third|one|same|long|short|some|no"
    r"|what|closing|opening|free|good|bed|(?:takes?|spends?)(?:\s+(?:its|his|her))?"
    r"|(?:out|periods?|lengths?|lots?|bit)\s+of)\s+)"
)
_AFTER_TIME = (
    r"(?=\W*$|[^\w\s]|\s+(?:it|he|she|they|you|we|an?|the|its|when|that|to|after|and|of|in|on|with"
    r"|by|for|from|at)\b)"
)
_IDLE_TIME = re.compile(
    rf"\b{_BEFORE_TIME}time\b(?!-){_AFTER_TIME}"
    r"|\b(?:part|full|spare)[\s-]time\b|\btime(?=\s+(?:after|and|to)\s+time\b)",
    re.IGNORECASE,
)
# Words before "of" that say little: "full of clouds", "lots of eyes", "the color of rust".
_IDLE_OF = re.compile(
    r"\b(?:full|pairs?|lots|strings?|rows?|(?<=\bthe )(?:colou?rs?|sounds?|shape))\s+(?=of\b)",
    re.IGNORECASE,
)
# "The smallest dog in the world" and "the world's smallest dog" say nothing of the world.
_IN_THE_WORLD = re.compile(
    r"\b(?P<most>(?:\w{2,}est|most|best|worst|only|last)\b[^,.:;!?]{0,40}?)"
    r"\s+in\s+the\s+(?:(?:whole|entire|wide)\s+)*world\b"
    r"|(?<=\bthe )world['’]s\s+(?=\w{2,}est\b|most\b|best\b|worst\b|only\b|last\b)",
    re.IGNORECASE,
)
# "The size of a barn" and "as big as a barn" are gigantic; "the size of a cat" and "bigger than a
# cat" don't make it a cat.
_LARGE = frozenset(
    "barn bear boat building bull bus car castle cathedral church city continent cow dinosaur "
    "dragon elephant hill horse house island lighthouse moon mountain palace plane planet ship "
    "skyscraper stadium tank tower train tree truck whale world".split()
)
_SMALL = frozenset(
    "acorn ant atom bean bee bug button coin crumb dime egg fingernail flea fly grain grape marble "
    "mouse nail nut pea pebble penny pill pin seed teacup thimble thumb walnut".split()
)
_MODELS = frozenset("baby little model small tiny toy".split())
_THING = (
    r"\s+(?:an?|the|any|most|my|your|his|her)(?P<thing>(?:\s+[\w-]+){1,3}?)"
    r"(?=\W*$|[^\w\s]|\s+(?:that|which|who|with|and|but|in|on|of|from|it|made|living|wearing)\b)"
    r"(?:\s+of\s+\w+)?"
)
_SIZED = re.compile(
    r"(?:\b(?:the\s+)?size\s+of|\bas\s+(?P<as>big|large|huge|tall|small|tiny|little)\s+as"
    rf"|(?P<how>\b(?:big|larg|small|tall|long|high)g?er)\s+than){_THING}",
    re.IGNORECASE,
)
# "For 300 years", "a thousand year old", "centuries old".
_AGED = re.compile(
    r"(?<!\bevery )(?<!\beach )(?<!\bonce )(?<!\bfrom )\b(?:for\s+)?"
    r"(?:(?:(?:an?|over|many|several|almost)\s+)*(?:\d[\d,]{2,}"
    r"|(?:hundred|thousand|million)s?(?:\s+of)?)[\s-]+years?|centuries)(?P<old>[\s-]+old)?\b"
    r"(?!\s+(?:ahead|from\s+now|in\s+the|too)\b)",
    re.IGNORECASE,
)
# A "9-year-old witch" isn't old.
_YOUNG_AGE = re.compile(r"\b\d{1,2}[\s-]years?[\s-]old\b", re.IGNORECASE)
# "Too small to breathe fire" breathes no fire.
_TOO = re.compile(
    r"\b(too\s+\w+)\s+to\s+\w+(?:\s+(?!(?:and|but|or|that|which|who|with|so)\b)[\w’'-]+){0,4}",
    re.IGNORECASE,
)
# "Locals say", and "till" where it means "until".
_IDLE = re.compile(
    r"\b(?:locals|legends?|villagers|townsfolk|some)\s+(?:says?|claims?|tells?|believes?|swears?)\b"
    r"(?:\s+that\b)?|(?<!\ba )(?<!\bthe )(?<!\bto )(?<!\bcash )\btill(?=\s+\w)",
    re.IGNORECASE,
)
# "Super slow" is slow, but "super glue" isn't glue.
_VERY = re.compile(r"\b(?:hella|mega|super|ultra)\s+(?=(?P<how>\w+))", re.IGNORECASE)


def without_opening(text: str) -> str:
    """Return a description without the words at its start that say nothing of the creature.

    Types at its end, and "in the form of", are put in plainer words too.

    >>> without_opening("imagine a wolf in the form of an apple")
    'a wolf, but as an apple'
    >>> without_opening("a monster based on an evil version of a rabbit")
    'an evil rabbit'
    """
    text = _IN_THE_FORM_OF.sub(
        ", but as", _OPENING.sub("", _CREATURE_LIKE.sub(r"\g<before>", text))
    )
    return _KIND_OF.sub(_told, _TYPES_LAST.sub(_types_first, text))


def _types_first(typed: re.Match[str]) -> str:
    """Return "a ghost steel typewriter" for "a typewriter, Ghost/Steel"."""
    types = " ".join(re.findall(_TYPE, typed["types"], re.IGNORECASE))
    return f"{typed['article']}{types} {typed['before']}"


def _told(kind: re.Match[str]) -> str:
    """Return what is said of a kind of creature: "an evil " for "an evil version of a ".

    An amount is said too: "a drop " for "a drop of ". A compound such as "bag of bones" stays.
    """
    if not kind["amount"]:
        return kind["before"]
    stays = is_compound(f"{kind['amount']} of {kind['next']}".lower())
    return kind[0] if stays else f"{kind['before']}{kind['amount']} "


def types_in(text: str) -> frozenset[str]:
    """Return the words, in lower case, that say the types of a creature.

    >>> sorted(types_in("a typewriter, Ghost/Steel")), sorted(types_in("a radio, dragon type"))
    (['ghost', 'steel'], ['dragon'])
    """
    last = _TYPES_LAST.match(text)
    said = [*_TYPE_PAIR.findall(text), last["types"] if last else ""]
    return frozenset(re.findall(_TYPE, " ".join(said).lower()))


def plainly(text: str) -> str:
    """Return a description without phrases that say nothing of the creature.

    These are uses of "time" that name no theme, and comparisons. Great sizes and ages are read as
    one word.

    >>> plainly("a fox the size of a barn that sings all the time")
    'a fox , gigantic, that sings  '
    """
    text = _IN_THE_WORLD.sub(lambda said: said["most"] or "", text)
    text = _SIZED.sub(_size, _IDLE_OF.sub("", _YOUNG_AGE.sub(" ", text)))
    text = _AGED.sub(lambda aged: "ancient" if aged["old"] else ", ancient,", text)
    text = _VERY.sub(lambda very: "" if is_adjective(very["how"].lower()) else very[0], text)
    return _IDLE_TIME.sub(" ", _TOO.sub(r"\1", _IDLE.sub(" ", text)))


def _size(sized: re.Match[str]) -> str:
    """Return what a comparison says: ", gigantic," for a barn's size, ", ," for a cat's."""
    if sized["how"]:
        return f"{sized['how']},"
    *first, last = sized["thing"].lower().split()
    thing = lemma(last) or last
    is_model = not _MODELS.isdisjoint(first)
    small = is_model or thing in _SMALL or sized["as"] in {"small", "tiny", "little"}
    size = "tiny" if small else "gigantic" if thing in _LARGE else sized["as"] or ""
    return f", {size},"
