"""Write quantized, pruned and distilled variants of a model, each as the folder of a run."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tokenizers import Tokenizer
from torch.nn.utils import prune
from transformers.pytorch_utils import Conv1D

from pokename.config.schema import BaseModelSection
from pokename.corpus.prompt_format import PromptFormat
from pokename.files import read_json
from pokename.paths import BUNDLED_MODEL, RunFiles
from pokename.training.bases import Base, load_base
from pokename.training.engine_conversion import QUANTIZATION, convert_to_engine
from recipes.compression.distilling import Data, smaller, train

# The type of the computation for each type of stored weights. CTranslate2 has no float16 on a CPU.
STORED = {"float32": "float32", "float16": "float32", "int16": "int16", "int8": "int8"}
PRUNED = (0.2, 0.4, 0.6, 0.8)


class Variant(NamedTuple):
    """A compressed model to measure.

    Attributes:
        way: The method: ``quantized``, ``pruned`` or ``distilled``.
        label: The setting of the method, for the table.
        folder: The folder of the variant, laid out as a run.
        compute_type: The type in which the engine computes.
        parameters: The number of nonzero parameters.
    """

    way: str
    label: str
    folder: Path
    compute_type: str
    parameters: int


def variants(model: Path, data: Data, work: Path) -> Iterator[Variant]:
    """Make the variants of a model and yield each when it is written.

    Args:
        model: The folder of a run in the Hugging Face layout, such as ``models/default``.
        data: The training data and settings of students.
        work: The folder for the variants.
    """
    for stored, compute_type in STORED.items():
        base = _load(model)
        folder = _save(base, model, work / stored, quantization=stored)
        yield Variant("quantized", stored, folder, compute_type, _nonzero(base.model))
    for share in PRUNED:
        base = _load(model)
        prune_linear(base.model, share)
        folder = _save(base, model, work / f"pruned-{share:.0%}")
        label = f"{share:.0%} of the weights of the layers"
        yield Variant("pruned", label, folder, "float32", _nonzero(base.model))
    yield from _students(model, data, work)


def prune_linear(model: Any, share: float) -> None:
    """Set the weights of smallest magnitude to zero, ranked over all linear layers together.

    Embeddings aren't pruned: the row of a rare token has small weights but is still needed.

    Args:
        model: A transformers model, changed in place.
        share: The share of the layers' weights to prune, from 0 to 1.
    """
    layers = [one for one in model.modules() if isinstance(one, Conv1D | torch.nn.Linear)]
    inside = [(one, "weight") for one in layers if one is not model.get_output_embeddings()]
    prune.global_unstructured(inside, pruning_method=prune.L1Unstructured, amount=share)
    for layer, name in inside:
        prune.remove(layer, name)  # type: ignore[no-untyped-call]


def prompt_format(model: Path) -> PromptFormat:
    """Load the prompt format of a run."""
    facts = read_json(RunFiles(model).facts)
    tokenizer = Tokenizer.from_file(str(RunFiles(model).tokenizer))
    return PromptFormat(tokenizer, facts["end_id"], facts["max_prompt"])


def _students(model: Path, data: Data, work: Path) -> Iterator[Variant]:
    """Yield three students with half the layers: untrained, trained on names, and distilled."""
    teacher = _load(model)
    layers = teacher.model.config.num_hidden_layers
    for name, said, learns, from_teacher in (
        ("cut", "not trained", False, False),
        ("trained", f"{data.steps} steps on the names", True, False),
        ("distilled", f"{data.steps} steps on the teacher's outputs", True, True),
    ):
        student = smaller(teacher.model)
        if learns:
            train(student, data, teacher.model if from_teacher else None, teacher)
        folder = _save(replace(teacher, model=student), model, work / name)
        label = f"{student.config.num_hidden_layers} of {layers} layers, {said}"
        yield Variant("distilled", label, folder, "float32", _nonzero(student))


def _load(model: Path) -> Base:
    return load_base(BaseModelSection(name=str(model), fallback=None))


def _save(base: Base, model: Path, folder: Path, quantization: str = QUANTIZATION) -> Path:
    """Write a variant as a run: weights for transformers and the engine, tokenizer, facts."""
    shutil.rmtree(folder, ignore_errors=True)
    base.model.save_pretrained(folder)
    source, files = RunFiles(model), RunFiles(folder)
    for path in (source.tokenizer, source.facts, source.folder / "tokenizer_config.json"):
        shutil.copy(path, folder)
    # The base in the package has no letter model.
    letters = source.letters if source.letters.is_file() else RunFiles(BUNDLED_MODEL).letters
    shutil.copy(letters, folder)
    convert_to_engine(folder, files.engine, quantization)
    return folder


def _nonzero(model: Any) -> int:
    return sum(int(torch.count_nonzero(one)) for one in model.parameters())
