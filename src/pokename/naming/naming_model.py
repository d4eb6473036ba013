"""Loads a trained model: reads and checks its files, and builds a ``NamingModel`` from them."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct
from tokenizers import Tokenizer

from pokename.corpus.prompt_format import VERSION, PromptFormat
from pokename.errors import ModelError
from pokename.files import followed
from pokename.naming.drafting import Drafter
from pokename.naming.engine import Engine
from pokename.naming.engine_file import check_beginning, check_engine
from pokename.naming.language_model import LETTERS_OVER, LanguageModel
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
from pokename.naming.planning import Planner
from pokename.naming.ranker import ranker
from pokename.naming.sampling import Sampling
from pokename.naming.tried_models import passed, try_out, verdict_key
from pokename.naming.wishes import Request
from pokename.paths import BUNDLED_MODEL, RunFiles

BUNDLED = "bundled"
ENGINE = "engine/"
ENGINE_FILES = (f"{ENGINE}config.json", f"{ENGINE}vocabulary.json")
LONGEST_EXAMPLE = 1024  # tokens; the config doesn't allow more
LONGEST_TARGET = LONGEST + LETTERS_OVER + 2  # tokens of the marker, the name and its end
_TOKENS = ("bos_token", "eos_token", "unk_token")
_Scalar = str | int | float | bool | None


class ModelFacts(Struct, frozen=True):
    """The facts about a run's model in its ``pokename.json``.

    Attributes:
        format: Version of the prompt format.
        end_id: Id of the end token.
        max_prompt: Maximum number of tokens in a description.
        plans: Whether the model was trained to plan source words before a name.
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
    """Where a model is loaded from, and the hash that identifies it.

    Attributes:
        model: ``bundled``, or the absolute path of a run's folder.
        device: See ``load_model``.
        key: Hash of the names and hashes of its files; see ``tried_models.verdict_key``.
    """

    model: str
    device: str
    key: str


class NamingModel(Struct, frozen=True):
    """A loaded model, with all that a generator needs.

    Attributes:
        label: The label that its names carry: ``bundled``, or the name of the run.
        trained_on: Pokédex numbers of the species that it was trained on.
        source_words: Source words that it learned, besides English words and known stems.
        letters: The letter model of its training names.
        language_model: Scores source words and names, and spells names.
        drafter: Makes scored drafts.
        origin: The place that it was loaded from.
    """

    label: str
    trained_on: frozenset[int]
    source_words: frozenset[str]
    letters: LetterModel
    language_model: LanguageModel
    drafter: Drafter
    origin: Origin


DEVICES = ("cpu", "cuda", "auto")


def load_model(
    model: str | Path | None, device: str = "cpu", compute_type: str | None = None
) -> NamingModel:
    """Load the bundled model, or the model of a run.

    All files are compared with the model's manifest. A run's files are also checked for harmful
    content and, the first time, tried in a separate process.

    Args:
        model: None or ``bundled``, or a run's folder such as ``models/default``.
        device: ``cpu``, ``cuda``, or ``auto``, which uses ``cuda`` if there is a GPU.
        compute_type: See ``Engine``.

    Raises:
        ModelError: The folder has no finished run; its files are damaged, harmful, or written by
            another version of pokename; or the device is unknown.
    """
    if device not in DEVICES:
        raise ModelError(f"The device isn't cpu, cuda or auto but {device!r:.60}.", "Give one.")
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


@lru_cache(maxsize=4)  # every task of a process pool brings its own pickled generator
def reload_model(origin: Origin) -> NamingModel:
    """Return the model of a pickled generator.

    Raises:
        ModelError: The model is missing, or has changed since the generator was pickled.
    """
    model = load_model(origin.model, origin.device)
    if model.origin.key != origin.key:
        raise ModelError(
            f"The model in {origin.model} isn't the one that was pickled.",
            "Load the model and pickle the generator again.",
        )
    return model


