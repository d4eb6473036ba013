"""Fine-tunes a base such as GPT-2, and converts it for the engine.

Only this package imports torch.
"""

import os
from urllib.parse import urlsplit

from pokename.errors import ConfigError


def _check_endpoint(address: str) -> None:
    """Check the hub's address before importing its library, which crashes on invalid addresses.

    Raises:
        ConfigError: The address is invalid.
    """
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        sound = False
    if address and not sound:
        raise ConfigError(
            "HF_ENDPOINT isn't an http:// or https:// address.",
            "Unset it, or give the address of the hub or of a mirror.",
        )


_check_endpoint(os.environ.get("HF_ENDPOINT", ""))
