"""Compose short prompts and long descriptions from the facts of a species."""

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pokename.pokedex.records import Species

TYPE_ADJECTIVES: Mapping[str, Sequence[str]] = {
    "normal": ("plain", "ordinary", "friendly"),
    "fighting": ("fighting", "brawling", "strong"),
    "flying": ("flying", "winged", "soaring"),
    "poison": ("poisonous", "toxic", "venomous"),
    "ground": ("earthen", "burrowing", "muddy"),
    "rock": ("rocky", "stony", "rugged"),
    "bug": ("buggy", "insect-like", "crawling"),
    "ghost": ("ghostly", "haunting", "spooky"),
    "steel": ("steel", "metallic", "iron-clad"),
    "fire": ("fiery", "burning", "blazing"),
    "water": ("watery", "aquatic", "wet"),
    "grass": ("leafy", "grassy", "plant-like"),
    "electric": ("electric", "sparking", "shocking"),
    "psychic": ("psychic", "mind-reading", "mystical"),
    "ice": ("icy", "frosty", "frozen"),
    "dragon": ("draconic", "dragon-like", "mighty"),
    "dark": ("dark", "shadowy", "sly"),
    "fairy": ("fairy-like", "enchanted", "charming"),
}
COLOR_WORDS: Mapping[str, Sequence[str]] = {
    "gray": ("gray", "grey"),
    "purple": ("purple", "violet"),
}
SHAPES: Mapping[str, Sequence[str]] = {
    "upright": ("that walks upright", "that stands on two legs", "with a tail and two legs"),
    "quadruped": ("that walks on four legs", "with four legs", "on all fours"),
    "humanoid": ("shaped like a person", "with a human shape", "that looks almost human"),
    "wings": ("with wings", "with two wings", "that spreads its wings"),
    "ball": ("that is all head", "as round as a ball", "that is one round body"),
    "arms": ("with arms but no legs", "with two arms", "that reaches out with its arms"),
    "fish": ("with fins", "shaped like a fish", "with a fish's body"),
    "armor": ("with an armored body", "with many legs and a shell", "in a hard shell"),
    "blob": ("with a soft round body", "without a fixed shape", "that is a blob"),
    "squiggle": ("with a long winding body", "shaped like a serpent", "with a snaking body"),
    "legs": ("that is all legs", "standing on its legs alone", "with legs but no arms"),
    "tentacles": ("with tentacles", "with many arms", "that trails its tentacles"),
    "heads": ("with more than one body", "that moves as a group", "made of several parts"),
    "bug-wings": ("with insect wings", "with two pairs of wings", "that hums on thin wings"),
}
HABITATS: Mapping[str, Sequence[str]] = {
    "grassland": ("of the grasslands", "from the meadows", "of the plains"),
    "forest": ("of the forest", "from deep woods", "that lives in forests"),
    "waters-edge": ("of the water's edge", "from the riverbank", "that lives by ponds"),
    "mountain": ("of the mountains", "from the high peaks", "that lives on mountains"),
    "sea": ("of the sea", "from the deep ocean", "that lives in the sea"),
    "urban": ("of the city", "that lives near people", "from the streets"),
    "cave": ("of dark caves", "from underground", "that lives in caves"),
    "rough-terrain": ("of rough lands", "from the badlands", "that lives in wild places"),
    "rare": ("that is hardly ever seen", "that few have met", "from nobody knows where"),
}
# Upper bounds in decimetres, near the quintiles of the real heights.
HEIGHT_WORDS: Sequence[tuple[int, Sequence[str]]] = (
    (4, ("tiny", "very small", "little")),
    (8, ("small", "little")),
    (13, ("medium-sized",)),
    (20, ("large", "big")),
    (10_000, ("huge", "giant", "enormous")),
)
# Forms with weights. People rarely mention a size, and almost never a medium size.
PROMPT_FORMS: Sequence[tuple[int, str]] = (
    (4, "{adjective} {noun}"),
    (3, "{color} {noun}"),
    (3, "{size} {adjective} {noun}"),
    (3, "{color} {type}-type {noun}"),
    (2, "{size} {color} {noun}"),
    (2, "{size} {noun} {shape}"),
    (2, "{type} {noun} {shape}"),
    (2, "{adjective} {noun} {habitat}"),
    (2, "{adjective} and {second} {noun}"),
    (1, "{color} {noun} {shape}"),
    (1, "{type}-type {noun}"),
    (1, "{rank} {adjective} {noun}"),
    (1, "{size} {color} {adjective} {noun} {shape}"),
)


