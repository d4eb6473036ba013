"""A made-up Pokédex in PokéAPI's JSON."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

TYPES = {1: "normal", 10: "fire", 11: "water"}  # the other types are called type-N


@dataclass(frozen=True)
class Invented:
    """A species that is in no game; ``form`` is its default form, if not ``id``."""

    id: int
    slug: str
    name: str
    types: tuple[int, ...]
    texts: tuple[tuple[str, str, str], ...]  # version, language, text
    form: int = 0
    evolves_from: str = ""
    habitat: str = ""


POKEDEX = (
    Invented(
        9001,
        "brandoling",
        "Brandoling",
        (10,),
        (
            ("ember", "en", "Its tail glows\nat dusk.\fIt naps\u00ad\non “warm” stones, alone."),
            ("ash", "en", 'They say, "It never sleeps."\r\nNobody has looked.'),
            ("ash", "fr", "Sa queue luit\nau crépuscule."),
        ),
        habitat="mountain",
    ),
    Invented(
        9002,
        "brandrake",
        "Brandrake",
        (10, 1),
        (("ash", "en", "It hums\rto its eggs."),),
        evolves_from="brandoling",
    ),
    Invented(9003, "puddl-it", "Puddl’it", (11,), (("ash", "en", "  A quiet swimmer,\n"),)),
    Invented(9004, "mr-q", "Mr. “Q”", (1,), (("ash", "en", "Fond of riddles."),), form=20004),
    Invented(9005, "floe-z", "Floé-Z", (11, 10), (("ash", "en", "Steam rises from it."),)),
    Invented(9006, "mutter", "Mutter", (1,), (("ash", "fr", "Il parle bas."),)),
)


def species_path(number: int) -> str:
    return f"pokemon-species/{number}"


def pages(base: str, pokedex: tuple[Invented, ...] = POKEDEX) -> dict[str, Json]:
    """Return every page that a fetch requests, keyed by its path below ``base``."""
    entries = [
        {"entry_number": i, "pokemon_species": _reference(base, species_path(one.id), one.slug)}
        for i, one in enumerate(reversed(pokedex), start=1)
    ]
    members: dict[int, list[Json]] = defaultdict(list)
    for one in pokedex:
        form = _reference(base, f"pokemon/{one.form or one.id}", one.slug)
        for slot, number in enumerate(one.types, start=1):
            members[number].append({"slot": slot, "pokemon": form})
    return {
        "pokedex/national": {"name": "national", "pokemon_entries": entries},
        **{
            f"type/{number}": {
                "name": TYPES.get(number, f"type-{number}"),
                "pokemon": members[number],
            }
            for number in range(1, 20)
        },
        **{species_path(one.id): _species_page(base, one) for one in pokedex},
    }


def _species_page(base: str, one: Invented) -> Json:
    other_form = _reference(base, "pokemon/20999", f"{one.slug}-odd")
    form = _reference(base, f"pokemon/{one.form or one.id}", one.slug)
    return {
        "id": one.id,
        "name": one.slug,
        "names": [_in("ja", name="ナゾ"), _in("en", name=one.name)],
        "genera": [_in("fr", genus="Pokémon Essai"), _in("en", genus="Trial Pokémon")],
        "varieties": [
            {"is_default": False, "pokemon": other_form},
            {"is_default": True, "pokemon": form},
        ],
        "color": {"name": "red"},
        "shape": {"name": "upright"} if one.habitat else None,
        "habitat": {"name": one.habitat} if one.habitat else None,
        "generation": {"name": "generation-ix"},
        "evolution_chain": {"url": f"{base}evolution-chain/77/"},
        "evolves_from_species": {"name": one.evolves_from} if one.evolves_from else None,
        "egg_groups": [{"name": "monster"}, {"name": "dragon"}],
        "is_baby": False,
        "is_legendary": one.id == 9005,
        "is_mythical": False,
        "flavor_text_entries": [
            _in(language, version={"name": version}, flavor_text=text)
            for version, language, text in one.texts
        ],
    }


def _in(language: str, **values: object) -> Json:
    return {"language": {"name": language}, **values}


def _reference(base: str, path: str, name: str) -> Json:
    return {"name": name, "url": f"{base}{path}/"}
