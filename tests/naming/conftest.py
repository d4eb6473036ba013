"""Fixtures for tests of naming: the bundled model."""

import pytest

from pokename import NameGenerator


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    return NameGenerator.load()
