"""Tests that a word of a description is read in the sense that it has there."""

import pytest

from pokename.reading.concept import Concept
from pokename.reading.description import concepts_of
from pokename.reading.senses import senses_of


def concept(text: str, word: str) -> Concept:
    """Return the concept of a word of a text."""
    return next(one for one in concepts_of(text) if one.word == word)


def probability(text: str, word: str, source: str) -> float:
    """Return how probable it is that a word of a text has the sense that a source word suits."""
    return concept(text, word).senses[source]


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
    senses = senses_of("greedy")
    shares = [probability("a greedy goblin", "greedy", one.sources[0]) for one in senses]
    assert sum(shares) == pytest.approx(1.0)


def test_a_word_with_one_sense_has_none_listed() -> None:
    assert senses_of("volcano") == ()
    assert concept("a volcano that sleeps", "volcano").senses == {}


@pytest.mark.parametrize(
    ("text", "word", "own", "usual"),
    [
        ("a mole that dug up the football pitch", "pitch", "stadium", "tar"),
        ("a lonely lunchbox left over the summer", "left", "abandon", "southpaw"),
    ],
)
def test_a_rarer_sense_has_its_own_source_words(text: str, word: str, own: str, usual: str) -> None:
    sources = concept(text, word).sources
    assert own in sources
    assert usual not in sources


def test_a_sense_that_names_never_say_is_left_out() -> None:
    assert [one.word for one in concepts_of("a robot that sings very well")] == ["robot", "singing"]
    assert concept("a well in a village", "well")
