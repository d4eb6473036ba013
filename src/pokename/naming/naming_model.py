"""A trained model from its files, ready to write and to score names."""

from pathlib import Path

from msgspec import MsgspecError, Struct, json
from tokenizers import Tokenizer

from pokename.corpus.prompt_format import VERSION, PromptFormat
from pokename.errors import ModelError
from pokename.naming.drafting import Drafter
from pokename.naming.engine import Engine
from pokename.naming.language_model import LanguageModel
from pokename.naming.letter_model import LetterModel
from pokename.naming.ranking import ranker
from pokename.paths import BUNDLED_MODEL, RunFiles

BUNDLED = "bundled"


class Card(Struct, frozen=True):
    """What a run's ``pokename.json`` says of its model.

    Attributes:
        format: Version of the prompt format.
        end_id: Of the end token.
        max_prompt: Tokens that a description may have.
        plans: Whether it has learned to plan.
        trained_on: See ``NamingModel``.
        source_words: See ``NamingModel``.
    """

    format: int
    end_id: int
    max_prompt: int
    plans: bool
    trained_on: frozenset[int]
    source_words: frozenset[str]


class NamingModel(Struct, frozen=True):
    """What a generator needs of a model.

    Attributes:
        label: What names say they come from.
        trained_on: Numbers of the species that it was trained on.
        source_words: That it learned, besides words and stems.
        letters: The letter model of its training names.
        language_model: Asks it how probable something is.
        drafter: Makes ranked drafts with it.
    """

    label: str
    trained_on: frozenset[int]
    source_words: frozenset[str]
    letters: LetterModel
    language_model: LanguageModel
    drafter: Drafter


def load_model(
    model: str | Path | None, device: str = "cpu", compute_type: str | None = None
) -> NamingModel:
    """Return the bundled model, or that of a run.

    Args:
        model: None or ``bundled``, or a run's folder such as ``models/default``.
        device: ``cpu``, ``cuda``, or ``auto``, which is ``cuda`` where there is one.
        compute_type: See ``Engine``.

    Raises:
        ModelError: There is no finished run in that folder, or one of another version.
    """
    files = files_of(model)
    card = _card(files)
    engine = Engine(files.engine, device, compute_type)  # loads while the others are read
    prompt_format = PromptFormat(_tokenizer(files), card.end_id, card.max_prompt)
    letters = LetterModel.load(files.letters)
    language_model = LanguageModel(engine, prompt_format, plans=card.plans)
    return NamingModel(
        label=label_of(model),
        trained_on=card.trained_on,
        source_words=card.source_words,
        letters=letters,
        language_model=language_model,
        drafter=Drafter(language_model, letters, ranker()),
    )


def label_of(model: str | Path | None) -> str:
    """Return what names say they come from: ``bundled``, or the name of a run's folder."""
    files = files_of(model)
    return BUNDLED if files.folder == BUNDLED_MODEL else files.folder.resolve().name


def files_of(model: str | Path | None) -> RunFiles:
    """Return where a model is: None or ``bundled``, or a run's folder."""
    return RunFiles(BUNDLED_MODEL if model is None or str(model) == BUNDLED else Path(model))


def _tokenizer(files: RunFiles) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(files.tokenizer))
    except Exception as error:  # the library raises no class of its own
        raise ModelError(
            f"{files.tokenizer} can't be read: {error}.", "Train the model again."
        ) from None


def _card(files: RunFiles) -> Card:
    """Return what a run says of its model.

    Raises:
        ModelError: It is none, or one of another version.
    """
    if not files.card.is_file():
        if ":/" in str(files.folder):
            raise ModelError(
                f"{files.folder} isn't a folder: a model is used from the disk.",
                "Run 'pokename models pull' first, and give the folder that it writes.",
            )
        raise ModelError(
            f"{files.folder} isn't a trained model: it has no {files.card.name}.",
            "Give the folder of a finished run, such as models/default, or 'bundled'.",
        )
    try:
        card = json.decode(files.card.read_bytes(), type=Card)
    except (OSError, MsgspecError) as error:
        raise ModelError(
            f"{files.card} can't be read: {error}.", "Train the model again."
        ) from None
    if card.format != VERSION:
        raise ModelError(
            f"{files.folder} was written by another version of pokename.",
            "Train the model again, or install that version.",
        )
    return card
