"""Helpers for tests of naming: the bundled model, and what source words say."""

import pytest

from pokename import NameGenerator
from pokename.naming.thesaurus import entry_of


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    return NameGenerator.load()


def says(roots: list[str], word: str) -> bool:
    """Return whether one of the source words stands for a word of a description."""
    entry = entry_of(word)
    return any(root == word or (entry and root in entry.sources) for root in roots)
