"""How a long run keeps the memory that it has freed."""

import sys

_M_ARENA_MAX = -8  # in glibc's malloc.h


def share_one_heap() -> None:
    """Let all threads of this process allocate from one heap, where the C library is glibc.

    It gives threads heaps of their own, which grow apart in a long run: what one thread has freed
    no other can use. Where there is another C library nothing happens.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, 1)
