"""What the tests of reading share."""

from pokename.reading.description import concepts_of


def words(text: str) -> list[str]:
    return [concept.word for concept in concepts_of(text)]
