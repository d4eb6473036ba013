"""The input and output files of a run, as artifacts for a tracker."""

import hashlib
import re

from pokename.files import read_json, sha256
from pokename.naming.model_files import parts
from pokename.paths import Layout, RunFiles
from pokename.tracking.run import Artifact


def data_artifact(layout: Layout) -> Artifact:
    """Return the existing splits and their hashes as an artifact."""
    paths = map(layout.split, ("train", "val", "test"))
    files = {path.name: path for path in paths if path.is_file()}
    hashes = {name: sha256(path) for name, path in files.items()}
    return Artifact("processed", "dataset", files, {"sha256": hashes})


def model_artifact(label: str, run: RunFiles) -> Artifact:
    """Return a trained model and its manifest as an artifact.

    Args:
        label: The label of the model.
        run: The files of the run.
    """
    files = {name: run.folder / name for name in parts(run.folder)}
    about = read_json(run.manifest) if run.manifest.is_file() else {}
    return Artifact(re.sub(r"[^\w.-]", "-", label), "model", files, about)


def digest(artifact: Artifact) -> str:
    """Return a SHA-256 of the names and bytes of an artifact's files, in hexadecimal."""
    lines = (f"{name} {sha256(path)}\n" for name, path in sorted(artifact.files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
