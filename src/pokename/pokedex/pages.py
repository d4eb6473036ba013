"""Types of the API's pages, with only the fields that pokename reads.

Decoding a page that doesn't match its type raises ``msgspec.ValidationError``. A page has thousands
of these objects. They can't form cycles, so ``gc=False`` excludes them from garbage collection.
"""

import re
from typing import Annotated

from msgspec import Meta, Struct

_NUMBER = re.compile(r"/(\d+)/?$")


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
