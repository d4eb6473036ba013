"""Say what the source words of a name stand for."""

from pokename.words.thesaurus import entry_of


def says(roots: list[str], word: str) -> bool:
    """Return whether one of the source words stands for a word of a description."""
    entry = entry_of(word)
    return any(root == word or (entry and root in entry.sources) for root in roots)
