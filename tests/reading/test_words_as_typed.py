"""Test how misspelt, unknown, derived and joined words of a description are read."""

import json

import pytest

from pokename.reading.description import concepts_of
from tests.conftest import Cli
from tests.reading.conftest import words


@pytest.mark.parametrize("word", ["kitsune", "yokai", "kaiju", "ramen", "wifi", "homework"])
def test_modern_words_have_source_words(word: str) -> None:
    (concept,) = concepts_of(word)
    assert concept.known
    assert len(concept.sources) > 4


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a fyre dragn", ["fire", "dragon"]),
        ("electric wolff", ["electric", "wolf"]),
        ("a tutle", ["turtle"]),
        ("a snaek", ["snake"]),
        ("a lizrard", ["lizard"]),
        ("a dragom", ["dragon"]),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_known_word(
    cli: Cli, text: str, read: list[str]
) -> None:
    assert words(text) == read
    assert "Read '" in cli("generate", text, "-n", "1").stderr


def test_a_given_name_is_not_corrected() -> None:
    assert words("a lizard named Steve") == ["lizard", "steve"]


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("wolves", "wolf"), ("mice", "mouse"), ("geese", "goose"), ("dwarves", "dwarf"),
        ("children", "child"), ("lice", "louse"), ("larvae", "larva"), ("scarves", "scarf"),
        ("octopi", "octopus"), ("werewolves", "werewolf"), ("feet", "foot"), ("women", "woman"),
        ("calves", "calf"), ("shelves", "shelf"), ("snowmen", "snowman"),
    ],
)  # fmt: skip
def test_an_irregular_plural_is_read_as_its_singular(plural: str, singular: str) -> None:
    (concept,) = concepts_of(f"two {plural}")
    assert (concept.word, concept.known, concept.corrected) == (singular, True, "")


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("swung", "swing"), ("stolen", "steal"), ("grew", "grow"), ("woken", "wake"),
        ("caught", "catch"), ("threw", "throw"), ("swam", "swim"), ("prettiest", "pretty"),
        ("oldest", "old"), ("rainier", "rainy"),
    ],
)  # fmt: skip
def test_an_irregular_form_is_read_as_its_word(form: str, word: str) -> None:
    concept = concepts_of(f"an owl that {form}")[1]
    assert (concept.word, concept.known, concept.corrected) == (word, True, "")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a caped gecko", ["cape", "gecko"]),
        ("a plumed hat", ["plume", "hat"]),
        ("a capped bottle", ["cap", "bottle"]),
        ("the sharer of a burrow", ["share", "burrow"]),
        ("a fox that hops", ["fox", "hops"]),
        ("a dog that hates rain", ["dog", "hating", "rain"]),
    ],
)
def test_a_form_is_read_as_the_word_that_it_is_made_from(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a granitedragon", ["granite", "dragon"]),
        ("the icewolves", ["ice", "wolf"]),
        ("a cat named Icewolf", ["cat", "icewolf"]),
        ("a warewolf", ["werewolf"]),
        ("a snowfox", ["snow", "fox"]),
        ("a wolf by the name of Nightfang", ["wolf", "nightfang"]),
        ("a dog named iceclaw", ["dog", "iceclaw"]),
        ("a glorpwump", ["glorpwump"]),
    ],
)
def test_an_unknown_word_that_joins_two_words_is_read_as_both(text: str, read: list[str]) -> None:
    assert words(text) == read


def test_unknown_words_are_used_for_their_sounds(cli: Cli) -> None:
    result = cli("generate", "a glorpy snizzlewump", "--format", "json")
    assert "used only for their sounds: glorpy, snizzlewump" in result.stderr
    names = [name["name"].lower() for name in json.loads(result.stdout)]
    assert len(names) == 10
    assert all("sni" in name or "gl" in name or "wump" in name for name in names)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a f1ery l1zard", ["fiery", "lizard"]),
        ("a dr4g0n w1th th3 7urtle", ["dragon", "turtle"]),
        ("a 3rd dragon of 20kg and 7 tails", ["dragon", "tails"]),
    ],
)
def test_digits_in_a_word_are_read_as_the_letters_that_they_look_like(
    text: str, read: list[str]
) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "unknown"), [("mp3 bird", "mp3"), ("8bit ghost", "8bit"), ("h2o slime", "h2o")]
)
def test_a_word_with_other_digits_is_unknown(cli: Cli, text: str, unknown: str) -> None:
    result = cli("generate", text, "--format", "json")
    assert len(json.loads(result.stdout)) == 10
    assert f"used only for their sounds: {unknown}." in result.stderr


@pytest.mark.parametrize("text", ["h2o", "mp3", "4x4"])
def test_only_a_word_with_digits_gives_names(cli: Cli, text: str) -> None:
    assert len(cli("generate", text, "--format", "plain").stdout.split()) == 10


def test_a_long_unknown_word_is_used_for_its_sounds(cli: Cli) -> None:
    result = cli("generate", "a magniloquent mole", "--format", "json")
    assert "magniloquent" in result.stderr
    assert any("magniloquent" in name["roots"] for name in json.loads(result.stdout))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a repentant demon", ["repent", "demon"]),
        ("a combatant toad", ["combat", "toad"]),
        ("a cat with intentions", ["cat", "intent"]),
        ("a fox that reproaches itself", ["fox", "reproach"]),
        ("a lion of great proportions", ["lion", "great", "proportion"]),
        ("a floodgate troll", ["flood", "gate", "troll"]),
    ],
)
def test_a_word_of_the_dictionary_is_only_taken_apart_into_what_it_says(
    text: str, read: list[str]
) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("the tiniest dragon", ["tiny", "dragon"]),
        ("the happiest frog", ["happy", "frog"]),
        ("the laziest cat", ["lazy", "cat"]),
        ("the iciest penguin", ["icy", "penguin"]),
        ("a tinier mouse", ["tiny", "mouse"]),
    ],
)
def test_a_compared_adjective_is_read_as_its_base_form(text: str, read: list[str]) -> None:
    assert words(text) == read


def test_function_words_with_two_letters_swapped_are_not_read() -> None:
    assert words("a snail becuase it's slow") == ["snail", "slow"]
    assert words("an owl wiht wings") == ["owl", "wings"]
    assert words("teh owl taht sings") == ["owl", "singing"]
