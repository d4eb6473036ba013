"""Reads descriptions from files, and computes the features that drift is measured on."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from pokename.bulk.descriptions import read_rows
from pokename.corpus.splits import is_split, read_examples
from pokename.errors import ConfigError, DataError
from pokename.naming.description import concepts_of, content_words
from pokename.naming.naming_model import NamingModel
from pokename.naming.wishes import Request

FEWEST = 20  # with fewer descriptions, chance explains nearly every distance
TRAIN = ("train.csv", "processed/train.csv")


class Descriptions(Struct, frozen=True):
    """The descriptions of one side of the comparison.

    Attributes:
        path: The file that they come from.
        found: The number of usable descriptions in the file.
        left_out: The number of rows without a usable description, such as rows with only traits.
        pokedex_texts: The number of Pokédex texts in a split, which are left out too: users type
            prompts, and Pokédex texts are longer.
        texts: The descriptions to compare; a random sample if there are too many.
    """

    path: Path
    found: int
    left_out: int
    pokedex_texts: int
    texts: Sequence[str]


class Features(Struct, frozen=True):
    """The features of a description.

    Attributes:
        length: The number of whitespace-separated words.
        words: The words that a name could be made of, in normal form.
        unknown: The concepts that the thesaurus doesn't know, as the description says them.
        unknown_share: The share of unknown concepts; 1 if there are no concepts.
        ideas: For each token id, the probability that the model writes this token first.
    """

    length: int
    words: tuple[str, ...]
    unknown: tuple[str, ...]
    unknown_share: float
    ideas: Sequence[float]


def read_descriptions(path: Path, sample: int, seed: int) -> Descriptions:
    """Return the descriptions of a file, or of a folder's train split.

    Args:
        path: A text, CSV, JSON lines or Parquet file; or a folder with ``train.csv`` or
            ``processed/train.csv``. Of a split, only the prompts are compared, if it has any.
        sample: The maximum number of descriptions to compare.
        seed: The seed of the sample.

    Raises:
        ConfigError: The file has an unknown format.
        DataError: The file can't be read, or has too few descriptions.
    """
    file = file_of(path)
    texts, left_out, pokedex_texts = _split(file) if is_split(file) else _list(file)
    if len(texts) < FEWEST:
        raise DataError(
            f"{file} has {len(texts)} usable descriptions.",
            f"Drift needs at least {FEWEST}.",
        )
    chosen = random.Random(seed).sample(texts, min(sample, len(texts)))
    return Descriptions(file, len(texts), left_out, pokedex_texts, chosen)


def _split(file: Path) -> tuple[list[str], int, int]:
    """Return the descriptions to compare, and the numbers of unusable rows and Pokédex texts."""
    rows = read_examples(file)
    prompts = [row.description for row in rows if row.kind == "prompt"]
    if prompts:
        return prompts, 0, len(rows) - len(prompts)
    return [row.description for row in rows], 0, 0


def _list(file: Path) -> tuple[list[str], int, int]:
    try:
        rows = list(read_rows(file))
    except ConfigError as error:  # its hint is for the options of generate
        raise ConfigError(error.message, "Give a .txt, .csv, .jsonl or .parquet file.") from None
    texts = [row.description for row in rows if row.description]
    return texts, len(rows) - len(texts), 0


def features_of(
    texts: Sequence[str], model: NamingModel, advance: Callable[[], None]
) -> list[Features]:
    """Return the features of each description.

    Args:
        texts: The descriptions.
        model: The model that predicts the first token.
        advance: Called after each description.
    """
    features = []
    for text in texts:
        english = Request.of(text, {}).text
        concepts = concepts_of(english)
        unknown = tuple(one.said for one in concepts if not one.known)
        share = len(unknown) / len(concepts) if concepts else 1.0
        ideas = model.language_model.first_ids(english)
        features.append(
            Features(len(text.split()), tuple(content_words(text)), unknown, round(share, 2), ideas)
        )
        advance()
    return features


def file_of(path: Path) -> Path:
    """Return the file of descriptions at a path: the file itself, or the train split of a folder.

    Raises:
        DataError: There is no such file.
    """
    if not path.exists():
        raise DataError(f"{path} doesn't exist.", "Give another file or folder.")
    if not path.is_dir():
        return path
    found = next((path / name for name in TRAIN if (path / name).is_file()), None)
    if found is None:
        raise DataError(
            f"{path} has no train.csv.", "Give a file, or the folder that 'preprocess' wrote."
        )
    return found
