"""Count the CPU cores that this process may use."""

import os


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # on Linux, where a container may allow fewer cores
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
