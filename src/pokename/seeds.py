"""Derive seeds for separate random draws from the user's seed."""

MOST_SEED = 2**32 - 1  # the largest seed that a user may give


def seed_of(*parts: object) -> int:
    """Return a 31-bit seed that depends only on ``parts``; it is the same on every machine.

    >>> seed_of(7, "a fiery lizard") == seed_of(7, "a fiery lizard")
    True
    """
    import hashlib  # it takes 5 ms to load, and --help needs only MOST_SEED

    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:4]) >> 1
