"""Test how descriptions are read: concepts, negations, verbs and phrases."""

import json
import time

import pytest

from pokename.reading.description import concepts_of
from pokename.reading.translation import in_english
from pokename.reading.verbs import PAST, THIRD_PERSON, plainer_verbs
from pokename.words.thesaurus import entry_of
from tests.conftest import Cli
from tests.reading.conftest import words


@pytest.mark.parametrize(
    "text",
    [
        "not a dragon, a small slug",
        "don't make it a dragon, a small slug",
        "it isn't a dragon, but a small slug",
        "no dragon, but a small slug",
        "a small slug without a dragon",
        "a small slug that doesn't like the dragon",
        "a small slug rather than a dragon",
        "rather a small slug than a dragon",
        "more a small slug than a dragon",
        "a small slug with zero dragon",
        "a small slug that refuses to dragon",
        "a small slug nobody is allowed to dragon",
        "dragon... no wait, small slug",
    ],
)
def test_negated_words_are_ignored(text: str) -> None:
    assert words(text) == ["small", "slug"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a slug that leaves a trail of jam", ["slug", "trail", "jam"]),
        ("a crown that it bears", ["crown"]),
        ("it rose and swallows the moon", ["ascend", "gulp", "moon"]),
        ("a carp to lead the parade", ["carp", "guide", "parade"]),
        ("an owl that can seal a door", ["owl", "lock", "door"]),
        ("a seal that can seal a door", ["seal", "door"]),
        ("a ghost that drifts and leaves no trace", ["ghost", "drifting"]),
        ("an owl with the moon they saw", ["owl", "moon", "see"]),
        ("a cactus that boxes", ["cactus", "punch"]),
        ("a moth drawn to moonlight", ["moth", "moonlight"]),
        ("a worm led by light", ["worm", "light"]),
        ("a cat wound around a clock", ["cat", "coil", "clock"]),
        ("an owl with feathers that swallow light", ["owl", "feather", "gulp", "light"]),
        ("a locust that plants a seed", ["locust", "planting", "seed"]),
        ("an icicle who fences", ["icicle", "fencing"]),
        ("a raccoon that robs banks", ["raccoon", "rob", "bank"]),
        ("a dragon flies over storms", ["dragon", "soar", "storm"]),
    ],
)
def test_a_verb_spelled_like_a_noun_is_read_as_a_verb(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a toad that runs a bakery", ["toad", "bakery"]),
        ("a raptor that works as a courier", ["raptor", "courier"]),
        ("a fox that turned to smoke", ["fox", "smoke"]),
        ("a moth who loves drama", ["moth", "drama"]),
        ("a pig the size of a plate", ["pig"]),
        ("a snail bigger than a house", ["snail", "bigger"]),
        ("a snake that glows gently", ["snake", "glowing"]),
        ("a cat that moves quickly", ["cat", "quick"]),
        ("a puffin that plays the accordion", ["puffin", "accordion"]),
        ("a fox full of stars that wore a hat", ["fox", "star", "hat"]),
        ("an old mirror that carried a real version of itself", ["old", "mirror"]),
        ("a wisp that got rusty somewhere in a chimney", ["wisp", "rusty", "chimney"]),
        ("a crow that keeps whatever things people gave it", ["crow"]),
        ("a dust bunny, literally", ["dustbunny"]),
        ("literally", ["literal"]),
        ("lichen, two guys in a trenchcoat basically", ["lichen", "guy", "trenchcoat"]),
        ("secretary bird at an actual office", ["secretarybird", "office"]),
        ("a moon hare making rice cakes", ["moon", "hare", "ricecake"]),
        ("magnet twins that repel eachother", ["magnet", "twins", "repel"]),
        ("a snail, super slow", ["snail", "slow"]),
        ("a whale that sounds like a trumpet", ["whale", "trumpet"]),
        ("a moth that resembles a skull", ["moth", "skull"]),
        ("a bird the color of sunset", ["bird", "sunset"]),
        ("a tiger with the sound of a bell", ["tiger", "bell"]),
        ("the fastest snail in the whole wide world", ["fast", "snail"]),
        ("the world's smallest dog", ["smallest", "dog"]),
        ("a globe with the world on it", ["globe", "world"]),
        ("half lion half eagle", ["lion", "eagle"]),
        ("a tube of super glue", ["tube", "super", "glue"]),
        ("a heron. Locals say its call is a door", ["heron", "door"]),
        ("a fir up till March", ["fir", "march"]),
        ("a cannon that counts to zero before it booms", ["cannon", "count", "zero", "boom"]),
    ],
)
def test_words_that_say_little_are_not_read(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a bear that eats leaves", ["bear", "eating", "leaves"]),
        ("a mole slowly carries a stone", ["mole", "stone"]),
        ("a seal and a swallow", ["seal", "swallow"]),
        ("a lizard in turns of rock", ["lizard", "turn", "rock"]),
        ("it eats bats, crows and leaves", ["eating", "bat", "crow", "leaves"]),
        ("the rose of the saw", ["rose", "saw"]),
        ("a cheese can worm", ["cheese", "worm"]),
        ("a spirit in which bears sleep", ["spirit", "bear", "sleep"]),
        ("a mole in that ground", ["mole", "ground"]),
        ("a fox with a wound around its eye", ["fox", "wound", "eye"]),
        (
            "a fox that hunts mice and crows every night",
            ["fox", "hunting", "mouse", "crow", "night"],
        ),
    ],
)
def test_a_noun_spelled_like_a_verb_stays_a_noun(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a turtle covered in barnacles", ["turtle", "barnacle"]),
        ("a slug found near volcanoes", ["slug", "volcano"]),
        ("a beetle shaped like a shield", ["beetle", "shield"]),
        ("a covered wagon", ["covered", "wagon"]),
        ("a moth drawn in ink", ["moth", "drawn", "ink"]),
    ],
)
def test_words_that_join_others_count_only_if_there_is_little_else(
    text: str, read: list[str]
) -> None:
    assert words(text) == read


