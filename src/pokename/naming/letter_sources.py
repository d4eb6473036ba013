"""Which source words are heard in a name, and which of its letters come from each.

A name that the generator didn't make is read as made of source words of the description. Letters
are assigned by their sounds, so that respelled parts are found too: the "cko" of gecko in
"Blazeko". Letters of an overlap come from both source words.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product, takewhile
from typing import NamedTuple

from pokename.naming.blends import blend_spelled, word_of
from pokename.naming.cut_to_limits import runs_of
from pokename.naming.name import Draft
from pokename.naming.themed_names import ThemedName
from pokename.pokedex.official_names import normal_form
from pokename.reading.concept import Concept
from pokename.words.sound import Sounds, sounds_of
from pokename.words.thesaurus import parts_of

CLEARLY_HEARD = 4  # consecutive letters; many names contain fewer by chance
AT_AN_END = 3
# How well these letters must identify the source word; see ``Parts``. "Cor" could begin many words
# besides coral, and "der" ends many words besides boulder.
IDENTIFYING_START, IDENTIFYING_END = 4, 5
HEARD_LETTERS = 5  # a name that keeps this many letters of a source word makes it fully clear
FEWEST_LETTERS = 2  # letters shared with a source word; a single shared letter tells nothing
INSIDE_PENALTY = 0.5  # letters; a run inside a name counts less than a run at its start or end


class Span(NamedTuple):
    """Letters of a name, from index ``start`` up to but not including ``end``."""

    start: int
    end: int


_NONE = Span(0, 0)


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


def is_heard_in(root: str, letters: str) -> bool:
    """Return whether a name keeps enough letters of a root that it was made of.

    These are ``cut_to_limits.ROOT_LETTERS`` letters in a row. A shorter root must be kept whole.

    >>> is_heard_in("salamander", "charmander"), is_heard_in("flame", "charmander")
    (True, False)

    Args:
        root: A source word.
        letters: A name in normal form.
    """
    return any(run in letters for run in runs_of(normal_form(root)))


def letter_sources(name: str, roots: Sequence[str]) -> tuple[Span, ...]:
    """Return the span of the name's letters that comes from each source word.

    A source word gives the start of a name, its end, or a run inside it. Of all assignments, the
    one that leaves the fewest letters without a source word is taken.

    >>> letter_sources("Pyreptile", ("pyre", "reptile"))
    (Span(start=0, end=4), Span(start=2, end=9))
    >>> letter_sources("Quilowatt", ("quill", "kilowatt"))[1]
    Span(start=2, end=9)
    >>> letter_sources("Nidoking", ("lizard",))
    (Span(start=0, end=0),)

    Args:
        name: A name of one or two words, in upper or lower case.
        roots: Its N source words.

    Returns:
        N spans, in the order of ``roots``; empty for a word that isn't heard in the name.
    """
    sounds = sounds_of("".join(map(_letter, name)))
    choices = [list(_spans(sounds, sounds_of(normal_form(root)))) for root in roots]
    return max(product(*choices), key=lambda spans: _worth(spans, len(name)), default=())


def letters_in_capitals(name: str, roots: Sequence[str]) -> list[str]:
    """Return source words with the letters that a name takes from them in capitals.

    >>> letters_in_capitals("Polterinse", ("poltergeist", "rinse"))
    ['POLTERgeist', 'RINSE']
    >>> letters_in_capitals("Blazeko", ("blaze", "gecko"))
    ['BLAZE', 'gecKO']

    Args:
        name: A name of one or two words, in upper or lower case.
        roots: Its N source words.

    Returns:
        N words. If letters are respelled, the longest run that is spelled the same is in capitals.
    """
    shown = []
    for root, span in zip(roots, letter_sources(name, roots), strict=True):
        taken = normal_form(name[span.start : span.end])
        length = shared_run(root, taken) if taken else 0
        places = [n for n in range(len(root) - length + 1) if root[n : n + length] in taken]
        # The end of a name comes from the end of a word.
        start = places[-1 if span.start else 0] if length else 0
        end = start + length
        shown.append(root[:start] + root[start:end].upper() + root[end:])
    return shown


def shared_run(root: str, name: str) -> int:
    """Return the length of the longest run of a source word's letters that a name contains.

    >>> shared_run("ember", "emblet")
    3
    """
    for length in range(len(root), 0, -1):
        for start in range(len(root) - length + 1):
            if root[start : start + length] in name:
                return length
    return 0


def _heard_in(letters: str, concepts: Sequence[Concept]) -> Iterator[_Heard]:
    for concept in concepts:
        for root, strength in concept.sources.items():
            if _is_clearly_heard(root, letters):
                worth = (0.5 + strength) * concept.salience * _share_kept(root, letters)
                yield _Heard(worth, root, concept.word)


def _is_clearly_heard(root: str, letters: str) -> bool:
    """Return whether a root is heard in a name that wasn't made of it.

    At an end of the name, fewer letters are enough if they identify the root.
    """
    if shared_run(root, letters) >= CLEARLY_HEARD:
        return True
    parts, few = parts_of(root), min(AT_AN_END, len(root))
    starts = letters.startswith(root[:few]) and parts.heads[few] >= IDENTIFYING_START
    ends = letters.endswith(root[-few:]) and parts.tails[-few - 1] >= IDENTIFYING_END
    return starts or ends


def _share_kept(root: str, letters: str) -> float:
    """Return the share of a root's letters that a name keeps, 0 to 1."""
    return min(shared_run(root, letters), HEARD_LETTERS) / min(len(root), HEARD_LETTERS)


