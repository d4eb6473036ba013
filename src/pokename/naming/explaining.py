"""Why a name fits, in a sentence."""

from collections.abc import Sequence

from pokename.naming.dictionary import is_word
from pokename.naming.name import Name


def source_words(
    roots: Sequence[str], meanings: Sequence[str], says: Sequence[str] = ()
) -> list[str]:
    """Return source words, each with its meaning, or with the word of the description it is for.

    >>> source_words(("ivy", "saurus"), ("", "lizard"), ("moss", "lizard"))
    ['ivy (for moss)', 'saurus (lizard)']

    Args:
        roots: Source words, N of them.
        meanings: N meanings; "" where it needs none.
        says: N words of the description, "" where it says none; or nothing is known of that.
    """
    triples = zip(roots, meanings, says or [""] * len(roots), strict=True)
    return [f"{root} ({why})" if (why := _why(root, *rest)) else root for root, *rest in triples]


def explanation(name: Name) -> str:
    """Return what a name is made of, how well it fits and how near it is to an official one.

    Args:
        name: As a generator gave it.
    """
    made = " and ".join(source_words(name.roots, name.meanings, name.says))
    source = f"is made of {made}" if made else "was spelled without a plan"
    apart = f"{name.edits} letter{'s' if name.edits != 1 else ''}"
    return (
        f"{name.name} {source}. Fit {name.fit:.0%}: {_fit(name.fit)}; {_ease(name.ease)}; the "
        f"nearest official name is {name.nearest}, {apart} away."
    )


def _why(root: str, meaning: str, says: str) -> str:
    """Return what a source word means, or what it is for where that tells more."""
    # "Stern" is a star in German, but not where it stands for grumpy.
    if meaning and not (says and is_word(root)):
        return meaning
    return f"for {says}" if says not in ("", root, meaning) else meaning


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
