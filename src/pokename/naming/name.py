"""Data types: drafts, finished names, refused drafts, and the answers to a description."""

from msgspec import Struct

Plan = tuple[str, ...]  # the source words of a name, in order


class Draft(Struct, frozen=True):
    """The letters of a name and the source words that it is made of, if any.

    Attributes:
        letters: The name in lower case.
        roots: The source words, in order.
    """

    letters: str
    roots: Plan = ()


class ScoredDraft(Struct, frozen=True):
    """A draft with its score and its fit.

    Attributes:
        draft: The name and its source words.
        score: How good the name is for the description, in log odds; higher is better.
        says: The word of the description that each source word stands for; "" for none.
        fit: How well the idea of the name fits the description, 0 to 1.
    """

    draft: Draft
    score: float
    says: tuple[str, ...] = ()
    fit: float = 0.0


class Name(Struct, frozen=True):
    """One name for one description.

    Attributes:
        name: The name, capitalised.
        description: The description that the name was made for.
        score: How good the name is. Higher is better. It has no unit; compare the scores of
            one list only.
        seed: The seed. With the same model, description and wishes, it gives the same names. It is
            0 for a name that the user gave.
        model: ``bundled``, or the name of a run.
        roots: The source words of the name, in order; empty for a model without plans.
        meanings: The meaning of each source word; "" for a word that needs none.
        rank: Place in the list, from 1; in a line, the rank of the line. It is 0 for a name that
            the user gave.
        fit: How well the idea of the name fits the description, 0 to 1.
        ease: How easily the name is said, 0 to 1.
        nearest: The nearest official name.
        edits: Edits from the name to the nearest official one (Levenshtein distance).
        says: The word of the description that each source word stands for, or "".
        stage: Place of the name in its evolution line, 1 to 3; 0 for a single name.
    """

    name: str
    description: str
    score: float
    seed: int
    model: str
    roots: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    rank: int = 0
    fit: float = 0.0
    ease: float = 0.0
    nearest: str = ""
    edits: int = 0
    says: tuple[str, ...] = ()
    stage: int = 0

    @property
    def id(self) -> str:
        """Model, seed, rank and, for a name in a line, stage, such as ``bundled:7:3``.

        With the same description and wishes, the id gives this name again.
        """
        stage = f".{self.stage}" if self.stage else ""
        return f"{self.model}:{self.seed}:{self.rank}{stage}"


class Refused(Struct, frozen=True):
    """A draft that scored well enough for the list but was refused by a gate, with the reason."""

    letters: str
    why: str

    @property
    def by_limit(self) -> bool:
        """Whether the name breaks a limit; the reason is then this limit as an argument."""
        return "=" in self.why


class Answer(Struct, frozen=True):
    """The names for one description, and what the user should know about them.

    Attributes:
        names: Best first.
        refused: Drafts that scored well enough for the list but were refused by a gate.
        notes: Notes for the user, a sentence each, such as which limit left too few names.
    """

    names: list[Name]
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()


class LineAnswer(Struct, frozen=True):
    """The evolution lines for one description, and what the user should know about them.

    Attributes:
        lines: Best first; the names of each line in the order of their stages.
        refused: Drafts that scored well enough for a line but were refused by a gate.
        notes: Notes for the user, a sentence each.
    """

    lines: list[list[Name]]
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
