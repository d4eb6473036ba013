"""The style of names: moods, and the likeness to the name of the wish ``like``.

A mood, such as cute or fierce, has its own source words, endings and letters.
"""

from collections.abc import Mapping

from msgspec import Struct

from pokename.reading.concept import Concept
from pokename.words.sound import resemblance

STYLE_WEIGHT = 8.0  # weight of the mood and of the wish ``like``, in log odds
SALIENCE = 0.7  # salience of a mood, which counts as a further concept of the description


class Mood(Struct, frozen=True):
    """A style of names.

    Attributes:
        letters: Letters typical of the mood.
        endings: Endings typical of the mood.
        length: Number of letters of a typical name.
        sources: Source words of the mood, best first, separated by spaces.
    """

    letters: str
    endings: tuple[str, ...]
    length: int
    sources: str

    def score(self, name: str) -> float:
        """Return how well a name matches the mood, from 0 to 1."""
        share = sum(letter in self.letters for letter in name) / max(1, len(name))
        length = max(0.0, 1 - abs(len(name) - self.length) / 5)
        return 0.25 * share + 0.5 * name.endswith(self.endings) + 0.25 * length

    def concept(self, name: str) -> Concept:
        """Return the mood, called ``name``, as a concept to add to a description's concepts."""
        words = self.sources.split()
        strengths = {word: 0.8 - 0.6 * place / len(words) for place, word in enumerate(words)}
        grades = dict.fromkeys(words, 1)
        return Concept(name, name, strengths, grades, SALIENCE, creature=False, known=True)


# Letters, endings and lengths follow the sound symbolism of Pokémon names (Kawahara, Noto and
# Kumagai, "Sound symbolic patterns in Pokémon names", Phonetica 75, 2018): names of big
# creatures are long and have voiced stops, names of small creatures have an [i]. Source words
# follow the names that were designed for each mood.
MOODS: Mapping[str, Mood] = {
    "cute": Mood(
        "mnlpbwyie", ("y", "ie", "i", "let", "ling", "pip", "bun", "mi"), 6,
        "bitty bunny cuddle tiny fuzzy pixie petite snuggle puppy kitty twinkle button bubbly "
        "dimple sweetie cutie wee bonny cozy doodle giggle peewee teddy pudgy",
    ),
    "fierce": Mood(
        "kgrzxtdo", ("or", "ar", "rex", "gor", "ax", "zor", "on", "ard"), 8,
        "maul rex terror rage fang claw ravage savage fury wrath brutal gore slash titan predator "
        "carnage rampage tyrant vicious menace razor thrash rancor reactor",
    ),
    "elegant": Mood(
        "lsvnriea", ("ia", "elle", "ette", "ine", "ora", "eth", "is"), 8,
        "belle elle grace lune silk velvet aria ballet noble lace serene sonata regal etoile opal "
        "divine celeste vesper pearl filigree radiance ornate iris aurora",
    ),
    "silly": Mood(
        "bpoumgwd", ("oo", "oodle", "umble", "ob", "uff", "izzle", "obo"), 7,
        "goof wobble bonkers doodle noodle giggle zany bumble waddle boing oops silly gobble "
        "kerplunk bozo dizzy fumble wonky burp pickle muddle snooze hiccup goober",
    ),
    "ancient": Mood(
        "haeorust", ("us", "don", "rex", "ops", "oth", "ae", "mos", "ion"), 8,
        "eon aeon behemoth monolith fossil relic colossus mammoth lith cronus antique saurus "
        "archaic elder primeval megalith rune oracle genesis titan olden tomb pharaoh obelisk",
    ),
    "spooky": Mood(
        "grwhoumt", ("ast", "oul", "ith", "oom", "ight", "are", "eek", "isp"), 8,
        "ghast wraith ghoul phantom specter grim haunt gloom eerie crypt wisp hex banshee umbra "
        "poltergeist spooky tomb morbid dusk dread murk creep coffin shade curse nightmare",
    ),
    "cosmic": Mood(
        "staronlx", ("ova", "ar", "ula", "os", "ora", "ion", "eon", "is"), 8,
        "nova star cosmos astral nebula orbit comet quasar stellar galaxy pulsar aster meteor "
        "eclipse aurora lunar orion solar void rocket satellite planet equinox zenith gravity",
    ),
    "heroic": Mood(
        "valrentd", ("ier", "or", "dor", "ion", "ard", "lot", "eron", "al"), 8,
        "paladin valor lancer cavalier champion gallant marshal knight hero crusader squire "
        "valiant vanguard sentinel defender lancelot captain banner warden saber guardian",
    ),
}  # fmt: skip


def style_score(letters: str, mood: str | None, like: str) -> float:
    """Return what a mood and the wish ``like`` add to a name's score, in log odds.

    Args:
        letters: The name.
        mood: A key of ``MOODS``, or None.
        like: The name to resemble, in normal form, or "".
    """
    style = MOODS[mood].score(letters) if mood else 0.0
    if like:
        style += min(1.0, 2 * resemblance(letters, like))
    return STYLE_WEIGHT * style
