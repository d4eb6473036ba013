"""Install the trained models into the package: the bundled model and the base."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from pokename.files import read_json, write_json
from pokename.paths import BUNDLED_BASE, BUNDLED_MODEL, RunFiles
from pokename.training.run_files import file_hashes

BASE_FILES = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json")


def install(pretrainings: Sequence[RunFiles], finetuned: RunFiles) -> None:
    """Replace ``assets/model`` by the fine-tuned model and ``assets/base`` by the pretrained one.

    The base isn't fine-tuned, so it has learned from no species. If a user splits the species with
    another seed, the only leak is the influence of the train names on the pretraining corpus.
    """
    model = RunFiles(BUNDLED_MODEL)
    shutil.rmtree(model.folder, ignore_errors=True)
    shutil.copytree(finetuned.engine, model.engine)
    for path in (finetuned.tokenizer, finetuned.letters):
        shutil.copy2(path, model.folder)
    _install_facts(finetuned, model)
    _write_manifest(pretrainings, finetuned, model)
    _install_base(pretrainings[-1])


def _write_manifest(pretrainings: Sequence[RunFiles], finetuned: RunFiles, model: RunFiles) -> None:
    """Write the manifest of all trainings, without paths of the training machine."""
    manifest = read_json(finetuned.manifest)
    manifest["base"].update(asked_for="base", loaded="base")
    bases = [read_json(run.manifest) for run in pretrainings]
    for base in bases:
        base.pop("base")
    for run in (manifest, *bases):
        run.pop("files", None)  # hashes of files that aren't installed
    trainings = {"finetuning": manifest, "pretraining": bases}
    write_json(model.manifest, {"files": file_hashes(model), **trainings})


def _install_base(pretrained: RunFiles) -> None:
    base = RunFiles(BUNDLED_BASE)
    shutil.rmtree(base.folder, ignore_errors=True)
    base.folder.mkdir(parents=True)
    for name in BASE_FILES:
        shutil.copy2(pretrained.folder / name, base.folder)
    weights = load_file(pretrained.folder / "model.safetensors")
    half = {name: tensor.to(torch.float16) for name, tensor in weights.items()}
    save_file(half, base.folder / "model.safetensors", metadata={"format": "pt"})
    _install_facts(pretrained, base)
    write_json(base.manifest, {"files": file_hashes(base)})


def _install_facts(run: RunFiles, installed: RunFiles) -> None:
    """Write the facts about a run, with the path of its base reduced to the name of the folder."""
    facts = read_json(run.facts)
    write_json(installed.facts, {**facts, "base": Path(facts["base"]).name})