# Genera that describe a species without naming its kind: "Genetic Pokémon" is "genetic creature".
QUALITIES = frozenset(
    """artificial atrocious attaching beckon big-hearted black blazing bright brutal carefree
    cerebral cheeky clamping colossal compressed cruel daunting devious diapered dopey drowsing
    electric electrified flailing floating forbidden formidable genetic gigantic glowing greedy
    hands-on high hostile illuminating intertwining irate jettison jolly lazy leaf-wrapped legendary
    lissome loitering lonely love-hate lunar luring magical manipulate meditate multi-cyl
    multiplying muscular mysterious mystic numb nurturing out overturning pitch-black placid playful
    practicing prim proud punching regal revolving rolling royal ruinous savage scaly scorching
    serene silent single-cyl snapping spatial swollen synchronize synthetic temporal tender
    transform two-handed two-sided up valiant verdant virtual wicked wily windveiled""".split()
)
SIZES_IN_GENERA = ("tiny", "small", "little", "big", "mega")


def noun(species: "Species") -> str:
    """Return the genus of a species as a common noun: "Lizard Pokémon" gives "lizard"."""
    words = species.genus.removesuffix("Pokémon").strip().lower().split()
    if len(words) > 1 and words[0] in SIZES_IN_GENERA:
        words = words[1:]  # the prompt forms have their own slot for the size
    if not words or words[-1] in QUALITIES:
        words.append("creature")
    return " ".join(words)


def height_words(height_dm: int | None) -> Sequence[str]:
    """Return the words for a height in decimetres, or () if it is unknown.

    Tiny is up to 0.4 m, small up to 0.8 m, medium up to 1.3 m, large up to 2 m, huge above.

    >>> height_words(3)[0], height_words(10)[0], height_words(92)[0], height_words(None)
    ('tiny', 'medium-sized', 'huge', ())
    """
    if height_dm is None:
        return ()
    return next(words for bound, words in HEIGHT_WORDS if height_dm <= bound)


def compose_prompt(species: "Species", rng: random.Random) -> str:
    """Return one short prompt such as users type: "a fiery lizard".

    Args:
        species: The facts; forms that need an unknown fact are not used.
        rng: The random generator that draws the form and the words.
    """
    words = _words(species, rng)
    forms = [
        (weight, form)
        for weight, form in PROMPT_FORMS
        if all(words.get(slot) for slot in _slots(form))
    ]
    weights = [weight for weight, _ in forms]
    form = rng.choices([form for _, form in forms], weights)[0] if forms else "{noun}"
    phrase = form.format_map(words)
    return f"{_article(phrase)} {phrase}" if rng.random() < 0.6 else phrase


def compose_description(species: "Species", rng: random.Random) -> str:
    """Return one long sentence with most facts of a species."""
    words = _words(species, rng)
    kind = f"{words['type']}-type {words['noun']}" if words["type"] else words["noun"]
    front = " ".join(filter(None, (words["rank"], words["size"], words["color"], kind)))
    behind = ", ".join(filter(None, (words["shape"], words["habitat"])))
    return f"{_article(front)} {front} {behind}".strip()


def _words(species: "Species", rng: random.Random) -> dict[str, str]:
    """Return a word or phrase for each slot of a form; "" if the fact is unknown."""
    first, second = (species.types[0], species.types[-1]) if species.types else ("", "")
    return {
        "noun": noun(species),
        "type": first,
        "adjective": rng.choice(TYPE_ADJECTIVES.get(first, (first,))),
        "second": rng.choice(TYPE_ADJECTIVES.get(second, (second,))) if second != first else "",
        "color": rng.choice(COLOR_WORDS.get(species.color, (species.color,))),
        "size": rng.choice(height_words(species.height_dm) or ("",)),
        "shape": rng.choice(SHAPES.get(species.shape, ("",))),
        "habitat": rng.choice(HABITATS.get(species.habitat, ("",))),
        "rank": _rank(species, rng),
    }


def _rank(species: "Species", rng: random.Random) -> str:
    if species.is_mythical:
        return rng.choice(("mythical", "mysterious"))
    if species.is_legendary:
        return rng.choice(("legendary", "godlike"))
    return rng.choice(("baby", "newborn")) if species.is_baby else ""


def _slots(form: str) -> list[str]:
    return [part.split("}")[0] for part in form.split("{")[1:]]


def _article(phrase: str) -> str:
    return "an" if phrase[0] in "aeiou" else "a"
