"""Traits of a creature, such as its type and color, which are added to the description."""

import re
from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import force_setattr

from pokename.errors import WishError
from pokename.naming.moods import MOODS
from pokename.pokedex.composing import HABITATS, TYPE_ADJECTIVES
from pokename.reading.description import adds_only

COLORS = ("black", "blue", "brown", "gray", "green", "pink", "purple", "red", "white", "yellow")
SIZES = ("tiny", "small", "medium", "large", "huge")
STAGES = (1, 2, 3)
TYPES = tuple(TYPE_ADJECTIVES)
SPELLINGS = {"grey": "gray"}
"""Other spellings of values, each with the value."""
_STAGE_WORDS = {1: "young", 2: "", 3: "mighty"}
_UNSAID_SIZE = "medium"  # it says little, and would suggest fortune tellers
_RARE = "rare"  # a habitat in PokéAPI, but no place
# Each phrase is chosen for its words: "waters-edge" would suggest blades.
_PLACES = {
    **{habitat: phrases[0] for habitat, phrases in HABITATS.items() if habitat != _RARE},
    "cave": "of the caves",  # not "of dark caves"
    "waters-edge": "from the riverbank",
    "rough-terrain": "from the badlands",
}
SIZE_WORDS = {
    "tiny": -1.0, "baby": -1.0, "young": -1.0, "mini": -1.0, "dwarf": -1.0, "minute": -1.0,
    "nano": -1.0, "micro": -1.0, "little": -0.7, "cute": -0.7, "small": -0.5,
    "fierce": 0.5, "big": 0.7, "large": 0.7, "great": 0.7, "ancient": 0.7,
    "huge": 1.0, "giant": 1.0, "enormous": 1.0, "gigantic": 1.0, "colossal": 1.0, "massive": 1.0,
    "mega": 1.0, "titan": 1.0, "mighty": 1.0, "legendary": 1.0,
}  # fmt: skip
_BETWEEN_TYPES = re.compile(r"[\s,;/+|&]+(?:and\s+)?", re.IGNORECASE)


def split_types(text: str) -> tuple[str, ...]:
    """Split a text at blanks, "/", "+", "|", "&", ";", commas and "and" into types.

    >>> split_types("fire/dragon"), split_types("Fire and Dragon"), split_types("/")
    (('fire', 'dragon'), ('Fire', 'Dragon'), ('/',))

    A text without any type is returned as it is, so that ``Traits`` refuses it.
    """
    return tuple(filter(None, _BETWEEN_TYPES.split(text))) or (text,)


class Traits(Struct, frozen=True):
    """Traits of a creature and the mood of its name; words are checked on creation.

    Attributes:
        types: Elemental types, at most two.
        color: Main color.
        size: tiny, small, medium, large or huge.
        habitat: Where the creature lives.
        stage: Its stage in its evolution line: 1, 2 or 3.
        legendary: Whether the creature is legendary.
        mood: Style of the names.

    Raises:
        WishError: A value isn't known, or there are more than two types.
    """

    types: Sequence[str] = ()
    color: str | None = None
    size: str | None = None
    habitat: str | None = None
    stage: int | None = None
    legendary: bool = False
    mood: str | None = None

    def __post_init__(self) -> None:
        force_setattr(self, "types", tuple(one.lower() for one in self.types))
        for name in ("color", "size", "habitat", "mood"):
            if given := getattr(self, name):
                force_setattr(self, name, SPELLINGS.get(given.lower(), given.lower()))
        for one in self.types:
            _check("types", one, TYPES)
        if len(self.types) > 2:
            raise WishError("A creature has at most two types.", "Leave the others out.")
        _check("color", self.color, COLORS)
        _check("size", self.size, SIZES)
        _check("habitat", self.habitat, tuple(HABITATS))
        _check("mood", self.mood, tuple(MOODS))

    def described(self, text: str) -> str:
        """Return the description with the traits added, in the usual order of adjectives.

        They come before the first noun. If a description with words before it would then be read
        in another way, such as "imagine a wolf", they are a sentence at its end.

        >>> Traits(types=("fire", "dragon"), size="tiny").described("a lizard")
        'a tiny fire and dragon-type lizard'
        >>> Traits(size="tiny", color="red").described("imagine a wolf")
        'imagine a wolf. It is tiny and red.'
        """
        before, where = self._adjectives(), _PLACES.get(self.habitat or "", "")
        if not before and not where and (text or not self.size):
            return text
        noun = re.sub(r"^(an?|the)\s+", "", text.strip(), flags=re.IGNORECASE) or "creature"
        phrase = " ".join(filter(None, [*before, noun, where]))
        first = f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"
        said = " and ".join(filter(None, [*before, where]))
        return first if adds_only(said, first, text) else f"{text.rstrip(' .')}. It is {said}."

    def _adjectives(self) -> list[str]:
        said = [
            self.size if self.size and self.size != _UNSAID_SIZE else "",
            _RARE if self.habitat == _RARE else "",
            "legendary" if self.legendary else "",
            _STAGE_WORDS[self.stage or 2],
            self.color or "",
            f"{' and '.join(self.types)}-type" if self.types else "",
        ]
        return list(filter(None, said))


def _check(argument: str, value: str | None, known: Collection[str]) -> None:
    if value is None or value in known:
        return
    from difflib import get_close_matches

    close = get_close_matches(value[:60].lower(), known, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"Choose one of {', '.join(known)}."
    shown = f"{value:.60}" if value.strip() else repr(value[:60])
    raise WishError(f"{argument} {shown} isn't known.", hint, arguments=(argument,))


def size_said(words: Collection[str]) -> float:
    """Return the size that words suggest: below 0 small or young, above 0 large or old."""
    return sum(SIZE_WORDS.get(word, 0.0) for word in words)
