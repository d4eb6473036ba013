"""Test how descriptions are read: concepts, negations, misspelt and unknown words."""

import json
import time

import pytest

from pokename.reading.description import concepts_of
from pokename.reading.translation import in_english
from pokename.reading.verbs import PAST, THIRD_PERSON, plainer_verbs
from pokename.words.thesaurus import entry_of
from tests.conftest import Cli


def words(text: str) -> list[str]:
    return [concept.word for concept in concepts_of(text)]


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


def test_what_is_preferred_to_another_thing_is_the_creature() -> None:
    (fox,) = concepts_of("more of a fox than a dragon")
    assert fox.word == "fox"
    assert fox.creature


def test_the_creature_is_the_last_noun_of_the_first_phrase() -> None:
    concepts = concepts_of("a tiny mouse that stores lightning")
    assert [concept.word for concept in concepts if concept.creature] == ["mouse"]


@pytest.mark.parametrize(
    ("text", "creature"),
    [
        ("a tumbleweed porcupine rolling across the desert", "porcupine"),
        ("lazy sloth covered in moss", "sloth"),
        ("zombie salmon swimming upstream forever", "salmon"),
        ("skeleton dinosaur dug up from tar pits", "dinosaur"),
        ("a snail carrying a tiny castle", "snail"),
        ("a dog trained to heal", "dog"),
        ("a worm led by light", "worm"),
        ("a fox clad in iron", "fox"),
        ("a flying fish", "flyingfish"),
        ("a burning bear", "bear"),
        ("a frozen knight", "knight"),
        ("It's a bat that sleeps in church bells.", "bat"),
        ("this is a small frog with horns", "frog"),
        ("grief, but as a big gentle dog", "dog"),
        ("fear in the shape of a wolf", "wolf"),
        ("a fox as fast as light", "fox"),
        ("time", "time"),
        ("monster", "monster"),
        ("It bows before it sings.", ""),
        ("a starling with a crown", "starling"),
        ("a small duckling in a pond", "duckling"),
        ("an old viking with an axe", "viking"),
        ("a steed of the night", "steed"),
        ("a big pudding with eyes", "pudding"),
        ("a building with legs", "building"),
        ("a wolf as white as a ghost", "wolf"),
        ("a hungry wolf, soft as a feather", "wolf"),
        ("a cat that serves as a lantern", "cat"),
        ("a robot that acts as a dog", "robot"),
        ("a cat as big as a house", "cat"),
        ("an owl hunting mice at night", "owl"),
        ("a crane lifting steel beams", "crane"),
        ("a star gazing glass owl", "owl"),
        ("a star gazing owl", "owl"),
        ("a big, scary spider", "spider"),
        ("a toad squatting beside a pond", "toad"),
        ("a snake coiled tightly around a sword", "snake"),
        ("a kind of bat", "bat"),
        ("a sheep full of lightning", "sheep"),
        ("a big, scary, hairy spider", "spider"),
        ("a small, round, pink ball of dough", "ball"),
        ("a wardrobe, old and dusty", "wardrobe"),
        ("a fox hotter than the sun", "fox"),
        ("a robot more human than its maker", "robot"),
        ("It lives in caves. It is a bat. It eats fruit.", "bat"),
        ("a beaver building a dam", "beaver"),
        ("It sings at dawn. It is a joy to every town.", ""),
        ("a cat reads books in the library", "cat"),
        ("My dragon sleeps on gold", "dragon"),
        ("the wolf howls.", "wolf"),
        ("every knight fights dragons", "knight"),
        ("a dragon scales armor", "armor"),
        ("an albatross with a teapot for a tail", "albatross"),
        ("a pika drying herbs", "pika"),
        ("an architect building castles from matchsticks", "architect"),
        ("sun worshipping monks", "monk"),
        ("a dragon breathes fire", "dragon"),
        ("a dragon the size of a small house", "dragon"),
        ("a frog larger than a dragon", "frog"),
        ("a fire-type Pokémon based on a red panda", "redpanda"),
        ("a space themed cat", "cat"),
        ("a cat nicknamed Moonpaw", "cat"),
        ("a lazy toad prince", "toad"),
        ("Cobra rope charmer", "cobra"),
        ("a mantis monk under a vow", "mantis"),
        ("an ibis puppet", "ibis"),
        ("a shark hunter", "hunter"),
        ("an ogre babysitter", "ogre"),
        ("a lion emperor", "lion"),
        ("a radio, Dragon type", "radio"),
        ("a compass (Steel/Fairy)", "compass"),
        ("a Ghost/Dragon typewriter", "typewriter"),
        ("a frog pond", "pond"),
        ("a shark fin soup", "soup"),
        ("a pig farmer", "farmer"),
        ("an always hungry shark", "shark"),
        ("a very, very big dog", "dog"),
        ("a kind, gentle giant", "giant"),
        ("ghosts haunt a house", "ghost"),
        ("owls read books", "owl"),
        ("a haunted tree - Ghost/Grass", "tree"),
        ("a small, blue bird, ice/flying", "bird"),
        ("a robot, no. 5, made of tin", "robot"),
        ("a tar monster", "monster"),
        ("a snail monster", "snail"),
        ("hourglass running out of time", "hourglass"),
        ("a box of crayons", "crayon"),
        ("an orca submarine you can ride", "orca"),
        ("moon baker... no make it a little moon", "moon"),
        ("egg nobody should hatch", "egg"),
        ("a spider golem", "golem"),
        ("a snake haired queen", "queen"),
        ("bread goblin steals from ovens", "goblin"),
        ("two foxes dance around a fire", "fox"),
        ("garden robot gone feral", "robot"),
        ("a typewriter, Ghost/Steel, very hyper", "typewriter"),
        ("quetzal, grass then grass/flying", "quetzal"),
        ("a castle that bats live in", "castle"),
        ("my son wants a frog with boxing gloves", "frog"),
        ("can you make me a robot owl", "owl"),
        ("skateboard snail... no wait a slug", "slug"),
        ("wolverine lumberjack", "wolverine"),
        ("stick insect conductor", "stickbug"),
        ("a tengu airline pilot", "tengu"),
        ("two lich librarians", "lich"),
        ("venus flytrap dentist", "dentist"),
        ("a fern mandrake", "mandrake"),
        ("a tie-swallowing loon", "loon"),
        ("a mushroom house", "house"),
        ("a turnip field", "field"),
        ("a comb jelly disco", "combjelly"),
        ("okapi, shy rainforest, half zebra", "okapi"),
        ("a frilled lizard umbrella", "lizard"),
        ("dark snow owl assassin", "owl"),
        ("Tornado but shy", "tornado"),
        ("a small but mighty dragon", "dragon"),
        ("a huge but shy robot", "robot"),
        ("an evil but handsome prince", "prince"),
        ("the king is a frog", "frog"),
        ("a gorgon but the hair is earthworms", "gorgon"),
        ("it's a fridge magnet but alive and it collects spoons", "fridgemagnet"),
        ("ouroboros but it's a garden hose", "ouroboros"),
        ("dragon type but it's a garden hose", "gardenhose"),
        ("a fairy type ladle", "ladle"),
        ("a lantern always late", "lantern"),
        ("silence, like a big soft white animal", "silence"),
        ("phage, looks like a lunar lander", "phage"),
        ("an upset, stabbing bacterium", "bacterium"),
        ("lonely lunchbox left over the summer", "lunchbox"),
        ("a biker w a pumpkin for a head", "biker"),
        ("the final boss is a moth in a crown", "moth"),
        ("a blacksmith turned into an anvil crab", "crab"),
        ("This plump seabird spreads its wings over a rock.", "seabird"),
        ("This song ends at dawn.", ""),
        ("a small creature resembling a newt", "newt"),
        ("parka penguin?? no wait, parka walrus", "walrus"),
        ("a mushy swamp monster", "monster"),
        ("a stitched up monster made from spare parts", "monster"),
        ("a bunk bed twins monster", "monster"),
        ("a tanuki monster", "tanuki"),
        ("a lasagna monster with seven layers", "lasagna"),
        ("a monster turned into a", "monster"),
        ("a wax robot come to life", "robot"),
        ("a robot come undone", "robot"),
        ("a puppet brought to life", "puppet"),
        ("a teapot come alive", "teapot"),
        ("two cans tied with string", "cans"),
        ("an iron ironing itself", "iron"),
    ],
)
def test_the_creature_is_found(text: str, creature: str) -> None:
    found = [concept.word for concept in concepts_of(text) if concept.creature]
    assert found == ([creature] if creature else [])


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
