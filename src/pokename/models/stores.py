"""Stores of models: a folder, a bucket, or a repository of the Hugging Face Hub."""

import errno
import logging
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from pokename.errors import ConfigError, MissingExtraError, ModelError, PokenameError
from pokename.files import make_folder, replacing

HUB = "hf"
S3 = "s3"
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Store(Protocol):
    """A store of one model's files; a name is a relative path."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, or None if it is missing."""

    def fetch(self, name: str, to: Path) -> None:
        """Copy a file from the store to the disk."""

    def put(self, folder: Path, names: Sequence[str], before: Collection[str]) -> None:
        """Replace a model by the files of a folder.

        Args:
            folder: The folder.
            names: The files to copy. The last one lists the others: without it, they are no model.
            before: The files of the model in the store; empty if there is none.
        """


def is_address(location: str) -> bool:
    """Return whether a location is an address rather than a path.

    >>> is_address("s3://models/default"), is_address("models/default")
    (True, False)
    """
    return "://" in location


def store_of(location: str) -> Store:
    """Return the store at a location.

    Args:
        location: A folder, ``s3://bucket/prefix`` or ``hf://user/name``.

    Raises:
        ConfigError: The location has another form, or contains a password.
        MissingExtraError: The library for this kind of store isn't installed.
    """
    if not is_address(location):
        return FolderStore(Path(location))
    scheme, _, rest = location.partition("://")
    if "@" in rest.partition("/")[0]:
        raise ConfigError(
            "The address must not contain a user or a password.",
            "Set the store's own variables instead, such as AWS_ACCESS_KEY_ID or HF_TOKEN.",
        )
    if scheme == HUB:
        return HubStore(rest.strip("/"))
    if scheme != S3:
        raise ConfigError(
            f"{location}: models can't be stored at {scheme}://.",
            "Give a folder, s3://bucket/prefix or hf://user/name.",
        )
    return BucketStore(location)


class _FileByFile(ABC):
    """A store whose files are changed one after another."""

    def put(self, folder: Path, names: Sequence[str], before: Collection[str]) -> None:
        """Replace a model.

        The list of files is removed first and written last, so that a half-replaced model isn't
        taken for a whole one.
        """
        if names[-1] in before:
            self._remove(names[-1])
        for name in names:
            self._write(folder / name, name)
        for name in before:
            if name not in names:
                self._remove(name)

    @abstractmethod
    def _write(self, path: Path, name: str) -> None:
        """Copy a file to the store; replace an existing one."""

    @abstractmethod
    def _remove(self, name: str) -> None:
        """Remove a file."""


class FolderStore(_FileByFile):
    """A folder on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, or None if it is missing."""
        path = self._folder / name
        with _in_words(f"{path}", "read"):
            return path.read_bytes() if path.is_file() else None

    def fetch(self, name: str, to: Path) -> None:
        """Copy a file from the store to the disk."""
        with _in_words(f"{self._folder / name}", "read", to=to):
            shutil.copyfile(self._folder / name, to)

    def _write(self, path: Path, name: str) -> None:
        make_folder((self._folder / name).parent)
        with replacing(self._folder / name) as temporary:
            shutil.copyfile(path, temporary)

    def _remove(self, name: str) -> None:
        with _in_words(f"{self._folder / name}", "removed"):
            (self._folder / name).unlink(missing_ok=True)


