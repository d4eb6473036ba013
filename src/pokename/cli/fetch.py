"""``pokename fetch``."""


def fetch() -> None:
    """Not written yet."""
    raise NotImplementedError
