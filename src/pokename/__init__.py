"""Pokémon-style names for a creature from its description.

    >>> from pokename import NameGenerator
    >>> names = NameGenerator.load().generate("a fiery lizard", n=3, seed=7)
    >>> len(names)
    3

Importing the package is fast: the generator is imported on first use.
"""

from importlib import import_module

TYPE_CHECKING = False  # type checkers take it for True; importing typing takes ten times as long
if TYPE_CHECKING:
    from typing import Any

    from pokename.errors import PokenameError, WishError
    from pokename.naming.generator import NameGenerator
    from pokename.naming.name import Name
    from pokename.naming.sampling import Sampling

__all__ = ["Name", "NameGenerator", "PokenameError", "Sampling", "WishError", "__version__"]

_MODULES = {
    "Name": "pokename.naming.name",
    "NameGenerator": "pokename.naming.generator",
    "PokenameError": "pokename.errors",
    "Sampling": "pokename.naming.sampling",
    "WishError": "pokename.errors",
}


def __getattr__(attribute: str) -> "Any":  # a class or a string, see __all__
    """Load what ``__all__`` names on first use (PEP 562)."""
    if attribute in _MODULES:
        return getattr(import_module(_MODULES[attribute]), attribute)
    if attribute == "__version__":
        from importlib.metadata import version

        return version("pokename")
    raise AttributeError(f"module 'pokename' has no attribute {attribute!r}")
