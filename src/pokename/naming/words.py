"""The words of a description, and those among them that a name could be made of."""

import re

from pokename.naming.dictionary import lemma
from pokename.pokedex.lexicon import stems
from pokename.pokedex.names import normal_form

_NEGATED = re.compile(
    r"\b(?:not|no|without|never|lacks?)\s+(?:(?:an?|any|the|very|really)\s+)?\w+", re.IGNORECASE
)
# What may come after the words for a creature, and what a sentence begins with that has a verb.
_NEXT_PHRASE = re.compile(
    r"[,.;:!?()]|(?<=\w )\w{3,}ing\s+(?:an?|the|its|his|her)\b"
    r"|\b(?:that|which|who|whose|with|without|of|in|on|at|from|for|under|near|made|by|as)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\W*(?:it|its|they|when|if|this|these|by|while|once|as|in|on)\b", re.IGNORECASE
)
LONGEST_WORD = 10  # letters; longer ones don't blend well
FUNCTION_WORDS = frozenset(
    "a about above after again all also always an and another any are around as at back be "
    "because been before being below between both but came can cannot could day did does doing "
    "down during each ever every few for from further get had has have having her here hers him "
    "his how into its itself just like long made make makes many more most much must never not "
    "now off often old once one only other others our out over own pokemon same seen shall she "
    "should since some something still such than that the their them then there these they thing "
    "this those though through time too under until upon use used uses using very was way were "
    "what when where which while who whom whose why will with within without would year years yet "
    "you your creature monster animal type look looks looking live lives living body name named "
    "kind sort two three four five six seven eight nine ten eleven twelve eighteen twenty thirty "
    "hundred thousand million number together alone apart away almost already ahead instead later "
    "early soon forever sometimes usually rather quite really truly even else able several "
    "various certain whole part hour week month minute second today tonight call called become "
    "became turn keep kept give gives take takes put let say says said tell know known think try "
    "want need seem start begin appear happen goes going went gone whenever wherever although "
    "unless by do he i if in is it me my no of on or so to up us we everything anything nothing "
    "everyone anyone someone nobody place lot bit set".split()
)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in normal form."""
    return frozenset(filter(None, (normal_form(word) for word in re.findall(r"[^\W_]+", text))))


def content_words(text: str) -> list[str]:
    """Return the words of a text that a name could be made of, in their order, once each.

    Forms of a word stand for it, a stem of another language for what it means; what the text says
    that the creature isn't is left out.

    >>> content_words("It guards old books, not coins.")
    ['guard', 'book']
    """
    words = (normal_form(word) for word in re.findall(r"[^\W\d_]+", _NEGATED.sub(" ", text)))
    known = (lemma(word) or stems().get(word, "") for word in words if word not in FUNCTION_WORDS)
    fit = (word for word in known if 3 <= len(word) <= LONGEST_WORD)
    return [word for word in dict.fromkeys(fit) if word not in FUNCTION_WORDS]


def head_word(text: str) -> str:
    """Return the word that says what the creature is, or "" where it can't be told.

    It is the last one before the first clause or phrase: in "a tiny mouse that stores lightning"
    the mouse.

    >>> head_word("small pink axolotl that heals friends"), head_word("It heals friends.")
    ('axolotl', '')
    """
    noun_phrase = _NEXT_PHRASE.split(text, maxsplit=1)[0]
    words = content_words(noun_phrase)
    return words[-1] if words and not _SENTENCE.match(text) else ""