def exercise(folder: Path) -> None:
    """Use a run's model as a generator does; a harmful model may crash the calling process.

    Raises:
        ModelError: The model's files are malformed or don't match.
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
    facts = _facts(files, contents)
    parts = {
        name.removeprefix(ENGINE): part
        for name, part in contents.items()
        if name.startswith(ENGINE)
    }
    engine = Engine(
        files.engine, parts, origin.device, compute_type
    )  # the engine loads in the background while the other files are read
    tokenizer = _tokenizer(contents[files.tokenizer.name], files.tokenizer)
    prompt_format = PromptFormat(tokenizer, facts.end_id, facts.max_prompt)
    letters = LetterModel.read(contents[files.letters.name], files.letters)
    language_model = LanguageModel(engine, prompt_format, plans=facts.plans)
    return NamingModel(
        label=label,
        trained_on=facts.trained_on,
        source_words=facts.source_words,
        letters=letters,
        language_model=language_model,
        drafter=Drafter(Planner(language_model, letters, ranker())),
        origin=origin,
    )


def _contents(files: RunFiles) -> dict[str, bytes]:
    """Return the bytes of each file that makes up the model, by file name.

    Raises:
        ModelError: The folder has no finished run, or a file can't be read safely.
    """
    try:
        finished = files.facts.is_file()
    except OSError as error:
        raise ModelError(
            f"{files.folder!s:.60} can't be read: {error.strerror}.",
            "Give the folder of a finished run, such as models/default, or 'bundled'.",
        ) from None
    if not finished:
        if ":/" in str(files.folder):
            raise ModelError(
                f"{files.folder} isn't a folder: a model must be on the disk.",
                "Run 'pokename models pull' first, and give the folder that it writes.",
            )
        raise ModelError(
            f"{files.folder} isn't a trained model: it has no {files.facts.name}.",
            "Run 'pokename train' first, or give the folder of a finished run, such as "
            "models/default, or 'bundled'.",
        )
    weights = f"{ENGINE}model.bin"
    names = (files.facts.name, files.tokenizer.name, files.letters.name, *ENGINE_FILES)
    contents = {name: bytes_inside(files.folder, name) for name in names}
    check_beginning(regular_file(files.folder, weights, WEIGHTS_LIMIT), files.folder / weights)
    return {**contents, weights: bytes_inside(files.folder, weights, WEIGHTS_LIMIT)}


def _check(files: RunFiles, contents: Mapping[str, bytes]) -> None:
    """Check a run's files for content that could harm the process that uses them.

    Raises:
        ModelError: The files are malformed, or don't match each other.
    """
    facts = _facts(files, contents)
    ids = check_tokenizer(contents[files.tokenizer.name], files.tokenizer)
    path = files.folder / f"{ENGINE}vocabulary.json"
    vocabulary = decoded(contents[f"{ENGINE}vocabulary.json"], list[str], path)
    tokens, positions = check_engine(contents[f"{ENGINE}model.bin"], files.engine / "model.bin")
    check_ids([facts.end_id], tokens, files.facts)
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
    if positions is not None and facts.max_prompt + LONGEST_TARGET > positions:
        raise ModelError(
            f"{files.facts} has max_prompt {facts.max_prompt}, but the weights have {positions} "
            f"positions, and a name needs up to {LONGEST_TARGET}.",
            "Train the model again.",
        )


def label_of(model: str | Path | None) -> str:
    """Return the label of a model: ``bundled``, or the name of a run's folder."""
    files = files_of(model)
    return BUNDLED if files.folder == BUNDLED_MODEL else followed(files.folder).name


def files_of(model: str | Path | None) -> RunFiles:
    """Return the file paths of a model, given None, ``bundled`` or a run's folder."""
    return RunFiles(BUNDLED_MODEL if model is None or str(model) == BUNDLED else Path(model))


def _tokenizer(content: bytes, path: Path) -> Tokenizer:
    try:
        return Tokenizer.from_buffer(content)
    except Exception as error:  # the library has no exception class of its own
        reason = (str(error).splitlines() or [""])[0][:300]
        raise ModelError(f"{path} can't be read: {reason}.", "Train the model again.") from None


def _facts(files: RunFiles, contents: Mapping[str, bytes]) -> ModelFacts:
    """Return the facts about a run's model.

    Raises:
        ModelError: ``pokename.json`` is malformed, or of another version.
    """
    facts = decoded(contents[files.facts.name], ModelFacts, files.facts)
    if facts.format != VERSION:
        raise ModelError(
            f"{files.folder} was written by another version of pokename.",
            "Train the model again, or install that version.",
        )
    return facts
