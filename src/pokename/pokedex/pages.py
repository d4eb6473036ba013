"""The API's pages, with only the fields that pokename reads, and the records parsed from them.

Decoding a page that doesn't match its type raises ``msgspec.ValidationError``. A page has thousands
of these objects. They can't form cycles, so ``gc=False`` excludes them from garbage collection.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from msgspec import Meta, Struct

from pokename.pokedex.records import FlavorText, Species

_NUMBER = re.compile(r"/(\d+)/?$")
# Types 1 to 18, and stellar (19). The API's types 10001 and 10002 belong to no species.
TYPE_IDS = range(1, 20)
NO_FAMILY = 0


class NamedResource(Struct, frozen=True, gc=False):
    """A reference to a resource by its name in the API."""

    name: str


class Link(Struct, frozen=True, gc=False):
    """A reference to a resource by its URL."""

    url: str

    @property
    def number(self) -> int:
        """The number at the end of the URL.

        Raises:
            ValueError: The URL has no number.
        """
        found = _NUMBER.search(self.url)
        if found is None:
            raise ValueError(f"no number in {self.url}")
        return int(found[1])


class Reference(Link, frozen=True, gc=False):
    """A reference to a resource by its name and URL."""

    name: str


class Listed(Struct, frozen=True, gc=False):
    """A species in the list of a Pokédex."""

    pokemon_species: Reference


class PokedexPage(Struct, frozen=True, gc=False):
    """The page ``pokedex/national``."""

    pokemon_entries: Annotated[list[Listed], Meta(min_length=1)]


class Member(Struct, frozen=True, gc=False):
    """A Pokémon of a type; the slot says whether the type is its first or second."""

    pokemon: Reference
    slot: int


class TypePage(Struct, frozen=True, gc=False):
    """A page such as ``type/10``."""

    name: str
    pokemon: list[Member]


class Translated(Struct, frozen=True, gc=False):
    """The name of a species in one language."""

    language: NamedResource
    name: str | None


class Genus(Struct, frozen=True, gc=False):
    """The category of a species in one language, such as "Lizard Pokémon"."""

    language: NamedResource
    genus: str | None


class FlavorTextEntry(Struct, frozen=True, gc=False):
    """The Pokédex text of a species in one game and one language."""

    flavor_text: str | None
    language: NamedResource
    version: NamedResource | None


class Variety(Struct, frozen=True, gc=False):
    """A form of a species; the API calls each form a Pokémon."""

    is_default: bool
    pokemon: Reference


class SpeciesPage(Struct, frozen=True, gc=False):
    """A page such as ``pokemon-species/1``.

    For a new species, all fields but the number and the slug may be null for months.
    """

    id: int
    name: str
    names: list[Translated] | None
    genera: list[Genus] | None
    varieties: list[Variety] | None
    color: NamedResource | None
    shape: NamedResource | None
    habitat: NamedResource | None
    generation: NamedResource | None
    evolution_chain: Link | None
    evolves_from_species: NamedResource | None
    egg_groups: list[NamedResource] | None
    is_baby: bool | None
    is_legendary: bool | None
    is_mythical: bool | None
    flavor_text_entries: list[FlavorTextEntry] | None

    @property
    def english_name(self) -> str:
        """The English name, or "" if the API has none.

        The name isn't derived from the slug, which would give wrong names for many species.
        """
        names = (one.name or "" for one in self.names or () if one.language.name == "en")
        return next(names, "").strip()

    @property
    def family(self) -> int | None:
        """The number of the evolution chain; None if the API has no chain.

        Raises:
            ValueError: The URL of the chain has no number.
        """
        return self.evolution_chain.number if self.evolution_chain else None

    @property
    def default_form(self) -> int | None:
        """The number of the default form, else of the first form; None if there are no forms.

        Raises:
            ValueError: The URL of the form has no number.
        """
        forms = sorted(self.varieties or (), key=lambda one: not one.is_default)
        return forms[0].pokemon.number if forms else None


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


def languages_of(page: SpeciesPage) -> set[str]:
    """Return the codes of the languages in which a species page has flavor texts."""
    return {
        entry.language.name
        for entry in page.flavor_text_entries or ()
        if entry.flavor_text and entry.flavor_text.strip()
    }


def _english_name(page: SpeciesPage) -> str:
    return page.english_name or page.name.title()


def _name(one: NamedResource | None) -> str:
    return one.name if one else ""
