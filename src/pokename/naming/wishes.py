"""All that can be asked of names besides how many: limits, traits, source words, manner."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict

from msgspec import Struct
from msgspec.structs import fields

from pokename.errors import WishError
from pokename.naming.description import words_of
from pokename.naming.limits import Limits
from pokename.naming.sound import size_said
from pokename.naming.traits import Traits
from pokename.naming.translation import in_english, in_words
from pokename.pokedex.official_names import normal_form

MOST_ROOTS = 3
LONGEST_OWN = 60  # letters of a name of the user's own
# "rock rock rock" says no more than "rock", and a model that reads it so plans nothing else.
_REPEATED = re.compile(r"\b(\w+)(?:\W+\1\b)+", re.IGNORECASE)


class Wishes(TypedDict, total=False):
    """What ``NameGenerator.generate`` takes by keyword; see ``Limits``, ``Traits``, ``Request``."""

    min_length: int
    max_length: int
    starts_with: str
    ends_with: str
    contains: str
    avoid_letters: str
    syllables: tuple[int, int] | None
    two_words: bool
    types: Sequence[str]
    color: str | None
    size: str | None
    habitat: str | None
    stage: int | None
    legendary: bool
    mood: str | None
    roots: Sequence[str]
    like: str
    exclude: Collection[str]
    max_similarity: float
    allow_offensive: bool


class Request(Struct, frozen=True):
    """One description with all that is wished for.

    Attributes:
        description: As the user gave it.
        text: What the model reads: the description in English, with traits and emoji in words,
            spaces made one.
        language: What the description was in, where that isn't English; else "".
        words: The words of the description in normal form: none of them is a name.
        size: What it says of size, see ``sound.size_said``.
        limits: Of the letters.
        mood: The manner of the names, or None.
        roots: Source words that every name is made of, in normal form; empty to let the model plan.
        like: A name in whose manner the names shall be, in normal form, or "".
        exclude: Names not to give, in normal form.
        max_similarity: To the nearest official name, 0 to 1; 1 leaves it to the edits.
        allow_offensive: Whether names that may offend are given too.
    """

    description: str
    text: str
    language: str
    words: frozenset[str]
    size: float
    limits: Limits
    mood: str | None = None
    roots: tuple[str, ...] = ()
    like: str = ""
    exclude: frozenset[str] = frozenset()
    max_similarity: float = 1.0
    allow_offensive: bool = False

    @classmethod
    def of(cls, description: str, wishes: Mapping[str, Any]) -> "Request":
        """Return the request of a description and ``Wishes``.

        Raises:
            WishError: A wish is unknown, has an impossible value, or excludes another.
        """
        _check_text(description)
        left = dict(wishes)
        limits = Limits(**_taken(left, Limits))
        traits = Traits(**_taken(left, Traits))
        english, language = in_english(in_words(description))
        text = " ".join(traits.described(english).split())
        text = _REPEATED.sub(r"\1", text)
        liked = left.pop("like", "")
        like = letters_of("--like", liked) if liked else ""
        return cls(
            description=description,
            text=text,
            language=language,
            words=words_of(description) | words_of(english),
            size=size_said(words_of(text)),
            limits=limits,
            mood=traits.mood,
            roots=_roots(left.pop("roots", ())),
            like=like,
            exclude=frozenset(map(normal_form, (like, *left.pop("exclude", ())))) - {""},
            **_rest(left),
        )


def _taken(wishes: dict[str, Any], owner: type[Limits] | type[Traits]) -> dict[str, Any]:
    """Take out of ``wishes`` what are fields of ``owner``."""
    return {one.name: wishes.pop(one.name) for one in fields(owner) if one.name in wishes}


def _rest(wishes: dict[str, Any]) -> dict[str, Any]:
    similarity = wishes.get("max_similarity", 1.0)
    if not 0 < similarity <= 1:
        raise WishError(f"--max-similarity {similarity} isn't above 0 and up to 1.")
    unknown = sorted(wishes.keys() - Wishes.__annotations__.keys())
    if unknown:
        raise WishError(f"'{unknown[0]}' can't be wished for.", "See pokename generate --help.")
    return wishes


def letters_of(option: str, name: str) -> str:
    """Return a name of the user's own in normal form.

    Raises:
        WishError: It has no letters a to z, or too many.
    """
    if len(name) > LONGEST_OWN:
        raise WishError(f"{option} has {len(name)} letters; {LONGEST_OWN} are the most.")
    letters = normal_form(name)
    if not letters:
        raise WishError(f"{option} '{name}' has no letters a to z.")
    return letters


def _check_text(description: str) -> None:
    try:
        description.encode()
    except UnicodeEncodeError:
        raise WishError("The description isn't UTF-8 text.", "Type it anew.") from None


def _roots(given: Sequence[str]) -> tuple[str, ...]:
    words = [root.strip() for root in given]
    roots = tuple(map(normal_form, words))
    fit = all(root.isalpha() and len(root) > 1 for root in roots)
    if len(roots) > MOST_ROOTS or not fit or any(" " in word for word in words):
        raise WishError(
            f"--roots takes one to {MOST_ROOTS} words of letters, joined by '+'.",
            "For example: --roots ember+gecko.",
        )
    return roots
