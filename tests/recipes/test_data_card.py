"""Test that the data card says how much data there is."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from recipes.taste import data_files

from pokename import paths
from pokename.words.thesaurus import SENSE_MARK

CARD = Path(__file__).parents[2] / "docs" / "measurements" / "data-card.md"
BEINGS = Path(data_files.__file__).parents[1] / "beings.txt"


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def of_taste() -> Iterator[str]:
    """Yield what the page says of ``recipes/taste/data``."""
    designs, themed = data_files.designs(), data_files.themed_names()
    yield f"{len(data_files.associations()):,} words that descriptions may have"
    yield f"{len(designs):,} designs, each"
    yield f"names with their source words ({sum(len(one.names) for one in designs):,} names)"
    learned = sum(len(one.names) for one in designs if one.split == "train")
    yield f"names of train designs (now {learned:,})"
    yield f"{len(themed):,} themed names with their source words"
    yield f"each of {len({one.creature for one in themed})} creatures"
    yield f"each of {len({one.theme for one in themed} - {'more'})} themes"
    yield f"{len(data_files.more_themed_names()):,} more themed names"
    yield f"{len(data_files.coined_blends()):,} English blends"
    verdicts = Counter(data_files.themed_verdicts().values())
    yield f"{verdicts.total():,} verdicts"
    yield f"(`+`, {verdicts[True]:,})"
    yield f"(`-`, {verdicts[False]:,})"
    yield f"{len(lines(data_files.THEMES_OF_WORDS)):,} words of descriptions"
    yield f"{len(data_files.graded_sources()):,} words of the thesaurus, each with three lists"
    yield f"{len(data_files.word_powers()):,} source words, each with a power"
    senses = lines(data_files.SENSES)
    yield f"{len(senses):,} words of the thesaurus with two to five senses"
    yield f"({sum(line.count(' | ') for line in senses):,} in all)"
    yield f"{len(lines(data_files.SENSE_LABELS)) - 1:,} words have in the descriptions"
    yield f"{len(lines(data_files.PICKS)):,} judgments"
    yield f"{len(lines(data_files.DATA / 'blind_judgments.jsonl')):,} blind judgments"
    yield f"{len(lines(data_files.LINE_GRADES)) - 1:,} graded evolution lines"


def of_assets() -> Iterator[str]:
    """Yield what the page says of the files in the package."""
    with paths.BUNDLED_ETYMOLOGY.open(encoding="utf-8", newline="") as stream:
        sure = Counter(row["confidence"] for row in csv.DictReader(stream))
    yield f"`high` ({sure['high']}), `medium` ({sure['medium']}) or `low` ({sure['low']})"
    entries = [line.partition(" ")[0] for line in lines(paths.SOURCE_WORDS)]
    rarer = sum(SENSE_MARK in entry for entry in entries)
    yield f"{len(entries) - rarer:,} words and {rarer:,} rarer senses"
    yield f"{len(lines(paths.WORD_PARTS)):,} source words"
    yield f"{len(lines(paths.COMPOUNDS)):,} compounds"
    yield f"{len(lines(paths.IRREGULAR_FORMS)):,} irregular plurals"
    beings = Counter((line.partition(":")[2], " " in line) for line in lines(paths.BEINGS))
    listed = (line.removeprefix("animal: ") for line in lines(BEINGS) if "animal: " in line)
    animals, picked = beings["animal", False], sum(len(words.split()) for words in listed)
    yield f"{animals:,} words of the thesaurus for animals"
    yield f"{beings['fabled', False]} for fabled beings"
    yield f"{beings['plant', False]} for plants"
    yield f"chooses {animals - picked:,} animals"
    yield f"{picked} animals that WordNet lacks"
    yield f"{beings['animal', True]:,} kinds of animals"


def test_the_data_card_has_the_counts_of_the_files() -> None:
    page = CARD.read_text(encoding="utf-8")
    assert [said for said in (*of_taste(), *of_assets()) if said not in page] == []
