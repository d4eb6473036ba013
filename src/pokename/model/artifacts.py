"""What a training run leaves behind: weights, engine, letter model, history, figure, manifest."""

import hashlib
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from transformers import AutoTokenizer, PreTrainedModel

from pokename.corpus.preprocessing import names_in
from pokename.corpus.prompt_format import VERSION
from pokename.corpus.table import Row
from pokename.files import library_versions, now, replacing, sha256, write_json, write_text
from pokename.model.bases import Base
from pokename.model.exporting import export_engine
from pokename.naming.letters import LetterModel
from pokename.paths import Layout, RunFiles

LIBRARIES = ("pokename", "torch", "transformers", "accelerate", "tokenizers", "ctranslate2")
HISTORY_COLUMNS = ("step", "epoch", "loss", "val_loss", "learning_rate", "grad_norm")


@dataclass(frozen=True)
class Provenance:
    """Where a run comes from; the content of its manifest."""

    base: Base
    asked_for: str
    rows: Mapping[str, Sequence[Row]]
    layout: Layout
    seed: int
    config_yaml: str
    max_prompt: int
    device: str
    seconds: float
    steps: int
    steps_per_epoch: float
    val_loss: float | None


def save_run(
    model: PreTrainedModel,
    log: Sequence[dict[str, Any]],  # the Trainer's own records
    files: RunFiles,
    layout: Layout,
    provenance: Provenance,
) -> None:
    """Write everything of a finished run into its folder, the checkpoints' rest removed."""
    files.folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(files.folder)
    AutoTokenizer.from_pretrained(provenance.base.folder).save_pretrained(files.folder)
    export_engine(files.folder, files.engine)
    train_rows = provenance.rows["train"]
    LetterModel.fit(names_in(train_rows)).save(files.letters)
    _write_card(files, provenance)
    write_text(files.config, provenance.config_yaml)
    history = history_table(log, provenance.steps_per_epoch)
    with replacing(files.history) as temporary:
        history.to_csv(temporary, index=False, lineterminator="\n")
    draw_learning_curve(history, layout.figure(f"learning_curve_{files.folder.name}"))
    write_json(files.manifest, _manifest(files, provenance))
    shutil.rmtree(files.checkpoints, ignore_errors=True)


def history_table(log: Sequence[dict[str, Any]], steps_per_epoch: float) -> pd.DataFrame:
    """Return the Trainer's records, a row a step: losses in nats a learned token."""
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
    axes.set_ylabel("loss (nats a learned token)")
    axes.legend()
    with replacing(path) as temporary:
        figure.savefig(temporary, format="png", dpi=120)


def _write_card(files: RunFiles, provenance: Provenance) -> None:
    """Write what a generator must know of the model."""
    rows = provenance.rows["train"]
    own = {row.species_id for row in rows if row.species_id}
    write_json(
        files.card,
        {
            "format": VERSION,
            "end_id": provenance.base.end_id,
            "max_prompt": provenance.max_prompt,
            "plans": any(row.roots for row in rows),
            "base": provenance.base.name,
            "trained_on": sorted(own | provenance.base.trained_on),
        },
    )


def _manifest(files: RunFiles, provenance: Provenance) -> dict[str, Any]:
    """Return what was trained, from what, with what and for how long."""
    layout, base = provenance.layout, provenance.base
    return {
        "run": files.folder.name,
        "finished_at": now(),
        "seconds": round(provenance.seconds, 1),
        "steps": provenance.steps,
        "val_loss": provenance.val_loss,
        "base": {
            "asked_for": provenance.asked_for,
            "loaded": base.name,
            "fallback_reason": base.fallback_reason,
            "parameters": base.model.num_parameters(),
        },
        "seed": provenance.seed,
        "device": provenance.device,
        "code": code_version(),
        "config_sha256": hashlib.sha256(provenance.config_yaml.encode()).hexdigest(),
        "data_sha256": {split: sha256(layout.split(split)) for split in provenance.rows},
        "model_sha256": sha256(files.folder / "model.safetensors"),
        "versions": library_versions(LIBRARIES),
    }


def code_version() -> dict[str, str | bool]:
    """Return the commit of the source checkout and whether it was changed; empty elsewhere."""
    source = Path(__file__).parent
    try:
        described = subprocess.run(
            ["git", "-C", str(source), "describe", "--always", "--dirty", "--exclude=*"],  # noqa: S607 - git is found on the PATH everywhere
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return {}
    return {"commit": described.removesuffix("-dirty"), "changed": described.endswith("-dirty")}
