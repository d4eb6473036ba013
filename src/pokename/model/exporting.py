"""A trained model to the form that the inference engine reads."""

import shutil
from pathlib import Path

from ctranslate2.converters import TransformersConverter

from pokename.errors import ModelError
from pokename.files import read_json, write_json

# Half the size of float32. On a CPU the engine computes in float32, which gives the same names on
# every processor; int8 does not.
QUANTIZATION = "float16"


def export_engine(model: Path, engine: Path, quantization: str = QUANTIZATION) -> None:
    """Convert a model in the Hugging Face layout; the folder appears whole or not at all.

    Args:
        model: With config.json, model.safetensors and tokenizer.json.
        engine: The folder to write.
        quantization: How weights are stored, as CTranslate2 names it.

    Raises:
        ModelError: The engine doesn't know the architecture.
    """
    temporary = engine.with_name(f".{engine.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        TransformersConverter(str(model)).convert(str(temporary), quantization=quantization)
    except (ValueError, NotImplementedError) as error:
        raise ModelError(
            f"The engine can't take this model: {str(error).splitlines()[0]}.",
            "The trained model is kept; choose a GPT-2, GPT-NeoX, OPT or Llama for generation.",
        ) from error
    _name_special_tokens(temporary / "config.json")
    shutil.rmtree(engine, ignore_errors=True)
    temporary.replace(engine)


def _name_special_tokens(config: Path) -> None:
    """Give the engine the tokens it insists on; a byte-level tokenizer may have but an end."""
    settings = read_json(config)
    for token in ("bos_token", "unk_token"):
        settings[token] = settings.get(token) or settings["eos_token"]
    write_json(config, {key: value for key, value in settings.items() if value is not None})
