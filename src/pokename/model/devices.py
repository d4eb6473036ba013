"""Where a training runs, and how precisely it computes there."""

import torch

from pokename.errors import ModelError


def device_for(wanted: str) -> str:
    """Return cuda, mps or cpu: the one asked for, or the best there is.

    Raises:
        ModelError: The one asked for isn't there.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted == "auto":
        return next(device for device, present in there.items() if present)
    if not there[wanted]:
        usable = ", ".join(device for device, present in there.items() if present)
        raise ModelError(f"There is no {wanted} device here.", f"Use one of {usable}, or auto.")
    return wanted


def uses_bf16(precision: str, device: str) -> bool:
    """Tell whether to compute in bf16: where that is asked for, or the GPU has it."""
    if precision == "auto":
        return device == "cuda" and torch.cuda.is_bf16_supported()
    return precision == "bf16"
