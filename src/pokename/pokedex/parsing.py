"""Parse the API's pages into records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pokename.pokedex.pages import NamedResource, PokedexPage, SpeciesPage, TypePage
from pokename.pokedex.records import FlavorText, Species

# Types 1 to 18, and stellar (19). The API's types 10001 and 10002 belong to no species.
TYPE_IDS = range(1, 20)
NO_FAMILY = 0


def species_slugs(page: PokedexPage) -> dict[int, str]:
    """Return the slugs of all species, by number."""
    slugs = {one.pokemon_species.number: one.pokemon_species.name for one in page.pokemon_entries}
    return dict(sorted(slugs.items()))


def types_by_pokemon(pages: Iterable[TypePage]) -> dict[int, tuple[str, ...]]:
    """Return the types of each Pokémon, in slot order, from all ``type`` pages."""
    slots: dict[int, dict[int, str]] = {}
    for page in pages:
        for member in page.pokemon:
            slots.setdefault(member.pokemon.number, {})[member.slot] = page.name
    return {number: tuple(of[slot] for slot in sorted(of)) for number, of in slots.items()}


def parse_species(page: SpeciesPage, types: Mapping[int, tuple[str, ...]]) -> Species:
    """Parse the facts in a ``pokemon-species`` page; unknown facts are "" or ().

    Args:
        page: The page of one species.
        types: The types of each Pokémon, by its number; see ``types_by_pokemon``.

    Returns:
        The facts. A missing English name becomes the slug in title case; a missing family becomes
        ``NO_FAMILY``, which ``with_families`` replaces.
    """
    genera = (one.genus or "" for one in page.genera or () if one.language.name == "en")
    return Species(
        id=page.id,
        slug=page.name,
        name=_english_name(page),
        genus=next(genera, ""),
        types=types.get(page.default_form or 0, ()),
        color=_name(page.color),
        shape=_name(page.shape),
        habitat=_name(page.habitat),
        generation=_name(page.generation).removeprefix("generation-"),
        family=NO_FAMILY if page.family is None else page.family,
        evolves_from=_name(page.evolves_from_species),
        egg_groups=tuple(group.name for group in page.egg_groups or ()),
        is_baby=bool(page.is_baby),
        is_legendary=bool(page.is_legendary),
        is_mythical=bool(page.is_mythical),
    )


def gaps_of(page: SpeciesPage, facts: Species) -> list[str]:
    """Return the facts that a page lacks although nearly every species has them."""
    known = {
        "name": page.english_name,
        "types": facts.types,
        "color": facts.color,
        "generation": facts.generation,
        "evolution chain": page.evolution_chain,
    }
    return [fact for fact, value in known.items() if not value]


def with_families(species: Sequence[Species]) -> list[Species]:
    """Return the species with missing families filled in.

    A missing family is taken from a species in the same evolution line. If no species of the line
    has a family, the new family gets the negative number of the line's first species; the API's
    family numbers are positive.
    """
    by_slug = {one.slug: one for one in species}
    families = {one.slug: one.family for one in species}
    # Species with a known family come first, so that their pre-evolutions get that family.
    for one in sorted(species, key=lambda one: one.family == NO_FAMILY):
        line = [one]  # the species and its pre-evolutions, down to the first stage
        while (before := by_slug.get(line[-1].evolves_from)) and before not in line:
            line.append(before)
        known = (families[each.slug] for each in line if families[each.slug] != NO_FAMILY)
        family = next(known, -line[-1].id)
        for each in line:
            if families[each.slug] == NO_FAMILY:
                families[each.slug] = family
    return [replace(one, family=families[one.slug]) for one in species]


def parse_flavor_texts(page: SpeciesPage, language: str) -> list[FlavorText]:
    """Return the raw flavor texts of a species page in one language; skip blank texts."""
    name = _english_name(page)
    return [
        FlavorText(
            species_id=page.id,
            slug=page.name,
            name=name,
            version=_name(entry.version),
            language=language,
            description=entry.flavor_text,
        )
        for entry in page.flavor_text_entries or ()
        if entry.language.name == language and entry.flavor_text and entry.flavor_text.strip()
    ]


def _english_name(page: SpeciesPage) -> str:
    return page.english_name or page.name.title()


def _name(one: NamedResource | None) -> str:
    return one.name if one else ""
