"""Wishes (limits, traits, mood, source words, names to leave out), and requests that have them."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, TypedDict
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import fields

from pokename.errors import WishError
from pokename.naming import arguments
from pokename.naming.decency import offence
from pokename.naming.limits import LONGEST, Limits
from pokename.naming.moods import MOODS
from pokename.naming.traits import STAGES, Traits, size_said
from pokename.pokedex.official_names import normal_form
from pokename.reading.concept import Concept
from pokename.reading.description import concepts_of, plain, read_part, words_of
from pokename.reading.translation import emoji_as_words, in_english

MOST_ROOTS = 3  # source words of a name
LONGEST_GIVEN = 50  # letters of the user's own name or source word
# Wishes that can't be combined with evolution lines, each with the reason.
FOR_SINGLE_NAMES = {
    "stage": "a line has all stages",
    "roots": "the names of a line have different source words",
}
# "rock rock rock" says no more than "rock", but would make a model plan nothing else.
_REPEATED = re.compile(r"\b(\w+)(?:\W+\1\b)+", re.IGNORECASE)


class Wishes(TypedDict, total=False):
    """The wishes that ``NameGenerator.generate`` takes as keyword arguments.

    Attributes:
        min_length: Minimum number of letters in a name.
        max_length: Maximum number of letters in a name.
        starts_with: Letters that each name starts with.
        ends_with: Letters that each name ends with.
        contains: Consecutive letters that each name contains.
        avoid_letters: Letters that no name contains.
        syllables: Minimum and maximum number of syllables, or one number for both.
        two_words: Whether a name may have two words.
        types: One or two elemental types.
        color: Main color.
        size: ``tiny``, ``small``, ``medium``, ``large`` or ``huge``.
        habitat: Where the creature lives.
        stage: Stage of the creature in its evolution line, 1 to 3.
        legendary: Whether the creature is legendary.
        mood: Style of the names, such as ``cute``.
        roots: Up to three source words to make names of, as a list or joined by "+", "-", "/" or
            ",". Of three, a name may use only two.
        like: A name that the names should sound like.
        exclude: Names to leave out.
        max_similarity: Greatest similarity to an official name, above 0 and up to 1.
        allow_offensive: Whether offensive names are allowed.
    """

    min_length: int
    max_length: int
    starts_with: str
    ends_with: str
    contains: str
    avoid_letters: str
    syllables: int | tuple[int, int] | None
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
    """One description with its wishes, checked.

    Attributes:
        description: The description as the user gave it.
        text: The text that the model reads: the description in English, with traits and emoji as
            words, and single spaces.
        language: Language of the description if it isn't English; else "".
        words: Words of the description in normal form; no name may be one of these words.
        size: Size that the text suggests; see ``traits.size_said``.
        limits: Limits on the letters.
        mood: Mood of the names, or None.
        roots: Source words that every name is made of, in normal form; empty to let the model plan.
        like: A name that the names should sound like, in normal form, or "".
        exclude: Names to leave out, in normal form.
        max_similarity: Greatest similarity to an official name, above 0 and up to 1. At 1, only
            official names and names one edit away from them are refused as too similar.
        allow_offensive: Whether offensive names are allowed.
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

    @property
    def is_understood(self) -> bool:
        """Whether names can be made of a word of the description."""
        return any(one.is_usable for one in concepts_of(self.text))

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts that names are made of: those of the description, and the mood.

        Offensive words of the description are left out. If no word of it is understood, it is read
        as "a wild beast".
        """
        concepts = concepts_of(self.text if self.is_understood else "a wild beast")
        offensive = self.offensive
        concepts = tuple(one for one in concepts if one.said not in offensive)
        return (*concepts, MOODS[self.mood].concept(self.mood)) if self.mood else concepts

    @property
    def offensive(self) -> tuple[str, ...]:
        """Unknown words of the description that are offensive, if there are other words to use."""
        if self.allow_offensive:
            return ()
        concepts = concepts_of(self.text)
        found = [one.said for one in concepts if not one.known and offence(normal_form(one.said))]
        return tuple(found) if len(found) < len(concepts) else ()

    def asked(self) -> list[str]:
        """Return the wishes that leave names out, as arguments: limits, source words, similarity.

        >>> Request.of("a fox", {"max_length": 6, "roots": "ember+fox"}).asked()
        ['max_length=6', "roots='ember+fox'"]
        """
        limits = self.limits.asked()
        if self.roots:
            limits.append(f"roots='{'+'.join(self.roots)}'")
        if self.max_similarity < 1:
            limits.append(f"max_similarity={self.max_similarity}")
        return limits

    @classmethod
    def of(cls, description: str, wishes: Mapping[str, Any]) -> "Request":
        """Return the request for a description and its wishes; see ``Wishes``.

        Raises:
            WishError: A wish is unknown, has an impossible value, or contradicts another.
        """
        description = arguments.text("description", description)
        left = checked(wishes)
        limits = Limits(**_taken(left, Limits))
        traits = Traits(**_taken(left, Traits))
        read = read_part(plain(read_part(description)))
        english, language = in_english(emoji_as_words(read))
        english = read_part(english)  # cut again: an emoji may have become several words
        text = " ".join(traits.described(english).split())
        text = _REPEATED.sub(r"\1", text)
        unknown = {one.word for one in concepts_of(text) if not one.known}
        liked = left.pop("like", "")
        like = letters_of("like", liked) if liked else ""
        return cls(
            description=description,
            text=text,
            language=language,
            words=words_of(read) | words_of(english) | unknown,
            size=size_said(words_of(text)),
            limits=limits,
            mood=traits.mood,
            roots=_roots(left.pop("roots", ())),
            like=like,
            exclude=frozenset(map(normal_form, (like, *left.pop("exclude", ())))) - {""},
            **left,
        )

    @classmethod
    def of_creature(cls, description: str, wishes: Mapping[str, Any] | None = None) -> "Request":
        """Return the same request as ``of``, but refuse one that says nothing about the creature.

        Args:
            description: What the creature is like.
            wishes: See ``Wishes``; None if the user can't give wishes.

        Raises:
            WishError: As in ``of``; or the description is blank, and no trait replaces it.
        """
        request = cls.of(description, wishes or {})
        if not (request.text or description.strip()):
            traits = "" if wishes is None else ", or give its types, color, size or habitat"
            raise WishError(
                "description is blank.",
                f"Say what the creature is like{traits}.",
                arguments=("description", "types", "color", "size", "habitat"),
            )
        return request


_LENGTH = partial(arguments.whole, least=1, most=LONGEST)
_CHECKS: Mapping[str, Callable[[str, Any], Any]] = {
    "min_length": _LENGTH,
    "max_length": _LENGTH,
    **dict.fromkeys(("starts_with", "ends_with", "contains", "avoid_letters"), arguments.text),
    "syllables": partial(arguments.span, least=1, most=LONGEST),
    "two_words": arguments.flag,
    "types": arguments.texts,
    **dict.fromkeys(("color", "size", "habitat", "mood", "like"), arguments.text),
    "stage": partial(arguments.whole, least=1, most=len(STAGES)),
    "legendary": arguments.flag,
    "roots": arguments.texts,
    "exclude": arguments.texts,
    "max_similarity": arguments.number,
    "allow_offensive": arguments.flag,
}


def checked(wishes: Mapping[str, Any]) -> dict[str, Any]:
    """Check the type of each wish and return the wishes; leave out wishes that are None.

    >>> checked({"types": "fire", "syllables": 2, "color": None})
    {'types': ('fire',), 'syllables': (2, 2)}

    Raises:
        WishError: A wish is unknown or of the wrong type, or a number is out of range.
    """
    unknown = sorted(wishes.keys() - _CHECKS.keys())
    if unknown:
        known = f"The wishes are: {', '.join(_CHECKS)}."
        raise WishError(f"There is no wish '{unknown[0]:.60}'.", known)
    given = {
        name: _CHECKS[name](name, value) for name, value in wishes.items() if value is not None
    }
    similarity = given.get("max_similarity", 1.0)
    if not 0 < similarity <= 1:
        raise WishError(
            f"max_similarity must be above 0 and at most 1, not {similarity}.",
            arguments=("max_similarity",),
        )
    return given


def _taken(wishes: dict[str, Any], owner: type[Limits] | type[Traits]) -> dict[str, Any]:
    """Remove the fields of ``owner`` from ``wishes`` and return them."""
    return {one.name: wishes.pop(one.name) for one in fields(owner) if one.name in wishes}


def letters_of(argument: str, name: str) -> str:
    """Return the user's own name in normal form.

    Raises:
        WishError: The name isn't text, has no letters a to z, or has too many letters.
    """
    letters = normal_form(arguments.text(argument, name))
    if not any(map(str.isalpha, letters)):
        said = f"{argument} '{name:.60}' has no letters a to z."
        raise WishError(said, arguments=(argument,))
    if len(letters) > LONGEST_GIVEN:
        said = f"{argument} '{name:.60}…' has over {LONGEST_GIVEN} letters."
        raise WishError(said, arguments=(argument,))
    return letters


def split_roots(text: str) -> list[str]:
    """Return the source words that a user has joined by "+", "-", "," or "/"."""
    return [word.strip() for word in re.split("[-+,/]", text)]


def _roots(given: Sequence[str]) -> tuple[str, ...]:
    words = [word for root in given for word in split_roots(root)]
    roots = tuple(map(normal_form, words))
    # Letters only: "ember.gecko" would become one word.
    fit = all(normalize("NFC", word).isalpha() for word in words)
    fit = fit and all(1 < len(one) <= LONGEST_GIVEN for one in roots)
    if len(roots) > MOST_ROOTS or not fit:
        raise WishError(
            f"roots takes one to {MOST_ROOTS} words of letters, alone or joined by '+'.",
            "For example: ember+gecko.",
            arguments=("roots",),
        )
    return roots
