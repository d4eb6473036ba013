"""The model that training starts from: a hub name, a folder, or the small GPT-2 in the package."""

import logging
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch
from huggingface_hub import HfApi, snapshot_download
from huggingface_hub.errors import OfflineModeIsEnabled
from msgspec import Struct
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedModel
from transformers.activations import GELUTanh, NewGELUActivation
from transformers.utils import logging as transformers_logging

from pokename.corpus.prompt_format import PromptFormat
from pokename.errors import ConfigError, ModelError
from pokename.naming.model_files import bytes_inside, check_ids, decoded
from pokename.paths import BUNDLED_BASE, RunFiles
from pokename.training.base_files import check_base
from pokename.training.checkpoints import not_finite
from pokename.training.memory import memory_in_words

if TYPE_CHECKING:
    from pokename.config import BaseModelSection

log = logging.getLogger(__name__)

BUNDLED = "bundled"
# The files read from a hub repository, which may hold the same weights in other formats too.
FILES = ["*.json", "*.txt", "*.model", "*.safetensors"]
HUB_SECONDS = 10.0  # how long to wait before the hub counts as unreachable


@dataclass(frozen=True)
class Base:
    """A loaded model, ready to fine-tune.

    Attributes:
        model: The model, in float32 and in training mode.
        tokenizer: The tokenizer of the model, from the ``tokenizers`` library.
        end_id: The id of the token that ends a name.
        name: The model that was actually loaded.
        revision: The commit of a hub model; None for another model.
        folder: The folder of its files.
        files: The SHA-256 of its config, weights, tokenizer and ``pokename.json``, by file.
        fallback_reason: Why a fallback was loaded instead of the requested model, or None.
        trained_on: The species that the base was trained on, if the base is a run of this project.
        source_words: The source words that the base learned, except English words and known stems.
    """

    model: PreTrainedModel
    tokenizer: Tokenizer
    end_id: int
    name: str
    revision: str | None
    folder: Path
    files: Mapping[str, str]
    fallback_reason: str | None
    trained_on: frozenset[int]
    source_words: frozenset[str]


def load_base(section: "BaseModelSection") -> Base:
    """Load the model that the config names, or its fallback if the hub is unreachable.

    Only safetensors weights are read, and no code from the hub is run.

    Raises:
        ModelError: Both models fail to load, or the tokenizer has no fast form or no end token.
    """
    _quiet()
    try:
        return _load(section.name, section.revision)
    except (OSError, ValueError) as error:
        reason = _reason(error)
        if section.fallback is None or Path(section.name).exists():
            raise ModelError(
                f"The model '{section.name}' can't be loaded: {reason}.",
                "Check train.model.name and train.model.revision, connect to the internet once to "
                "download the model, or choose another base.",
            ) from error
    reason = f"'{section.name}' can't be loaded: {reason}"
    log.warning("%s. The base is '%s' instead.", reason, section.fallback)
    try:
        return _load(section.fallback, fallback_reason=reason)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Neither '{section.name}' nor its fallback '{section.fallback}' can be loaded.",
            "Give a folder in the Hugging Face layout as train.model.name.",
        ) from error


def load_as_it_is(name: str, revision: str | None = None) -> Base:
    """Load a language model by its hub name or folder, unchanged.

    Args:
        name: The hub name or the folder.
        revision: The commit of a hub model; None takes the newest.

    Raises:
        ModelError: The model can't be loaded.
    """
    _quiet()
    try:
        return _load(name, revision)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The model '{name}' can't be loaded: {_reason(error)}.",
            "Check the name or folder, or connect to the internet once to download it.",
        ) from error


def _quiet() -> None:
    """Keep transformers from writing warnings and progress bars to stderr."""
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:300].rstrip(".")


def _folder(name: str, revision: str | None) -> Path:
    """Return the folder of a model; a hub model comes from the cache or is downloaded.

    Raises:
        OSError: The model can't be downloaded or read.
        ValueError: The name isn't a valid model name, or a model that isn't of the hub has a
            revision.
    """
    if not _is_hub_name(name):
        if revision:
            raise ValueError(f"it isn't a hub model, so it has no revision {revision}")
        return BUNDLED_BASE if name == BUNDLED else Path(name)
    try:
        return Path(_snapshot(name, revision))
    except (OSError, ValueError):
        raise
    except Exception as error:  # any error of the HTTP client, passed on by the hub's library
        raise OSError(f"{type(error).__name__}: {error}") from error


def _is_hub_name(name: str) -> bool:
    return name != BUNDLED and not Path(name).is_dir()


