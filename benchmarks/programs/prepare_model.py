"""Write a model that transformers and the engine can load: prepare_model.py MODEL FOLDER."""

import shutil
import sys
from pathlib import Path

from transformers import GPT2Config, GPT2LMHeadModel

from pokename.files import read_json, write_json
from pokename.paths import BUNDLED_BASE, RunFiles
from pokename.training.engine_conversion import convert_to_engine

LARGE = "gpt2-124m"


def main(model: str, folder: Path) -> None:
    """Copy a model, or draw a random GPT-2 for ``gpt2-124m``, and convert it for the engine."""
    shutil.copytree(BUNDLED_BASE if model == LARGE else model, folder)
    if model == LARGE:
        config = GPT2Config(bos_token_id=0, eos_token_id=0)
        GPT2LMHeadModel(config).save_pretrained(folder)
        _fill_vocabulary(RunFiles(folder).tokenizer, config.vocab_size)
    convert_to_engine(folder, RunFiles(folder).engine)


def _fill_vocabulary(tokenizer: Path, size: int) -> None:
    """Pad a tokenizer's vocabulary to the model's size with placeholder tokens.

    Any placeholders will do, since no benchmark reads the decoded text.
    """
    stored = read_json(tokenizer)
    vocabulary = stored["model"]["vocab"]
    vocabulary |= {f"<{token}>": token for token in range(len(vocabulary), size)}
    write_json(tokenizer, stored)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
