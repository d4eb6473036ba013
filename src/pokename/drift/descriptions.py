"""Descriptions from files, and what is looked at of each."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from pokename.bulk.descriptions import read_rows
from pokename.errors import DataError
from pokename.naming.description import concepts_of, content_words
from pokename.naming.naming_model import NamingModel
from pokename.naming.wishes import Request

FEWEST = 20  # below, chance alone explains nearly everything
TRAIN = ("train.csv", "processed/train.csv")


class Descriptions(Struct, frozen=True):
    """Descriptions of one side.

    Attributes:
        path: Where they are from.
        found: Descriptions there.
        left_out: Rows there that can't be used.
        texts: Those that are looked at, at random where there are more than asked for.
    """

    path: Path
    found: int
    left_out: int
    texts: Sequence[str]


class Looked(Struct, frozen=True):
    """What is looked at of a description.

    Attributes:
        length: Words, as blanks divide them.
        words: Those that a name could be made of, in normal form.
        unknown: Those of them that the thesaurus doesn't know.
        unknown_share: Share of the concepts that it doesn't know; 1 where there are none at all.
        ideas: Probability of each id of the vocabulary as the first that the model writes.
    """

    length: int
    words: tuple[str, ...]
    unknown: tuple[str, ...]
    unknown_share: float
    ideas: Sequence[float]


def read_descriptions(path: Path, sample: int, seed: int) -> Descriptions:
    """Return the descriptions of a file, or of the train split in a folder.

    Args:
        path: Text, CSV, JSON lines or Parquet; or a folder with ``train.csv``, or with
            ``processed/train.csv``.
        sample: Looked at, at the most.
        seed: Of the sample.

    Raises:
        ConfigError: The kind of the file can't be told.
        DataError: It can't be read, or has too few descriptions.
    """
    file = _file(path)
    rows = list(read_rows(file))
    texts = [row.description for row in rows if not row.problem]
    if len(texts) < FEWEST:
        raise DataError(
            f"{file} has {len(texts)} descriptions that can be used.",
            f"Drift can be told from {FEWEST} on.",
        )
    chosen = random.Random(seed).sample(texts, min(sample, len(texts)))
    return Descriptions(file, len(texts), len(rows) - len(texts), chosen)


def look_at(texts: Sequence[str], model: NamingModel, advance: Callable[[], None]) -> list[Looked]:
    """Return what is looked at of each description.

    Args:
        texts: As they were asked.
        model: Says what it would write for each.
        advance: Called after each.
    """
    looked = []
    for text in texts:
        english = Request.of(text, {}).text
        concepts = concepts_of(english)
        unknown = tuple(one.said for one in concepts if not one.known)
        share = len(unknown) / len(concepts) if concepts else 1.0
        ideas = model.language_model.first_ids(english)
        looked.append(
            Looked(len(text.split()), tuple(content_words(text)), unknown, round(share, 2), ideas)
        )
        advance()
    return looked


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    found = next((path / name for name in TRAIN if (path / name).is_file()), None)
    if found is None:
        raise DataError(
            f"{path} has no train.csv.", "Give a file, or the folder that 'preprocess' wrote."
        )
    return found
