"""Models from place to place, with a hash of each file that is checked on arrival."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from pokename.errors import ModelError
from pokename.files import make_folder, sha256, write_json, write_text
from pokename.registry.card import CARD, card_of
from pokename.registry.runs import FIGURES, Run, is_part, parts
from pokename.registry.stores import Store, store_of

SUMS = "SHA256SUMS"  # the form that sha256sum --check reads
Progress = Callable[[int, int], None]


class Moved(Struct, frozen=True):
    """What was moved.

    Attributes:
        location: Where to.
        digest: SHA-256 of the list of hashes: it names this model and no other.
        files: How many, without that list.
        bytes: Their size.
    """

    location: str
    digest: str
    files: int
    bytes: int


def push(run: Run, location: str, licence: str, *, replace: bool = False) -> Moved:
    """Copy a run to a place, with its card, figures and hashes.

    The list of hashes comes last, so that half of a model isn't taken for one.

    Args:
        run: The model.
        location: A folder or an address, see ``store_of``.
        licence: Of the weights.
        replace: Whether another model there is replaced.

    Raises:
        ModelError: Another model is there, or the place can't be written to.
    """
    store = store_of(location)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _pack(run, licence, folder)
        hashes = {name: sha256(folder / name) for name in parts(folder)}
        write_text(folder / SUMS, sums_text(hashes))
        before = _before(store, location, hashes, replace=replace)
        if before:
            store.remove([SUMS])
        store.put(folder, [*hashes, SUMS])
        left = [name for name in before if name not in hashes]
        if left:
            store.remove(left)
        size = sum((folder / name).stat().st_size for name in hashes)
        return Moved(location, sha256(folder / SUMS), len(hashes), size)


def pull(
    location: str,
    target: Path,
    *,
    digest: str | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Moved:
    """Copy a model that was pushed to a folder of one's own, and check each file's hash.

    The folder appears whole or not at all.

    Args:
        location: A folder or an address, see ``store_of``.
        target: The folder to write, such as ``models/default``.
        digest: What ``push`` said; None takes whatever is there.
        replace: Whether another model in the folder is replaced.
        progress: Called with files done and files in all.

    Raises:
        ModelError: No model is there, or one of its files isn't what it was when it was pushed.
    """
    if target.exists() and not replace:
        raise ModelError(f"{target} is there already.", "Name another folder, or --replace it.")
    store = store_of(location)
    sums = store.read(SUMS)
    if sums is None:
        raise ModelError(
            f"{location} holds no model: it has no {SUMS}.",
            "Give what 'pokename models push' or 'export' was given; a private place asks for "
            "credentials.",
        )
    found = hashlib.sha256(sums).hexdigest()
    if digest and digest.removeprefix("sha256:") != found:
        raise ModelError(
            f"{location} holds another model: its digest is {found}.",
            "Ask who gave you the digest which of them is meant.",
        )
    hashes = read_sums(sums.decode(errors="replace"), location)
    temporary = target.with_name(f".{target.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        _fetch(store, hashes, temporary, location, progress or (lambda _done, _all: None))
        (temporary / SUMS).write_bytes(sums)
        size = sum((temporary / name).stat().st_size for name in hashes)
        _put_in_place(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return Moved(str(target), found, len(hashes), size)


def read_card(location: str) -> str:
    """Return the card of a model that was pushed.

    Raises:
        ModelError: None is there.
    """
    card = store_of(location).read(CARD)
    if card is None:
        raise ModelError(f"{location} has no {CARD}.", "Give what 'models push' was given.")
    return card.decode()


def sums_text(hashes: Mapping[str, str]) -> str:
    r"""Return hashes as ``sha256sum`` writes them.

    >>> sums_text({"a.txt": "00ff"})
    '00ff  a.txt\n'
    """
    return "".join(f"{digest}  {name}\n" for name, digest in hashes.items())


def read_sums(text: str, location: str) -> dict[str, str]:
    """Return the hash of each file by its name.

    Raises:
        ModelError: A line isn't one, or names a file that is no part of a model.
    """
    hashes = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) != hashlib.sha256().digest_size * 2 or not is_part(name):
            raise ModelError(
                f"{location}/{SUMS} names what is no part of a model: '{line[-60:]}'.",
                "Push the model again; don't use this one.",
            )
        hashes[name] = digest
    return hashes


def _pack(run: Run, licence: str, folder: Path) -> None:
    """Copy what makes the model, and write its card and figures."""
    for name in parts(run.folder):
        make_folder((folder / name).parent)
        shutil.copyfile(run.folder / name, folder / name)
    write_text(folder / CARD, card_of(run, licence))
    if run.figures:
        write_json(folder / FIGURES, run.figures)


def _before(
    store: Store, location: str, hashes: Mapping[str, str], *, replace: bool
) -> Mapping[str, str]:
    """Return the hashes of the model that is there, empty where there is none."""
    sums = store.read(SUMS)
    if sums is None:
        return {}
    if sums.decode(errors="replace") != sums_text(hashes) and not replace:
        raise ModelError(f"{location} holds another model.", "Name another place, or --replace it.")
    with suppress(ModelError):  # a broken list names nothing that could be removed
        return read_sums(sums.decode(errors="replace"), location)
    return {}


def _fetch(
    store: Store, hashes: Mapping[str, str], folder: Path, location: str, progress: Progress
) -> None:
    for done, (name, digest) in enumerate(hashes.items(), start=1):
        make_folder((folder / name).parent)
        store.fetch(name, folder / name)
        if sha256(folder / name) != digest:
            raise ModelError(
                f"{location}/{name} isn't the file that was pushed: its hash is another.",
                "Nothing was written. Push the model again, or ask who changed it.",
            )
        progress(done, len(hashes))


def _put_in_place(temporary: Path, target: Path) -> None:
    """Let a folder take the place of another, which stays until the new one is there."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    temporary.rename(target)
    shutil.rmtree(old, ignore_errors=True)
