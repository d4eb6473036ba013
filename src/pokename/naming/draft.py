"""A name that may be given, before it is judged."""

from msgspec import Struct

Plan = tuple[str, ...]  # source words in order
Idea = Plan | str  # what must fit a description: a plan, or the letters of a name without one


class Draft(Struct, frozen=True):  # hundreds are made for an answer, the quicker the better
    """The letters of a name and the plan that they were made of, if any.

    Attributes:
        letters: In lower case.
        roots: The plan.
        behind: How far its score as a blend is below that of the best blend of the plan.
    """

    letters: str
    roots: Plan = ()
    behind: float = 0.0

    def idea(self, *, plans: bool) -> Idea:
        """Return what must fit the description: a plan, where the model has learned to plan."""
        return self.roots if plans and self.roots else self.letters
