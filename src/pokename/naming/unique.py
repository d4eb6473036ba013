"""No two creatures get names alike: what is given already, and whether another is too like it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.pokedex.official_names import normal_form

if TYPE_CHECKING:
    from pokename.naming.generator import NameGenerator
    from pokename.naming.language_model import Sampling
    from pokename.naming.name import Name
    from pokename.naming.wishes import Wishes

MAX_SIMILARITY = 0.7  # where nothing else is said: "Flamesaur" and "Flamisour" are above it
LISTS = ((0, 10), (0, 40), (1, 40), (2, 40))  # looked through in turn: seed after the first, names


class UniqueNames:
    """Names that are given, and that others may not be like.

    Two names are too like each other where they are the same in their normal form, or a single
    edit apart (Levenshtein), or where their similarity is above a limit. It is measured as
    ``novelty.similarity`` does: 1 less the edits between the two as a share of the longer one's
    letters.

    >>> given = UniqueNames(["Emberzard"])
    >>> given.accepts("Embizard"), given.accepts("Flamesaur")
    (False, True)
    >>> given.add("Flamesaur")
    >>> given.like("Flamisour")
    'Flamesaur'

    Args:
        names: Given before.
        max_similarity: The limit, above 0 and up to 1; 1 leaves it to the edits.
    """

    def __init__(
        self, names: Iterable[str] = (), *, max_similarity: float = MAX_SIMILARITY
    ) -> None:
        self._max_similarity = max_similarity
        self._names: dict[str, str] = {}
        for name in names:
            self.add(name)

    def accepts(self, name: str) -> bool:
        """Tell whether a name is like none of those that are given."""
        return self.like(name) is None

    def like(self, name: str) -> str | None:
        """Return a given name that ``name`` is too like, or None."""
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
        """Count a name as given, whatever it is like."""
        self._names.setdefault(_letters(name), name)

    def remove(self, name: str) -> None:
        """Count a name as given no more; one that wasn't is passed over."""
        self._names.pop(_letters(name), None)


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
    taken: UniqueNames,
    *,
    seed: int = 7,
    sampling: "Sampling | None" = None,
    wishes: "Wishes | None" = None,
) -> Found:
    """Return the best name of a description that is unlike the names taken, and take it.

    >>> from pokename import NameGenerator
    >>> generator, taken = NameGenerator.load(), UniqueNames()
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
            if taken.accepts(name.name):
                taken.add(name.name)
                return Found(name, notes)
    seen = sum(count for _, count in LISTS[1:])
    return Found(None, (*notes, f"Each of {seen} names is too like one that is taken."))


def _letters(name: str) -> str:
    """Return the normal form of a name; a user's own may be in letters that have none."""
    return normal_form(name) or name.casefold()
