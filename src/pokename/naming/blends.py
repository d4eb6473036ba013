"""Blends of two source words: the start of one and the end of the other, where they sound alike.

"Quill" and "kilowatt" share three sounds and give "quillowatt". The letters that a blend keeps of a
source word must identify the word; ``thesaurus`` says how well each start and end does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from msgspec import Struct

from pokename.naming.themed_names import is_themed
from pokename.words.sound import VOWELS, ease, sounds_of
from pokename.words.thesaurus import Parts

FEWEST_KEPT = 3  # letters kept of a source word, unless it has fewer
MOST_SHARED = 4  # maximum number of sounds that the two words share at the seam
WORDS_KEPT = 1 << 12
FORM_FEATURES = (
    "kept_head", "share_head", "lost_head", "tells_head", "cut_head",
    "kept_tail", "share_tail", "lost_tail", "tells_tail", "cut_tail",
    "shared_sounds", "shared_letters", "respelled", "letters", "syllables", "whole_first",
    "whole_second", "official", "designed", "seam", "ease", "vowel_head", "vowel_tail",
    "holds_first", "holds_second", "tells_weaker", "share_weaker", "longer", "themed",
)  # fmt: skip


class Word(Struct, frozen=True, eq=False):
    """A source word, divided into sounds.

    Attributes:
        letters: The word in lower case.
        sounds: Its N sounds.
        spelled: The N spellings of the sounds.
        starts: Index of the first letter of each sound, then the word's length; N + 1 numbers.
        heads: Allowed lengths of a start, in sounds.
        after: Maps a sound or a spelling to the indexes of the sounds that follow it. At such an
            index a blend can switch from its first word to the rest of this word.
        last_tail: Largest sound index at which an end that keeps enough letters may begin.
        syllables: Number of vowel sounds before each sound index; N + 1 numbers.
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
        first: The word that gives the start.
        second: The word that gives the end.
        head: Number of sounds kept of the first word.
        tail: Number of sounds dropped from the second word.
        shared: Number of sounds that both words have at the seam.
        respelled: Whether the two words spell the shared sounds differently.
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
    """Return a source word, divided into sounds.

    Args:
        letters: The word in lower case.
        loose: Whether a blend may keep a single letter of the word, as in brunch.
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
    """Yield the blends of two words that share at least one sound at the seam.

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
    """Yield each given start of ``first`` joined to each given end of ``second``.

    Pairs that share a sound at the seam are left to ``blends_of``.
    """
    for head in heads:
        kept = first.letters[: first.starts[head]]
        for tail in tails:
            if first.sounds[head - 1] != second.sounds[tail] and (
                not tail or first.sounds[head - 1] != second.sounds[tail - 1]
            ):
                end = second.letters[second.starts[tail] :]
                yield Blend(kept + end, first, second, head, tail, 0, respelled=False)


def blend_spelled(letters: str, one: Word, other: Word) -> Blend | None:
    """Return the blend of two words, in either order, that gives a name, or None.

    Of several such blends, it is the one that shares the most sounds at the seam.
    """
    made = chain.from_iterable(
        chain(
            blends_of(first, second),
            joins_of(first, second, first.heads, range(second.last_tail + 1)),
        )
        for first, second in ((one, other), (other, one))
        if letters[0] == first.letters[0] and letters[-1] == second.letters[-1]
    )
    found = (blend for blend in made if blend.letters == letters)
    return max(found, key=lambda blend: blend.shared, default=None)


def form_features(
    blend: Blend,
    parts: Callable[[str], Parts],
    official: Callable[[str], float],
    designed: Callable[[str], float],
) -> list[float]:
    """Return the features of a blend that don't depend on the description; see ``FORM_FEATURES``.

    Args:
        blend: A blend of two words.
        parts: Function that returns how well the starts and ends of a word identify it.
        official: Function that returns log p of a name's letters under a model of official names.
        designed: Function that returns the same log p under a model of designed names.
    """
    first, second, letters = blend.first, blend.second, blend.letters
    head, tail = first.starts[blend.head], second.starts[blend.tail]
    size_first, size_second, size = len(first.letters), len(second.letters), len(letters)
    kept_tail = size_second - tail
    of_first, of_second = parts(first.letters), parts(second.letters)
    tells_head, tells_tail = of_first.heads[head], of_second.tails[tail]
    syllables = sum(
        (letter in VOWELS) and (before not in VOWELS)
        for before, letter in zip(f"-{letters}", letters, strict=False)
    )
    # 4 if the words share a sound; else 2 for a vowel before the seam, and 1 for one after it.
    seam = 4
    if not blend.shared:
        seam = 2 * (letters[head - 1] in VOWELS) + (letters[head] in VOWELS)
    return [
        head, head / size_first, size_first - head, tells_head, of_first.cut_heads[head],
        kept_tail, kept_tail / size_second, tail, tells_tail, of_second.cut_tails[tail],
        blend.shared, head + kept_tail - size, blend.respelled, size, syllables,
        head == size_first, tail == 0, official(letters) / (size + 1),
        designed(letters) / (size + 1), seam, ease(letters), first.letters[head - 1] in VOWELS,
        second.letters[tail] in VOWELS, letters.startswith(first.letters),
        letters.endswith(second.letters), min(tells_head, tells_tail),
        min(head / size_first, kept_tail / size_second), size - max(size_first, size_second),
        is_themed(letters),
    ]  # fmt: skip
