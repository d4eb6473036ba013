"""The inference engine's copy of a model: whether there can be one, and how it is written."""

import shutil
from pathlib import Path
from typing import Any

import torch
from ctranslate2.converters import TransformersConverter
from transformers import AutoModelForCausalLM

from pokename.errors import ModelError
from pokename.files import read_json, write_json
from pokename.training.bases import Base

# float16 weights take half the space of float32. On a CPU the engine still computes in float32, so
# names are the same on every processor; with int8 they aren't.
QUANTIZATION = "float16"


def check_convertible(base: Base) -> None:
    """Raise an error if the engine can't run a base, before the training.

    Raises:
        ModelError: The engine's converter doesn't support the architecture, a setting or the
            tokenizer of the base.
    """
    try:
        _Rehearsal(str(base.folder)).convert_without_weights()
    except Exception as error:  # the converters of the architectures raise many kinds of errors
        reason = (str(error).splitlines() or [""])[0].partition(" (supported")[0].rstrip(".")
        raise ModelError(
            f"The inference engine can't run '{base.name}': {type(error).__name__}: {reason}.",
            "Choose another train.model.name, such as a GPT-2, OPT, Llama or Qwen2.",
        ) from error


class _Rehearsal(TransformersConverter):  # type: ignore[misc] # CTranslate2 has no types
    """Converts a model whose weights are never computed, which takes little time and memory."""

    def load_model(self, _class: Any, _folder: str, *, config: Any, **_: Any) -> Any:
        """Return a model with the memory of its weights, but without values."""
        with torch.device("meta"):
            model: Any = AutoModelForCausalLM.from_config(config, dtype=torch.float16)
        return model.to_empty(device="cpu")

    def convert_without_weights(self) -> None:
        """Convert the model, and write nothing."""
        self._load().validate()


def convert_to_engine(model: Path, engine: Path, quantization: str = QUANTIZATION) -> None:
    """Convert a model in the Hugging Face layout to an engine.

    If the engine doesn't support the model, an earlier engine stays. No folder is renamed, since a
    bucket that is mounted as a folder may refuse that.

    Args:
        model: The folder with config.json, model.safetensors and tokenizer.json.
        engine: The folder to write.
        quantization: The number format of the weights, as CTranslate2 names it.

    Raises:
        ModelError: The engine doesn't support the architecture.
    """
    temporary = engine.with_name(f".{engine.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        TransformersConverter(str(model)).convert(str(temporary), quantization=quantization)
    except (ValueError, NotImplementedError) as error:
        raise ModelError(
            f"The engine doesn't support this model: {str(error).splitlines()[0]}.",
            "The trained model is saved; choose another one for generation.",
        ) from error
    _name_special_tokens(temporary / "config.json")
    shutil.rmtree(engine, ignore_errors=True)
    engine.mkdir()
    for file in temporary.iterdir():
        file.replace(engine / file.name)
    temporary.rmdir()


def _name_special_tokens(config: Path) -> None:
    """Name the special tokens that the engine requires; a tokenizer may have only an end token."""
    settings = read_json(config)
    for token in ("bos_token", "unk_token"):
        settings[token] = settings.get(token) or settings["eos_token"]
    write_json(config, {key: value for key, value in settings.items() if value is not None})
