"""Blends of two source words: a start of one and an end of the other, where they sound alike.

"Quill" and "kilowatt" share three sounds, of which "quillowatt" is made. What is kept of a word
must tell which word it is; `parts` says how well each start and end does.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from pokename.naming.sound import VOWELS, sounds_of

FEWEST_KEPT = 3  # letters of a source word, unless it has fewer
SHARE_KEPT = 0.4  # of its letters
MOST_SHARED = 4  # sounds
WORDS_KEPT = 1 << 12
JOINED_PARTS = 2  # starts and ends of a word that are joined without a shared sound


class Word(Struct, frozen=True, eq=False):
    """A source word, cut at its sounds.

    Attributes:
        letters: In lower case.
        sounds: N of them.
        spelled: How each is written: N.
        starts: Where the letters of each sound begin, and the word's length: N + 1.
        heads: Numbers of sounds that a start of the word may have.
        after: Sound to the places that follow it: there the letters go on that an end adds.
        last_tail: An end that begins at this sound or an earlier one keeps enough.
        syllables: Vowel sounds before each place: N + 1.
    """

    letters: str
    sounds: tuple[str, ...]
    spelled: tuple[str, ...]
    starts: tuple[int, ...]
    heads: tuple[int, ...]
    after: Mapping[str, tuple[int, ...]]
    last_tail: int
    syllables: tuple[int, ...]


class Blend(NamedTuple):
    """A name made of two words.

    Attributes:
        letters: The name.
        first: Whose start it is.
        second: Whose end it is.
        head: Sounds of the first that are kept.
        tail: Sounds of the second that are lost.
        shared: Sounds that both have.
        respelled: Whether the shared sounds are spelled in two ways.
    """

    letters: str
    first: Word
    second: Word
    head: int
    tail: int
    shared: int
    respelled: bool


@lru_cache(maxsize=WORDS_KEPT)
def word_of(letters: str, *, loose: bool = False) -> Word:
    """Return a source word, cut at its sounds.

    Args:
        letters: In lower case.
        loose: Whether a single letter of it is enough, as in brunch.
    """
    found = sounds_of(letters)
    sounds, starts = found.sounds, found.starts
    size = len(letters)
    fewest = 1 if loose else min(size, max(FEWEST_KEPT, -(-2 * size // 5)))
    after = defaultdict(list)
    spelled = tuple(letters[start:end] for start, end in pairwise(starts))
    for place in range(1, len(sounds)):
        for key in {sounds[place - 1], spelled[place - 1]}:
            after[key].append(place)
    vowels = [letters[start] in VOWELS for start in starts[:-1]]
    return Word(
        letters,
        sounds,
        spelled,
        starts,
        heads=tuple(n for n in range(1, len(sounds) + 1) if starts[n] >= fewest),
        after={sound: tuple(places) for sound, places in after.items()},
        last_tail=max(n for n in range(len(sounds)) if size - starts[n] >= fewest),
        syllables=tuple(sum(vowels[:n]) for n in range(len(sounds) + 1)),
    )


def blends_of(first: Word, second: Word) -> Iterator[Blend]:
    """Yield the blends of two words that share one sound or more where they meet.

    >>> sorted({blend.letters for blend in blends_of(word_of("quill"), word_of("kilowatt"))})
    ['quillowatt', 'quilowatt']
    """
    a, b, last_tail, after = first.sounds, second.sounds, second.last_tail, second.after
    a_spelled, b_spelled = first.spelled, second.spelled
    for head in first.heads:
        places = after.get(a[head - 1], ())
        if a_spelled[head - 1] != a[head - 1]:
            places = tuple({*places, *after.get(a_spelled[head - 1], ())})
        for place in places:
            shared, i, j = 1, head - 2, place - 2
            most = min(head, place, MOST_SHARED)
            while shared < most and (a[i] == b[j] or a_spelled[i] == b_spelled[j]):
                shared, i, j = shared + 1, i - 1, j - 1
            tail = place - shared
            if tail > last_tail:
                continue
            kept = first.letters[: first.starts[head]]
            added = second.letters[second.starts[place] :]
            of_first = first.letters[first.starts[head - shared] : first.starts[head]]
            of_second = second.letters[second.starts[tail] : second.starts[place]]
            respelled = of_first != of_second
            yield Blend(kept + added, first, second, head, tail, shared, respelled)
            if respelled:
                other = first.letters[: first.starts[head - shared]]
                end = second.letters[second.starts[tail] :]
                yield Blend(other + end, first, second, head, tail, shared, respelled)


def joins_of(
    first: Word, second: Word, heads: Sequence[int], tails: Sequence[int]
) -> Iterator[Blend]:
    """Yield the given starts of one word with the given ends of another, sharing no sound."""
    for head in heads:
        kept = first.letters[: first.starts[head]]
        for tail in tails:
            if first.sounds[head - 1] != second.sounds[tail] and (
                not tail or first.sounds[head - 1] != second.sounds[tail - 1]
            ):
                end = second.letters[second.starts[tail] :]
                yield Blend(kept + end, first, second, head, tail, 0, respelled=False)
