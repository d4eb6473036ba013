"""Whether an evaluation is of the model that a run has now, or of another one of the same name."""

import hashlib
from collections.abc import Mapping
from typing import Any

AGAIN = "'pokename evaluate' measures it"


def model_digest(manifest: Mapping[str, Any]) -> str | None:
    """Return a SHA-256 of the names and hashes of a model's files, or None if they aren't known.

    Args:
        manifest: The manifest beside the model; its ``files`` has the hash of each file.
    """
    files = manifest.get("files")
    if not isinstance(files, Mapping) or not files:
        return None
    lines = (f"{name} {digest}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def why_of_another(model: str, evaluated: str | None, manifest: Mapping[str, Any]) -> str | None:
    """Return in a sentence why an evaluation can't be shown for a run, or None if it can.

    Args:
        model: The label of the run.
        evaluated: The ``model_sha256`` that the evaluation recorded.
        manifest: The manifest beside the run's model.
    """
    present = model_digest(manifest)
    if present is None:
        return f"No evaluation is known to be of {model}, because its manifest lists no hashes."
    if evaluated is None:
        return f"The evaluation of {model} doesn't say which model it measured; {AGAIN} again."
    if evaluated != present:
        return f"The evaluation of {model} is of another model that had this name; {AGAIN}."
    return None
