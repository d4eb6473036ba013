"""Names that were written for a creature and a theme."""

from collections.abc import Iterator

import pytest

from pokename import NameGenerator
from pokename.naming import themed_names as themed
from pokename.naming.blends import blend_spelled, word_of
from pokename.naming.sampling import LUCK
from pokename.naming.themed_names import themed_names
from pokename.paths import THEMES_OF_WORDS
from pokename.reading.description import concepts_of
from pokename.words.sorted_lines import lines_of
from pokename.words.thesaurus import meaning_of


def letters_for(text: str) -> set[str]:
    return {name.letters for name in themed_names(concepts_of(text))}


@pytest.mark.parametrize("text", ["a fiery dog", "a hound that burns", "fire, but as a dog"])
def test_words_that_mean_the_same_get_the_same_names(text: str) -> None:
    assert "infernine" in letters_for(text)


@pytest.mark.parametrize("text", ["a fiery lark", "a dog", "a fire that dogs avoid", "It burns."])
def test_other_descriptions_do_not(text: str) -> None:
    assert "infernine" not in letters_for(text)


def test_the_list_for_a_creature_and_a_theme_has_themed_names(generator: NameGenerator) -> None:
    written = letters_for("a fiery fox")
    names = {name.name.lower() for name in generator.generate("a fiery fox")}
    assert len(names & written) >= 2


def test_themed_names_keep_the_limits(generator: NameGenerator) -> None:
    names = generator.generate("a fiery dog", starts_with="inf")
    assert names[0].name == "Infernine"
    names = generator.generate("a fiery dog", starts_with="inf", exclude=["Infernine"])
    assert "Infernine" not in [name.name for name in names]


def test_given_source_words_have_no_themed_names(generator: NameGenerator) -> None:
    names = generator.generate("a fiery dog", roots=["moss", "stone"])
    assert letters_for("a fiery dog").isdisjoint(name.name.lower() for name in names)


def test_a_starred_name_comes_first(generator: NameGenerator) -> None:
    starred = {one.letters for one in themed_names(concepts_of("a fiery fox")) if one.starred}
    assert generator.generate("a fiery fox")[0].name.lower() in starred


def test_a_name_that_is_starred_for_one_of_two_themes_scores_as_in_a_list(
    generator: NameGenerator,
) -> None:
    description = "a thunder fire"
    stars = {
        one.starred for one in themed_names(concepts_of(description)) if one.letters == "tempyre"
    }
    assert stars == {True, False}
    (listed,) = (one for one in generator.generate(description) if one.name == "Tempyre")
    assert abs(generator.score(description, "Tempyre").score - listed.score) < 4 * LUCK


def test_the_word_for_the_creature_must_be_listed() -> None:
    concepts = concepts_of("a panther of shadows")
    creature = next(n for n, concept in enumerate(concepts) if concept.creature)
    listed = set(concepts[creature].sources)
    names = themed_names(concepts)
    assert names
    assert {one.sources[0] for one in names} <= listed
    assert not {sources[0] for _, sources in all_names("panther")} <= listed


def test_two_themes_have_names_if_one_is_the_creature() -> None:
    assert letters_for("music of fire")


def test_a_themed_name_says_the_same_alone_and_in_a_list(generator: NameGenerator) -> None:
    listed = next(one for one in generator.generate("a fiery dog") if one.name == "Infernine")
    assert listed.says == ("fiery", "dog")
    (line, *_) = generator.line("a fiery dog", stages=2, n=1)
    assert all(set(name.says) <= {"fiery", "dog"} for name in line)


def test_source_words_are_said_by_their_concepts() -> None:
    (dog, fire) = concepts = concepts_of("a dog of fire")
    (name,) = [one for one in themed_names(concepts) if one.letters == "infernine"]
    assert [concepts[n] for n in name.concepts] == [dog, fire]
    assert name.sources == ("canine", "inferno")


def all_names(*subjects: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for subject in subjects:
        for names in themed._names_of(subject).values():
            yield from ((letters, sources) for letters, sources, _ in names)


def test_each_themed_name_is_a_blend_of_its_source_words() -> None:
    assert not [
        letters
        for letters, sources in all_names("dog", "moth", "fire", "music & song")
        if not blend_spelled(letters, *map(word_of, sources))
    ]


def test_every_creature_and_theme_that_words_mean_has_names() -> None:
    meant = [meaning_of(line.partition(":")[0]) for line in lines_of(THEMES_OF_WORDS)]
    creatures = {one for meaning in meant for one in meaning.creatures}
    themes = {one for meaning in meant for one in meaning.themes}
    assert all(themes & set(themed._names_of(creature)) for creature in creatures)
    assert all(any(theme in themed._names_of(one) for one in creatures) for theme in themes)
