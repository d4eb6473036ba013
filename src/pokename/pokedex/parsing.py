"""Pages of the API to records."""

from collections.abc import Iterable, Mapping

from pokename.pokedex.pages import NamedResource, PokedexPage, SpeciesPage, TypePage
from pokename.pokedex.records import FlavorText, Species

# Types 1 to 18 and stellar; the API's 10001 and 10002 belong to no species.
TYPE_IDS = range(1, 20)


def species_slugs(page: PokedexPage) -> dict[int, str]:
    """Return the slug of each species, by its number."""
    slugs = {one.pokemon_species.number: one.pokemon_species.name for one in page.pokemon_entries}
    return dict(sorted(slugs.items()))


def types_by_pokemon(pages: Iterable[TypePage]) -> dict[int, tuple[str, ...]]:
    """Return the types of each Pokémon in the order of their slots, from all ``type`` pages."""
    slots: dict[int, dict[int, str]] = {}
    for page in pages:
        for member in page.pokemon:
            slots.setdefault(member.pokemon.number, {})[member.slot] = page.name
    return {number: tuple(of[slot] for slot in sorted(of)) for number, of in slots.items()}


def parse_species(page: SpeciesPage, types: Mapping[int, tuple[str, ...]]) -> Species:
    """Return the facts in a ``pokemon-species`` page.

    Args:
        page: Of one species.
        types: By number of the Pokémon that is the default form of the species.

    Raises:
        KeyError: Of that Pokémon there are none.
    """
    return Species(
        id=page.id,
        slug=page.name,
        name=page.english_name,
        genus=next((one.genus for one in page.genera if one.language.name == "en"), ""),
        types=types[page.default_form],
        color=page.color.name,
        shape=_name(page.shape),
        habitat=_name(page.habitat),
        generation=page.generation.name.removeprefix("generation-"),
        evolution_chain=page.evolution_chain.number,
        evolves_from=_name(page.evolves_from_species),
        egg_groups=tuple(group.name for group in page.egg_groups),
        is_baby=page.is_baby,
        is_legendary=page.is_legendary,
        is_mythical=page.is_mythical,
    )


def parse_flavor_texts(page: SpeciesPage, language: str) -> list[FlavorText]:
    """Return the flavor texts of a ``pokemon-species`` page in one language, as served."""
    name = page.english_name
    return [
        FlavorText(
            species_id=page.id,
            slug=page.name,
            name=name,
            version=entry.version.name,
            language=language,
            description=entry.flavor_text,
        )
        for entry in page.flavor_text_entries
        if entry.language.name == language
    ]


def _name(one: NamedResource | None) -> str:
    return one.name if one else ""
