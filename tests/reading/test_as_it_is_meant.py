"""Test descriptions as people type them: negations, fillers, odd letters, foreign-looking words."""

import pytest

from pokename import NameGenerator
from pokename.naming.explaining import explanation
from pokename.naming.wishes import Request
from pokename.reading.description import concepts_of
from pokename.reading.translation import in_english


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    return NameGenerator.load()


CREATURES = frozenset("rabbit dog shark owl cat bee frog".split())


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("anything but a dragon, a slug", ["slug"]),
        ("instead of a dragon a fox", ["fox"]),
        ("a fox rather than a dragon", ["fox"]),
        ("avoid dragons; a fox", ["fox"]),
        ("a fox, nothing like a cat", ["fox"]),
        ("unlike a dragon, a slug", ["slug"]),
        ("ain't no dragon, a bear", ["bear"]),
        ("a bird that can't fly", ["bird"]),
        ("a bird that cannot fly", ["bird"]),
        ("a dragon without wings or a tail", ["dragon"]),
        ("a crab with no arms and legs", ["crab"]),
        ("a crab with no arms and a shell", ["crab", "shell"]),
        ("not a big red dragon, a slug", ["slug"]),
        ("not a red dragon but a slug", ["slug"]),
        ("not a dragon a slug", ["slug"]),
        ("a lizard without sharp teeth", ["lizard"]),
        ("not exactly a dragon, a slug", ["slug"]),
        ("not just a dragon", ["dragon"]),
        ("not only a dragon but also a fish", ["dragon", "fish"]),
        ("it is not only fire but also ice", ["fire", "ice"]),
        ("it isn't a bird it is a plane", ["plane"]),
        ("a bee, minus the wings", ["bee"]),
        ("a bee sans wings", ["bee"]),
        ("all but a dragon: a snail", ["snail"]),
        ("none of the cats, a dog", ["dog"]),
        ("a dragon? no, a snail", ["snail"]),
        ("a red dragon... no wait, a snail", ["snail"]),
        ("not so much a dragon as a fox", ["fox"]),
    ],
)
def test_what_the_description_negates_is_no_concept(description: str, words: list[str]) -> None:
    assert [concept.word for concept in concepts_of(description)] == words


@pytest.mark.parametrize(
    ("description", "word"),
    [
        ("anything but a dragon, a slug", "slug"),
        ("a crab with no arms and legs", "crab"),
        ("a rootless plant", "plant"),
        ("no es un dragón, es una babosa", "slug"),
    ],
)
def test_no_name_contains_what_the_description_negates(
    generator: NameGenerator, description: str, word: str
) -> None:
    assert {says for name in generator.generate(description, 10) for says in name.says} == {word}


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("a not so cute rabbit", ["rabbit"]),
        ("a not very big or scary dog", ["dog"]),
        ("a not dangerous shark", ["shark"]),
        ("a never sleeping owl", ["owl"]),
        ("not your average cat", ["cat"]),
        ("no ordinary cat", ["cat"]),
        ("small but not weak dog", ["small", "dog"]),
        ("a yellow but not electric bee", ["yellow", "bee"]),
        ("an unusual, not poisonous frog", ["unusual", "frog"]),
        ("an owl that sings and never eats meat", ["owl", "singing"]),
    ],
)
def test_the_noun_after_a_negated_adjective_is_the_creature(
    description: str, words: list[str]
) -> None:
    concepts = concepts_of(description)
    assert [concept.word for concept in concepts] == words
    assert any(concept.creature for concept in concepts if concept.word in CREATURES)


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("a non-venomous snake", ["snake"]),
        ("a nonvenomous snake", ["snake"]),
        ("a non venomous snake", ["snake"]),
        ("a not-so-cute rabbit", ["rabbit"]),
        ("a dragon-free zone", ["zone"]),
        ("a no-legged lizard", ["lizard"]),
        ("an un-scary ghost", ["ghost"]),
        ("an unscary ghost", ["ghost"]),
        ("an anti-fire dragon", ["dragon"]),
        ("a fireless dragon", ["dragon"]),
        ("a rootless plant", ["plant"]),
        ("a restless and fearless bear", ["restless", "fearless", "bear"]),
        ("a unicorn and its uncle", ["unicorn", "uncle"]),
        ("a wasp that brews antidotes", ["wasp", "brew", "antidote"]),
    ],
)
def test_a_word_that_negates_its_stem_is_ignored(description: str, words: list[str]) -> None:
    assert [concept.word for concept in concepts_of(description)] == words


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("give me names for a fish please", ["fish"]),
        ("hmm, create some names for a fish", ["fish"]),
        ("d'Artagnan the goat", ["artagnan", "goat"]),
        ("O'Brien's cat", ["brien", "cat"]),
        ("Ka'Zoth the goat", ["kazoth", "goat"]),
        ("they're a bee thats sad, dont they", ["bee", "sad"]),
        ("a fish that cant swim", ["fish"]),
        ("Don't make it a dragon. It's a bee.", ["bee"]),
        (
            "\uff46\uff49\uff45\uff52\uff59\u3000\uff4c\uff49\uff5a\uff41\uff52\uff44",
            ["fiery", "lizard"],
        ),
        ("a fi\u200bery liz\u00adard", ["fiery", "lizard"]),
        ("\u202ea fiery \u2066lizard", ["fiery", "lizard"]),
        ("a \U0001d4bb\u2134\U0001d4cd", ["fox"]),
    ],
)
def test_fillers_and_odd_letters_change_nothing(description: str, words: list[str]) -> None:
    assert [concept.word for concept in Request.of(description, {}).concepts] == words


