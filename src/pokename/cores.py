"""How many cores there are to work on."""

import os


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # where the system tells: a container may have fewer
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
