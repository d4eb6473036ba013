"""Test names for many creatures, no two of them similar."""

import itertools

import pytest
from rapidfuzz.distance import Levenshtein

from pokename import NameGenerator
from pokename.errors import WishError
from pokename.naming.novelty import UNIQUE_SIMILARITY, UniqueNames, unique_name
from pokename.naming.wishes import Wishes


@pytest.mark.slow
def test_no_two_names_are_alike() -> None:
    generator, taken = NameGenerator.load(), UniqueNames()
    adjectives = "fiery icy electric leafy".split()
    creatures = "lizard newt gecko iguana salamander skink chameleon".split()
    names = []
    for adjective, creature in itertools.product(adjectives, creatures):
        found = unique_name(generator, f"a {adjective} {creature}", taken).name
        assert found is not None
        names.append(found.name.lower())
    for one, other in itertools.combinations(names, 2):
        assert Levenshtein.normalized_similarity(one, other) <= UNIQUE_SIMILARITY


def test_the_same_creatures_get_the_same_names() -> None:
    generator = NameGenerator.load()
    first, again = (
        [unique_name(generator, "a fiery lizard", taken).name for _ in range(3)]
        for taken in (UniqueNames(["Igniguana"]), UniqueNames(["Igniguana"]))
    )
    assert first == again
    assert len({one.name for one in first if one}) == 3


def test_a_note_says_that_no_name_is_dissimilar() -> None:
    generator, taken = NameGenerator.load(), UniqueNames(unique_similarity=0.05)
    for _ in range(40):
        found = unique_name(generator, "a fiery lizard", taken)
        if found.name is None:
            break
    assert found.name is None
    assert "names are too similar to taken ones" in found.notes[-1]


@pytest.mark.parametrize(
    ("taken", "wishes", "notes"),
    [
        ([], Wishes(syllables=9), ["Found no name"]),
        (
            ["Gecember"],
            Wishes(max_length=6),
            ["All 2 names are too similar"],
        ),
        (
            ["Gecember"],
            Wishes(max_length=6, exclude=["Gecemb"]),
            ["The only name"],
        ),
    ],
)
def test_a_note_counts_the_names_that_were_found(
    taken: list[str], wishes: Wishes, notes: list[str]
) -> None:
    alike = UniqueNames(taken, unique_similarity=0.05)
    wishes = wishes | Wishes(roots=["ember", "gecko"])
    found = unique_name(NameGenerator.load(), "a lizard", alike, wishes=wishes)
    assert found.name is None
    assert len(found.notes) == len(notes)
    for note, start in zip(found.notes, notes, strict=True):
        assert note.startswith(start)


def test_wishes_apply_to_dissimilar_names() -> None:
    wishes = Wishes(max_length=7, starts_with="b")
    found = unique_name(NameGenerator.load(), "a bear", UniqueNames(), wishes=wishes).name
    assert found is not None
    assert found.name.startswith("B")
    assert len(found.name) <= 7


@pytest.mark.parametrize("similarity", [0.0, 1.1, float("nan")])
def test_an_invalid_similarity_is_refused(similarity: float) -> None:
    with pytest.raises(WishError, match="unique_similarity"):
        UniqueNames(unique_similarity=similarity)


def test_a_single_name_is_not_counted_as_too_few() -> None:
    wishes = Wishes(max_length=6, starts_with="q")
    found = unique_name(NameGenerator.load(), "a fiery lizard", UniqueNames(), wishes=wishes)
    assert found.name is not None
    assert not any("Found only" in note for note in found.notes)


@pytest.mark.parametrize("name", ["Flamesaur", "FLAMESAUR", "Flamésaur", "Flame Saur", "雪女"])
def test_spellings_of_one_name_count_as_the_same(name: str) -> None:
    given = UniqueNames(["flamesaur", "雪女"])
    assert not given.accepts(name)


@pytest.mark.parametrize(
    ("name", "limit", "accepted"),
    [
        ("Flamesour", 1.0, False),  # one edit away, which is refused at any limit
        ("Flamisour", 1.0, True),
        ("Flamisour", 0.7, False),  # 7 of 9 letters agree
        ("Flamisour", 7 / 9, True),
        ("Flickasaur", 0.7, True),  # 6 of 10 letters agree
        ("Flickasaur", 0.59, False),
    ],
)
def test_similarity_is_one_minus_edits_divided_by_the_length_of_the_longer_name(
    name: str, limit: float, accepted: bool
) -> None:
    given = UniqueNames(["Splashuna", "Flamesaur"], unique_similarity=limit)
    assert given.accepts(name) is accepted
    assert given.like(name) == (None if accepted else "Flamesaur")


def test_added_names_count_as_taken() -> None:
    given = UniqueNames()
    assert given.accepts("Emberzard")
    given.add("Emberzard")
    assert given.like("Embizard") == "Emberzard"
