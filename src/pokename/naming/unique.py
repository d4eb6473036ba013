"""Unique names for many creatures: taken names, and the check that new names differ from them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.errors import WishError
from pokename.pokedex.official_names import normal_form

if TYPE_CHECKING:
    from pokename.naming.generator import NameGenerator
    from pokename.naming.language_model import Sampling
    from pokename.naming.name import Name
    from pokename.naming.wishes import Wishes

MAX_SIMILARITY = 0.7  # the default; "Flamesaur" and "Flamisour" are more similar
# The lists that are searched in turn, each as a number to add to the seed and a number of names.
LISTS = ((0, 10), (0, 40), (1, 40), (2, 40))


class UniqueNames:
    """The taken names; new names must not be too similar to them.

    Two names are too similar if they have the same normal form, if they are one edit apart
    (Levenshtein), or if their similarity is above a limit. Similarity is
    1 - (edits between them / letters of the longer name), as in ``novelty.similarity``.

    >>> given = UniqueNames(["Emberzard"])
    >>> given.accepts("Embizard"), given.accepts("Flamesaur")
    (False, True)
    >>> given.add("Flamesaur")
    >>> given.like("Flamisour")
    'Flamesaur'

    Args:
        names: Names that are taken already.
        max_similarity: The limit, above 0 and up to 1; at 1 only the first two rules count.
    """

    def __init__(
        self, names: Iterable[str] = (), *, max_similarity: float = MAX_SIMILARITY
    ) -> None:
        if not 0 < max_similarity <= 1:
            raise WishError(
                f"max_similarity must be above 0 and at most 1, not {max_similarity}.",
                arguments=("max_similarity",),
            )
        self._max_similarity = max_similarity
        self._names: dict[str, str] = {}
        for name in names:
            self.add(name)

    def accepts(self, name: str) -> bool:
        """Return whether a name isn't too similar to any taken name."""
        return self.like(name) is None

    def like(self, name: str) -> str | None:
        """Return a taken name that ``name`` is too similar to, or None."""
        letters, given = _letters(name), self._names.keys()
        if letters in self._names:
            return self._names[letters]
        an_edit_away = process.extractOne(
            letters, given, scorer=Levenshtein.distance, processor=None, score_cutoff=1
        )
        if an_edit_away:
            return self._names[an_edit_away[0]]
        likest = process.extractOne(
            letters,
            given,
            scorer=Levenshtein.normalized_similarity,
            processor=None,
            score_cutoff=self._max_similarity,
        )
        if likest and likest[1] > self._max_similarity:
            return self._names[likest[0]]
        return None

    def add(self, name: str) -> None:
        """Record a name as taken, without a check."""
        self._names.setdefault(_letters(name), name)


class Found(Struct, frozen=True):
    """The name of one creature.

    Attributes:
        name: The best name that isn't too similar to any taken name; None if there is none.
        notes: Notes for the user, a sentence each.
    """

    name: "Name | None"
    notes: tuple[str, ...] = ()


def unlike_name(
    generator: "NameGenerator",
    description: str,
    taken: UniqueNames,
    *,
    seed: int = 7,
    sampling: "Sampling | None" = None,
    wishes: "Wishes | None" = None,
) -> Found:
    """Return the best name that isn't too similar to any taken name, and record it as taken.

    >>> from pokename import NameGenerator
    >>> generator, taken = NameGenerator.load(), UniqueNames()
    >>> one, other = (unlike_name(generator, "a fiery lizard", taken).name for _ in range(2))
    >>> one.name != other.name
    True

    Args:
        generator: Generator of the names.
        description: What the creature is like.
        taken: Names of other creatures; the function adds the new name.
        seed: Seed of the first list that is searched.
        sampling: See ``Sampling``.
        wishes: See ``Wishes``.

    Raises:
        WishError: A wish is unknown, or no name can meet it.
    """
    notes: tuple[str, ...] = ()
    seen: set[str] = set()
    for place, (later, count) in enumerate(LISTS):
        answer = generator.answer(
            description, count, seed=seed + later, sampling=sampling, **(wishes or {})
        )
        notes = notes if place else answer.notes
        for name in answer.names:
            if taken.accepts(name.name):
                taken.add(name.name)
                return Found(name, notes)
            seen.add(name.name)
    if not seen:
        return Found(None, notes)
    all_of_them = f"All {len(seen)} names are" if len(seen) > 1 else "The only name is"
    return Found(None, (*notes, f"{all_of_them} too similar to taken ones."))


def _letters(name: str) -> str:
    """Return the normal form of a name; if it is empty, return the name in lower case."""
    return normal_form(name) or name.casefold()
