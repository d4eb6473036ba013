"""No two creatures get names alike: what is given already, and whether another is too like it."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.pokedex.official_names import normal_form

MAX_SIMILARITY = 0.7  # where nothing else is said: "Flamesaur" and "Flamisour" are above it


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


def _letters(name: str) -> str:
    """Return the normal form of a name; a user's own may be in letters that have none."""
    return normal_form(name) or name.casefold()
