"""Why a name fits, in a sentence."""

from collections.abc import Sequence

from pokename.naming.name import Name


def source_words(roots: Sequence[str], meanings: Sequence[str]) -> list[str]:
    """Return source words, each with its meaning where it has one.

    >>> source_words(("char", "saurus"), ("", "lizard"))
    ['char', 'saurus (lizard)']
    """
    pairs = zip(roots, meanings, strict=True)
    return [f"{root} ({meaning})" if meaning else root for root, meaning in pairs]


def explanation(name: Name) -> str:
    """Return what a name is made of, how well it fits and how near it is to an official one.

    Args:
        name: As a generator gave it.
    """
    made = " and ".join(source_words(name.roots, name.meanings))
    source = f"is made of {made}" if made else "was spelled without a plan"
    apart = f"{name.edits} letter{'s' if name.edits != 1 else ''}"
    return (
        f"{name.name} {source}. Fit {name.fit:.0%}: {_fit(name.fit)}; {_ease(name.ease)}; the "
        f"nearest official name is {name.nearest}, {apart} away."
    )


def _fit(fit: float) -> str:
    if fit > 0.6:
        return "its idea comes from the description"
    if fit > 0.3:
        return "its idea goes with the description"
    return "its idea would do for other descriptions as well"


def _ease(ease: float) -> str:
    if ease > 0.9:
        return "easily said"
    return "can be said" if ease > 0.6 else "hard to say"
