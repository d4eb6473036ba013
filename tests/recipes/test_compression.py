"""Test ``recipes.compression``: one model quantized, pruned and distilled."""

import json
from pathlib import Path
from typing import Any

import pytest

from pokename.config import TrainSection
from pokename.corpus.splits import read_examples
from pokename.evaluation.cases import held_out_designs
from tests.conftest import save_tiny_gpt2

pytest.importorskip("torch", reason="needs the train extra")

import torch
from recipes.compression.distilling import Data, distance, smaller
from recipes.compression.measuring import EvaluationData, measure
from recipes.compression.variants import Variant, prompt_format, prune_linear, variants
from transformers import GPT2LMHeadModel

from pokename.training.batching import examples


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a run whose model has four layers."""
    folder = tmp_path_factory.mktemp("deep")
    save_tiny_gpt2(folder)
    config = json.loads((folder / "config.json").read_text()) | {"n_layer": 4}
    from transformers import GPT2Config

    torch.manual_seed(0)
    GPT2LMHeadModel(GPT2Config.from_dict(config)).save_pretrained(folder)
    facts = {"format": 1, "end_id": 0, "max_prompt": 60, "plans": False, "trained_on": [],
             "source_words": []}  # fmt: skip
    (folder / "pokename.json").write_text(json.dumps(facts))
    return folder


@pytest.fixture
def made(deep: Path, splits: Path) -> dict[str, Variant]:
    """Make all variants of the deep model."""
    data = Data(
        read_examples(splits / "data/processed/train.csv"),
        TrainSection(batch_size=4),
        steps=20,
        seed=7,
    )
    return {variant.folder.name: variant for variant in variants(deep, data, splits / "work")}


def weights(variant: Variant) -> dict[str, torch.Tensor]:
    model = GPT2LMHeadModel.from_pretrained(variant.folder)
    return dict(model.named_parameters())


def test_each_variant_is_smaller_and_the_student_resembles_its_teacher(
    made: dict[str, Variant], deep: Path, splits: Path
) -> None:
    assert list(made) == [
        "float32", "float16", "int16", "int8",
        "pruned-20%", "pruned-40%", "pruned-60%", "pruned-80%",
        "cut", "trained", "distilled",
    ]  # fmt: skip
    stored = [(made[one].folder / "engine/model.bin").stat().st_size for one in list(made)[:4]]
    assert stored[0] > stored[1] > stored[3]
    counts = [made[f"pruned-{share}%"].parameters for share in (20, 40, 60, 80)]
    assert counts == sorted(counts, reverse=True)
    rows = read_examples(splits / "data/processed/val.csv")[:20]
    made_of = examples(rows, prompt_format(deep), TrainSection(), "7")
    evaluation = EvaluationData(made_of, held_out_designs("val", 2), seed=7)
    figures = {name: measure(made[name], evaluation) for name in ("float32", "int8", "distilled")}
    assert figures["float32"].megabytes > figures["int8"].megabytes
    assert figures["float32"].megabytes > figures["distilled"].megabytes
    assert figures["float32"].loss == pytest.approx(figures["int8"].loss, abs=0.05)
    assert all(one.tokens_a_second > 0 and one.milliseconds > 0 for one in figures.values())
    # The distilled student is nearer to the teacher than a student trained on the names only.
    ids = torch.randint(1, 300, (4, 12), generator=torch.Generator().manual_seed(7))
    ids = torch.cat([ids, torch.zeros((4, 1), dtype=torch.long)], dim=1)
    with torch.no_grad():
        told = GPT2LMHeadModel.from_pretrained(deep)(ids).logits.flatten(0, 1)
        away = {
            name: float(
                distance(
                    GPT2LMHeadModel.from_pretrained(made[name].folder)(ids).logits.flatten(0, 1),
                    told,
                )
            )
            for name in ("trained", "distilled")
        }
    assert away["distilled"] < away["trained"]
    assert not torch.equal(
        weights(made["cut"])["transformer.wte.weight"],
        weights(made["distilled"])["transformer.wte.weight"],
    )


def test_pruning_zeroes_the_smallest_layer_weights_and_leaves_embeddings_alone(deep: Path) -> None:
    model = GPT2LMHeadModel.from_pretrained(deep)
    before = {name: one.detach().clone() for name, one in model.named_parameters()}
    prune_linear(model, 0.5)
    after = dict(model.named_parameters())
    layers = [name for name in after if after[name].ndim == 2 and ".h." in name]
    gone = torch.cat([(after[name] == 0).flatten() for name in layers])
    was = torch.cat([before[name].abs().flatten() for name in layers])
    assert float(gone.float().mean()) == pytest.approx(0.5, abs=0.01)
    assert was[gone].max() <= was[~gone].min()
    assert torch.equal(after["transformer.wte.weight"], before["transformer.wte.weight"])


def test_a_student_has_the_first_and_the_last_layer_of_its_teacher(deep: Path) -> None:
    teacher: Any = GPT2LMHeadModel.from_pretrained(deep)
    student = smaller(teacher)
    assert student.config.n_layer == 2
    for place, layer in ((0, 0), (1, 3)):
        assert torch.equal(
            student.transformer.h[place].mlp.c_fc.weight,
            teacher.transformer.h[layer].mlp.c_fc.weight,
        )
    assert len(teacher.transformer.h) == 4
    assert float(distance(torch.ones(2, 5), torch.ones(2, 5))) == 0.0