def test_every_plainer_verb_has_source_words() -> None:
    forms = {**THIRD_PERSON, **PAST}
    plainer = plainer_verbs(". ".join(f"it {verb}" for verb in forms))
    assert set(plainer) == set(forms)
    assert [verb for verb in plainer.values() if verb and not entry_of(verb)] == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a dragon of time", ["dragon", "time"]),
        ("a time dragon", ["time", "dragon"]),
        ("a fox that stops time", ["fox", "stopping", "time"]),
        ("a knight lost in time", ["knight", "lost", "time"]),
        ("a fox that sleeps all the time", ["fox", "sleeping"]),
        ("by the time a fox lands, it is asleep", ["fox", "land", "asleep"]),
        ("a fox, one at a time", ["fox"]),
        ("a part-time hero", ["hero"]),
        ("a turtle that takes its time", ["turtle"]),
    ],
)
def test_time_is_read_where_it_is_a_theme(text: str, read: list[str]) -> None:
    assert words(text) == read


def test_the_types_of_a_creature_say_less_than_the_rest() -> None:
    ghost, steel, typewriter = concepts_of("a typewriter, Ghost/Steel")
    alike = concepts_of("a ghost and steel typewriter")
    assert [2 * ghost.salience, 2 * steel.salience] == [one.salience for one in alike[:2]]
    assert typewriter.creature


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("an earthworm the size of a dragon", ["gigantic", "earthworm"]),
        ("a whale the size of a teacup", ["tiny", "whale"]),
        ("a moth as big as a house that sings", ["gigantic", "moth", "singing"]),
        ("a cat the size of a cat", ["cat"]),
        ("a dragon the size of a house cat", ["dragon"]),
        ("a fish the size of a bus", ["gigantic", "fish"]),
        ("a mouse as small as a whale", ["tiny", "mouse"]),
        ("a phoenix reborn every 500 years", ["phoenix", "reborn"]),
        ("a 9-year-old witch", ["witch"]),
        ("a toad too small to breathe fire", ["toad", "small"]),
        ("a can of soda", ["soda"]),
        ("an anchor dragged along for 300 years", ["ancient", "anchor", "drag"]),
        ("a thousand year old turtle", ["ancient", "turtle"]),
        ("a wizard who's too old to fight", ["wizard", "old"]),
        ("a nutcracker soldier, loves cuddles", ["nutcracker", "soldier", "cuddle"]),
        ("loves monster", ["monster"]),
        ("a tar monster", ["tar", "monster"]),
        ("monsters come at night", ["night", "monster"]),
        ("a tar monster that eats roads", ["tar", "eating", "roads"]),
        ("a cat who hates Mondays", ["cat", "hating", "monday"]),
        ("grumpy snowplow lol", ["grumpy", "snowplow"]),
        ("a rotting log", ["rot", "log"]),
    ],
)
def test_phrases_are_read_as_the_word_that_they_mean(text: str, read: list[str]) -> None:
    assert sorted(words(text)) == sorted(read)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a bird that can't stop singing", ["bird", "singing"]),
        ("a wolf who cannot resist cheese", ["wolf", "cheese"]),
        ("a cat that never gets tired of yarn", ["cat", "yarn"]),
    ],
)
def test_a_double_negation_affirms(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("a lion with no mane", "mane"),
        ("a bee with no sting", "sting"),
        ("a shark that has no teeth", "tooth"),
        ("a dog that doesn't bark", "woof"),
        ("a deer without antlers", "antler"),
        ("a plant that isn't green", "chloro"),
    ],
)
def test_no_source_word_says_what_is_negated(text: str, denied: str) -> None:
    (creature,) = concepts_of(text)
    assert denied not in creature.sources
    assert len(creature.sources) > 5


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("imagine a fox made of glass", ["fox", "glass"]),
        ("meet a wolf in the form of an apple", ["wolf", "apple"]),
        ("an evil version of a rabbit", ["evil", "rabbit"]),
        ("the fiery evolution of a moth", ["fiery", "moth"]),
        ("some kind of fox", ["fox"]),
        ("a pack of wolves", ["wolf"]),
        ("a swarm of bees", ["swarm", "bee"]),
        ("a Pokémon based on a volcano", ["volcano"]),
        ("a monster themed around tea", ["tea"]),
        ("something like a mix between an owl and a clock", ["owl", "clock"]),
        ("help me name a bird", ["bird"]),
        ("once upon a time, a knight", ["knight"]),
    ],
)
def test_words_around_a_description_are_not_read(text: str, read: list[str]) -> None:
    assert [concept.word for concept in concepts_of(text)] == read


