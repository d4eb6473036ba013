"""Limits on a name's letters: length, start, end, letters to contain or avoid, syllables."""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import force_setattr

from pokename.errors import WishError
from pokename.pokedex.official_names import normal_form
from pokename.words.sound import VOWELS, syllables

SHORTEST, LONGEST = 3, 20
SHORTEST_MADE, LONGEST_MADE = 4, 11  # the letters of names unless the limits say otherwise
# Maximum number of letters in the name of a species in the games.
PRESETS = {"gen3": 10, "modern": 12}
_RANGE = re.compile(r"\s*(\d{1,9})\s*(?:(?:-|–|to)\s*(\d{1,9})\s*)?", re.ASCII)


def syllable_range(text: str) -> tuple[int, int] | None:
    """Return the minimum and maximum in a number or a range; None if the text is neither.

    >>> syllable_range("2"), syllable_range("2 - 3"), syllable_range("2 to 3"), syllable_range("2-")
    ((2, 2), (2, 3), (2, 3), None)
    """
    found = _RANGE.fullmatch(text)
    return (int(found[1]), int(found[2] or found[1])) if found else None


class Limits(Struct, frozen=True):
    """Limits on the letters of every name; contradictions are found on creation.

    Attributes:
        min_length: Minimum number of letters, 1 to ``LONGEST``.
        max_length: Maximum number of letters, 1 to ``LONGEST``; a space between two words
            counts too, as in the games.
        starts_with: First letters.
        ends_with: Last letters.
        contains: Consecutive letters that the name contains.
        avoid_letters: Letters that the name doesn't contain.
        syllables: Minimum and maximum number of syllables.
        two_words: Whether a name may have two words.

    Raises:
        WishError: No name can meet the limits.
    """

    min_length: int = SHORTEST
    max_length: int = 12
    starts_with: str = ""
    ends_with: str = ""
    contains: str = ""
    avoid_letters: str = ""
    syllables: tuple[int, int] | None = None
    two_words: bool = False

    def __post_init__(self) -> None:
        for name in ("starts_with", "ends_with", "contains", "avoid_letters"):
            given = getattr(self, name)
            if not (given.isascii() and given.isalpha()) and given:
                raise WishError(
                    f"{name} takes the letters a to z, not {given[:60]!r}.", arguments=(name,)
                )
            force_setattr(self, name, normal_form(given))
        problem = next(self._contradictions(), None)
        if problem:
            raise WishError(problem, arguments=self.__struct_fields__)

    @property
    def shaping(self) -> bool:
        """Whether names must be built to meet these limits; filtering blends isn't enough."""
        return bool(self.starts_with or self.ends_with or self.contains)

    def broken_by(self, letters: str) -> str | None:
        """Return the first limit that a name breaks, as an argument, or None if it keeps all.

        >>> Limits(max_length=6).broken_by("charizard")
        'max_length=6'
        """
        broken = next(self._broken(letters), None)
        return self._as_argument(broken) if broken else None

    def asked(self) -> list[str]:
        """Return the limits that differ from the defaults, as arguments.

        >>> Limits(max_length=6, contains="q").asked()
        ['max_length=6', "contains='q'"]
        """
        default = Limits(two_words=self.two_words)  # two_words doesn't limit names
        names = self.__struct_fields__
        changed = (name for name in names if getattr(self, name) != getattr(default, name))
        return [self._as_argument(name) for name in changed]

    def unmet_by(self, roots: Collection[str]) -> list[str]:
        """Return the letter limits that no source word satisfies, as arguments.

        >>> Limits(starts_with="xq", contains="m").unmet_by(["ember", "lizard"])
        ["starts_with='xq'"]
        """
        has = {
            "starts_with": str.startswith,
            "ends_with": str.endswith,
            "contains": str.__contains__,
        }
        return [
            self._as_argument(name)
            for name, in_root in has.items()
            if roots and not any(in_root(root, getattr(self, name)) for root in roots)
        ]

    def _as_argument(self, name: str) -> str:
        return f"{name}={getattr(self, name)!r}"

    def _broken(self, letters: str) -> Iterator[str]:
        """Yield the limits that a name breaks; called for thousands of blends per answer."""
        plain = letters.replace(" ", "")
        if len(plain) < self.min_length:
            yield "min_length"
        if len(letters) > self.max_length:
            yield "max_length"
        if not plain.startswith(self.starts_with):
            yield "starts_with"
        if not plain.endswith(self.ends_with):
            yield "ends_with"
        if self.contains not in plain:
            yield "contains"
        if not set(self.avoid_letters).isdisjoint(plain):
            yield "avoid_letters"
        if self.syllables and not self.syllables[0] <= syllables(plain) <= self.syllables[1]:
            yield "syllables"
        if " " in letters and not self.two_words:
            yield "two_words"

    def _contradictions(self) -> Iterator[str]:
        """Yield the reasons why no name can meet these limits."""
        low, high = self.min_length, self.max_length
        if low > high:
            yield f"min_length {low} is above max_length {high} (given or by default)."
        for name in ("starts_with", "ends_with", "contains"):
            part = getattr(self, name)
            if len(part) > high:
                yield f"{name} {part:.60} is longer than max_length {high}."
            both = sorted(set(part) & set(self.avoid_letters))
            if both:
                yield f"{name} {part:.60} needs '{both[0]}', which avoid_letters forbids."
        if set(VOWELS) <= set(self.avoid_letters):
            yield "avoid_letters forbids all vowels, and each name needs one."
