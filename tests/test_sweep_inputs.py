"""Test which inputs all trials of a study have in common, and from which base each trial starts."""

import shutil
from pathlib import Path

import pytest

from pokename.config import load_config
from pokename.errors import ModelError
from tests.conftest import save_tiny_gpt2
from tests.support.configs import write

pytest.importorskip("torch", reason="needs the train extra")
pytest.importorskip("optuna", reason="needs the sweep extra")

from pokename.sweep.fixed_inputs import FixedInputs
from pokename.sweep.space import read_space

LEARNING_RATE = "train.learning_rate: {value: 1}"


def inputs(*overrides: str, space: str = LEARNING_RATE) -> FixedInputs:
    write(Path("space.yaml"), f"parameters: {{{space}}}")
    config = load_config(None, ("train.device=cpu", *overrides)).config
    read, _ = read_space("space.yaml")
    return FixedInputs(config.train, config.paths.layout(), config.training_seed, read)


def test_the_inputs_of_a_study_are_what_changes_its_losses(
    splits: Path, tiny_gpt2: Path, tmp_path: Path
) -> None:
    own = tmp_path / "models--own/snapshots/first"
    shutil.copytree(tiny_gpt2, own)
    name = f"train.model.name={own}"

    def changed(*overrides: str, space: str = LEARNING_RATE) -> set[str]:
        before, now = inputs(name, space=space).now(), inputs(name, *overrides, space=space).now()
        assert before.keys() == now.keys()
        return {key for key in before if before[key] != now[key]}

    assert changed("train.learning_rate=0.9", "train.run=other", "train.compile=true") == set()
    assert changed("train.lora.rank=8", "seed=8") == {"train.lora.rank", "train.seed"}
    assert changed("seed=8", space="train.seed: {value: 1}") == set()
    assert changed("train.seed=8", space="seed: {value: 1}") == set()
    shutil.copytree(own, tmp_path / "moved")
    assert changed(f"train.model.name={tmp_path / 'moved'}") == set()
    assert changed("train.model.name=bundled", "train.precision=bf16") == {
        "the base",
        "train.precision",
    }
    first = inputs(name)
    before = first.now()
    save_tiny_gpt2(own, n_inner=16)
    assert first.now() != before
    assert first.overrides == {
        "train.model.name": str(own),
        "train.model.revision": None,  # a folder has no revision, even if it is the hub's
        "train.model.fallback": None,
    }


def test_a_study_keeps_its_fallback_also_once_the_hub_is_back(splits: Path) -> None:
    fallen = inputs("train.model.name=nobody/this", "train.model.fallback=bundled")
    assert fallen.overrides["train.model.name"] == "bundled"


def test_a_search_over_bases_loads_each_of_them(splits: Path, tiny_gpt2: Path) -> None:
    two = inputs(space=f"train.model.name: {{values: [bundled, {tiny_gpt2}]}}")
    assert two.overrides == {"train.model.fallback": None}
    assert {place.partition("/")[0] for place in two.now()["the base"]} == {"0", "1"}


def test_a_search_over_revisions_loads_each_of_them(
    splits: Path, tiny_gpt2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = "a" * 40, "b" * 40
    cached = splits / "hub/models--somebody--tiny"
    shutil.copytree(tiny_gpt2, cached / "snapshots" / old)
    save_tiny_gpt2(cached / "snapshots" / new, resid_pdrop=0.2)
    write(cached / "refs/main", new)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(splits / "hub"))

    def bases(name: str, space: str) -> dict[str, str]:
        found = inputs(f"train.model.name={name}", space=space)
        assert found.overrides == {"train.model.fallback": None}
        return dict(found.now()["the base"])

    pinned = bases("somebody/tiny", f"train.model.revision: {{value: {old}}}")
    assert pinned == bases(str(cached / "snapshots" / old), "train.model.revision: {value: null}")
    both = bases("somebody/tiny", f"train.model.revision: {{values: [{old}, {new}]}}")
    assert both["0/config.json"] == pinned["0/config.json"] != both["1/config.json"]


@pytest.mark.parametrize(
    "space",
    [
        "train.model.name: {values: [bundled, nobody/this]}",
        "train.model.revision: {value: abc}",
        "train.model.name: {value: bundled}, train.model.revision: {value: abc}",
    ],
)
def test_a_search_over_bases_uses_no_fallback(splits: Path, space: str) -> None:
    """Otherwise the losses of two bases would be those of the fallback."""
    fallback = ("train.model.name=nobody/this", "train.model.fallback=bundled")
    with pytest.raises(ModelError, match="can't be loaded") as raised:
        inputs(*fallback, space=space)
    assert "fallback" not in raised.value.hint  # a trial never uses one
