"""Give the bundled model to the tests of naming."""

import pytest

from pokename import NameGenerator


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    return NameGenerator.load()