class BucketStore(_FileByFile):
    """A prefix in a bucket of S3 or of an S3-compatible store (``AWS_ENDPOINT_URL``)."""

    _INCOMPLETE = "the model there may be incomplete until you push again"

    def __init__(self, location: str) -> None:
        try:
            import fsspec

            # A cached instance may have other credentials.
            self._files, root = fsspec.url_to_fs(location, skip_instance_cache=True)
        except ImportError:
            raise MissingExtraError("registry", f"A model at {location}") from None
        self._root = root.rstrip("/")
        self._location = location

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, or None if it is missing."""
        with _in_words(f"{self._location}/{name}", "read"):
            try:
                content: bytes = self._files.cat_file(f"{self._root}/{name}")
            except FileNotFoundError:
                return None
        return content

    def fetch(self, name: str, to: Path) -> None:
        """Download a file."""
        with _in_words(f"{self._location}/{name}", "read", to=to):
            self._files.get_file(f"{self._root}/{name}", str(to))

    def _write(self, path: Path, name: str) -> None:
        with _in_words(f"{self._location}/{name}", "written", self._INCOMPLETE):
            self._files.put_file(str(path), f"{self._root}/{name}")

    def _remove(self, name: str) -> None:
        with _in_words(f"{self._location}/{name}", "removed", self._INCOMPLETE):
            self._files.rm_file(f"{self._root}/{name}")


class HubStore:
    """A repository of the Hugging Face Hub or of a compatible server (``HF_ENDPOINT``).

    A push is one commit, also if it replaces a model. It creates a private repository if none
    exists.
    """

    def __init__(self, repository: str) -> None:
        if repository.count("/") != 1:
            raise ConfigError(f"hf://{repository} names no repository.", "Give hf://user/name.")
        try:
            os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # pokename shows its own
            from huggingface_hub import HfApi
        except ImportError:
            raise MissingExtraError("registry", f"A model at hf://{repository}") from None
        # After all retries one error is reported; the retries themselves stay silent.
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
        self._hub: Any = HfApi(endpoint=os.environ.get("HF_ENDPOINT"))
        self._repository = repository

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, or None if it is missing."""
        import tempfile

        from huggingface_hub.errors import RemoteEntryNotFoundError, RepositoryNotFoundError

        with tempfile.TemporaryDirectory() as folder, _in_words(self._address(name), "read"):
            try:
                return Path(self._download(name, folder)).read_bytes()
            except (RemoteEntryNotFoundError, RepositoryNotFoundError):
                return None

    def fetch(self, name: str, to: Path) -> None:
        """Download a file."""
        import tempfile

        # The file is downloaded to the disk where it belongs, which alone needs the space.
        with (
            _in_words(self._address(name), "read", to=to),
            tempfile.TemporaryDirectory(dir=to.parent) as folder,
        ):
            shutil.move(self._download(name, folder), to)

    def put(self, folder: Path, names: Sequence[str], before: Collection[str]) -> None:
        """Replace a model in one commit."""
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        written = [CommitOperationAdd(name, folder / name) for name in names]
        removed = [CommitOperationDelete(name) for name in before if name not in names]
        with _in_words(self._address(), "written", "the files there are unchanged"):
            self._hub.create_repo(self._repository, private=True, exist_ok=True)
            self._hub.create_commit(
                self._repository, [*written, *removed], commit_message="A model by pokename"
            )

    def _download(self, name: str, folder: str) -> str:
        path: str = self._hub.hf_hub_download(self._repository, name, local_dir=folder)
        return path

    def _address(self, name: str = "") -> str:
        return f"hf://{self._repository}/{name}".rstrip("/")


@contextmanager
def _in_words(what: str, done: str, left: str = "", to: Path | None = None) -> Iterator[None]:
    """If a store fails, raise a readable error with the first line of the library's message.

    Args:
        what: The address.
        done: What can't be done, such as ``read``.
        left: What state the store is left in.
        to: The file on this machine that is written; None if there is none.

    Raises:
        ModelError: The store fails, or the file can't be written.
    """
    try:
        yield
    except PokenameError:
        raise
    except Exception as error:  # the libraries share no error class
        if to and isinstance(error, OSError) and _of_target(error, to):
            raise ModelError(
                f"{to} can't be written: {error.strerror}.",
                "Check its folder, the permissions and the free space on the disk.",
            ) from error
        said = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
        hint = f"Check the address, the network and your credentials{left and f'; {left}'}."
        raise ModelError(f"{what} can't be {done}: {said.rstrip('.')}.", hint) from error


def _of_target(error: OSError, to: Path) -> bool:
    """Return whether an error is about the file that is written, not about the store."""
    return error.errno in DISK_FULL or error.filename == str(to)
