"""The model that training starts from: a hub name, a folder, or the small GPT-2 that ships."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import torch
from huggingface_hub import snapshot_download
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel
from transformers import logging as transformers_logging
from transformers.activations import GELUTanh, NewGELUActivation
from transformers.utils import logging as _bars

from pokename.errors import ModelError
from pokename.files import read_json
from pokename.paths import BUNDLED_BASE, RunFiles

if TYPE_CHECKING:
    from pokename.config import BaseModelSection

log = logging.getLogger(__name__)

BUNDLED = "bundled"
# What is read of a repository on the hub, which may have the same weights in other formats too.
FILES = ["*.json", "*.txt", "*.model", "*.safetensors"]


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
    return str(error).strip().splitlines()[0].rstrip(".")


def _folder(name: str) -> Path:
    """Return the folder of a model, got from the hub, or its cache, where it isn't one already."""
    if name == BUNDLED:
        return BUNDLED_BASE
    if Path(name).is_dir():
        return Path(name)
    # At once, since transformers asks for each file by itself: without network that takes minutes.
    return Path(snapshot_download(name, allow_patterns=FILES))


def _load(name: str, fallback_reason: str | None) -> Base:
    folder = _folder(name)
    tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=True, trust_remote_code=False)
    model = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, use_safetensors=True, trust_remote_code=False
    )
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None or tokenizer.eos_token_id is None:
        raise ModelError(
            f"The tokenizer of '{name}' has no fast form or no end token.",
            "Choose a model with a tokenizer.json and an end-of-text token, such as gpt2.",
        )
    file = RunFiles(folder).card
    card = read_json(file) if file.is_file() else {}
    _fuse_gelu(model)
    return Base(
        model=cast("PreTrainedModel", model),
        tokenizer=cast("Tokenizer", backend),
        end_id=int(tokenizer.eos_token_id),
        name=name,
        folder=folder,
        fallback_reason=fallback_reason,
        trained_on=frozenset(card.get("trained_on", ())),
        source_words=frozenset(card.get("source_words", ())),
    )


def _fuse_gelu(model: torch.nn.Module) -> None:
    """Let torch compute GPT-2's GELU at once.

    It is the same formula; written out, it takes eight passes over the widest activations.
    """
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, NewGELUActivation):
                setattr(module, name, GELUTanh())
