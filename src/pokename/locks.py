"""Keep other processes out of a file or folder while this one writes it."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from pokename.errors import DataError
from pokename.files import followed, make_folder, refused


@contextmanager
def locked(path: Path, timeout: float, busy: DataError) -> Iterator[Path]:
    """Lock a file or folder against other processes; yield the path of the lock file beside it.

    Temporary files that killed processes left beside it are removed.

    Args:
        path: The file or folder to write; for a link, its target is locked.
        timeout: How long to wait for another process to release the lock, in seconds.
        busy: The error to raise if the lock isn't released; its message gets the holder's id.

    Raises:
        OSError: The lock file can't be written.
    """
    from filelock import FileLock, Timeout

    path = followed(path)
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=timeout)
    holder = path.with_name(f".{path.name}.holder")
    try:
        lock.acquire()
    except Timeout:
        # FileLock also times out where no file can be created; this line raises OSError there.
        os.close(os.open(lock.lock_file, os.O_RDWR | os.O_CREAT))
        told = f"{busy.message.removesuffix('.')}{_holder(holder)}."
        raise DataError(told, busy.hint) from None
    try:
        _remove_leftovers(path)
        with suppress(OSError):  # the disk is full; then errors name no holder
            holder.write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
        yield Path(lock.lock_file)
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _remove_leftovers(path: Path) -> None:
    """Remove the temporary files that killed processes left beside a locked file or folder."""
    for leftover in path.parent.glob(f".{escape(path.name)}.*.tmp"):
        with suppress(OSError):
            leftover.unlink()


def _holder(path: Path) -> str:
    """Return what the holder of a lock wrote about itself, in parentheses; "" if nothing."""
    try:
        told = path.read_text(encoding="utf-8", errors="replace")[:100]
    except OSError:
        return ""
    return f" ({told})" if told.isprintable() and told else ""


@contextmanager
def claimed(folder: Path, doing: str) -> Iterator[None]:
    """Keep other processes out of a folder while the block runs, then remove the lock file.

    Args:
        folder: The folder to write to; it may be missing.
        doing: What this process does there, such as ``trains``; the error of another process says
            "Another run trains in FOLDER."

    Raises:
        DataError: Another process has claimed the folder, or its parent folder can't be written to.
    """
    busy = DataError(f"Another run {doing} in {folder}.", "Wait for it, or choose another folder.")
    target = followed(folder)
    new = not target.parent.exists()
    # An error names the folder as it was given.
    make_folder(target.parent if folder.is_symlink() else folder.parent)
    lock = target.with_name(f".{target.name}.lock")
    try:
        with locked(target, timeout=0, busy=busy):
            try:
                yield
            finally:
                with suppress(OSError):  # on Windows the lock file is deleted on release
                    lock.unlink()
    except PermissionError as error:
        if Path(error.filename or ".") != lock:
            raise
        raise refused(folder, "written", error) from error
    finally:
        if new:
            with suppress(OSError):  # the parent folder isn't empty
                target.parent.rmdir()
