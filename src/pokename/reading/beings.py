"""The words for animals, fabled beings and plants; ``recipes/beings.py`` wrote them."""

from functools import cache

from pokename.paths import BEINGS
from pokename.words.dictionary import lemma
from pokename.words.thesaurus import meaning_of

ANIMAL, FABLED = "animal", "fabled"  # kinds of beings; the third is "plant"


def kind_of(word: str) -> str:
    """Return the kind of the being that a word or its plural means, or "" if it means none.

    >>> kind_of("tree frog"), kind_of("treefrogs"), kind_of("elves"), kind_of("teapot")
    ('animal', 'animal', 'fabled', '')
    """
    found = _beings()
    is_verb = word.endswith(("ing", "ed"))  # whose lemma may be a being: "a tie-swallowing fish"
    singular = "" if is_verb else lemma(word) or word.removesuffix("s")
    return found.get(word) or found.get(singular, "")


def may_have_young(word: str) -> bool:
    """Return whether a word, in lower case, means an animal, a fabled being or another creature.

    Words that may mean something else too, or are plurals, don't count.

    >>> may_have_young("tree frog"), may_have_young("elf"), may_have_young("oak")
    (True, True, False)
    """
    return _beings().get(word) in (ANIMAL, FABLED) or meaning_of(word).is_creature


def is_being(word: str) -> bool:
    """Return whether a word, in lower case, may mean a being or another creature."""
    return bool(kind_of(word) or meaning_of(word).creatures)


@cache
def _beings() -> dict[str, str]:
    """Return beings, each with its kind. Animals in two words are joined too: "treefrog"."""
    lines = BEINGS.read_text("ascii").splitlines()
    found = dict(line.split(":") for line in lines)
    return {word.replace(" ", ""): kind for word, kind in found.items()} | found
