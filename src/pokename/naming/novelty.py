"""New names: they differ from official names, from the user's lists, and from each other."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.csv_tables import read_table
from pokename.errors import DataError, WishError
from pokename.files import read_lines
from pokename.naming.limits import LONGEST
from pokename.pokedex.official_names import normal_form, official_names
from pokename.text_files import NOT_TEXT, is_text

if TYPE_CHECKING:
    from pokename.naming.generator import NameGenerator
    from pokename.naming.name import Answer, Name
    from pokename.naming.sampling import Sampling
    from pokename.naming.wishes import Wishes

COLUMN = "name"
# What to do about a name that is too long, by the kind of file.
_HINTS = {
    ".txt": "Give one name per line, or put commas between names.",
    ".csv": "Give one name per row.",
}
UNIQUE_SIMILARITY = 0.7  # the default; "Flamesaur" and "Flamisour" are more similar
# The lists to search, in order: what to add to the seed, and how many names to ask for.
LISTS = ((0, 10), (0, 40), (1, 40), (2, 40))


def is_near_official(letters: str) -> bool:
    """Return whether a name is an official name, or one edit away from one (Levenshtein).

    Args:
        letters: A name in normal form.

    >>> is_near_official("charizord"), is_near_official("salameche"), is_near_official("emberzard")
    (True, True, False)
    """
    return any(
        Levenshtein.distance(letters, form, score_cutoff=1) <= 1
        for cut in range(len(letters) + 1)
        for half in (f"{letters[:cut]}-", f"-{letters[cut:]}")
        for form in _by_half().get(half, ())
    )


def nearest_official(letters: str) -> tuple[str, int]:
    """Return the nearest official name as written, and the number of edits to it (Levenshtein).

    In a tie, English names come first.

    >>> nearest_official("salamecha")
    ('Salamèche', 1)
    """
    form, edits, _ = process.extractOne(
        letters, official_names().keys(), scorer=Levenshtein.distance, processor=None
    )
    return official_names()[form].name, int(edits)


def similarity(letters: str) -> float:
    """Return the similarity of a name to the most similar official name, from 0 to 1.

    Similarity is 1 - (edits between two names / letters of the longer name).

    >>> similarity("charizard"), similarity("salamecha")
    (1.0, 0.8888888888888888)
    """
    _, found, _ = process.extractOne(
        letters, official_names().keys(), scorer=Levenshtein.normalized_similarity, processor=None
    )
    return float(found)


def read_names(path: Path) -> frozenset[str]:
    """Return the names that a file lists, in normal form.

    Args:
        path: A ``.txt`` file with names on separate lines or between commas, semicolons or tabs, or
            a ``.csv`` file with a column ``name``.

    Raises:
        DataError: The file can't be read, is neither ``.txt`` nor ``.csv``, or has a name that is
            longer than names may be.
    """
    kind = path.suffix.lower()
    if kind not in _HINTS:
        raise DataError(
            f"{path} is neither .txt nor .csv.", "Give one name per line, or a column 'name'."
        )
    found = set()
    for line, name in _column(path) if kind == ".csv" else _lines(path):
        letters = normal_form(name)
        if len(letters) > LONGEST:
            said = f"{path}, line {line}: '{name.strip():.40}' has over {LONGEST} letters."
            raise DataError(said, _HINTS[kind])
        found.add(letters)
    return frozenset(found - {""})


class UniqueNames:
    """The taken names; new names must not be too similar to them.

    Two names are too similar if they have the same normal form, if they are one edit apart
    (Levenshtein), or if their similarity is above a limit. Similarity is
    1 - (edits between them / letters of the longer name), as in ``similarity``.

    >>> given = UniqueNames(["Emberzard"])
    >>> given.accepts("Embizard"), given.accepts("Flamesaur")
    (False, True)
    >>> given.add("Flamesaur")
    >>> given.like("Flamisour")
    'Flamesaur'

    Args:
        names: Names that are taken already.
        unique_similarity: The limit, above 0 and up to 1; at 1 only the first two rules count.
    """

    def __init__(
        self, names: Iterable[str] = (), *, unique_similarity: float = UNIQUE_SIMILARITY
    ) -> None:
        if not 0 < unique_similarity <= 1:
            raise WishError(
                f"unique_similarity must be above 0 and at most 1, not {unique_similarity}.",
                arguments=("unique_similarity",),
            )
        self._unique_similarity = unique_similarity
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
            score_cutoff=self._unique_similarity,
        )
        if likest and likest[1] > self._unique_similarity:
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


def unique_name(
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
    >>> one, other = (unique_name(generator, "a fiery lizard", taken).name for _ in range(2))
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
    for place, answer in enumerate(_lists(generator, description, seed, sampling, wishes or {})):
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


def _lists(
    generator: "NameGenerator",
    description: str,
    seed: int,
    sampling: "Sampling | None",
    wishes: "Wishes",
) -> "Iterator[Answer]":
    """Yield the answers with the lists to search; each is made when it is asked for."""
    for later, count in LISTS:
        yield generator.answer(
            description, 1, spare=count - 1, seed=seed + later, sampling=sampling, **wishes
        )


@cache
def _by_half() -> Mapping[str, list[str]]:
    """Return a map from halves to official names: "char-" and "-izard" both give "charizard".

    One edit leaves at least one half intact, so names one edit apart share a half.
    """
    halves = defaultdict(list)
    for form in official_names():
        middle = len(form) // 2
        halves[f"{form[:middle]}-"].append(form)
        halves[f"-{form[middle:]}"].append(form)
    return halves


def _column(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line number and the name of each row."""
    for record in read_table(path, [COLUMN], {COLUMN}):
        yield record.line, record.cells[COLUMN]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the names of a text file, each with its line number."""
    for line in read_lines(path):
        problem = line.problem or ("" if is_text(line.text) else NOT_TEXT)
        if problem:
            raise DataError(f"{path}, line {line.number}: {problem}.", "Fix that line.")
        for name in re.split("[,;\t]", line.text):
            yield line.number, name


def _letters(name: str) -> str:
    """Return the normal form of a name; if it is empty, return the name in lower case."""
    return normal_form(name) or name.casefold()
