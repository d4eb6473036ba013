"""Tries a stranger's model in a separate process, so that a crash ends only that process.

A model that passes is recorded in the user's cache, under the hash of its files, and isn't tried
again.
"""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pokename.errors import ModelError, PokenameError

ROUND = 1  # version of the checks; raise it to have all models checked again
SECONDS = 300
# The memory limit of the separate process is ROOM bytes for the engine without weights, plus COPIES
# times the size of the files. The engine makes two float32 copies of float16 weights and needs
# working memory: a Llama with 135 million weights and 49,152 tokens takes over 24 times the size of
# its files.
ROOM, COPIES = 2 * 2**30, 40
_REFUSED = 3
_HINT = "Don't use it, or train the model again."


def verdict_key(kind: str, hashes: Mapping[str, str]) -> str:
    """Return the cache key of files: a hash of their kind, names and hashes, and of ``ROUND``."""
    told = [str(ROUND), kind, *(f"{name} {digest}" for name, digest in sorted(hashes.items()))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def passed(key: str) -> bool:
    """Return whether files have passed before, on this machine and for this user."""
    place = _place(key)
    return place is not None and place.is_file()


def note_passed(key: str) -> None:
    """Record that files have passed; if the cache can't be written, they are tried again later."""
    place = _place(key)
    if place:
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()


def _place(key: str) -> Path | None:
    import platformdirs

    try:
        return Path(platformdirs.user_cache_dir("pokename", appauthor=False)) / "tried" / key
    except (KeyError, RuntimeError):  # no HOME, and no entry for the user
        return None


def try_out(what: str, folder: Path, key: str, size: int) -> None:
    """Try a model or a tokenizer in a separate process; record it if it passes.

    Args:
        what: ``model`` or ``tokenizer``.
        folder: Folder with the files.
        key: Cache key of the files; see ``verdict_key``.
        size: Size of the files in bytes.

    Raises:
        ModelError: The process refused the files, crashed, or took too long.
    """
    command = [sys.executable, "-m", "pokename.naming.tried_models", what, str(folder), str(size)]
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        tried = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except OSError as error:
        raise ModelError(
            f"No process can be started to test {folder}: {error.strerror}.", _HINT
        ) from None
    except subprocess.TimeoutExpired:
        raise ModelError(f"{folder} took longer than {SECONDS} s in its test.", _HINT) from None
    if tried.returncode == _REFUSED:
        message, _, hint = tried.stdout.decode("utf-8", "replace").partition("\n")
        raise ModelError(message, hint.strip())
    if tried.returncode:
        raise ModelError(f"The {what} in {folder} crashes: {_how(tried.returncode)}.", _HINT)
    note_passed(key)


def _how(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"the test process ended with {code}"
    with suppress(ValueError):
        return f"the test process was killed by {signal.Signals(-code).name}"
    return f"the test process was killed by signal {-code}"


def _limit_memory(size: int) -> None:
    """Limit this process's memory by the files' size in bytes, if the system can do so."""
    if sys.platform == "win32":
        return
    import resource

    most = ROOM + COPIES * size
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: Sequence[str]) -> int:
    """Try a model or a tokenizer; return 0 if it passes, else print a message and return 3."""
    what, folder, size = arguments
    _limit_memory(int(size))
    try:
        if what == "model":
            from pokename.naming.naming_model import exercise

            exercise(Path(folder))
        else:
            from pokename.naming.model_files import exercise_tokenizer

            exercise_tokenizer(Path(folder))
    except PokenameError as error:
        sys.stdout.buffer.write(f"{error.message}\n{error.hint}".encode())
        return _REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
