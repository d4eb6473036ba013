"""A name that may be given, before it is judged."""

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
