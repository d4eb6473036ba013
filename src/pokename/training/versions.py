"""Which code trains: the version and commit of pokename, and the versions of its libraries."""

import json
import os
import subprocess
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

from pokename.files import library_versions

LIBRARIES = (
    *("pokename", "torch", "transformers", "accelerate", "peft", "tokenizers", "ctranslate2"),
)
COMMIT_VARIABLE = "POKENAME_COMMIT"  # set by the Dockerfile


def code_version() -> dict[str, str | bool]:
    """Return the package's version and, if known, the commit.

    The commit is read from the checkout that the code runs from, with a flag for local changes; in
    an image, from what its build was given, in the same form; or from the record that pip keeps for
    an installation from a repository (PEP 610).
    """
    known: dict[str, str | bool] = {"version": version("pokename")}
    source = Path(__file__)
    # A virtual environment may lie inside the checkout of another project.
    if _git(source.parent, "ls-files", source.name):
        described = _git(source.parent, "describe", "--always", "--dirty", "--exclude=*")
    else:
        described = os.environ.get(COMMIT_VARIABLE, "")
    if described:
        commit, changed = described.removesuffix("-dirty"), described.endswith("-dirty")
        return {**known, "commit": commit, "changed": changed}
    commit = _installed_from().get("vcs_info", {}).get("commit_id")
    return {**known, "commit": commit} if commit else known


def lacks_commit() -> bool:
    """Return whether pokename was copied from a folder when it was installed.

    Then nothing records its commit. A release from an index has none, but its version says as much.
    """
    copied = not _installed_from().get("dir_info", {"editable": True}).get("editable", False)
    return copied and "commit" not in code_version()


def versions_now() -> dict[str, str]:
    """Return the versions that may change the weights of a training."""
    code, libraries = code_version(), library_versions(("torch", "transformers"))
    commit = f", commit {code['commit']}" if "commit" in code else ""
    changed = " with changes" if code.get("changed") else ""
    own = {"pokename": f"{code['version']}{commit}{changed}"}
    return own | {name: one for name, one in libraries.items() if name != "python"}


def _installed_from() -> dict[str, Any]:
    """Return the record of where pokename was installed from (PEP 610); empty for an index."""
    recorded: dict[str, Any] = json.loads(
        distribution("pokename").read_text("direct_url.json") or "{}"
    )
    return recorded


def _git(folder: Path, *arguments: str) -> str:
    """Return the output of git, or "" if git fails or isn't installed."""
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - git is found on the PATH
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
