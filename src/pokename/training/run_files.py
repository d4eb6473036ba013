"""The files of a finished run: weights, engine, letter model, history, figure, manifest."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import torch
from matplotlib.figure import Figure
from transformers import AutoTokenizer

from pokename.corpus.preprocessing import names_in
from pokename.corpus.prompt_format import VERSION
from pokename.corpus.splits import Example, Split
from pokename.files import (
    library_versions,
    now,
    replacing,
    sha256,
    write_json,
    write_text,
)
from pokename.naming.gates import is_source_word
from pokename.naming.letter_model import LetterModel
from pokename.naming.model_files import parts
from pokename.paths import Layout, RunFiles
from pokename.training.bases import Base
from pokename.training.callbacks import Operation
from pokename.training.checkpoints import check_finite, writing
from pokename.training.engine_conversion import convert_to_engine
from pokename.training.versions import LIBRARIES, code_version

if TYPE_CHECKING:
    from pokename.config import TrainSection

HISTORY_COLUMNS = ("step", "epoch", "loss", "val_loss", "learning_rate", "grad_norm")


@dataclass(frozen=True)
class Sources:
    """The inputs of a run, which its manifest records together with the results.

    Attributes:
        section: The config's ``train`` section.
        rows: The rows of each split that was read.
        data_sha256: The hash of each of these splits when it was read, since its file may change
            before the run ends.
        layout: The folders of the run and its figures.
        seed: The seed of the training.
        config_yaml: The resolved config.
    """

    section: "TrainSection"
    rows: Mapping[Split, Sequence[Example]]
    data_sha256: Mapping[Split, str]
    layout: Layout
    seed: int
    config_yaml: str


@dataclass(frozen=True)
class Trained:
    """The result of a training.

    Attributes:
        files: The files of the run.
        finished: False after an interruption, which leaves a checkpoint and no model.
        base: The base that was fine-tuned.
        base_val_loss: The validation loss of the base, in nats per learned token; None if a run
            that an earlier version started was resumed.
        val_loss: The best validation loss of the training; None before the first evaluation.
        val_examples: The SHA-256 of the examples that both losses are computed on.
        steps: The number of optimizer steps done.
        steps_per_epoch: The number of optimizer steps in one pass over the rows.
        seconds: The wall time of the steps and evaluations, with those before a stop.
        device: The device, as torch names it.
        precision: The precision that was computed in, ``bf16`` or ``fp32``.
        processes: The number of processes.
        weights: The number of trained parameters.
        max_prompt: The maximum number of tokens in a description when the model is used.
        log: The log records of the Trainer.
        operations: The costliest operations of the profiled steps; empty without ``--profile``.
    """

    files: RunFiles
    finished: bool
    base: str
    base_val_loss: float | None
    val_loss: float | None
    val_examples: str
    steps: int
    steps_per_epoch: float
    seconds: float
    device: str
    precision: str
    processes: int
    weights: int
    max_prompt: int
    log: Sequence[Mapping[str, Any]]  # the values are numbers, the keys are transformers' names
    operations: Sequence[Operation] = ()


def save_run(base: Base, trained: Trained, sources: Sources) -> None:
    """Write all files of a finished run, then delete its remaining checkpoints.

    Args:
        base: The loaded base, whose ``model`` has been trained.
        trained: The result of the training, with the folder of the run.
        sources: The inputs of the run.
    """
    files, rows = trained.files, sources.rows["train"]
    # A folder without facts isn't a model, so a crash leaves no half-written model.
    for path in (files.facts, files.manifest):
        path.unlink(missing_ok=True)
    check_finite(base.model)
    with writing(files.folder):
        base.model.save_pretrained(files.folder)
        AutoTokenizer.from_pretrained(base.folder).save_pretrained(files.folder)
        convert_to_engine(files.folder, files.engine)
    LetterModel.fit(names_in(rows)).save(files.letters)
    write_text(files.config, sources.config_yaml)
    history = history_table(trained.log, trained.steps_per_epoch)
    with replacing(files.history) as temporary:
        history.to_csv(temporary, index=False, lineterminator="\n")
    figure = sources.layout.figure(f"learning_curve_{files.folder.name}")
    draw_learning_curve(history, figure)
    facts = facts_of(base, sources.section, rows, trained.max_prompt, learned=rows)
    with replacing(files.facts) as temporary:  # written last
        write_json(temporary, facts)
        hashes = {**file_hashes(files), files.facts.name: sha256(temporary)}
        write_json(files.manifest, {**_manifest(base, trained, sources), "files": hashes})
    shutil.rmtree(files.checkpoints, ignore_errors=True)
    files.started.unlink(missing_ok=True)


def history_table(log: Sequence[Mapping[str, Any]], steps_per_epoch: float) -> pd.DataFrame:
    """Return the Trainer's records as a table with one row per step.

    Losses are in nats per learned token.
    """
    frame = pd.DataFrame(log).rename(columns={"eval_loss": "val_loss"})
    frame["epoch"] = frame["step"] / steps_per_epoch
    frame = frame.reindex(columns=list(HISTORY_COLUMNS)).dropna(
        subset=["loss", "val_loss"], how="all"
    )
    return frame.groupby("step", as_index=False).first()


def draw_learning_curve(history: pd.DataFrame, path: Path) -> None:
    """Draw training and validation loss by step as a PNG."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    for column, label, style in (("loss", "train", "-"), ("val_loss", "validation", "o-")):
        known = history.dropna(subset=[column])
        axes.plot(known["step"], known[column], style, label=label, markersize=4)
    axes.set_xlabel("optimizer step")
    axes.set_ylabel("loss (nats per learned token)")
    axes.legend()
    with replacing(path) as temporary:
        figure.savefig(temporary, format="png", dpi=120)


