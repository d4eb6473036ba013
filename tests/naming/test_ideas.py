"""Test the ideas of names: they fit the description and vary."""

import json

import pytest

from pokename.naming.letter_sources import shared_run
from pokename.pokedex.official_names import stems
from pokename.words.thesaurus import entry_of
from tests.conftest import Cli
from tests.support.source_words import says


def roots_for(cli: Cli, description: str) -> list[list[str]]:
    result = cli("generate", description, "--seed", "7", "--format", "json")
    return [name["roots"] for name in json.loads(result.stdout)]


def test_at_least_half_of_the_names_use_both_words(cli: Cli) -> None:
    both = [
        plan
        for first, second in (("moss", "golem"), ("thunder", "owl"), ("bread", "wolf"))
        for plan in roots_for(cli, f"{first} {second}")
        if says(plan, first) and says(plan, second)
    ]
    assert len(both) >= 15, both


@pytest.mark.parametrize(
    ("word", "kin", "strangers"),
    [
        ("owl", {"hoot", "strix"}, {"eagle", "raven"}),
        ("fox", {"vixen", "vulpine"}, {"wolf", "bear"}),
        ("whale", {"orca", "cetacean"}, {"shark", "fish"}),
        ("frog", {"toad", "tadpole"}, {"lizard", "rabbit"}),
    ],
)
def test_an_animal_has_no_source_words_of_unrelated_animals(
    word: str, kin: set[str], strangers: set[str]
) -> None:
    entry = entry_of(word)
    assert entry
    offered = {stems().get(root, root) for root in entry.sources} | {*entry.sources}
    assert kin <= offered
    assert offered.isdisjoint(strangers)


def test_a_word_outside_the_corpus_is_used(cli: Cli) -> None:
    assert any("accordion" in plan for plan in roots_for(cli, "accordion crab"))


def test_names_use_more_than_the_first_two_words(cli: Cli) -> None:
    text = "an ancient whale that carries islands on its back and sings in storms"
    plans = roots_for(cli, text)
    words = ("ancient", "whale", "carry", "island", "back", "sing", "storm")
    assert sum(any(says(plan, word) for plan in plans) for word in words) >= 4, plans


def test_emoji_are_read_as_words(cli: Cli) -> None:
    result = cli("generate", "🔥🦎", "--seed", "7", "--format", "json")
    assert "No word of the description" not in result.stderr
    plans = [name["roots"] for name in json.loads(result.stdout)]
    assert sum(says(plan, "fire") or says(plan, "lizard") for plan in plans) >= 8, plans


def test_source_words_overlap_in_some_names_of_a_list(cli: Cli) -> None:
    overlapping = 0
    for text in ("moss golem", "poisonous mushroom that dances", "ghost in an old lantern"):
        result = cli("generate", text, "--seed", "7", "--format", "json")
        names = json.loads(result.stdout)
        for one in names:
            letters = one["name"].lower()
            kept = sum(shared_run(root, letters) for root in one["roots"])
            overlapping += kept > len(letters)
    assert overlapping >= 10


def test_most_source_words_are_english(cli: Cli) -> None:
    descriptions = ("blue water-type turtle", "steel bird with razor feathers", "large sea serpent")
    roots = [root for text in descriptions for plan in roots_for(cli, text) for root in plan]
    assert sum(root in stems() for root in roots) < len(roots) / 2, roots
