"""What can be asked for in a session. ``words.py`` says how it is typed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pokename.session.wish_words import Wished


@dataclass(frozen=True, slots=True)
class LineNumber:
    """An evolution line of the last that were given, by its number."""

    number: int


Pick = int | str | LineNumber
"""Names as the user points at them: by a number, a name, a line, or ``ALL``."""
ALL = "all"  # of the last answer


@dataclass(frozen=True, slots=True)
class Describe:
    """Name this creature, with wishes that hold for it alone."""

    text: str
    wishes: Wished = ()


@dataclass(frozen=True, slots=True)
class More:
    """Give others for the same creature."""


@dataclass(frozen=True, slots=True)
class Like:
    """Give others in the manner of one name."""

    pick: Pick


@dataclass(frozen=True, slots=True)
class Evolve:
    """Give evolution lines that go on from one name."""

    pick: Pick


@dataclass(frozen=True, slots=True)
class Resize:
    """Give others, shorter or longer than those of the last answer."""

    longer: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """Change wishes, and give others that meet them; a value of None takes a wish back."""

    changes: Wished


@dataclass(frozen=True, slots=True)
class Reset:
    """Wish what was wished when the session began."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Make names favourites."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """Take names out of the favourites."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Write a note on a name, "" to take it away; a name that isn't kept is kept by it."""

    pick: Pick
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Put tags on a name, or take them off; a name that isn't kept is kept by it."""

    pick: Pick
    tags: tuple[str, ...]
    off: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """Go back to before the last step."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Take the step again that was undone last."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show all names given for the creature, the favourites, or what is wished."""

    what: Literal["names", "favourites", "wishes"]


@dataclass(frozen=True, slots=True)
class Explain:
    """Tell what names are made of and how well they fit."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Tell whether a name of the user's own could be given, or what is against it."""

    name: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Put names on the clipboard."""

    picks: tuple[Pick, ...]


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


GivesNames = Describe | More | Like | Evolve | Resize | Wish | Reset
ChangesFavourites = Keep | Drop | Note | Tag
Step = GivesNames | ChangesFavourites | Undo | Redo
"""What changes the state of a session."""

Command = Step | Show | Explain | WhyNot | Copy | Export | Help | Quit
