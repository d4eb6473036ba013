"""Traits of a creature and moods of names.

Traits are added to the description. A mood, such as cute or fierce, has its own source words,
endings and letters.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import force_setattr

from pokename.errors import WishError
from pokename.naming.description import Concept
from pokename.naming.sound import resemblance
from pokename.pokedex.composing import HABITATS, TYPE_ADJECTIVES

STYLE_WEIGHT = 8.0  # weight of the mood and of the wish ``like``, in log odds
SALIENCE = 0.7  # salience of a mood, which counts as a further concept of the description
COLORS = ("black", "blue", "brown", "gray", "green", "pink", "purple", "red", "white", "yellow")
SIZES = ("tiny", "small", "medium", "large", "huge")
STAGES = (1, 2, 3)
TYPES = tuple(TYPE_ADJECTIVES)
_STAGE_WORDS = {1: "young", 2: "", 3: "mighty"}
# A phrase is chosen for its words: "edge" and "medium" would suggest blades and fortune tellers.
_UNSAID_SIZE = "medium"
_RARE = "rare"  # a habitat in PokéAPI, but no place
_PLACES = {
    **{habitat: phrases[0] for habitat, phrases in HABITATS.items() if habitat != _RARE},
    "waters-edge": "from the riverbank",
    "rough-terrain": "from the badlands",
}
SIZE_WORDS = {
    "tiny": -1.0, "baby": -1.0, "young": -1.0, "mini": -1.0, "dwarf": -1.0, "minute": -1.0,
    "nano": -1.0, "micro": -1.0, "little": -0.7, "cute": -0.7, "small": -0.5,
    "fierce": 0.5, "big": 0.7, "large": 0.7, "great": 0.7, "ancient": 0.7,
    "huge": 1.0, "giant": 1.0, "enormous": 1.0, "gigantic": 1.0, "colossal": 1.0, "massive": 1.0,
    "mega": 1.0, "titan": 1.0, "mighty": 1.0, "legendary": 1.0,
}  # fmt: skip


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


class Traits(Struct, frozen=True):
    """Traits of a creature and the mood of its name, checked on creation.

    Attributes:
        types: Elemental types, at most two.
        color: Main color.
        size: tiny, small, medium, large or huge.
        habitat: Where the creature lives.
        stage: Its stage in its evolution line: 1, 2 or 3.
        legendary: Whether the creature is legendary.
        mood: Style of the names.

    Raises:
        WishError: A value isn't known, or there are more than two types.
    """

    types: Sequence[str] = ()
    color: str | None = None
    size: str | None = None
    habitat: str | None = None
    stage: int | None = None
    legendary: bool = False
    mood: str | None = None

    def __post_init__(self) -> None:
        force_setattr(self, "types", tuple(one.lower() for one in self.types))
        for name in ("color", "size", "habitat", "mood"):
            if given := getattr(self, name):
                force_setattr(self, name, given.lower())
        for one in self.types:
            _check("types", one, TYPES)
        if len(self.types) > 2:
            raise WishError(
                "A creature has at most two types.",
                "Leave one of types out.",
                arguments=("types",),
            )
        _check("color", self.color, COLORS)
        _check("size", self.size, SIZES)
        _check("habitat", self.habitat, tuple(HABITATS))
        _check("mood", self.mood, tuple(MOODS))
        if self.stage is not None and self.stage not in STAGES:
            raise WishError(f"stage {self.stage} isn't one of 1, 2 and 3.", arguments=("stage",))

    def described(self, text: str) -> str:
        """Return the description with the traits added, in the usual order of adjectives.

        >>> Traits(types=("fire", "dragon"), size="tiny").described("a lizard")
        'a tiny fire and dragon-type lizard'
        """
        said = [
            self.size if self.size and self.size != _UNSAID_SIZE else "",
            _RARE if self.habitat == _RARE else "",
            "legendary" if self.legendary else "",
            _STAGE_WORDS[self.stage or 2],
            self.color or "",
            f"{' and '.join(self.types)}-type" if self.types else "",
        ]
        before = " ".join(filter(None, said))
        where = _PLACES.get(self.habitat or "", "")
        if not before and not where and (text or not self.size):
            return text
        noun = re.sub(r"^(an?|the)\s+", "", text.strip(), flags=re.IGNORECASE) or "creature"
        phrase = " ".join(filter(None, [before, noun, where]))
        return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def _check(argument: str, value: str | None, known: Collection[str]) -> None:
    if value is None or value in known:
        return
    from difflib import get_close_matches

    close = get_close_matches(value[:60].lower(), known, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"Choose one of {', '.join(known)}."
    shown = f"{value:.60}" if value.strip() else repr(value[:60])
    raise WishError(f"{argument} {shown} isn't known.", hint, arguments=(argument,))


def size_said(words: Collection[str]) -> float:
    """Return the size that words suggest: below 0 small or young, above 0 large or old."""
    return sum(SIZE_WORDS.get(word, 0.0) for word in words)
