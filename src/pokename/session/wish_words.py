"""The words for wishes in a session: ``max 6``, ``mood spooky``, ``--max-length 6``.

The key of a wish is a key of ``naming.wishes.Wishes`` or one of ``n``, ``line``, ``evolves_from``
and ``creativity``.
"""

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pokename.naming.limits import PRESETS, Limits, syllable_range
from pokename.naming.moods import MOODS
from pokename.naming.traits import COLORS, SIZES, TYPES, split_types
from pokename.naming.wishes import MOST_ROOTS, split_roots
from pokename.pokedex.composing import HABITATS
from pokename.words.dictionary import is_word

Wished = tuple[tuple[str, Any], ...]
"""Pairs of a wish's key and value; a tuple, because requests must be hashable."""

STAGES_OF_A_LINE = 3


@dataclass(frozen=True, slots=True)
class WishWord:
    """A wish and how it is typed.

    Attributes:
        key: The key of the wish.
        spellings: The words for the wish; help shows the first one.
        takes: An example value, for help.
        meaning: The effect, in a few words.
        read: Parses the text after the word to a value; None if the text is invalid.
        option: The command-line option; "" if it is the key with "--" in front.
        values: The values that completion offers, if there is a fixed list.
    """

    key: str
    spellings: tuple[str, ...]
    takes: str
    meaning: str
    read: Callable[[str], Any]
    option: str = ""
    values: Collection[str] = ()


def _whole(text: str) -> int | None:
    number = re.fullmatch(r"(\d{1,3})(?: letters?)?", text.casefold())
    return int(number[1]) if number else None


def _one(text: str) -> str | None:
    return text if text and " " not in text else None


def _letters(text: str) -> str | None:
    letters = text.strip("'\"-…").casefold()
    return letters if letters.isascii() and letters.isalpha() else None


def _avoided(text: str) -> str | None:
    """Parse letters, such as "qxz" or "q, x and z"; refuse words, as in "without wings"."""
    parts = re.sub(r"\band\b|,", " ", text.casefold()).split()
    apart = all(len(one) == 1 for one in parts)
    return _letters("".join(parts)) if apart or not is_word(parts[0]) else None


def _share(text: str) -> float | None:
    with suppress(ValueError):
        return float(text) if 0 <= float(text) <= 1 else None
    return None


def _types(text: str) -> tuple[str, ...] | None:
    types = split_types(text.casefold()) if text else ()
    known = bool(types) and set(types) <= set(TYPES)
    return types if known or len(types) == 1 else None


def _roots(text: str) -> tuple[str, ...] | None:
    roots = split_roots(text)
    if len(roots) == 1:  # two words may be joined by a blank; three are rather a description
        roots = text.split() if text.count(" ") == 1 else roots
    return tuple(roots) if len(roots) <= MOST_ROOTS and all(map(str.isalpha, roots)) else None


def _stage(text: str) -> int | None:
    return int(text) if text in {"1", "2", "3"} else None


def _stages(text: str) -> int | None:
    return _stage(text) if text else STAGES_OF_A_LINE


def _flag(value: bool) -> Callable[[str], bool | None]:
    return lambda text: None if text else value


def _count(text: str) -> int | None:
    number = _whole(text)
    return number if number and text.isdecimal() else None


