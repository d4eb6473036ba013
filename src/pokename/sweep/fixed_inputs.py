"""The inputs that all trials of a study have in common, so that their losses can be compared."""

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from pokename.config.describing import flatten
from pokename.corpus.splits import check_examples
from pokename.files import sha256
from pokename.paths import Layout
from pokename.sweep.space import FALLBACK, Space, Value
from pokename.training.base_files import check_base
from pokename.training.bases import load_base
from pokename.training.resuming import HOW_COMPUTED
from pokename.training.trainer import device_for, uses_bf16
from pokename.training.training import USED

if TYPE_CHECKING:
    from pokename.config import BaseModelSection, TrainSection

BASE, REVISION = "train.model.name", "train.model.revision"
SEEDS = {"seed", "train.seed"}  # a search over either is one over the seed of the training
NOT_COMPARED = (*HOW_COMPUTED, "run", "model")  # the files of the base say more than its name


class FixedInputs:
    """What is the same in all trials of a study: data, bases, and the keys that aren't searched.

    Args:
        section: The config's ``train`` section, without the settings of a trial.
        layout: The folders of the splits.
        seed: The seed of the training.
        space: The space to search.

    Raises:
        ModelError: A base can't be loaded, or the device isn't available.
    """

    def __init__(self, section: "TrainSection", layout: Layout, seed: int, space: Space) -> None:
        self._layout, self._searched = layout, space.parameters.keys()
        bf16 = uses_bf16(section.precision, device_for(section.device))
        settings = {**section.plain(), "seed": seed, "precision": "bf16" if bf16 else "fp32"}
        self._settings = flatten({"train": settings})
        bases = [load_base(one) for one in _bases(section.model, space)]
        self._folders = [one.folder for one in bases]
        self._base = bases[0].name, bases[0].revision

    @property
    def overrides(self) -> dict[str, "Value"]:
        """The settings that make each trial start from the base that was loaded for the study.

        Otherwise the hub could have a new commit later, or become reachable and replace a fallback.
        In a search over bases, no trial may start from a fallback instead of its own base.
        """
        if {BASE, REVISION} & self._searched:
            return {FALLBACK: None}
        name, revision = self._base
        return {BASE: name, REVISION: revision, FALLBACK: None}

    def now(self) -> dict[str, Any]:
        """Return each input as a JSON value; files are read again at each call.

        Raises:
            DataError: A split is missing.
            ModelError: A base is missing or damaged.
        """
        searched = {*self._searched, *(SEEDS if SEEDS & self._searched else ())}
        for split in USED:
            check_examples(self._layout.split(split))
        data = {f"{split}.csv": sha256(self._layout.split(split)) for split in USED}
        base = {
            f"{place}/{file}": digest
            for place, folder in enumerate(self._folders)
            for file, digest in check_base(folder)[1].items()
        }
        fixed = {
            key: value
            for key, value in self._settings.items()
            if key not in searched and key.split(".")[1] not in NOT_COMPARED
        }
        return {**fixed, "the base": base, **data}


def _bases(section: "BaseModelSection", space: Space) -> Iterator["BaseModelSection"]:
    """Yield the section of each base that a trial may start from."""
    name, revision = space.parameters.get(BASE), space.parameters.get(REVISION)
    if name is None and revision is None:
        yield section
        return
    names = [section.name] if name is None else name.choices or ()
    revisions = [section.revision] if revision is None else revision.choices or ()
    for one, commit in product(names, revisions):
        yield replace(section, name=one, revision=commit, fallback=None)