def _place(root: str, letters: str) -> int:
    """Return the index in a name at which the longest run of a root's letters begins."""
    length = shared_run(root, letters)
    runs = (root[start : start + length] for start in range(len(root) - length + 1))
    return min(place for place in map(letters.find, runs) if place >= 0)


def _letter(one: str) -> str:
    """Return a letter's normal form, or the letter itself if that form isn't a single letter."""
    form = normal_form(one)
    return form if len(form) == 1 else one


def _spans(name: Sounds, root: Sounds) -> Iterator[Span]:
    """Yield the spans that a source word may have: empty, at the start, at the end, inside."""
    yield _NONE
    count = len(name.sounds)
    at_start = _shared(name.sounds, root.sounds)
    yield _long_enough(name, 0, at_start)
    at_end = _shared(name.sounds[::-1], root.sounds[::-1])
    yield _long_enough(name, count - at_end, count)
    yield _long_enough(name, *_longest_run(name.sounds, root.sounds))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the common prefix of two words, in sounds."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _long_enough(name: Sounds, first: int, last: int) -> Span:
    span = Span(name.starts[first], name.starts[last])
    return span if span.end - span.start >= FEWEST_LETTERS else _NONE


def _longest_run(name: Sequence[str], root: Sequence[str]) -> tuple[int, int]:
    """Return the start and end of the longest run of a name's sounds that a source word shares."""
    best = (0, 0)
    before = [0] * (len(root) + 1)
    for place, sound in enumerate(name, start=1):
        row = [0] * (len(root) + 1)
        for other, of_root in enumerate(root, start=1):
            if sound == of_root:
                row[other] = before[other - 1] + 1
                if row[other] > best[1] - best[0]:
                    best = (place - row[other], place)
        before = row
    return best


def _worth(spans: Sequence[Span], size: int) -> tuple[float, int, list[int]]:
    """Return the sort key of an assignment.

    The key is the number of distinct letters that the spans cover, less a penalty for each span
    inside the name; then the sum of the spans' lengths. In a tie, the assignment whose first source
    word starts earlier wins; then the second source word decides in the same way.
    """
    covered = {letter for span in spans for letter in range(*span)}
    inside = sum(span.start > 0 and span.end < size for span in spans)
    total = sum(span.end - span.start for span in spans)
    return len(covered) - INSIDE_PENALTY * inside, total, [-span.start for span in spans]
