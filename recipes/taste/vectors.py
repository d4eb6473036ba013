"""The word vectors that ship: a sentence encoder's, with fewer dimensions and as small integers."""

from collections.abc import Iterable

import numpy as np

from pokename.files import replacing
from pokename.paths import WORD_VECTORS
from pokename.words.word_vectors import DIMENSIONS
from recipes.encoder import encode

# Numbers of a vector of length 1 are about 1/8, so this scale clips few of them at 127.
SCALE = 256


def write(words: Iterable[str]) -> None:
    """Centre the encoder's vectors, reduce them to their principal components, and write them."""
    known = encode(words)
    order = sorted(known)
    table = np.stack([known[word] for word in order]).astype(np.float64)
    table -= table.mean(axis=0)
    _, _, components = np.linalg.svd(table, full_matrices=False)
    table = table @ components[:DIMENSIONS].T
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    vectors = np.clip(np.round(table * SCALE), -127, 127).astype(np.int8)
    with replacing(WORD_VECTORS) as temporary:
        temporary.write_bytes(" ".join(order).encode("ascii") + b"\n" + vectors.tobytes())
