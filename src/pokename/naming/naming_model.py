"""A trained model from its files, ready to write and to score names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct
from tokenizers import Tokenizer

from pokename.corpus.prompt_format import VERSION, PromptFormat
from pokename.errors import ModelError
from pokename.naming.drafting import Drafter
from pokename.naming.engine import Engine
from pokename.naming.engine_file import check_beginning, check_engine
from pokename.naming.language_model import LETTERS_OVER, LanguageModel, Sampling
from pokename.naming.letter_model import LetterModel
from pokename.naming.limits import LONGEST
from pokename.naming.model_files import (
    WEIGHTS_LIMIT,
    bytes_inside,
    check_ids,
    check_manifest,
    check_tokenizer,
    decoded,
    is_bundled,
    regular_file,
)
from pokename.naming.ranking import ranker
from pokename.naming.trial import passed, try_out, verdict_key
from pokename.naming.wishes import Request
from pokename.paths import BUNDLED_MODEL, RunFiles

BUNDLED = "bundled"
ENGINE = "engine/"
ENGINE_FILES = (f"{ENGINE}config.json", f"{ENGINE}vocabulary.json")
LONGEST_EXAMPLE = 1024  # tokens, as the config allows
LONGEST_TARGET = LONGEST + LETTERS_OVER + 2  # tokens of a name, its end and what asks for it
_TOKENS = ("bos_token", "eos_token", "unk_token")
_Scalar = str | int | float | bool | None


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
    end_id: Annotated[int, Meta(ge=0)]
    max_prompt: Annotated[int, Meta(ge=0, le=LONGEST_EXAMPLE)]
    plans: bool
    trained_on: frozenset[int]
    source_words: frozenset[str]


class Origin(Struct, frozen=True):
    """What a model is loaded from.

    Attributes:
        model: ``bundled``, or the absolute path of a run's folder.
        device: See ``load_model``.
        key: Of the hashes of its files.
    """

    model: str
    device: str
    key: str


class NamingModel(Struct, frozen=True):
    """What a generator needs of a model.

    Attributes:
        label: What names say they come from.
        trained_on: Numbers of the species that it was trained on.
        source_words: That it learned, besides words and stems.
        letters: The letter model of its training names.
        language_model: Asks it how probable something is.
        drafter: Makes ranked drafts with it.
        origin: What it is loaded from.
    """

    label: str
    trained_on: frozenset[int]
    source_words: frozenset[str]
    letters: LetterModel
    language_model: LanguageModel
    drafter: Drafter
    origin: Origin


def load_model(
    model: str | Path | None, device: str = "cpu", compute_type: str | None = None
) -> NamingModel:
    """Return the bundled model, or that of a run.

    The files of a run are held to its manifest and checked, and try themselves in a process of its
    own the first time; those of the bundled model are known by their hashes.

    Args:
        model: None or ``bundled``, or a run's folder such as ``models/default``.
        device: ``cpu``, ``cuda``, or ``auto``, which is ``cuda`` where there is one.
        compute_type: See ``Engine``.

    Raises:
        ModelError: There is no finished run in that folder, one of another version, or one with
            files that are damaged or harmful.
    """
    files = files_of(model)
    contents = _contents(files)
    hashes = check_manifest(files, contents)
    key = verdict_key("model", hashes)
    if not is_bundled(files.folder) and not passed(key):
        _check(files, contents)
        try_out("model", files.folder, key, sum(map(len, contents.values())))
    label = label_of(model)
    place = BUNDLED if files.folder == BUNDLED_MODEL else str(files.folder.absolute())
    return _built(files, contents, Origin(place, device, key), label, compute_type)


def exercise(folder: Path) -> None:
    """Use a run's model as names are made with it; whoever calls this may die of it.

    Raises:
        ModelError: It isn't sound.
    """
    files = RunFiles(folder)
    contents = _contents(files)
    _check(files, contents)
    model = _built(files, contents, Origin(str(folder), "cpu", ""), folder.name).language_model
    longest = "lizard " * LONGEST_EXAMPLE
    model.log_probs([(longest, "a" * LONGEST), ("", "a"), ("a red one", "mogling")])
    model.ideas(longest, ["fire", "salamander"])
    list(model.spelled(Request.of(longest, {}), 4, "seed", Sampling()))


def _built(
    files: RunFiles,
    contents: Mapping[str, bytes],
    origin: Origin,
    label: str,
    compute_type: str | None = None,
) -> NamingModel:
    card = _card(files, contents)
    parts = {
        name.removeprefix(ENGINE): part
        for name, part in contents.items()
        if name.startswith(ENGINE)
    }
    engine = Engine(
        files.engine, parts, origin.device, compute_type
    )  # loads while the others are read
    tokenizer = _tokenizer(contents[files.tokenizer.name], files.tokenizer)
    prompt_format = PromptFormat(tokenizer, card.end_id, card.max_prompt)
    letters = LetterModel.read(contents[files.letters.name], files.letters)
    language_model = LanguageModel(engine, prompt_format, plans=card.plans)
    return NamingModel(
        label=label,
        trained_on=card.trained_on,
        source_words=card.source_words,
        letters=letters,
        language_model=language_model,
        drafter=Drafter(language_model, letters, ranker()),
        origin=origin,
    )


def _contents(files: RunFiles) -> dict[str, bytes]:
    """Return the bytes of each file that names are made with.

    Raises:
        ModelError: There is no finished run in that folder, or a file isn't what it must be.
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
    weights = f"{ENGINE}model.bin"
    names = (files.card.name, files.tokenizer.name, files.letters.name, *ENGINE_FILES)
    contents = {name: bytes_inside(files.folder, name) for name in names}
    check_beginning(regular_file(files.folder, weights, WEIGHTS_LIMIT), files.folder / weights)
    return {**contents, weights: bytes_inside(files.folder, weights, WEIGHTS_LIMIT)}