def test_a_description_with_many_contrasts_is_read_at_once() -> None:
    # If each "but" doubled the time, this would take years.
    (creature,) = (one.word for one in concepts_of("small but " * 90 + "shy fox") if one.creature)
    assert creature == "fox"


@pytest.mark.parametrize("marks", [", , ", "--", "\t", "a."])
def test_a_description_of_marks_alone_is_read_at_once(marks: str) -> None:
    # The time must not grow with the square or cube of their number.
    start = time.process_time()
    concepts_of((marks * 2000)[:2000])
    assert time.process_time() - start < 0.7


def test_a_description_with_a_very_long_word_still_gives_names(cli: Cli) -> None:
    result = cli("generate", f"a {'z' * 30_000} lizard", "--format", "json")
    assert len(json.loads(result.stdout)) == 10


@pytest.mark.parametrize(
    "text", ["boba", "a glorpy snizzlewump", "fyre dragon", "a = c", "a -> b = c", "a kitsune"]
)
def test_english_is_not_mistaken_for_another_language(text: str) -> None:
    assert in_english(text) == (text, "")


@pytest.mark.parametrize("text", ["a = c", "a -> b = c"])
def test_a_description_without_words_gives_names(cli: Cli, text: str) -> None:
    assert len(cli("generate", text, "--format", "plain").stdout.split()) == 10


def test_traits_alone_describe_a_creature(cli: Cli) -> None:
    result = cli("generate", "--type", "ghost", "--type", "fairy", "--format", "json")
    says = {word for name in json.loads(result.stdout) for word in name["says"]}
    assert says == {"ghost", "fairy"}


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_blank_description_is_refused(cli: Cli, blank: str) -> None:
    result = cli("generate", blank, ok=False)
    assert result.exit_code == 2
    assert "Give a description" in result.stderr