def _snapshot(name: str, revision: str | None) -> str:
    """Return the cached folder of a hub model, after downloading it if needed.

    All files are downloaded in one call. transformers would ask the hub for each file, which is
    slow without a network.
    """
    with suppress(OfflineModeIsEnabled):
        try:
            # The download itself has no timeout.
            HfApi().model_info(name, revision=revision, timeout=HUB_SECONDS)
        except Exception:
            with suppress(OSError):
                return snapshot_download(
                    name, revision=revision, allow_patterns=FILES, local_files_only=True
                )
            raise
    return snapshot_download(name, revision=revision, allow_patterns=FILES)


@memory_in_words("Close other programs, or choose a smaller model.")
def _load(name: str, revision: str | None = None, *, fallback_reason: str | None = None) -> Base:
    folder = _folder(name, revision)
    weights, files = check_base(folder)
    try:
        tokenizer, model = _loaded(folder, weights)
    except (ModelError, OSError, ValueError):
        raise
    except Exception as error:  # transformers raises many kinds of errors here
        raise ModelError(
            f"The model '{name}' can't be loaded: {type(error).__name__}: {_reason(error)}.",
            "Check its files, or choose another train.model.name.",
        ) from error
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None or tokenizer.eos_token_id is None:
        raise ModelError(
            f"The tokenizer of '{name}' has no fast form or no end token.",
            "Choose a model with a tokenizer.json and an end-of-text token, such as gpt2.",
        )
    ids = [*backend.get_vocab(with_added_tokens=True).values(), int(tokenizer.eos_token_id)]
    embeddings: Any = model.get_input_embeddings()
    check_ids(ids, int(embeddings.weight.shape[0]), folder)
    facts = _facts(folder)
    _fuse_gelu(model)
    return Base(
        model=model,
        tokenizer=cast("Tokenizer", backend),
        end_id=int(tokenizer.eos_token_id),
        name=name,
        revision=folder.name if _is_hub_name(name) else None,
        folder=folder,
        files=files,
        fallback_reason=fallback_reason,
        trained_on=facts.trained_on,
        source_words=facts.source_words,
    )


def _loaded(folder: Path, weights: int) -> tuple[Any, PreTrainedModel]:
    """Return a tokenizer and a model whose weights are all present and finite.

    Args:
        folder: A folder in the Hugging Face layout.
        weights: The number of weights in its files.

    Raises:
        ModelError: The files lack weights that the config requires, or a weight is NaN or infinite.
    """
    tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=True, trust_remote_code=False)
    config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
    with torch.device("meta"):  # allocates no memory
        asked = AutoModelForCausalLM.from_config(config, trust_remote_code=False).num_parameters()
    if asked > weights:
        raise ModelError(
            f"{folder} has {weights:,} weights, but its config.json requires {asked:,}.",
            "Download the model again.",
        )
    loaded: Any = AutoModelForCausalLM.from_pretrained(
        folder,
        dtype=torch.float32,
        use_safetensors=True,
        trust_remote_code=False,
        output_loading_info=True,
    )
    model, report = loaded
    if report["missing_keys"]:
        missing = sorted(report["missing_keys"])
        raise ModelError(
            f"{folder} has no weights for {missing[0]} and {len(missing) - 1} others.",
            "Download the model again.",
        )
    wild = not_finite(model)
    if wild:
        raise ModelError(
            f"{folder} has NaN or infinity among the weights of {wild}.",
            "Download the model again.",
        )
    return tokenizer, cast("PreTrainedModel", model)


class _Facts(Struct, frozen=True):
    """The fields that are read from a base's ``pokename.json``, if it is a run."""

    trained_on: frozenset[int] = frozenset()
    source_words: frozenset[str] = frozenset()


def _facts(folder: Path) -> _Facts:
    path = RunFiles(folder).facts
    return decoded(bytes_inside(folder, path.name), _Facts, path) if path.exists() else _Facts()


def context(base: Base) -> int:
    """Return how many tokens a base can read; models without a limit read any number."""
    positions = getattr(base.model.config, "max_position_embeddings", None)
    return positions if isinstance(positions, int) else sys.maxsize


def check_fit(base: Base, max_tokens: int) -> None:
    """Raise an error if the examples don't fit a base, before anything is written.

    Args:
        base: The base to train.
        max_tokens: The largest number of tokens in an example.

    Raises:
        ConfigError: Examples may be longer than the model's context.
        ModelError: The tokenizer has no token for some letter.
    """
    positions = context(base)
    if max_tokens > positions:
        raise ConfigError(
            f"train.max_tokens is {max_tokens}, but '{base.name}' reads only {positions} tokens.",
            f"Set train.max_tokens={positions}, or less.",
        )
    PromptFormat(base.tokenizer, base.end_id).spell("a")


def _fuse_gelu(model: torch.nn.Module) -> None:
    """Make torch compute GPT-2's GELU in one operation.

    The formula is the same; the original code makes eight passes over the widest activations.
    """
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, NewGELUActivation):
                setattr(module, name, GELUTanh())
