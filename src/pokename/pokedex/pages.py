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
    name: str | None


class Genus(Struct, frozen=True, gc=False):
    """A category in a language, such as "Lizard Pokémon"."""

    language: NamedResource
    genus: str | None


class FlavorTextEntry(Struct, frozen=True, gc=False):
    """A Pokédex text of a game, in a language."""

    flavor_text: str | None
    language: NamedResource
    version: NamedResource | None


class Variety(Struct, frozen=True, gc=False):
    """A form of a species, which is a Pokémon of its own."""

    is_default: bool
    pokemon: Reference


class SpeciesPage(Struct, frozen=True, gc=False):
    """``pokemon-species/1``.

    Of a new species the API knows little for months: all but its number and slug may be null.
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
        """The name as English writes it: the slug in title case is wrong for many species.

        "" where the API has none.
        """
        names = (one.name or "" for one in self.names or () if one.language.name == "en")
        return next(names, "").strip()

    @property
    def family(self) -> int | None:
        """The number of the evolution chain; None where the API has none.

        Raises:
            ValueError: Its address has none.
        """
        return self.evolution_chain.number if self.evolution_chain else None

    @property
    def default_form(self) -> int | None:
        """The number of the Pokémon that is the default form, or else of the first.

        None where there is no form.

        Raises:
            ValueError: Its address has no number.
        """
        forms = sorted(self.varieties or (), key=lambda one: not one.is_default)
        return forms[0].pokemon.number if forms else None
