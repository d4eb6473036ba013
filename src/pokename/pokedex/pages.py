"""Pages of the API: of each the part that is read, checked by its types.

Decoding a page that isn't like these raises ``msgspec.ValidationError``. A page is thousands of
these, none of which can refer to itself: the garbage collector needn't look for cycles among them.
"""

import re
from typing import Annotated

from msgspec import Meta, Struct

_NUMBER = re.compile(r"/(\d+)/?$")


class NamedResource(Struct, frozen=True, gc=False):
    """Something by what the API calls it."""

    name: str


class Link(Struct, frozen=True, gc=False):
    """Something by the address of its page."""

    url: str

    @property
    def number(self) -> int:
        """The number that the address ends in.

        Raises:
            ValueError: There is none.
        """
        found = _NUMBER.search(self.url)
        if found is None:
            raise ValueError(f"no number in {self.url}")
        return int(found[1])


class Reference(Link, frozen=True, gc=False):
    """Something by both."""

    name: str


class Listed(Struct, frozen=True, gc=False):
    """A species in the list of a Pokédex."""

    pokemon_species: Reference


class PokedexPage(Struct, frozen=True, gc=False):
    """``pokedex/national``."""

    pokemon_entries: Annotated[list[Listed], Meta(min_length=1)]


class Member(Struct, frozen=True, gc=False):
    """A Pokémon of a type; it is the first or the second of its types."""

    pokemon: Reference
    slot: int


class TypePage(Struct, frozen=True, gc=False):
    """``type/10``."""

    name: str
    pokemon: list[Member]


class Translated(Struct, frozen=True, gc=False):
    """A name in a language."""

    language: NamedResource
    name: str


class Genus(Struct, frozen=True, gc=False):
    """A category in a language, such as "Lizard Pokémon"."""

    language: NamedResource
    genus: str


class FlavorTextEntry(Struct, frozen=True, gc=False):
    """A Pokédex text of a game, in a language."""

    flavor_text: str
    language: NamedResource
    version: NamedResource


class Variety(Struct, frozen=True, gc=False):
    """A form of a species, which is a Pokémon of its own."""

    is_default: bool
    pokemon: Reference


class SpeciesPage(Struct, frozen=True, gc=False):
    """``pokemon-species/1``."""

    id: int
    name: str
    names: list[Translated]
    genera: list[Genus]
    varieties: list[Variety]
    color: NamedResource
    shape: NamedResource | None
    habitat: NamedResource | None
    generation: NamedResource
    evolution_chain: Link
    evolves_from_species: NamedResource | None
    egg_groups: list[NamedResource]
    is_baby: bool
    is_legendary: bool
    is_mythical: bool
    flavor_text_entries: list[FlavorTextEntry]

    @property
    def english_name(self) -> str:
        """The name as English writes it: the slug in title case is wrong for many species."""
        return next((one.name for one in self.names if one.language.name == "en"), "")

    @property
    def default_form(self) -> int:
        """The number of the Pokémon that is the default form.

        Raises:
            LookupError: No form is.
        """
        defaults = [one.pokemon for one in self.varieties if one.is_default]
        return defaults[0].number
