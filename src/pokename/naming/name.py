"""A name in the making (a draft), a name as it is given, and the answer to a description."""

from msgspec import Struct

Plan = tuple[str, ...]  # source words in order


class Draft(Struct, frozen=True):
    """The letters of a name and the source words that it is made of, if any.

    Attributes:
        letters: In lower case.
        roots: The plan.
    """

    letters: str
    roots: Plan = ()


class Name(Struct, frozen=True):
    """One name for one description.

    Attributes:
        name: The name, capitalised.
        description: What it was asked for.
        score: How good the name is for the description, for ranking within one list; higher is
            better. See ``naming.ranking``.
        seed: The seed asked for; with the same model, description and wishes it gives the same
            names.
        model: The label of the model: ``bundled``, or the name of a run.
        roots: The source words that the model planned, in order; empty for a model without plans.
        meanings: What each root means, where that isn't the root itself; "" where unknown.
        rank: Place in the list, from 1.
        fit: How well its idea fits the description, from 0 to 1, see ``naming.ranking``.
        ease: How easily it is said, from 0 to 1, see ``naming.sound.ease``.
        nearest: The official name that is nearest to it.
        edits: Letters to change, put in or take out from there (Levenshtein).
        says: The word of the description that each root says; "" where it is none.
        stage: Of its evolution line, 1 to 3; 0 for a name of its own. ``rank`` is then the line's.
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
        """Model, seed, rank and stage: with the same description and wishes this name again.

        The stage is left out where the name is of no line.
        """
        stage = f".{self.stage}" if self.stage else ""
        return f"{self.model}:{self.seed}:{self.rank}{stage}"


class Rejected(Struct, frozen=True):
    """A draft that was good enough for the list and may not be given, and why."""

    letters: str
    why: str


class Answer(Struct, frozen=True):
    """What came of one description.

    Attributes:
        names: Best first.
        rejected: Drafts that would have been among them but may not be given.
        notes: What the user should know, a sentence each: which wish left too few names.
    """

    names: list[Name]
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()
