"""The commands of a session, as data. ``command_words.py`` defines how users type them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pokename.session.wish_words import Wished


@dataclass(frozen=True, slots=True)
class LineNumber:
    """The number of an evolution line among the latest lines."""

    number: int


Pick = int | str | LineNumber
"""A reference to names: a number, a name, an evolution line or ``ALL``."""
ALL = "all"  # all names of the last answer


@dataclass(frozen=True, slots=True)
class Describe:
    """Name a new creature, with wishes for this creature only."""

    text: str
    wishes: Wished = ()


@dataclass(frozen=True, slots=True)
class More:
    """Give new names for the same creature."""


@dataclass(frozen=True, slots=True)
class Like:
    """Give new names that are like one name."""

    pick: Pick


@dataclass(frozen=True, slots=True)
class Evolve:
    """Give evolution lines that continue one name."""

    pick: Pick


@dataclass(frozen=True, slots=True)
class Resize:
    """Give new names that are shorter or longer than the last ones."""

    longer: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """Change wishes, and give new names that meet them; the value None removes a wish."""

    changes: Wished


@dataclass(frozen=True, slots=True)
class Reset:
    """Restore the wishes that the session began with."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Add names to the favourites."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """Remove names from the favourites."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Set the note of a name ("" removes it); a name that isn't a favourite becomes one."""

    pick: Pick
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Add or remove tags of a name; a name that isn't a favourite becomes one."""

    pick: Pick
    tags: tuple[str, ...]
    off: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo the last step."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Redo the step that was undone last."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show the favourites, the wishes, or all names given for the creature."""

    what: Literal["names", "favourites", "wishes"]


@dataclass(frozen=True, slots=True)
class Explain:
    """Explain the source words of names, and how well the names fit."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Say which gate refuses a name of the user's own, if any gate does."""

    name: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy names to the clipboard."""

    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """Write the favourites to a file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Help:
    """List the commands."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the session."""


GivesNames = Describe | More | Like | Evolve | Resize | Wish | Reset
ChangesFavourites = Keep | Drop | Note | Tag
Step = GivesNames | ChangesFavourites | Undo | Redo
"""A command that changes the state of a session."""

Command = Step | Show | Explain | WhyNot | Copy | Export | Help | Quit
