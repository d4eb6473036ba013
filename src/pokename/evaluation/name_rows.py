"""One row for each measured name, for tables and pictures of single names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.corpus.splits import Kind
from pokename.evaluation.cases import Answers, Case, Given
from pokename.evaluation.systems import gates_of
from pokename.evaluation.yardstick import LikenessBand, Yardstick
from pokename.naming.name import Name
from pokename.naming.novelty import nearest_official
from pokename.pokedex.official_names import english_names, normal_form, official_names


@dataclass(frozen=True, slots=True)
class NameRow:
    """A measured name.

    Attributes:
        system: The label of the system that gave the name, as in the tables.
        kind: The kind of the description; ``fixed`` for a prompt of ``evaluate.prompts``.
        species_id: The number of the species; 0 for a fixed prompt.
        true_name: The true name of that species; "" for a fixed prompt.
        description: The description; "" for a Pokédex text, which we may not redistribute.
        place: The place of the name in its list, from 1.
        name: The name.
        roots: The source words, joined by " + "; "" if the system doesn't give them.
        bits_per_letter: Bits a letter, read from the end; more bits mean a rarer spelling.
        nearest: The nearest official name; for a real name, the nearest other English name.
        edits: The number of edits from ``nearest`` to the name (Levenshtein distance).
        usable: Whether the name passes all gates; None for a fixed prompt and for a real name.
    """

    system: str
    kind: Kind | Literal["fixed"]
    species_id: int
    true_name: str
    description: str
    place: int
    name: str
    roots: str
    bits_per_letter: float
    nearest: str
    edits: int
    usable: bool | None


def measured_rows(answers: Answers, yardstick: Yardstick) -> Iterator[NameRow]:
    """Yield a row for each name that a system gave for a case."""
    gates = gates_of(answers, yardstick).values()
    for case, names in zip(yardstick.cases, answers.names, strict=True):
        asked = "" if case.kind == "pokedex" else case.description
        for place, one in enumerate(names, start=1):
            usable = all(gate(one.name, case) for gate in gates) if answers.invented else None
            yield _row(
                answers.label, case, asked, one, place=place, band=yardstick.band, usable=usable
            )


def fixed_rows(
    label: str, examples: Mapping[str, Sequence[Name]], band: LikenessBand
) -> Iterator[NameRow]:
    """Yield a row for each name that a model gave for a fixed prompt."""
    for prompt, names in examples.items():
        for place, one in enumerate(names, start=1):
            given = Given(one.name, one.roots)
            yield _row(label, None, prompt, given, place=place, band=band)


def _row(
    label: str,
    case: Case | None,
    asked: str,
    one: Given,
    *,
    place: int,
    band: LikenessBand,
    usable: bool | None = None,
) -> NameRow:
    nearest, edits = _nearest(normal_form(one.name))
    return NameRow(
        system=label,
        kind=case.kind if case else "fixed",
        species_id=case.species_id if case else 0,
        true_name=case.name if case else "",
        description=asked,
        place=place,
        name=one.name,
        roots=" + ".join(one.roots),
        bits_per_letter=round(band.bits_per_letter(one.name), 3),
        nearest=nearest,
        edits=edits,
        usable=usable,
    )


@cache
def _nearest(letters: str) -> tuple[str, int]:
    """Return the nearest official name and the number of edits.

    An official English name is compared only with the other official English names.
    """
    if letters not in english_names():
        return nearest_official(letters)
    others = english_names() - {letters}
    form, edits, _ = process.extractOne(
        letters, sorted(others), scorer=Levenshtein.distance, processor=None
    )
    return official_names()[form].name, int(edits)
