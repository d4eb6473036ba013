"""What a name's letters must be: length, how it starts and ends, what it holds, syllables."""

from collections.abc import Iterator
from dataclasses import dataclass

from pokename.errors import WishError
from pokename.naming.sound import syllables
from pokename.pokedex.names import normal_form

SHORTEST, LONGEST = 3, 20
# The games' own limits for a species' name.
PRESETS = {"gen3": 10, "modern": 12}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the letters of every name must be; checked when made.

    Attributes:
        min_length: Fewest letters.
        max_length: Most letters.
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
                raise WishError(f"{_option(name)} takes the letters a to z, not '{given}'.")
            object.__setattr__(self, name, normal_form(given))
        problem = next(self._contradictions(), None)
        if problem:
            raise WishError(problem)

    @property
    def shaping(self) -> bool:
        """Whether blends must be made for these limits, and not only sifted."""
        return bool(self.starts_with or self.ends_with or self.contains)

    def broken_by(self, letters: str) -> str | None:
        """Return which limit a name breaks, as its option is called, or None if it keeps them all.

        >>> Limits(max_length=6).broken_by("charizard")
        '--max-length 6'
        """
        plain = letters.replace(" ", "")
        low, high = self.syllables or (0, 99)
        unwanted = set(plain) & set(self.avoid_letters)
        checks = (
            (len(plain) < self.min_length, f"--min-length {self.min_length}"),
            (len(plain) > self.max_length, f"--max-length {self.max_length}"),
            (not plain.startswith(self.starts_with), f"--starts-with {self.starts_with}"),
            (not plain.endswith(self.ends_with), f"--ends-with {self.ends_with}"),
            (self.contains not in plain, f"--contains {self.contains}"),
            (bool(unwanted), f"--avoid-letters {self.avoid_letters}"),
            (
                bool(self.syllables) and not low <= syllables(plain) <= high,
                f"--syllables {low}-{high}",
            ),
            (" " in letters and not self.two_words, "--one-word"),
        )
        return next((option for broken, option in checks if broken), None)

    def _syllables_fit(self, letters: str) -> bool:
        if self.syllables is None:
            return True
        return self.syllables[0] <= syllables(letters) <= self.syllables[1]

    def _contradictions(self) -> Iterator[str]:
        """Yield why no name at all can meet these limits."""
        low, high = self.min_length, self.max_length
        if not 1 <= low <= high <= LONGEST:
            yield (
                f"No name has {low} to {high} letters: --min-length and --max-length go from 1 to "
                f"{LONGEST}, the first not above the second."
            )
        for name in ("starts_with", "ends_with", "contains"):
            part = getattr(self, name)
            if len(part) > high:
                yield f"{_option(name)} {part} is longer than --max-length {high}."
            both = sorted(set(part) & set(self.avoid_letters))
            if both:
                yield f"{_option(name)} {part} needs '{both[0]}', which --avoid-letters forbids."
        if set("aeiouy") <= set(self.avoid_letters):
            yield "--avoid-letters leaves no vowel, and no name can be said without one."
        if self.syllables and not 1 <= self.syllables[0] <= self.syllables[1]:
            yield "--syllables takes a number, or a range such as 2-3."


def _option(field: str) -> str:
    return "--" + field.replace("_", "-")
