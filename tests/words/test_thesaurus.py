"""Test the thesaurus and the parts of words."""

from pokename.words.thesaurus import entry_of, known_words, parts_of


def test_the_thesaurus_is_sorted_by_word_and_strength() -> None:
    known = known_words()
    assert known == sorted(known)
    entry = entry_of("spikes")
    assert entry is not None
    strengths = list(entry.sources.values())
    assert strengths == sorted(strengths, reverse=True)


def test_longer_parts_identify_a_word_better() -> None:
    parts = parts_of("porcupine")
    assert list(parts.heads) == sorted(parts.heads)
    assert list(parts.tails) == sorted(parts.tails, reverse=True)
    unknown = parts_of("snizzlewump")
    assert len(unknown.heads) == len(unknown.tails) == len("snizzlewump") + 1
