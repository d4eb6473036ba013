"""Sample names with a plain transformers script: plain_transformers.py MODEL PROMPT COUNT."""

import sys
from typing import Any

from transformers import AutoTokenizer, GPT2LMHeadModel


def main(folder: str, prompt: str, count: int) -> None:
    """Load the model, sample ``count`` continuations of the prompt, and print them."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model: Any = GPT2LMHeadModel.from_pretrained(folder)
    ids = tokenizer(f"{prompt} ->", return_tensors="pt", add_special_tokens=False)
    written = model.generate(
        **ids, do_sample=True, top_p=0.95, max_new_tokens=30, num_return_sequences=count
    )
    for one in written:
        print(tokenizer.decode(one, skip_special_tokens=True))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
