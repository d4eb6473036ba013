"""Checks of the files of an untrusted base, before transformers reads them."""

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from pokename.errors import ModelError
from pokename.files import sha256
from pokename.naming.model_files import (
    JSON_LIMIT,
    MIB,
    WEIGHTS_LIMIT,
    bytes_inside,
    check_ids,
    check_tokenizer,
    decoded,
    hold_to_manifest,
    is_bundled,
    regular_file,
)
from pokename.naming.tried_models import passed, try_out, verdict_key
from pokename.paths import RunFiles

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
TOKENIZER = "tokenizer.json"
# The files that transformers reads from a folder.
READ = ("*.json", "*.txt", "*.model", "*.jinja", "*.safetensors")
MOST_LAYERS = 1000
MOST_HEADS = 1024
MOST_WIDTH = 2**17
MOST_TOKENS = 2**23
MOST_POSITIONS = 2**24
_HINT = "Download the model again, or choose another train.model.name."
_WIDTHS = {
    **dict.fromkeys(("F64", "I64", "U64"), 8),
    **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 2),
    **dict.fromkeys(("F8_E4M3", "F8_E5M2", "I8", "U8", "BOOL"), 1),
}

Size = Annotated[int, Meta(ge=1)]


class _Config(Struct, frozen=True):
    """The fields of ``config.json`` that set a model's size; their names vary by architecture."""

    model_type: str
    n_layer: Annotated[int, Meta(ge=1, le=MOST_LAYERS)] | None = None
    num_hidden_layers: Annotated[int, Meta(ge=1, le=MOST_LAYERS)] | None = None
    n_head: Annotated[int, Meta(ge=1, le=MOST_HEADS)] | None = None
    num_attention_heads: Annotated[int, Meta(ge=1, le=MOST_HEADS)] | None = None
    num_key_value_heads: Annotated[int, Meta(ge=1, le=MOST_HEADS)] | None = None
    head_dim: Annotated[int, Meta(ge=1, le=MOST_WIDTH)] | None = None
    n_embd: Annotated[int, Meta(ge=1, le=MOST_WIDTH)] | None = None
    hidden_size: Annotated[int, Meta(ge=1, le=MOST_WIDTH)] | None = None
    n_inner: Annotated[int, Meta(ge=1, le=8 * MOST_WIDTH)] | None = None
    intermediate_size: Annotated[int, Meta(ge=1, le=8 * MOST_WIDTH)] | None = None
    ffn_dim: Annotated[int, Meta(ge=1, le=8 * MOST_WIDTH)] | None = None
    n_positions: Annotated[int, Meta(ge=1, le=MOST_POSITIONS)] | None = None
    max_position_embeddings: Annotated[int, Meta(ge=1, le=MOST_POSITIONS)] | None = None
    vocab_size: Annotated[int, Meta(ge=1, le=MOST_TOKENS)] | None = None


class _Tensor(Struct, frozen=True):
    """The entry of a tensor in the header of a safetensors file."""

    dtype: str
    shape: Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(max_length=8)]
    data_offsets: tuple[int, int]


class _Index(Struct, frozen=True):
    weight_map: Mapping[str, str]


def check_base(folder: Path) -> tuple[int, dict[str, str]]:
    """Check that a base is safe to load.

    Args:
        folder: A folder in the Hugging Face layout.

    Returns:
        The number of weights, and the SHA-256 of config, weights, tokenizer and
            ``pokename.json`` by file.

    Raises:
        ModelError: A file is missing, isn't a regular file, is truncated, or contradicts the other
            files or the folder's manifest.
    """
    files = RunFiles(folder)
    config = _config(folder)
    _check_heads(config, folder)
    shards = _shards(folder)
    weights = sum(_weights(folder, shard) for shard in shards)
    _check_read(folder, shards)
    hashes = {
        name: sha256(regular_file(folder, name, WEIGHTS_LIMIT))
        for name in ("config.json", *shards, *_present(folder, (TOKENIZER, files.facts.name)))
    }
    hold_to_manifest(files, hashes)
    if TOKENIZER in hashes:
        content = bytes_inside(folder, TOKENIZER)
        ids = check_tokenizer(content, folder / TOKENIZER)
        check_ids(ids.values(), config.vocab_size or MOST_TOKENS, folder / TOKENIZER)
        key = verdict_key("tokenizer", {TOKENIZER: hashes[TOKENIZER]})
        if not is_bundled(folder) and not passed(key):
            try_out("tokenizer", folder, key, len(content))
    return weights, hashes


