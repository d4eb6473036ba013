"""Which letters of a name come from which source word; letters of an overlap come from both.

Words are compared by their sounds, so that respelled parts are found too: the "cko" of gecko in
"Blazeko".
"""

from collections.abc import Iterator, Sequence
from itertools import product, takewhile
from typing import NamedTuple

from pokename.naming.sound import Sounds, sounds_of
from pokename.pokedex.official_names import normal_form

FEWEST_LETTERS = 2  # letters shared with a source word; a single shared letter tells nothing
INSIDE_PENALTY = 0.5  # letters; a run inside a name counts less than a run at its start or end


class Span(NamedTuple):
    """Letters of a name, from index ``start`` up to but not including ``end``."""

    start: int
    end: int


_NONE = Span(0, 0)


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
