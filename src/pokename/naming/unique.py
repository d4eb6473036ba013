"""Names for many creatures, no two of them alike.

Each creature gets the best name that isn't too like one that another has. What a creature gets
depends on those before it: the same creatures in the same order get the same names.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.errors import WishError
from pokename.pokedex.names import normal_form

if TYPE_CHECKING:
    from pokename.naming.generator import NameGenerator
    from pokename.naming.language_model import Sampling
    from pokename.naming.name import Name
    from pokename.naming.wishes import Wishes

MOST_ALIKE = 0.6
"""Likeness that two creatures' names may have: 1 less the edits as a share of the longer one."""
LISTS = ((0, 10), (0, 40), (1, 40), (2, 40))  # what is looked through: seeds after the first, names


class TakenNames:
    """Names that creatures have, and whether another one is too like them.

    To look one up takes time in proportion to how many there are.

    >>> taken = TakenNames(["Emberzard"])
    >>> taken.too_like("Emberzort"), taken.too_like("Pipkin")
    ('Emberzard', None)

    Args:
        names: That are taken from the start.
        most_alike: Above 0, up to 1; 1 refuses the very same names alone. See ``MOST_ALIKE``.

    Raises:
        WishError: ``most_alike`` is out of bounds.
    """

    def __init__(self, names: Iterable[str] = (), most_alike: float = MOST_ALIKE) -> None:
        if not 0 < most_alike <= 1:
            raise WishError(f"most_alike {most_alike} isn't above 0 and up to 1.")
        self._names: dict[str, str] = {}
        self._most_alike = most_alike
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Take a name; one without letters a to z is like no other, and is passed over."""
        if form := normal_form(name):
            self._names.setdefault(form, name)

    def too_like(self, name: str) -> str | None:
        """Return a name that is taken and too like this one, or None where there is none."""
        form = normal_form(name)
        if form in self._names:
            return self._names[form]
        found = process.extractOne(
            form,
            self._names.keys(),
            scorer=Levenshtein.normalized_similarity,
            processor=None,
            score_cutoff=self._most_alike,
        )
        # What is as like as it may be, is not too like.
        return self._names[found[0]] if found and found[1] > self._most_alike else None


class Found(Struct, frozen=True):
    """The name of one creature.

    Attributes:
        name: Best of those that are unlike all that are taken; None where none was found.
        notes: What the user should know, a sentence each.
    """

    name: "Name | None"
    notes: tuple[str, ...] = ()


def unlike_name(
    generator: "NameGenerator",
    description: str,
    taken: TakenNames,
    *,
    seed: int = 7,
    sampling: "Sampling | None" = None,
    wishes: "Wishes | None" = None,
) -> Found:
    """Return the best name of a description that is unlike the names taken, and take it.

    >>> from pokename import NameGenerator
    >>> generator, taken = NameGenerator.load(), TakenNames()
    >>> one, other = (unlike_name(generator, "a fiery lizard", taken).name for _ in range(2))
    >>> one.name != other.name
    True

    Args:
        generator: Gives the names.
        description: What the creature is like.
        taken: Names of other creatures.
        seed: Of the first list that is looked through.
        sampling: See ``Sampling``.
        wishes: See ``Wishes``.

    Raises:
        WishError: A wish is unknown, or no name can meet it.
    """
    notes: tuple[str, ...] = ()
    for place, (later, count) in enumerate(LISTS):
        answer = generator.answer(
            description, count, seed=seed + later, sampling=sampling, **(wishes or {})
        )
        notes = notes if place else answer.notes
        for name in answer.names:
            if taken.too_like(name.name) is None:
                taken.add(name.name)
                return Found(name, notes)
    seen = sum(count for _, count in LISTS[1:])
    return Found(None, (*notes, f"Each of {seen} names is too like one that is taken."))