@pytest.mark.parametrize(
    "english",
    ["a mochi rabbit", "mochi", "mochi rabbit", "the pâté cat", "a café cat",
     "a mano wolf", "fier cat", "a fier cat", "a mochi", "a boba", "a robe spider", "the boba cat"],
)  # fmt: skip
def test_english_that_looks_foreign_is_read_as_english(english: str) -> None:
    assert in_english(english).language == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [("a raposa de fogo", "Portuguese"), ("der böse Wolf", "German"), ("chats noirs", "French"),
     ("gatos negros", "Spanish"), ("un drago rosso", "Italian"), ("petites souris", "French"),
     ("le chat a faim", "French"), ("Bär", "German"), ("Feuer fox", "German")],
)  # fmt: skip
def test_other_languages_are_still_recognized(text: str, language: str) -> None:
    assert in_english(text).language == language


@pytest.mark.parametrize("noise", ["brrrr", "aaaaaaa", "qwrtp", "zzzzzzzz", "hmm"])
def test_an_unpronounceable_word_gives_names_and_a_note(
    generator: NameGenerator, noise: str
) -> None:
    answer = generator.answer(noise, 3)
    assert len(answer.names) == 3
    assert answer.notes[-1].startswith("No word of the description is known")


@pytest.mark.parametrize(
    ("description", "note"),
    [
        ("qwzx", "No word of the description is known"),
        ("not a dragon", "The description says only what the creature isn't"),
        ("no wings", "The description says only what the creature isn't"),
        ("an ET", "No word of the description is known"),
    ],
)
def test_names_for_no_creature_claim_no_word_and_no_fit(
    generator: NameGenerator, description: str, note: str
) -> None:
    answer = generator.answer(description, 5)
    assert answer.notes[-1].startswith(note)
    assert {says for name in answer.names for says in name.says} == {""}
    assert all(len(name.says) == len(name.roots) for name in answer.names)
    assert {name.fit for name in answer.names} == {0}
    assert not any("the description" in explanation(name) for name in answer.names)


def test_names_for_no_creature_still_say_their_mood(generator: NameGenerator) -> None:
    names = generator.generate("qwzx", 10, mood="cute")
    assert {says for name in names for says in name.says} == {"", "cute"}
