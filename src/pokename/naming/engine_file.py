"""Checks of ``model.bin``, CTranslate2's file of weights, before the engine loads it.

The engine trusts the file and checks little of it, so a malformed file can crash it or corrupt
memory. The file contains a version, the architecture's name and revision, variables (name, shape,
type, bytes), and aliases (a name, and the variable that it stands for). Numbers are little-endian;
strings end in a zero byte.
"""

import math
import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from pokename.errors import ModelError

FORMAT = 6
MOST_VARIABLES = 100_000
MOST_LAYERS = 1000
MOST_DIMENSIONS = 4
_NAME = re.compile(r"[\w./-]{1,200}", re.ASCII)
DECODER = "decoder/"
EMBEDDINGS = f"{DECODER}embeddings/weight"
POSITIONS = f"{DECODER}position_encodings/encodings"
_WIDTHS = {0: 4, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2}  # bytes per number, by type code
_INTEGERS = {1: "b", 2: "h", 3: "i"}
_FLOATS = {0: ("<u4", 0x7F800000), 4: ("<u2", 0x7C00), 5: ("<u2", 0x7F80)}


class EngineFileError(ValueError):
    """A fault in the file; its message continues a sentence that begins with the file's name."""


class Variable(Struct, frozen=True):
    """A tensor in the file.

    Attributes:
        shape: Its dimensions; () for a single number.
        kind: Type code of its numbers.
        content: Its bytes.
    """

    shape: tuple[int, ...]
    kind: int
    content: memoryview


class _Reader:
    """Reads a file front to back, never beyond its end."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        self._at = 0

    def take(self, size: int) -> memoryview:
        """Return the next ``size`` bytes; raise EngineFileError if there are fewer."""
        if size > len(self._content) - self._at:
            raise EngineFileError("ends too early")
        self._at += size
        return self._content[self._at - size : self._at]

    def numbers(self, kinds: str) -> tuple[int, ...]:
        """Return the next numbers; ``kinds`` are their types as in ``struct``, little-endian."""
        return struct.unpack(f"<{kinds}", self.take(struct.calcsize(f"<{kinds}")))

    def text(self) -> str:
        """Return the next name; its length comes before it, and a zero byte ends it."""
        (length,) = self.numbers("H")
        text = bytes(self.take(length))
        name = text[:-1].decode("ascii", "replace")
        if text[-1:] != b"\0" or not _NAME.fullmatch(name):
            raise EngineFileError("has a variable without a valid name")
        return name

    @property
    def at_end(self) -> bool:
        """Whether the whole file has been read."""
        return self._at == len(self._content)


def check_engine(content: bytes, path: Path) -> tuple[int, int | None]:
    """Check the weights; return the numbers of tokens and positions that the weights cover.

    Args:
        content: Bytes of the file.
        path: Path of the file, for error messages.

    Returns:
        Size of the vocabulary; number of positions, or None if it is unlimited.

    Raises:
        ModelError: The file is incomplete, shapes don't match, or a number isn't finite.
    """
    try:
        variables = read_variables(content)
        _check_shapes(variables)
        _check_finite(variables)
    except EngineFileError as error:
        raise ModelError(
            f"{path} {error}.", "Train the model again, or download it again."
        ) from None
    positions = variables.get(POSITIONS)
    return variables[EMBEDDINGS].shape[0], positions.shape[0] if positions else None


def check_beginning(path: Path, named: Path) -> None:
    """Check the first bytes of a weights file, before the whole file is read.

    Raises:
        ModelError: The file has another format, or can't be read.
    """
    try:
        with path.open("rb") as stream:
            beginning = stream.read(4)
    except OSError as error:
        raise ModelError(f"{named} can't be read: {error.strerror}.", "Check it.") from None
    if beginning != struct.pack("<I", FORMAT):
        raise ModelError(
            f"{named} isn't an engine's weights file of format {FORMAT}.", "Train the model again."
        )


def read_variables(content: bytes) -> dict[str, Variable]:
    """Return the variables of a file by name, aliases included.

    Raises:
        EngineFileError: The file is incomplete or malformed.
    """
    reader = _Reader(content)
    (version,) = reader.numbers("I")
    if version != FORMAT:
        raise EngineFileError(f"is of format {version}, not {FORMAT}")
    reader.text()
    _, count = reader.numbers("II")
    if count > MOST_VARIABLES:
        raise EngineFileError(f"claims to have {count} variables")
    variables: dict[str, Variable] = {}
    for _ in range(count):
        name = reader.text()
        if name in variables:
            raise EngineFileError(f"has {name} twice")
        variables[name] = _variable(name, reader)
    (count,) = reader.numbers("I")
    for _ in range(min(count, MOST_VARIABLES)):
        alias, name = reader.text(), reader.text()
        if name not in variables:
            raise EngineFileError(f"has no {name}, to which {alias} refers")
        variables[alias] = variables[name]
    if not reader.at_end:
        raise EngineFileError("has data after its end")
    return variables


def _variable(name: str, reader: _Reader) -> Variable:
    (rank,) = reader.numbers("B")
    shape = reader.numbers("I" * rank)
    kind, size = reader.numbers("BI")
    if kind not in _WIDTHS:
        raise EngineFileError(f"has {name} of an unknown type")
    if rank > MOST_DIMENSIONS:
        raise EngineFileError(f"has {name} of {rank} dimensions")
    if size != math.prod(shape) * _WIDTHS[kind] or not size:
        raise EngineFileError(f"has {size} bytes for {name} of shape {shape}")
    return Variable(shape, kind, reader.take(size))


def _check_shapes(variables: Mapping[str, Variable]) -> None:
    """Raise an error if the shapes of matrices, biases and heads don't match."""
    vocabulary, embedded = _shape(variables, EMBEDDINGS, 2)
    width = embedded
    if f"{DECODER}project_in/weight" in variables:  # embeddings narrower than the layers
        width, _ = _shape(variables, f"{DECODER}project_in/weight", 2)
        _check_linear(variables, f"{DECODER}project_in/", embedded, width)
        _check_linear(variables, f"{DECODER}project_out/", width, embedded)
    positions = variables.get(POSITIONS)
    if positions and (len(positions.shape) != 2 or positions.shape[1] != width):
        raise EngineFileError("has position encodings of another width than its layers")
    projection = _shape(variables, f"{DECODER}projection/weight", 2)
    if projection != (vocabulary, embedded):
        raise EngineFileError("has an output layer that doesn't fit its vocabulary")
    _check_lengths(variables, f"{DECODER}layer_norm/", width)
    layers = {
        name.removeprefix(DECODER).partition("/")[0]
        for name in variables
        if name.startswith(f"{DECODER}layer_") and not name.startswith(f"{DECODER}layer_norm")
    }
    if not 1 <= len(layers) <= MOST_LAYERS:
        raise EngineFileError(f"has {len(layers)} layers")
    for layer in layers:
        _check_layer(variables, f"{DECODER}{layer}/", width)


