"""A model in both forms, for transformers and for the engine: prepare_model.py MODEL FOLDER."""

import shutil
import sys
from pathlib import Path

from transformers import GPT2Config, GPT2LMHeadModel

from pokename.model.exporting import export_engine
from pokename.paths import BUNDLED_BASE, RunFiles

LARGE = "gpt2-124m"


def main(model: str, folder: Path) -> None:
    """Copy a model, or draw GPT-2's weights at random, and convert it."""
    if model == LARGE:
        # The tokenizer knows less than the 50,257 tokens: what the model writes is never read.
        shutil.copytree(BUNDLED_BASE, folder)
        GPT2LMHeadModel(GPT2Config(bos_token_id=0, eos_token_id=0)).save_pretrained(folder)
    else:
        shutil.copytree(model, folder)
    export_engine(folder, RunFiles(folder).engine)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
