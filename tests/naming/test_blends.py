"""Test blends: where words overlap, which letters are kept, and the ranker's features."""

import pytest

from pokename.naming.blends import FORM_FEATURES, blends_of, joins_of, word_of
from pokename.naming.candidates import FEATURES
from pokename.naming.features import SOURCE_FEATURES
from pokename.naming.ranker import Trees, blend_row, ranker


@pytest.mark.parametrize(
    ("first", "second", "blend"),
    [
        ("quill", "kilowatt", "quillowatt"),  # q and k sound the same here
        ("howl", "solstice", "howlstice"),
        ("jester", "estuary", "jestuary"),
        ("lycan", "icicle", "lycicle"),  # the two letters c sound different
        ("fish", "phishing", "phishing"),
        ("glow", "wheat", "glowheat"),
    ],
)
def test_words_meet_where_they_sound_alike(first: str, second: str, blend: str) -> None:
    assert blend in {one.letters for one in blends_of(word_of(first), word_of(second))}


def test_enough_of_both_words_is_kept() -> None:
    first, second = word_of("porcupine"), word_of("kilowatt")
    for one in blends_of(first, second):
        assert first.starts[one.head] >= 4
        assert len("kilowatt") - second.starts[one.tail] >= 4


def test_a_word_marked_loose_may_keep_a_single_letter() -> None:
    breakfast, lunch = word_of("breakfast", loose=True), word_of("lunch", loose=True)
    made = joins_of(breakfast, lunch, breakfast.heads, range(lunch.last_tail + 1))
    assert "brunch" in {one.letters for one in made}


def test_the_ranker_gets_the_features_that_it_was_trained_on() -> None:
    found = ranker()
    assert found.sources.features == SOURCE_FEATURES
    assert found.names.features == FEATURES
    assert found.blends.features == FORM_FEATURES
    (blend,) = [
        one for one in blends_of(word_of("howl"), word_of("solstice")) if one.letters == "howlstice"
    ]
    row = blend_row(blend)
    assert len(row) == len(FORM_FEATURES)
    assert found.blends.score(row) != 0


def test_a_value_at_the_threshold_takes_the_left_branch() -> None:
    trees = Trees(("size",), [[0, 2.0, -1.0, [0, 3.0, 0.5, 4.0]]])
    assert [trees.score([size]) for size in (2.0, 2.5, 3.5)] == [-1.0, 0.5, 4.0]
