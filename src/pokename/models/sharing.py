"""Push models to a store and pull them; pulling checks the hash of each file."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from pokename.errors import ModelError
from pokename.files import followed, make_folder, sha256, write_json, write_text
from pokename.locks import claimed
from pokename.models.card import CARD, card_of
from pokename.models.runs import FIGURES, Run
from pokename.models.stores import Store, store_of
from pokename.naming.model_files import is_part, listed_files, parts
from pokename.paths import RunFiles
from pokename.progress import Progress

SUMS = "SHA256SUMS"  # in the format that sha256sum --check reads


class Transfer(Struct, frozen=True):
    """The result of a push or pull.

    Attributes:
        location: The destination.
        digest: The SHA-256 of the list of hashes, which identifies the model.
        files: The number of files, without the list of hashes.
        bytes: The total size of the files.
    """

    location: str
    digest: str
    files: int
    bytes: int


def push(run: Run, location: str, licence: str, *, replace: bool = False) -> Transfer:
    """Copy a run to a store, with its card, figures and hashes.

    The list of hashes is written last or in the same commit, so a partial copy never counts as a
    model.

    Args:
        run: The run to push.
        location: A folder or an address, see ``store_of``.
        licence: The licence of the weights.
        replace: Whether to replace another model at the location.

    Raises:
        ModelError: The location has another model, or the store can't be written to.
    """
    store = store_of(location)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _pack(run, licence, folder)
        hashes = {name: sha256(folder / name) for name in parts(folder)}
        write_text(folder / SUMS, sums_text(hashes))
        before = _before(store, location, hashes, replace=replace)
        store.put(folder, [*hashes, SUMS], before)
        size = sum((folder / name).stat().st_size for name in hashes)
        return Transfer(location, sha256(folder / SUMS), len(hashes), size)


def pull(
    location: str,
    target: Path,
    *,
    digest: str | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Transfer:
    """Copy a pushed model to a local folder, and check the hash of each file.

    Nothing is written before all files are fetched and checked. Other files in the folder stay. If
    the folder is a link, its target is written.

    Args:
        location: A folder or an address, see ``store_of``.
        target: The folder to write, such as ``models/default``.
        digest: The digest that ``push`` printed; None accepts any model.
        replace: Whether to replace another model in the folder.
        progress: Called with the number of files done and the number of all files.

    Raises:
        DataError: Another process trains or pulls into the folder, or it can't be written to.
        ModelError: The location has no model, a file differs from the pushed one, or the target
            exists and isn't a model that may be replaced.
    """
    folder = followed(target)
    with claimed(target, "writes"):
        _check_target(target, replace=replace)
        store = store_of(location)
        sums = _sums_at(store, location, digest)
        hashes = read_sums(sums.decode(errors="replace"), location)
        temporary = folder.with_name(f".{folder.name}.tmp")
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            _fetch(store, hashes, temporary, location, progress or (lambda _done, _all: None))
            (temporary / SUMS).write_bytes(sums)
            size = sum((temporary / name).stat().st_size for name in hashes)
            _put_in_place(temporary, folder, [SUMS, *hashes])
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return Transfer(str(target), hashlib.sha256(sums).hexdigest(), len(hashes), size)


def read_card(location: str) -> str:
    """Return the card of a pushed model.

    Raises:
        ModelError: The location has no card, or the card isn't UTF-8.
    """
    card = store_of(location).read(CARD)
    if card is None:
        raise ModelError(
            f"{location} has no {CARD}.", "Give a location that 'pokename models push' wrote to."
        )
    try:
        return card.decode()
    except UnicodeDecodeError:
        raise ModelError(f"{location}/{CARD} isn't UTF-8.", "Push the model again.") from None


def sums_text(hashes: Mapping[str, str]) -> str:
    r"""Return hashes in the format of ``sha256sum``.

    >>> sums_text({"a.txt": "00ff"})
    '00ff  a.txt\n'
    """
    return "".join(f"{digest}  {name}\n" for name, digest in hashes.items())


def read_sums(text: str, location: str) -> dict[str, str]:
    """Return the hash of each file, by name.

    Raises:
        ModelError: There is no line, or a line is invalid or names a file that isn't part of a
            model.
    """
    hashes = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) != hashlib.sha256().digest_size * 2 or not is_part(name):
            raise ModelError(
                f"{location}/{SUMS} lists a file that isn't part of a model: '{line[-60:]}'.",
                "Push the model again; don't use this one.",
            )
        hashes[name] = digest
    if not hashes:
        raise ModelError(
            f"{location} holds no model: its {SUMS} is empty.", "Push the model again."
        )
    return hashes


def _pack(run: Run, licence: str, folder: Path) -> None:
    """Copy the files of the model, and write its card and figures."""
    for name in parts(run.folder):
        make_folder((folder / name).parent)
        shutil.copyfile(run.folder / name, folder / name)
    write_text(folder / CARD, card_of(run, licence))
    if run.figures:
        write_json(folder / FIGURES, run.figures)


def _before(store: Store, location: str, hashes: Mapping[str, str], *, replace: bool) -> list[str]:
    """Return the files of the model at the location; empty if there is none.

    Raises:
        ModelError: The push would replace another model, or a file that isn't of this model.
    """
    sums = store.read(SUMS)
    if sums is None:
        if not replace:
            _check_free(store, location, hashes)
        return []
    if sums.decode(errors="replace") != sums_text(hashes) and not replace:
        raise ModelError(
            f"{location} holds another model.",
            "Choose another place, or replace it with --replace.",
        )
    with suppress(ModelError):  # a broken list names no files to remove
        return [*read_sums(sums.decode(errors="replace"), location), SUMS]
    return [SUMS]


def _check_free(store: Store, location: str, hashes: Mapping[str, str]) -> None:
    """Refuse a location with other files of these names; an incomplete push has the same files."""
    for name, digest in hashes.items():
        there = store.read(name)
        if there is not None and hashlib.sha256(there).hexdigest() != digest:
            raise ModelError(
                f"{location}/{name} exists and isn't of this model.",
                "Choose another place, or replace it with --replace.",
            )


def _check_target(target: Path, *, replace: bool) -> None:
    """Refuse a target that exists, except a model that may be replaced."""
    if target.exists() and not replace:
        raise ModelError(
            f"{target} already exists.", "Choose another folder, or replace it with --replace."
        )
    # A stopped replacement leaves only the list of hashes.
    if target.exists() and not (RunFiles(target).facts.is_file() or (target / SUMS).is_file()):
        raise ModelError(
            f"{target} holds no model, so --replace doesn't replace it.", "Choose another folder."
        )


def _sums_at(store: Store, location: str, digest: str | None) -> bytes:
    """Return the list of hashes at a location.

    Raises:
        ModelError: There is none, or its digest isn't the wanted one.
    """
    sums = store.read(SUMS)
    if sums is None:
        raise ModelError(
            f"{location} holds no model: it has no {SUMS}.",
            "Give a location that 'pokename models push' or 'export' wrote to; a private one needs "
            "credentials.",
        )
    found = hashlib.sha256(sums).hexdigest()
    if digest and digest.removeprefix("sha256:") != found:
        raise ModelError(
            f"{location} holds another model: its digest is {found}.",
            "Ask the sender for the right digest.",
        )
    return sums


def _fetch(
    store: Store, hashes: Mapping[str, str], folder: Path, location: str, progress: Progress
) -> None:
    for done, (name, digest) in enumerate(hashes.items(), start=1):
        make_folder((folder / name).parent)
        store.fetch(name, folder / name)
        if sha256(folder / name) != digest:
            raise ModelError(
                f"{location}/{name} doesn't match its hash: it was changed after the push.",
                "Nothing was written. Push the model again, or ask who changed it.",
            )
        progress(done, len(hashes))


def _put_in_place(temporary: Path, target: Path, names: Sequence[str]) -> None:
    """Move a model to a folder; replace the files of the model there, and no other files.

    The facts, without which a folder is no model, are removed first and written last, so that a
    half-replaced model isn't taken for a whole one.
    """
    if not target.exists():
        temporary.rename(target)
        return
    facts = RunFiles(target).facts.name
    (target / facts).unlink(missing_ok=True)
    for name in _model_in(target):
        (target / name).unlink(missing_ok=True)
    for name in sorted(names, key=lambda name: name == facts):
        make_folder((target / name).parent)
        (temporary / name).replace(target / name)


def _model_in(folder: Path) -> set[str]:
    """Return the files of the model in a folder: those that its lists of hashes name."""
    files = RunFiles(folder)
    names = {SUMS, files.manifest.name}
    with suppress(ModelError):  # a broken list names no files to remove
        names.update(listed_files(files))
    with suppress(OSError, ModelError):
        sums = (folder / SUMS).read_bytes().decode(errors="replace")
        names.update(read_sums(sums, f"{folder}"))
    return {name for name in names if name == SUMS or is_part(name)}
