"""Tests that a word of a description is read in the sense that it has there."""

import pytest

from pokename.reading.description import concepts_of
from pokename.reading.senses import sense_probabilities, senses_of


def probability(text: str, word: str, source: str) -> float:
    """Return how probable it is that a word of a text has the sense that a source word suits."""
    concepts = concepts_of(text)
    place = next(n for n, concept in enumerate(concepts) if concept.word == word)
    return sense_probabilities(text, concepts)[place][source]


@pytest.mark.parametrize(
    ("text", "word", "meant", "other"),
    [
        ("a lamb of spring flowers", "spring", "blossom", "trampoline"),
        ("a spring-loaded frog", "spring", "trampoline", "blossom"),
        ("a goblin with a glass of red wine", "glass", "goblet", "crystal"),
        ("a church window of glass", "glass", "crystal", "goblet"),
    ],
)
def test_other_words_tell_the_sense(text: str, word: str, meant: str, other: str) -> None:
    assert probability(text, word, meant) > probability(text, word, other)


def test_a_verb_is_told_by_its_place() -> None:
    as_verb = probability("a beast that will shoot", "shoot", "cannon")
    assert as_verb > probability("a beast with a shoot", "shoot", "cannon")


def test_the_senses_of_a_word_share_its_probability() -> None:
    first, second = (sense.sources[0] for sense in senses_of("greedy"))
    text = "a greedy goblin"
    shares = [probability(text, "greedy", source) for source in (first, second)]
    assert sum(shares) == pytest.approx(1.0)


def test_a_word_with_one_sense_has_none_listed() -> None:
    assert senses_of("volcano") == ()
