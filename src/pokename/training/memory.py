"""A readable error if torch finds no memory for a model."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from pokename.errors import NoMemoryError

# What the errors of devices without a class of their own say: a CPU's and Apple's GPU's.
OF_ALLOCATORS = ("DefaultCPUAllocator", "MPS backend out of memory")


@contextmanager
def memory_in_words(hint: str) -> Iterator[None]:
    """Raise a readable error if the device has no memory left.

    Args:
        hint: What to do about it, in a sentence.

    Raises:
        NoMemoryError: torch couldn't allocate memory.
    """
    try:
        yield
    except RuntimeError as error:
        known = isinstance(error, torch.OutOfMemoryError)
        if not known and not any(one in str(error) for one in OF_ALLOCATORS):
            raise
        raise NoMemoryError("The device has no memory left for the model.", hint) from error