def _check_layer(variables: Mapping[str, Variable], layer: str, width: int) -> None:
    heads = _number(variables, f"{DECODER}num_heads")
    attention = f"{layer}self_attention/"
    for_keys = _number(variables, f"{attention}num_heads_kv", heads) or heads
    if heads < 1 or not 1 <= for_keys <= heads or heads % for_keys:
        raise EngineFileError(
            f"has {heads} attention heads, which isn't a positive multiple of its {for_keys} key "
            "heads"
        )
    head = _number(variables, f"{attention}head_dim", width // heads)
    if head < 1 or (f"{attention}head_dim" not in variables and width % heads):
        raise EngineFileError(f"has {heads} heads, which don't divide its width of {width}")
    if not 0 <= _number(variables, f"{attention}rotary_dim", 0) <= head:
        raise EngineFileError("has a rotation that is wider than its heads")
    _check_linear(variables, f"{attention}linear_0/", width, (heads + 2 * for_keys) * head)
    _check_linear(variables, f"{attention}linear_1/", heads * head, width)
    inner, _ = _shape(variables, f"{layer}ffn/linear_0/weight", 2)
    _check_linear(variables, f"{layer}ffn/linear_0/", width, inner)
    _check_linear(variables, f"{layer}ffn/linear_1/", inner, width)
    if f"{layer}ffn/linear_0_noact/weight" in variables:
        _check_linear(variables, f"{layer}ffn/linear_0_noact/", width, inner)
    for norm in ("self_attention/layer_norm/", "ffn/layer_norm/", *_OTHER_NORMS):
        _check_lengths(variables, f"{layer}{norm}", width)


_OTHER_NORMS = ("shared_layer_norm/", "input_layer_norm/", "post_attention_layer_norm/")


def _check_linear(variables: Mapping[str, Variable], name: str, taken: int, given: int) -> None:
    shape = _shape(variables, f"{name}weight", 2)
    if shape != (given, taken):
        raise EngineFileError(f"has {name}weight of shape {shape}, not {(given, taken)}")
    _check_lengths(variables, name, given)


def _check_lengths(variables: Mapping[str, Variable], name: str, length: int) -> None:
    """Raise an error if a layer's bias, norm or scale has a length other than ``length``."""
    for part in ("bias", "gamma", "beta", "weight_scale", "weight_zero"):
        variable = variables.get(f"{name}{part}")
        if variable and variable.shape not in ((length,), ()):
            raise EngineFileError(f"has {name}{part} of shape {variable.shape}, not ({length},)")
        if variable and variable.shape == () and not part.startswith("weight"):
            raise EngineFileError(f"has {name}{part} of a single number")


def _shape(variables: Mapping[str, Variable], name: str, rank: int) -> tuple[int, ...]:
    variable = variables.get(name)
    if variable is None:
        raise EngineFileError(f"has no {name}")
    if len(variable.shape) != rank:
        raise EngineFileError(f"has {name} of shape {variable.shape}")
    return variable.shape


def _number(variables: Mapping[str, Variable], name: str, missing: int | None = None) -> int:
    variable = variables.get(name)
    if variable is None:
        if missing is None:
            raise EngineFileError(f"has no {name}")
        return missing
    if variable.shape not in ((), (1,)) or variable.kind not in _INTEGERS:
        raise EngineFileError(f"has {name}, which isn't a whole number")
    number: int = struct.unpack(f"<{_INTEGERS[variable.kind]}", variable.content)[0]
    return number


def _check_finite(variables: Mapping[str, Variable]) -> None:
    for name, variable in variables.items():
        if not _finite(variable):
            raise EngineFileError(f"holds NaN or infinity in {name}")


def _finite(variable: Variable) -> bool:
    """Return whether all numbers are finite; NaN and infinity have all exponent bits set."""
    if variable.kind not in _FLOATS:
        return True
    import numpy as np

    form, exponent = _FLOATS[variable.kind]
    return all(
        not np.any((np.frombuffer(part, form) & exponent) == exponent)
        for part in _parts(variable.content)
    )


def _parts(content: memoryview, size: int = 2**24) -> Iterator[memoryview]:
    """Yield the bytes in parts, so that checking them never copies all weights at once."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
