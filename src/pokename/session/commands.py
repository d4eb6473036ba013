"""What a line typed in a session asks for: one of a few commands, or else a description.

A line is a command only if all of it reads as one, so that "like a dragon, but small" and "drop of
water" are descriptions.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from pokename.errors import CommandError
from pokename.naming.dictionary import is_word
from pokename.paths import expanded

Pick = int | str
"""A name as the user points at it: its number, or the name itself."""

_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
EXPORTED = (".csv", ".json", ".md", ".txt")


@dataclass(frozen=True, slots=True)
class Describe:
    """Name this creature."""

    text: str


@dataclass(frozen=True, slots=True)
class More:
    """Give others for the same creature."""


@dataclass(frozen=True, slots=True)
class Like:
    """Give others in the manner of one name."""

    pick: Pick


@dataclass(frozen=True, slots=True)
class Keep:
    """Make names favourites."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """Take names out of the favourites."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """Go back to before the last step."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show all names given for the creature, or the favourites."""

    favourites: bool


@dataclass(frozen=True, slots=True)
class Export:
    """Write the favourites to a file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Help:
    """Tell what can be typed."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


Step = Describe | More | Like | Keep | Drop | Undo
"""What changes the state of a session."""

Command = Step | Show | Export | Help | Quit


@dataclass(frozen=True, slots=True)
class Word:
    """A command as it is typed.

    Attributes:
        spellings: The word, then what is short for it.
        takes: What follows it, for the help; "" for nothing.
        meaning: What it does, in a few words.
        read: From what follows, in the spelling typed, and the names that can be pointed at to the
            command; None where that isn't what it takes.
    """

    spellings: tuple[str, ...]
    takes: str
    meaning: str
    read: Callable[[str, Collection[str]], Command | None]

    @property
    def usage(self) -> str:
        """Return how it is typed: "keep 2 5"."""
        return f"{self.spellings[0]} {self.takes}".rstrip()


def parse(line: str, names: Collection[str] = ()) -> Command:
    """Return what a line asks for.

    >>> parse("keep 2, 5"), parse("keep out of the sun"), parse("a fiery lizard")
    (Keep(picks=(2, 5)), Describe(text='keep out of the sun'), Describe(text='a fiery lizard'))

    Args:
        line: As typed, not empty.
        names: Names that can be pointed at by themselves.

    Raises:
        CommandError: A command's word stands alone that says nothing alone.
    """
    text = " ".join(line.split())
    first, _, rest = text.partition(" ")
    word = SPELLINGS.get(first.casefold())
    if word is None:
        _check_no_slip(text)
        return Describe(text)
    command = word.read(rest, names)
    if command is None and " " not in rest:  # too short for a creature
        raise CommandError(
            f"'{text}' can't be done.",
            f"Type '{word.usage}', or 'describe {text}' if that is the creature.",
        )
    return command or Describe(text)


def _check_no_slip(text: str) -> None:
    """Refuse what is no creature but a number alone, or nearly one of the commands."""
    from difflib import get_close_matches

    meant = "like 3" if text.isdecimal() else ""
    if len(text) > 3 and text.isalpha() and not is_word(text.casefold()):
        meant = next(iter(get_close_matches(text.casefold(), SPELLINGS, n=1, cutoff=0.75)), "")
    if meant:
        raise CommandError(
            f"'{text}' is no command.",
            f"Did you mean '{meant}'? Type 'describe {text}' if that is the creature.",
        )


def _picks(rest: str, names: Collection[str]) -> tuple[Pick, ...] | None:
    """Read numbers and ranges, with or without commas and '#', or known names with commas."""
    ranges = [_RANGE.fullmatch(one) for one in rest.replace(",", " ").replace("#", " ").split()]
    if ranges and all(ranges):
        bounds = [(int(one[1]), int(one[2] or one[1])) for one in ranges if one]
        return tuple(dict.fromkeys(n for low, high in bounds for n in range(low, high + 1)))
    known = {name.casefold() for name in names}
    given = [name.strip() for name in rest.split(",")]
    return tuple(given) if all(name.casefold() in known for name in given) else None


def _read_picks(made: Callable[[tuple[Pick, ...]], Command]) -> Callable[..., Command | None]:
    def read(rest: str, names: Collection[str]) -> Command | None:
        picks = _picks(rest, names)
        return made(picks) if picks else None

    return read


def _like(rest: str, names: Collection[str]) -> Command | None:
    picks = _picks(rest, names)
    if rest.isalpha() and rest.istitle():
        return Like(rest)  # a name of the user's own, maybe
    return Like(picks[0]) if picks and len(picks) == 1 else None


def _more(rest: str, names: Collection[str]) -> Command | None:
    if rest.casefold().startswith("like "):
        return _like(rest.partition(" ")[2], names)
    return None if rest else More()


def _export(rest: str, _names: Collection[str]) -> Command | None:
    """Read a path: what ends as one, or one word that looks like a file of another kind."""
    path = expanded(Path(rest.strip("'\"")))
    one_word = bool(path.suffix) and " " not in rest
    return Export(path) if one_word or path.suffix.lower() in EXPORTED else None


def _alone(command: Command) -> Callable[..., Command | None]:
    return lambda rest, _names: None if rest else command


WORDS = (
    Word(("more", "m"), "", "others, none given before in this session", _more),
    Word(("like", "l"), "3", "others in the manner of number 3", _like),
    Word(("keep", "k"), "2 5", "keep numbers 2 and 5 among your favourites", _read_picks(Keep)),
    Word(("drop", "d"), "2", "take number 2, or a name, out of them again", _read_picks(Drop)),
    Word(("undo", "u"), "", "go back to before the last step", _alone(Undo())),
    Word(("names", "n"), "", "all names given for this creature", _alone(Show(favourites=False))),
    Word(("favourites", "f"), "", "all that you kept", _alone(Show(favourites=True))),
    Word(("export", "e"), "names.csv", "write your favourites: .csv, .json, .md or .txt", _export),
    Word(
        ("describe",),
        "a lizard",
        "name this, even where it reads as a command",
        lambda rest, _names: Describe(rest) if rest else None,
    ),
    Word(("help", "h", "?"), "", "this list", _alone(Help())),
    Word(("quit", "q", "exit"), "", "leave, as Ctrl-D does", _alone(Quit())),
)
SPELLINGS = {spelling: word for word in WORDS for spelling in word.spellings}
