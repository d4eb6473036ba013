"""Pages of the API to records. A page that lacks what is read raises KeyError or its like."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pokename.pokedex.records import FlavorText, Species

Page = Mapping[str, Any]  # JSON
# Types 1 to 18 and stellar; the API's 10001 and 10002 belong to no species.
TYPE_IDS = range(1, 20)


def species_slugs(pokedex: Page) -> dict[int, str]:
    """Return the slug of each species in a ``pokedex`` page, by its number."""
    entries = [entry["pokemon_species"] for entry in pokedex["pokemon_entries"]]
    if not entries:
        raise ValueError("no species")
    return {_id(entry): entry["name"] for entry in sorted(entries, key=_id)}


def types_by_pokemon(pages: Iterable[Page]) -> dict[int, tuple[str, ...]]:
    """Return the types of each Pokémon in the order of their slots, from all ``type`` pages."""
    slots: dict[int, dict[int, str]] = {}
    for page in pages:
        for member in page["pokemon"]:
            slots.setdefault(_id(member["pokemon"]), {})[member["slot"]] = page["name"]
    return {number: tuple(of[slot] for slot in sorted(of)) for number, of in slots.items()}


def parse_species(page: Page, types: Mapping[int, tuple[str, ...]]) -> Species:
    """Return the facts in a ``pokemon-species`` page.

    Args:
        page: Of one species.
        types: By number of the Pokémon that is the default form of the species.
    """
    defaults = [one["pokemon"] for one in page["varieties"] if one["is_default"]]
    return Species(
        id=page["id"],
        slug=page["name"],
        name=english_name(page),
        genus=_english(page["genera"], "genus"),
        types=types[_id(defaults[0])],
        color=page["color"]["name"],
        shape=_name(page["shape"]),
        habitat=_name(page["habitat"]),
        generation=page["generation"]["name"].removeprefix("generation-"),
        evolution_chain=_id(page["evolution_chain"]),
        evolves_from=_name(page["evolves_from_species"]),
        egg_groups=tuple(group["name"] for group in page["egg_groups"]),
        is_baby=page["is_baby"],
        is_legendary=page["is_legendary"],
        is_mythical=page["is_mythical"],
    )


def parse_flavor_texts(page: Page, language: str) -> list[FlavorText]:
    """Return the flavor texts of a ``pokemon-species`` page in one language, as served."""
    name = english_name(page)
    return [
        FlavorText(
            species_id=page["id"],
            slug=page["name"],
            name=name,
            version=entry["version"]["name"],
            language=language,
            description=entry["flavor_text"],
        )
        for entry in page["flavor_text_entries"]
        if entry["language"]["name"] == language
    ]


def english_name(page: Page) -> str:
    """Return the name in a page's ``names``: the slug in title case is wrong for many species."""
    return _english(page["names"], "name")


def _english(entries: Iterable[Page], key: str) -> str:
    text: str = next((one[key] for one in entries if one["language"]["name"] == "en"), "")
    return text


def _name(reference: Page | None) -> str:
    return str(reference["name"]) if reference else ""


def _id(reference: Page) -> int:
    """Return the number that a reference's address ends in."""
    found = re.search(r"/(\d+)/?$", reference["url"])
    if found is None:
        raise ValueError(f"no number in {reference['url']}")
    return int(found[1])