WISH_WORDS = (
    WishWord(
        "max_length",
        ("max", "max length", "at most", "up to", "no more than", "no longer than"),
        "6",
        "names of at most 6 letters",
        _whole,
    ),
    WishWord(
        "min_length",
        ("min", "min length", "at least", "no fewer than", "no shorter than"),
        "5",
        "names of at least 5 letters",
        _whole,
    ),
    WishWord(
        "starts_with",
        ("starts", "starts with", "start with", "begins with", "begin with"),
        "b",
        "names that begin with b",
        _letters,
    ),
    WishWord(
        "ends_with", ("ends", "ends with", "end with"), "or", "names that end in or", _letters
    ),
    WishWord("contains", ("contains", "containing"), "z", "names that contain a z", _letters),
    WishWord(
        "avoid_letters",
        ("avoid", "avoid letters", "without"),
        "q",
        "names that contain no q",
        _avoided,
    ),
    WishWord("syllables", ("syllables",), "2-3", "names of two or three syllables", syllable_range),
    WishWord(
        "two_words",
        ("two words",),
        "",
        "names may have two words; 'one word' undoes this",
        _flag(value=True),
        option="--allow-two-words",
    ),
    WishWord(
        "mood",
        ("mood",),
        "spooky",
        "a mood, such as cute or fierce; Tab shows all",
        _one,
        values=tuple(MOODS),
    ),
    WishWord(
        "types",
        ("type", "types"),
        "fire",
        "one or two elemental types",
        _types,
        option="--type",
        values=TYPES,
    ),
    WishWord("color", ("color", "colour"), "red", "the creature's main color", _one, values=COLORS),
    WishWord("size", ("size",), "tiny", ", ".join(SIZES), _one, values=SIZES),
    WishWord(
        "habitat", ("habitat",), "sea", "where the creature lives", _one, values=tuple(HABITATS)
    ),
    WishWord(
        "stage",
        ("stage",),
        "1",
        "the creature's stage in its evolution line: 1, 2 or 3",
        _stage,
        values=("1", "2", "3"),
    ),
    WishWord("legendary", ("legendary",), "", "the creature is legendary", _flag(value=True)),
    WishWord("roots", ("roots",), "ember+gecko", "names made from these source words", _roots),
    WishWord(
        "creativity", ("creativity",), "0.8", "0 for the likeliest ideas, 1 for the boldest", _share
    ),
    WishWord(
        "max_similarity",
        ("max similarity", "similarity"),
        "0.6",
        "maximum similarity to an official name, 0 to 1",
        _share,
    ),
    WishWord("n", ("count",), "5", "the number of names in a list", _count, option="-n"),
    WishWord("line", ("line", "lines"), "3", "evolution lines of three names", _stages),
    WishWord(
        "evolves_from",
        ("evolves from", "evolve from"),
        "Embi",
        "evolution lines that continue from your own name",
        _one,
    ),
)
LIMITS = frozenset(Limits.__struct_fields__)
WORDS_OF_WISHES = {spelling: one for one in WISH_WORDS for spelling in one.spellings}
OPTIONS = {one.option or f"--{one.key.replace('_', '-')}": one for one in WISH_WORDS}
MORE_OPTIONS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "--preset": ("max_length", PRESETS.get),
    "--one-word": ("two_words", _flag(value=False)),
    "--like": ("like", _one),
}
"""Further command-line options, each with its wish key and its parser."""


def changed(wished: Wished, changes: Wished) -> Wished:
    """Return wishes with changes applied; the value None removes a wish."""
    both = {**dict(wished), **dict(changes)}
    return tuple((key, value) for key, value in both.items() if value is not None)


def in_session_words(text: str) -> str:
    """Return a text with options written as the words of a session.

    >>> in_session_words("no more are possible with --max-length 6 and --one-word")
    'no more are possible with max 6 and one word'
    """
    return _OPTION.sub(lambda found: _SAID.get(found[0], found[0]), text)


_OPTION = re.compile(r"(?<!\S)-(?:-[a-z]+(?:-[a-z]+)*|n)\b")
_SAID = {
    **{option: one.spellings[0] for option, one in OPTIONS.items()},
    "--one-word": "one word",
    "--like": "like",
}


def word_of(key: str) -> str:
    """Return the main spelling of the wish with this key, or another key unchanged."""
    return next((one.spellings[0] for one in WISH_WORDS if one.key == key), key)


def as_typed(wished: Wished) -> str:
    """Return wishes as a user types them: "max 6, mood spooky, no size"."""
    typed = (
        f"no {word_of(key)}"
        if value is None or value is False
        else f"{word_of(key)} {_typed(value)}".rstrip()
        for key, value in wished
    )
    return ", ".join(typed)


def current_wishes(wished: Wished) -> str:
    """Return a sentence that lists the wishes."""
    return f"Current wishes: {as_typed(wished) or 'none'}."


def _typed(value: Any) -> str:
    if value is True:
        return ""
    if isinstance(value, tuple):
        range_of = len(value) == 2 and all(isinstance(one, int) for one in value)
        return ("-" if range_of else "+").join(map(str, value))
    return str(value)