def _config(folder: Path) -> _Config:
    path = folder / "config.json"
    return decoded(bytes_inside(folder, path.name, MIB), _Config, path)


def _check_heads(config: _Config, folder: Path) -> None:
    heads = config.n_head or config.num_attention_heads
    width = config.n_embd or config.hidden_size
    keys = config.num_key_value_heads
    uneven = heads and width and not config.head_dim and width % heads
    if uneven or (heads and keys and heads % keys):
        raise ModelError(
            f"{folder / 'config.json'} has {heads} attention heads, which don't divide its "
            f"width of {width}, or aren't a multiple of the number of its key heads.",
            _HINT,
        )


def _present(folder: Path, names: Sequence[str]) -> Iterator[str]:
    """Yield the ``names`` that exist in a folder, including broken links."""
    for name in names:
        path = folder / name
        if path.exists() or path.is_symlink():
            yield name


def _shards(folder: Path) -> list[str]:
    """Return the names of the weight files."""
    if list(_present(folder, (WEIGHTS,))) or not list(_present(folder, (INDEX,))):
        return [WEIGHTS]
    path = folder / INDEX
    shards = sorted(set(decoded(bytes_inside(folder, INDEX), _Index, path).weight_map.values()))
    for shard in shards:
        if Path(shard).name != shard or not shard.endswith(".safetensors"):
            raise ModelError(f"{path} names {shard[:80]!r}, which isn't a file beside it.", _HINT)
    return shards


def _check_read(folder: Path, shards: Sequence[str]) -> None:
    """Raise an error if a file that transformers may read isn't a regular file in the folder."""
    for pattern in READ:
        for path in folder.glob(pattern):
            limit = WEIGHTS_LIMIT if path.name in shards else JSON_LIMIT
            if path.suffix != ".safetensors" or path.name in shards:
                regular_file(folder, path.name, limit)
    if list(_present(folder, ("adapter_config.json",))):
        raise ModelError(
            f"{folder} is an adapter of another model.", "Merge it into that model first."
        )


def _weights(folder: Path, name: str) -> int:
    """Check the header of a safetensors file, and return its number of weights."""
    path = folder / name
    real = regular_file(folder, name, WEIGHTS_LIMIT)
    size = real.stat().st_size
    with real.open("rb") as stream:
        beginning = stream.read(8)
        length = struct.unpack("<Q", beginning)[0] if len(beginning) == 8 else 0
        if not 2 <= length <= min(size - 8, JSON_LIMIT):
            raise ModelError(f"{path} isn't a safetensors file.", _HINT)
        header = decoded(stream.read(length), dict[str, dict[str, Any]], path)
    header.pop("__metadata__", None)
    tensors = _tensors(header, path)
    at = 0
    for one in sorted(tensors, key=lambda tensor: tensor.data_offsets):
        start, end = one.data_offsets
        if start != at or end - start != math.prod(one.shape) * _WIDTHS.get(one.dtype, -1):
            raise ModelError(f"{path} has gaps or overlaps between its tensors.", _HINT)
        at = end
    if at != size - 8 - length:
        raise ModelError(
            f"{path} isn't as long as its header says: it was truncated or changed.", _HINT
        )
    return sum(math.prod(one.shape) for one in tensors)


def _tensors(header: Mapping[str, Any], path: Path) -> list[_Tensor]:
    from msgspec import ValidationError, convert

    try:
        return list(convert(dict(header), dict[str, _Tensor]).values())
    except ValidationError as error:
        raise ModelError(f"{path} can't be read: {error}.", _HINT) from None
