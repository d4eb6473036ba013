"""The model that training starts from: a hub name, a folder, or the small GPT-2 that ships."""

import logging
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
from transformers import logging as transformers_logging
from transformers.activations import GELUTanh, NewGELUActivation
from transformers.utils import logging as _bars

from pokename.corpus.prompt_format import PromptFormat
from pokename.errors import ConfigError, ModelError
from pokename.model.base_files import check_base
from pokename.model.checkpoints import not_finite
from pokename.naming.model_files import bytes_inside, check_ids, decoded
from pokename.paths import BUNDLED_BASE, RunFiles

if TYPE_CHECKING:
    from pokename.config import BaseModelSection

log = logging.getLogger(__name__)

BUNDLED = "bundled"
# What is read of a repository on the hub, which may have the same weights in other formats too.
FILES = ["*.json", "*.txt", "*.model", "*.safetensors"]
HUB_SECONDS = 10.0  # until the hub counts as out of reach


@dataclass(frozen=True)
class Base:
    """A loaded model to fine-tune.

    Attributes:
        model: In float32, in training mode.
        tokenizer: Of the ``tokenizers`` library.
        end_id: The id that ends a name.
        name: What was really loaded.
        folder: Where its files are.
        fallback_reason: Why another model than the one asked for was loaded, or None.
        trained_on: Species that the base itself was trained on, if it is a run of this project.
        source_words: That it learned besides words and stems.
    """

    model: PreTrainedModel
    tokenizer: Tokenizer
    end_id: int
    name: str
    folder: Path
    fallback_reason: str | None
    trained_on: frozenset[int]
    source_words: frozenset[str]


def load_base(section: "BaseModelSection") -> Base:
    """Load the model that the config asks for, or its fallback when the hub can't be reached.

    Only safetensors weights are read and no code from the hub is run.

    Raises:
        ModelError: Neither can be loaded, or the model can't spell or has no end token.
    """
    transformers_logging.set_verbosity_error()
    _bars.disable_progress_bar()
    try:
        return _load(section.name, fallback_reason=None)
    except (OSError, ValueError) as error:
        reason = _reason(error)
        if section.fallback is None or Path(section.name).exists():
            raise ModelError(
                f"The model '{section.name}' can't be loaded: {reason}.",
                "Check the name or folder, download it once with a network, "
                "or allow the small one with --set train.model.fallback=bundled.",
            ) from error
    reason = f"'{section.name}' can't be had: {reason}"
    log.warning("%s. Training starts from '%s' instead.", reason, section.fallback)
    try:
        return _load(section.fallback, fallback_reason=reason)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Neither '{section.name}' nor its fallback '{section.fallback}' can be loaded.",
            "Give a folder in the Hugging Face layout as train.model.name.",
        ) from error


def load_as_it_is(name: str) -> Base:
    """Load a language model by its hub name or folder.

    Raises:
        ModelError: It can't be loaded.
    """
    transformers_logging.set_verbosity_error()
    _bars.disable_progress_bar()
    try:
        return _load(name, fallback_reason=None)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The model '{name}' can't be loaded: {_reason(error)}.",
            "Check the name or folder, or download it once with a network.",
        ) from error


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:300].rstrip(".")


def _folder(name: str) -> Path:
    """Return the folder of a model, got from the hub, or its cache, where it isn't one already.

    Raises:
        OSError: It can't be had.
        ValueError: That is no name of a model.
    """
    if name == BUNDLED:
        return BUNDLED_BASE
    if Path(name).is_dir():
        return Path(name)
    try:
        return Path(_snapshot(name))
    except (OSError, ValueError):
        raise
    except Exception as error:  # of the HTTP client, which the hub's library hands on
        raise OSError(f"{type(error).__name__}: {error}") from error


def _snapshot(name: str) -> str:
    """Return the folder of a model of the hub, which is got where it isn't in the cache.

    At once, since transformers asks for each file by itself: without network that takes minutes.
    """
    with suppress(OfflineModeIsEnabled):
        try:
            HfApi().model_info(name, timeout=HUB_SECONDS)  # the download waits without end
        except Exception:
            with suppress(OSError):
                return snapshot_download(name, allow_patterns=FILES, local_files_only=True)
            raise
    return snapshot_download(name, allow_patterns=FILES)


def _load(name: str, fallback_reason: str | None) -> Base:
    folder = _folder(name)
    weights = check_base(folder)
    try:
        tokenizer, model = _loaded(folder, weights)
    except (ModelError, OSError, ValueError):
        raise
    except Exception as error:  # what transformers raises of a config or weights has no end
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
    card = _card(folder)
    _fuse_gelu(model)
    return Base(
        model=model,
        tokenizer=cast("Tokenizer", backend),
        end_id=int(tokenizer.eos_token_id),
        name=name,
        folder=folder,
        fallback_reason=fallback_reason,
        trained_on=card.trained_on,
        source_words=card.source_words,
    )


def _loaded(folder: Path, weights: int) -> tuple[Any, PreTrainedModel]:
    """Return a tokenizer and a model whose every weight is there, and a number.

    Args:
        folder: In the Hugging Face layout.
        weights: How many numbers its files hold.

    Raises:
        ModelError: The config asks for more of them, or for others; or one is NaN or infinite.
    """
    tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=True, trust_remote_code=False)
    config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
    with torch.device("meta"):  # where nothing is allocated
        asked = AutoModelForCausalLM.from_config(config, trust_remote_code=False).num_parameters()
    if asked > weights:
        raise ModelError(
            f"{folder} has {weights:,} weights, and its config.json asks for {asked:,}.",
            "Get the model anew from where it came from.",
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
            "Get the model anew from where it came from.",
        )
    wild = not_finite(model)
    if wild:
        raise ModelError(
            f"{folder} has NaN or infinity among the weights of {wild}.",
            "Get the model anew from where it came from.",
        )
    return tokenizer, cast("PreTrainedModel", model)


class _Card(Struct, frozen=True):
    """What is asked of a base that is a run of this project."""

    trained_on: frozenset[int] = frozenset()
    source_words: frozenset[str] = frozenset()


def _card(folder: Path) -> _Card:
    path = RunFiles(folder).card
    return decoded(bytes_inside(folder, path.name), _Card, path) if path.exists() else _Card()


def check_fit(base: Base, max_tokens: int) -> None:
    """Raise an error if examples can't be written for a base, before anything is.

    Args:
        base: To be trained.
        max_tokens: Of an example.

    Raises:
        ConfigError: Examples may be longer than what it reads.
        ModelError: It can't spell.
    """
    positions = getattr(base.model.config, "max_position_embeddings", None)
    if isinstance(positions, int) and max_tokens > positions:
        raise ConfigError(
            f"train.max_tokens is {max_tokens}, and '{base.name}' reads {positions} tokens.",
            f"Set train.max_tokens={positions}, or less.",
        )
    PromptFormat(base.tokenizer, base.end_id).spell("a")


def _fuse_gelu(model: torch.nn.Module) -> None:
    """Let torch compute GPT-2's GELU at once.

    It is the same formula; written out, it takes eight passes over the widest activations.
    """
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, NewGELUActivation):
                setattr(module, name, GELUTanh())
