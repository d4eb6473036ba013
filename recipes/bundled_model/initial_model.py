"""Write a small untrained GPT-2 whose token embeddings already have meaning.

The embedding of each token is the all-MiniLM-L6-v2 embedding of its text, centred and reduced by
principal components to the model's width. The output layer is tied to the embeddings.
"""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from recipes.bundled_model.tokenizer import END, PAD
from recipes.encoder import encode

LAYERS, WIDTH, HEADS, POSITIONS = 4, 256, 4, 256
# Standard deviation of the embeddings, close to GPT-2's initialization (0.02). Larger embeddings
# dominate attention at the start of training; smaller embeddings are lost in noise.
SCALE = 0.03


def write_initial_model(tokenizer: Tokenizer, folder: Path, seed: int) -> None:
    """Write the model and its tokenizer in the Hugging Face layout."""
    torch.manual_seed(seed)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END, pad_token=PAD)
    end = tokenizer.token_to_id(END)
    config = GPT2Config(
        vocab_size=tokenizer.get_vocab_size(),
        n_positions=POSITIONS,
        n_embd=WIDTH,
        n_layer=LAYERS,
        n_head=HEADS,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=tokenizer.token_to_id(PAD),
    )
    model = GPT2LMHeadModel(config)
    meaningful, vectors = _meanings(tokenizer)
    with torch.no_grad():
        model.transformer.wte.weight[meaningful] = torch.from_numpy(vectors)
    model.save_pretrained(folder)
    fast.save_pretrained(folder)


def _meanings(tokenizer: Tokenizer) -> tuple[list[int], NDArray[np.float32]]:
    """Return the ids of tokens that are words or parts of words, and their embeddings.

    Single letters keep random embeddings: they only spell names and have no meaning.

    Returns:
        N ids, and an array of shape (N, width).
    """
    texts = {
        token: tokenizer.decode([token]).strip() for token in range(tokenizer.get_vocab_size())
    }
    ids = [token for token, text in texts.items() if len(text) > 1 and text.isalpha()]
    known = encode({texts[token] for token in ids})
    vectors = np.stack([known[texts[token]] for token in ids])
    vectors -= vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(vectors, full_matrices=False)
    reduced = vectors @ axes[:WIDTH].T
    return ids, (reduced * (SCALE / reduced.std())).astype(np.float32)