def facts_of(
    base: Base,
    section: "TrainSection",
    rows: Sequence[Example],
    max_prompt: int,
    *,
    learned: Sequence[Example],
) -> dict[str, Any]:
    """Return the facts about a model, which a generator needs.

    Args:
        base: The base of the model.
        section: The config's ``train`` section.
        rows: The rows of the train split.
        max_prompt: The maximum number of tokens in a description when the model is used.
        learned: The rows that the model was trained on; none if it is the base itself.
    """
    own = {row.species_id for row in learned if row.species_id}
    roots = {root for row in learned for root in row.roots if not is_source_word(root)}
    return {
        "format": VERSION,
        "end_id": base.end_id,
        "max_prompt": max_prompt,
        "plans": section.plan_share > 0 and any(row.roots for row in rows),
        "base": base.name,
        "trained_on": sorted(own | base.trained_on),
        "source_words": sorted(roots | base.source_words),
    }


def file_hashes(files: RunFiles) -> dict[str, str]:
    """Return the SHA-256 of each file of a model but its manifest, by its path in the folder."""
    names = (name for name in parts(files.folder) if name != files.manifest.name)
    return {name: sha256(files.folder / name) for name in names}


def _manifest(base: Base, trained: Trained, sources: Sources) -> dict[str, Any]:
    """Return what was trained, its inputs, the versions and the wall time."""
    files = trained.files
    return {
        "run": files.folder.name,
        "finished_at": now(),
        "seconds": round(trained.seconds, 1),
        "steps": trained.steps,
        "val_loss": trained.val_loss,
        "val_examples_sha256": trained.val_examples,
        "base": {
            "asked_for": sources.section.model.name,
            "loaded": base.name,
            "fallback_reason": base.fallback_reason,
            "revision": base.revision,
            "files": dict(base.files),
            "parameters": base.model.num_parameters(),
            "val_loss": trained.base_val_loss,
        },
        "parameters_trained": trained.weights,
        "seed": sources.seed,
        "device": trained.device,
        "computed": computed(sources.section, trained),
        "settings": sources.section.plain(),
        "code": code_version(),
        "config_sha256": hashlib.sha256(sources.config_yaml.encode()).hexdigest(),
        "data_sha256": dict(sources.data_sha256),
        "versions": library_versions(LIBRARIES),
    }


def computed(section: "TrainSection", trained: Trained) -> dict[str, str | int]:
    """Return how the training was computed: what settings such as ``auto`` stood for."""
    batch = section.batch_size * section.gradient_accumulation * trained.processes
    gpu = {"gpu": torch.cuda.get_device_name(trained.device)} if "cuda" in trained.device else {}
    return {
        "precision": trained.precision,
        "processes": trained.processes,
        "batch": batch,
        "threads": torch.get_num_threads(),
        **gpu,
    }
