"""Test which names count as taken or too similar to taken ones."""

import pytest

from pokename.naming.novelty import UniqueNames


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
