"""Source words of the user's own name: the description's source words that are heard in it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pokename.naming.blends import blend_spelled, word_of
from pokename.naming.description import Concept
from pokename.naming.name import Draft
from pokename.naming.sound import letters_kept, shared_run
from pokename.naming.themed_names import ThemedName
from pokename.naming.word_parts import parts_of

CLEARLY_HEARD = 4  # consecutive letters; many names contain fewer by chance
AT_AN_END = 3
# How well these letters must identify the source word; see ``Parts``. "Cor" could begin many words
# besides coral, and "der" ends many words besides boulder.
IDENTIFYING_START, IDENTIFYING_END = 4, 5


class _Heard(NamedTuple):
    worth: float
    root: str
    word: str


def read_name(letters: str, concepts: Sequence[Concept], written: Iterable[ThemedName]) -> Draft:
    """Return a name with up to two source words that it seems to be made of, in order.

    For a themed name, these are the source words that it was written with.

    Args:
        letters: A name in normal form.
        concepts: Concepts of the description.
        written: Themed names for the description.
    """
    for themed in written:
        if themed.letters == letters:
            blend = blend_spelled(letters, *map(word_of, themed.sources))
            if blend:
                return Draft(letters, (blend.first.letters, blend.second.letters))
    found = sorted(_heard_in(letters, concepts), key=lambda one: (-one.worth, one.root))
    chosen: list[_Heard] = []
    for one in found:
        if all(one.word != other.word and one.root != other.root for other in chosen):
            chosen.append(one)
    places = {one.root: _place(one.root, letters) for one in chosen[:2]}
    return Draft(letters, tuple(sorted(places, key=lambda root: places[root])))


def _heard_in(letters: str, concepts: Sequence[Concept]) -> Iterator[_Heard]:
    for concept in concepts:
        for root, strength in concept.sources.items():
            if _is_heard(root, letters):
                worth = (0.5 + strength) * concept.salience * letters_kept([root], letters).heard
                yield _Heard(worth, root, concept.word)


def _is_heard(root: str, letters: str) -> bool:
    """Return whether a root is heard in a name.

    At an end of the name, fewer letters are enough if they identify the root.
    """
    if shared_run(root, [letters]) >= CLEARLY_HEARD:
        return True
    parts, few = parts_of(root), min(AT_AN_END, len(root))
    starts = letters.startswith(root[:few]) and parts.heads[few] >= IDENTIFYING_START
    ends = letters.endswith(root[-few:]) and parts.tails[-few - 1] >= IDENTIFYING_END
    return starts or ends


def _place(root: str, letters: str) -> int:
    """Return the index in a name at which the longest run of a root's letters begins."""
    length = shared_run(root, [letters])
    runs = (root[start : start + length] for start in range(len(root) - length + 1))
    return min(place for place in map(letters.find, runs) if place >= 0)
