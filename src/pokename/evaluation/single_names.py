"""Single names: the rules that check a name, and one row for each measured name.

The rules are plain, and independent of the rules that the generator ranks by.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.corpus.splits import Kind
from pokename.evaluation.cases import Answers, Case, Given
from pokename.evaluation.yardstick import LikenessBand, Yardstick
from pokename.naming.name import Name
from pokename.naming.novelty import is_near_official, nearest_official
from pokename.paths import SYNONYMS
from pokename.pokedex.official_names import english_names, normal_form, official_names
from pokename.words.dictionary import is_word

SHORTEST, LONGEST = 3, 12
# Shorter shared runs of letters are more often due to chance than to a source word.
ROOT_LETTERS = 4
PLAN_LETTERS = 3
FORM = re.compile(r"[a-z]+")
# Two letters that spell one sound: "marshtomp" has three consonants in a row, not four.
ONE_SOUND = re.compile(r"[cgpstw]h|ck|qu")
HARD_TO_SAY = re.compile(
    r"^[^aeiouy]*$|[^aeiouy]{4}|[aeiouy]{4}|[^aeiouy]{3}$|^(?!s)[^aeiouy]{3}|(.)\1\1"
)
# WordNet's detachment rules (see morphy(7)), as pairs: inflected ending, ending of the lemma.
ENDINGS = (
    ("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"),
    ("ies", "y"), ("men", "man"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""),
    ("ing", "e"), ("ing", ""), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"),
)  # fmt: skip
Gate = Callable[[str, Case], bool]


def has_form(name: str) -> bool:
    """Return whether a name consists of 3 to 12 plain letters."""
    return bool(FORM.fullmatch(name.lower())) and SHORTEST <= len(name) <= LONGEST


def is_novel(name: str) -> bool:
    """Return whether a name is two or more edits from every official name, in any language."""
    return not is_near_official(normal_form(name))


def is_no_word(name: str, words: frozenset[str]) -> bool:
    """Return whether a name is neither an English word nor a word of the description."""
    letters = normal_form(name)
    return not is_word(letters) and letters not in words


def has_root(name: str, words: frozenset[str]) -> bool:
    """Return whether a name shares four consecutive letters with one of the words.

    >>> has_root("Charizard", frozenset({"lizard"})), has_root("Charizard", frozenset({"bird"}))
    (True, False)
    """
    letters = normal_form(name)
    return not _fragments(words).isdisjoint(_runs(letters))


@lru_cache(maxsize=4096)
def _fragments(words: frozenset[str]) -> frozenset[str]:
    """Return every run of ``ROOT_LETTERS`` letters in the words."""
    return frozenset(run for word in words for run in _runs(word))


def _runs(letters: str, length: int = ROOT_LETTERS) -> list[str]:
    return [letters[i : i + length] for i in range(len(letters) - length + 1)]


@lru_cache(maxsize=4096)
def with_related(words: frozenset[str]) -> frozenset[str]:
    """Return words with their synonyms and hypernyms.

    >>> with_related(frozenset({"lizards"})) >= {"lizards", "lizard", "saurian"}
    True
    """
    found = set(words)
    for lemma in {lemma for word in found for lemma in _lemmas(word)}:
        found |= {lemma, *_related()[lemma].split()}
    return frozenset(found)


def _lemmas(word: str) -> Iterator[str]:
    """Yield the possible lemmas of a word that have related words."""
    if word in _related():
        yield word
    for ending, lemma_ending in ENDINGS:
        if word.endswith(ending):
            lemma = word[: -len(ending)] + lemma_ending
            if lemma in _related():
                yield lemma


@cache
def _related() -> dict[str, str]:
    """Return the related words of each word, as one text with spaces between them."""
    lines = SYNONYMS.read_text(encoding="ascii").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def share_letters(names: Iterable[str], length: int) -> bool:
    """Return whether all names share ``length`` consecutive letters.

    >>> share_letters(["Charmander", "Charmeleon", "Charizard"], 4)
    True
    >>> share_letters(["Squirtle", "Wartortle", "Blastoise"], 3)
    False
    """
    return bool(set.intersection(*(set(_runs(normal_form(name), length)) for name in names)))


def is_true_to_plan(name: str, roots: tuple[str, ...]) -> bool:
    """Return whether a name keeps three consecutive letters of each source word.

    A source word of fewer than three letters must be kept whole.

    >>> is_true_to_plan("Charmander", ("char", "salamander")), is_true_to_plan("Vix", ("fox",))
    (True, False)
    """
    letters = normal_form(name)
    return all(
        any(run in letters for run in _runs(word, min(PLAN_LETTERS, len(word))))
        for word in map(normal_form, roots)
    )


def is_pronounceable(name: str) -> bool:
    """Return whether a name is pronounceable, judged by its runs of consonants and of vowels.

    A pronounceable name has a vowel (y counts as one), no four consonants in a row, no four vowels
    in a row, and no letter three times in a row. It doesn't end in three consonants, and starts
    with three only if the first is an s. Two letters that spell one consonant count as one.

    >>> is_pronounceable("Strogg"), is_pronounceable("Marshtomp"), is_pronounceable("Blfarg")
    (True, True, False)
    """
    return not HARD_TO_SAY.search(ONE_SOUND.sub("c", normal_form(name)))


def gates_of(answers: Answers, yardstick: Yardstick) -> dict[str, Gate]:
    """Return the gates that apply to the names of one system, by the key of each gate's figure."""
    gates: dict[str, Gate] = {
        "valid": lambda name, _: has_form(name),
        "no_word": lambda name, case: is_no_word(name, case.words),
        "likeness": lambda name, _: yardstick.band.holds(name),
    }
    if not answers.invented:
        return gates
    seen = Counter(
        letters for names in answers.names for letters in {normal_form(one.name) for one in names}
    )
    gates["novel"] = lambda name, _: is_novel(name)
    gates["distinct"] = lambda name, _: seen[normal_form(name)] == 1
    return gates


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
        description = "" if case.kind == "pokedex" else case.description
        for place, one in enumerate(names, start=1):
            usable = all(gate(one.name, case) for gate in gates) if answers.invented else None
            yield _row(
                answers.label,
                case,
                description,
                one,
                place=place,
                band=yardstick.band,
                usable=usable,
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
    description: str,
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
        description=description,
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
