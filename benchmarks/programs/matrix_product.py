"""Measure float32 matrix products: python -m benchmarks.programs.matrix_product.

Prints operations per second as JSON: ``training`` for the matrix products of a training step of the
base in the package, with their shapes and mix, and ``square`` for large square products.
"""

import json
import time
from collections.abc import Callable, Iterable
from itertools import chain, starmap

import torch
from transformers import GPT2Config

from pokename.corpus.prompt_format import EncodedExample
from pokename.paths import BUNDLED_BASE

# The mean numbers of tokens and of learned tokens in a batch of pokename train in this benchmark.
TOKENS, LEARNED = 580, 277
SQUARE = 2048
SECONDS = 1.0  # shortest duration of a measurement

Shape = tuple[int, int, int]  # (rows, inner, columns)


def training_operations(config: GPT2Config, examples: Iterable[EncodedExample]) -> int:
    """Count the floating-point operations of all matrix products in training on ``examples``.

    The forward pass for T tokens, N of them learned, with width d, inner width f, l layers and
    vocabulary size V takes::

        l * 2 T (4 d d + 2 d f)     projections of attention, and the two layers of the MLP
        + l * 2 T (T + 1) d         attention scores and weighted sums of values, causal
        + 2 N d V                   the output layer, for learned tokens

    The backward pass takes twice as many: one gradient for each factor of a product. Padding,
    recomputation and everything but matrix products don't count.
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
    """Return the shapes of the products of a step, forward and backward, without attention."""
    width, inner = config.n_embd, _inner(config)
    sides = [(width, 3 * width), (width, width), (width, inner), (inner, width)]
    forward = [(tokens, *side) for side in sides] * config.n_layer
    forward.append((learned, width, config.vocab_size))
    return list(chain.from_iterable(starmap(_both_ways, forward)))


def _both_ways(rows: int, inner: int, columns: int) -> tuple[Shape, Shape, Shape]:
    """Return the shapes of a product and of the gradients of its two factors."""
    return (rows, inner, columns), (rows, columns, inner), (inner, rows, columns)


def _inner(config: GPT2Config) -> int:
    return config.n_inner or 4 * config.n_embd


def rate(shapes: list[Shape]) -> float:
    """Measure the operations per second of products of these shapes, computed in turn."""
    factors = [
        (torch.randn(rows, inner), torch.randn(inner, columns)) for rows, inner, columns in shapes
    ]

    def multiply() -> None:
        for left, right in factors:
            left @ right

    operations = sum(2 * rows * inner * columns for rows, inner, columns in shapes)
    return operations / _seconds(multiply)


def _seconds(work: Callable[[], None]) -> float:
    """Return the mean seconds of repeated calls, after one warm-up call."""
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
