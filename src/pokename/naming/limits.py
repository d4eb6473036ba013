"""What a name's letters must be: length, how it starts and ends, what it holds, syllables."""

from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import force_setattr

from pokename.errors import WishError
from pokename.naming.sound import syllables
from pokename.pokedex.official_names import normal_form

SHORTEST, LONGEST = 3, 20
# The games' own limits for a species' name.
PRESETS = {"gen3": 10, "modern": 12}


class Limits(Struct, frozen=True):
    """What the letters of every name must be; checked when made.

    Attributes:
        min_length: Fewest letters.
        max_length: Most letters; of two words the space counts too, as the games count it.
        starts_with: First letters.
        ends_with: Last letters.
        contains: Letters in a row that stand somewhere in the name.
        avoid_letters: Letters that stand nowhere in it.
        syllables: Fewest and most syllables.
        two_words: Whether a name may be two words.

    Raises:
        WishError: No name can meet them.
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
                    f"{name} takes the letters a to z, not '{given:.60}'.", arguments=(name,)
                )
            force_setattr(self, name, normal_form(given))
        problem = next(self._contradictions(), None)
        if problem:
            raise WishError(problem, arguments=self.__struct_fields__)

    @property
    def shaping(self) -> bool:
        """Whether blends must be made for these limits, and not only sifted."""
        return bool(self.starts_with or self.ends_with or self.contains)

    def broken_by(self, letters: str) -> str | None:
        """Return which limit a name breaks, as its option is called, or None if it keeps them all.

        >>> Limits(max_length=6).broken_by("charizard")
        '--max-length 6'
        """
        broken = next(self._broken(letters), None)
        if broken == "two_words":
            return "--one-word"
        return self._as_option(broken) if broken else None

    def asked(self) -> list[str]:
        """Return the limits that aren't the default ones, as options.

        >>> Limits(max_length=6, contains="q").asked()
        ['--max-length 6', '--contains q']
        """
        default = Limits(two_words=self.two_words)  # which is no limit
        names = self.__struct_fields__
        changed = (name for name in names if getattr(self, name) != getattr(default, name))
        return [self._as_option(name) for name in changed]

    def foreign_to(self, roots: Collection[str]) -> list[str]:
        """Return which letters that names must have none of their source words has so, as options.

        >>> Limits(starts_with="xq", contains="m").foreign_to(["ember", "lizard"])
        ['--starts-with xq']
        """
        has = {
            "starts_with": str.startswith,
            "ends_with": str.endswith,
            "contains": str.__contains__,
        }
        return [
            self._as_option(name)
            for name, in_root in has.items()
            if roots and not any(in_root(root, getattr(self, name)) for root in roots)
        ]

    def _as_option(self, name: str) -> str:
        if name == "syllables" and self.syllables:
            return "--syllables {}-{}".format(*self.syllables)
        return f"{_option(name)} {getattr(self, name)}"

    def _broken(self, letters: str) -> Iterator[str]:
        """Yield the limits that a name breaks; asked of thousands of blends for an answer."""
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
        """Yield why no name at all can meet these limits."""
        low, high = self.min_length, self.max_length
        if not 1 <= low <= high <= LONGEST:
            yield (
                f"No name has {low} to {high} letters: min_length and max_length (of {high} "
                f"where it isn't given) go from 1 to {LONGEST}, the first not above the second."
            )
        for name in ("starts_with", "ends_with", "contains"):
            part = getattr(self, name)
            if len(part) > high:
                yield f"{name} {part:.60} is longer than max_length {high}."
            both = sorted(set(part) & set(self.avoid_letters))
            if both:
                yield f"{name} {part:.60} needs '{both[0]}', which avoid_letters forbids."
        if set("aeiouy") <= set(self.avoid_letters):
            yield "avoid_letters leaves no vowel, and no name can be said without one."
        if self.syllables and not 1 <= self.syllables[0] <= self.syllables[1]:
            yield "syllables takes a number, or a range such as 2-3."


def _option(field: str) -> str:
    return "--" + field.replace("_", "-")