def _check(files: RunFiles, contents: Mapping[str, bytes]) -> None:
    """Look for what could harm whoever uses a run's files.

    Raises:
        ModelError: They aren't sound, or don't go together.
    """
    card = _card(files, contents)
    ids = check_tokenizer(contents[files.tokenizer.name], files.tokenizer)
    path = files.folder / f"{ENGINE}vocabulary.json"
    vocabulary = decoded(contents[f"{ENGINE}vocabulary.json"], list[str], path)
    tokens, positions = check_engine(contents[f"{ENGINE}model.bin"], files.engine / "model.bin")
    check_ids([card.end_id], tokens, files.card)
    check_ids(ids.values(), tokens, files.tokenizer)
    LetterModel.read(contents[files.letters.name], files.letters).check(files.letters)
    differ = [token for token, one in ids.items() if vocabulary[one : one + 1] != [token]]
    if len(vocabulary) != tokens or len(set(vocabulary)) != tokens or differ:
        raise ModelError(
            f"{path} doesn't list the {tokens} tokens of {files.tokenizer.name}, each once.",
            "Train the model again.",
        )
    settings = decoded(contents[f"{ENGINE}config.json"], dict[str, _Scalar], files.engine)
    if not {settings.get(name) for name in _TOKENS} <= {*vocabulary, None}:
        raise ModelError(
            f"{files.engine / 'config.json'} names a token that isn't in the vocabulary.",
            "Train the model again.",
        )
    if positions is not None and card.max_prompt + LONGEST_TARGET > positions:
        raise ModelError(
            f"{files.card} has max_prompt {card.max_prompt}, and the weights know {positions} "
            f"positions, of which a name may take {LONGEST_TARGET}.",
            "Train the model again.",
        )


def label_of(model: str | Path | None) -> str:
    """Return what names say they come from: ``bundled``, or the name of a run's folder."""
    files = files_of(model)
    return BUNDLED if files.folder == BUNDLED_MODEL else files.folder.resolve().name


def files_of(model: str | Path | None) -> RunFiles:
    """Return where a model is: None or ``bundled``, or a run's folder."""
    return RunFiles(BUNDLED_MODEL if model is None or str(model) == BUNDLED else Path(model))


def _tokenizer(content: bytes, path: Path) -> Tokenizer:
    try:
        return Tokenizer.from_buffer(content)
    except Exception as error:  # the library raises no class of its own
        reason = (str(error).splitlines() or [""])[0][:300]
        raise ModelError(f"{path} can't be read: {reason}.", "Train the model again.") from None


def _card(files: RunFiles, contents: Mapping[str, bytes]) -> Card:
    """Return what a run says of its model.

    Raises:
        ModelError: It isn't in the form of this version.
    """
    card = decoded(contents[files.card.name], Card, files.card)
    if card.format != VERSION:
        raise ModelError(
            f"{files.folder} was written by another version of pokename.",
            "Train the model again, or install that version.",
        )
    return card
