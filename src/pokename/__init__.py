"""Pokémon-style names for a creature from its description.

    >>> from pokename import NameGenerator
    >>> names = NameGenerator.load().generate("a fiery lizard", n=3, seed=7)
    >>> len(names)
    3

Importing the package is fast: the generator is imported on first use.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pokename.naming.generator import NameGenerator
    from pokename.naming.name import Name

__all__ = ["Name", "NameGenerator", "__version__"]


def __getattr__(attribute: str) -> Any:  # a class or a string, see __all__
    """Load ``Name``, ``NameGenerator`` or ``__version__`` on first use (PEP 562)."""
    if attribute == "NameGenerator":
        from pokename.naming.generator import NameGenerator

        return NameGenerator
    if attribute == "Name":
        from pokename.naming.name import Name

        return Name
    if attribute == "__version__":
        from importlib.metadata import version

        return version("pokename")
    raise AttributeError(f"module 'pokename' has no attribute {attribute!r}")
