"""Read the bundled facts of all species."""

from collections.abc import Mapping
from functools import cache

from pokename.paths import BUNDLED_FACTS
from pokename.pokedex.records import Species, read_species


@cache
def species() -> tuple[Species, ...]:
    """Return the facts of all species, sorted by number."""
    return tuple(read_species(BUNDLED_FACTS))


@cache
def species_by_id() -> Mapping[int, Species]:
    """Return the facts of each species, by its number."""
    return {one.id: one for one in species()}


def line_to(last: Species) -> tuple[Species, ...]:
    """Return the evolution line that ends in ``last``, first stage first."""
    before = _by_slug().get(last.evolves_from)
    return (*line_to(before), last) if before else (last,)


@cache
def _by_slug() -> Mapping[str, Species]:
    return {one.slug: one for one in species()}
