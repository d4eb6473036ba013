"""Test which compounds a description has, and what they are read as."""

import pytest

from pokename.reading.compounds import reworded_compounds
from pokename.reading.description import concepts_of
from tests.reading.conftest import words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a pitcher plant", ["pitcherplant"]),
        ("a T-Rex", ["tyrannosaurus"]),
        ("a laid-back shark", ["relaxed", "shark"]),
        ("a pitcher and a plant", ["pitcher", "plant"]),
        ("two sea stars", ["starfish"]),
        ("a jack-o'-lantern", ["pumpkin", "lantern"]),
        ("dragon flies", ["dragonfly"]),
        ("a dragon flies at night", ["dragon", "soar", "night"]),
        ("a bear traps salmon", ["bear", "trap", "salmon"]),
        ("a dog named Jelly Bean", ["dog", "jelly", "bean"]),
        ("a PRAIRIE DOG's hat", ["prairiedog", "hat"]),
        ("a fire-breathing guinea pig", ["firebreathing", "guineapig"]),
        ("a dragon that holds a grudge", ["dragon", "holdagrudge"]),
        ("a dragon holding a grudge", ["dragon", "holdagrudge"]),
        ("a dragon that held a grudge", ["dragon", "holdagrudge"]),
        ("a kite that broke free", ["kite", "breakfree"]),
    ],
)
def test_a_compound_is_read_as_one_word(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "read", "creature"),
    [
        ("a fox kit that hoards marbles", ["baby", "fox", "hoard", "marble"], "fox"),
        ("rhino calves made of stone", ["baby", "rhino", "stone"], "rhino"),
        ("an owl chick", ["chick", "owl"], "owl"),
        ("a tool kit", ["tool", "kit"], "kit"),
        ("my cat Kit", ["cat", "kit"], "cat"),
        ("a stray puppy", ["stray", "puppy"], "puppy"),
        ("a sea lion pup", ["pup", "sealion"], "sealion"),
        ("an owlbear cub", ["cub", "owlbear"], "owlbear"),
        ("a ghost fox kit", ["ghost", "baby", "fox"], "fox"),
        ("a pile of old leaves and twigs", ["pile", "old", "leaves", "twig"], "pile"),
        ("two drops of lava", ["drop", "lava"], "lava"),
        ("a fluffy chick", ["fluffy", "chick"], "chick"),
        ("a drop of lava", ["drop", "lava"], "lava"),
        ("an angry pile of snow", ["angry", "pile", "snow"], "snow"),
        ("a piece of cheese", ["cheese"], "cheese"),
    ],
)
def test_young_animals_and_amounts_are_no_creatures_of_their_own(
    text: str, read: list[str], creature: str
) -> None:
    assert words(text) == read
    assert [one.word for one in concepts_of(text) if one.creature] == [creature]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a bubblegum tree frog", ["bubblegum", "frog"]),
        ("sea snakes with ribbons", ["snake", "ribbon"]),
        ("a fire ant with a crown", ["fire", "ant", "crown"]),
        ("a tree-frog", ["tree", "frog"]),
        ("a frog with a fir tree", ["frog", "fir", "tree"]),
        ("a bubblegum palace frog", ["bubblegum", "palace", "frog"]),
    ],
)
def test_the_kind_of_an_animal_is_not_read_beside_what_is_special(
    text: str, read: list[str]
) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a 3-headed dog", ["cerberus"]),
        ("an eight-armed monk", ["manyarmed", "monk"]),
        ("a goat-horned toad", ["goat", "toad"]),
    ],
)
def test_limbs_are_read_with_their_count(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("a wolf in sheep's clothing", {}),
        ("a bird's nest", {}),
        ("a witch casting spells", {}),
        ("a ghost that walks through walls", {}),
        ("a clown fish", {}),
        ("a horned toad", {"horned toad": "horned lizard"}),
        ("a hot rod", {"hot rod": "race car"}),
    ],
)
def test_only_compounds_read_as_other_words_are_noted(text: str, notes: dict[str, str]) -> None:
    assert reworded_compounds(text) == notes
