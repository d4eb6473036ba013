"""Existing names: the official names in many languages, and the user's own lists of names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.errors import DataError
from pokename.files import read_lines, read_table
from pokename.pokedex.official_names import normal_form, official_names
from pokename.text_files import NOT_TEXT, is_text

COLUMN = "name"


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


def read_names(path: Path) -> frozenset[str]:
    """Return the names that a file lists, in normal form.

    Args:
        path: A ``.txt`` file with one name per line, or a ``.csv`` file with a column ``name``.

    Raises:
        DataError: The file can't be read, or is neither ``.txt`` nor ``.csv``.
    """
    kind = path.suffix.lower()
    if kind not in {".txt", ".csv"}:
        raise DataError(
            f"{path} is neither .txt nor .csv.", "Give one name per line, or a column 'name'."
        )
    names = _column(path) if kind == ".csv" else _lines(path)
    return frozenset(filter(None, map(normal_form, names)))


def _column(path: Path) -> Iterator[str]:
    for record in read_table(path, [COLUMN], {COLUMN}):
        yield record.cells[COLUMN]


def _lines(path: Path) -> Iterator[str]:
    for line in read_lines(path):
        problem = line.problem or ("" if is_text(line.text) else NOT_TEXT)
        if problem:
            raise DataError(f"{path}, line {line.number}: {problem}.", "Fix that line.")
        yield line.text
