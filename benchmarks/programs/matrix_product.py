"""The speed of float32 matrix products here: python -m benchmarks.programs.matrix_product.

Prints JSON, in operations a second: ``training``, the products of a training step of the base that
ships, at their own shapes and in their own mix; ``square``, large square ones.
"""

import json
import time
from collections.abc import Callable, Iterable
from itertools import chain, starmap

import torch
from transformers import GPT2Config

from pokename.corpus.prompt_format import EncodedExample
from pokename.paths import BUNDLED_BASE

# Of a mean batch of pokename train in this benchmark: tokens, and those that are learned.
TOKENS, LEARNED = 580, 277
SQUARE = 2048
SECONDS = 1.0  # at the least, for each measurement

Shape = tuple[int, int, int]  # (rows, inner, columns)


def training_operations(config: GPT2Config, examples: Iterable[EncodedExample]) -> int:
    """Return the floating-point operations of the matrix products that training on examples takes.

    For a text of T tokens, of which N are learned, with width d, inner width f, l layers and a
    vocabulary of V, a pass forward is::

        l * 2 T (4 d d + 2 d f)     queries, keys and values, their output, and the two of the MLP
        + l * 2 T (T + 1) d         scores of each token with those up to it, and what they weigh
        + 2 N d V                   the output layer, where a token is learned

    A pass backward takes twice as many: the gradient of each product's either side. Padding, what
    isn't a matrix product, and what is computed again are left out.
    """
    width, layers = config.n_embd, config.n_layer
    dense = 4 * width * width + 2 * width * _inner(config)
    forward = 0
    for example in examples:
        tokens, learned = len(example.ids), len(example.ids) - example.prompt_length
        forward += layers * 2 * tokens * (dense + (tokens + 1) * width)
        forward += 2 * learned * width * config.vocab_size
    return 3 * forward


def step_shapes(config: GPT2Config, tokens: int, learned: int) -> list[Shape]:
    """Return the products of a step over so many tokens, attention left out: all three ways."""
    width, inner = config.n_embd, _inner(config)
    sides = [(width, 3 * width), (width, width), (width, inner), (inner, width)]
    forward = [(tokens, *side) for side in sides] * config.n_layer
    forward.append((learned, width, config.vocab_size))
    return list(chain.from_iterable(starmap(_both_ways, forward)))


def _both_ways(rows: int, inner: int, columns: int) -> tuple[Shape, Shape, Shape]:
    """Return a product, and those of the gradients of its left and its right side."""
    return (rows, inner, columns), (rows, columns, inner), (inner, rows, columns)


def _inner(config: GPT2Config) -> int:
    return config.n_inner or 4 * config.n_embd


def rate(shapes: list[Shape]) -> float:
    """Return the operations a second of products of these shapes, one after the other."""
    factors = [
        (torch.randn(rows, inner), torch.randn(inner, columns)) for rows, inner, columns in shapes
    ]

    def multiply() -> None:
        for left, right in factors:
            left @ right

    operations = sum(2 * rows * inner * columns for rows, inner, columns in shapes)
    return operations / _seconds(multiply)


def _seconds(work: Callable[[], None]) -> float:
    """Return what a piece of work takes when it is repeated, the first time not counted."""
    work()
    times = 0
    started = time.perf_counter()
    while (passed := time.perf_counter() - started) < SECONDS:
        work()
        times += 1
    return passed / times


if __name__ == "__main__":
    base = GPT2Config.from_pretrained(BUNDLED_BASE)
    shapes = step_shapes(base, TOKENS, LEARNED)
    print(json.dumps({"training": rate(shapes), "square": rate([(SQUARE, SQUARE, SQUARE)])}))
