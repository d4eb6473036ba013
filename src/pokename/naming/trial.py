"""A model of a stranger's runs first in a process of its own: what dies there dies alone.

What passed is noted in the user's cache, under the hash of all its files, and isn't tried again.
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

ROUND = 1  # of the checks and trials: a higher one lets models be checked anew
SECONDS = 300
# Memory of the process that tries a model: what an engine of no weights takes, and so many times
# the size of the files, since the engine keeps float16 as float32, twice, and works beside that:
# a Llama of 135 million weights with 49,152 tokens takes over 24 times.
ROOM, COPIES = 2 * 2**30, 40
_REFUSED = 3
_HINT = "Don't use it, or train the model again."


def verdict_key(kind: str, hashes: Mapping[str, str]) -> str:
    """Return what names the verdict on files: their names and hashes, and what was checked."""
    told = [str(ROUND), kind, *(f"{name} {digest}" for name, digest in sorted(hashes.items()))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def passed(key: str) -> bool:
    """Tell whether files have passed before, on this machine and for this user."""
    place = _place(key)
    return place is not None and place.is_file()


def note_passed(key: str) -> None:
    """Note that files have passed; where the cache can't be written they are tried again."""
    place = _place(key)
    if place:
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()


def _place(key: str) -> Path | None:
    import platformdirs

    try:
        return Path(platformdirs.user_cache_dir("pokename", appauthor=False)) / "tried" / key
    except (KeyError, RuntimeError):  # neither HOME nor an entry for the user
        return None


def try_out(what: str, folder: Path, key: str, size: int) -> None:
    """Run what is found in a folder in another process, unless it passed before.

    Args:
        what: ``model`` or ``tokenizer``.
        folder: With the files.
        key: Of the verdict.
        size: Bytes of the files.

    Raises:
        ModelError: It was refused, died, or took too long.
    """
    command = [sys.executable, "-m", "pokename.naming.trial", what, str(folder), str(size)]
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
            f"No process can be started to try {folder} in: {error.strerror}.", _HINT
        ) from None
    except subprocess.TimeoutExpired:
        raise ModelError(f"{folder} took longer than {SECONDS} s to try out.", _HINT) from None
    if tried.returncode == _REFUSED:
        message, _, hint = tried.stdout.decode("utf-8", "replace").partition("\n")
        raise ModelError(message, hint.strip())
    if tried.returncode:
        raise ModelError(f"The {what} in {folder} crashes: {_how(tried.returncode)}.", _HINT)
    note_passed(key)


def _how(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"a process of its own ended with {code} when it was tried"
    with suppress(ValueError):
        return f"a process of its own died of {signal.Signals(-code).name} when it was tried"
    return f"a process of its own died of signal {-code} when it was tried"


def _limit_memory(size: int) -> None:
    """Let this process have no more memory than files of a size need, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    most = ROOM + COPIES * size
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: Sequence[str]) -> int:
    """Try a model or a tokenizer out; return 0, or 3 after a message on stdout."""
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
