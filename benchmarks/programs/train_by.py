"""Run a short training on the CPU until it reaches a val loss, and print figures as JSON.

    python -m benchmarks.programs.train_by RECIPE FOLDER TARGET [KEY=VALUE ...]

All recipes share these:

- the model: random weights in the shape of the base in the package; the base itself has already
  learned such names
- the token ids: description, name letter by letter, and end token, from the train split in FOLDER
- the Trainer of transformers, at the same constant learning rate
- the loss on a part of the val split: nats per token of the name and its end, given the description

A training stops when this loss is TARGET or less. KEY=VALUE overrides pokename's config.
"""

import json
import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, cast

from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DataCollatorForLanguageModeling,
    EarlyStoppingCallback,
    GPT2Config,
    GPT2LMHeadModel,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_utils import IntervalStrategy, SaveStrategy

from benchmarks.programs.matrix_product import training_operations
from benchmarks.programs.training_watch import Watch
from pokename.config import Config, load_config
from pokename.corpus.prompt_format import EncodedExample
from pokename.corpus.splits import Example, Split, read_examples
from pokename.paths import BUNDLED_BASE
from pokename.tracking.interface import NullRun
from pokename.training.bases import Base, load_base
from pokename.training.batching import format_for
from pokename.training.trainer import build_trainer, examples_in_order, training_arguments

TOKENIZER: Any = AutoTokenizer.from_pretrained(BUNDLED_BASE)  # its class depends on the folder
LENGTH = 128  # tokens of a padded text, or of a block
HELD_OUT = 100  # rows of the val split for the loss
STEPS = 100_000  # an upper bound that no recipe reaches
SETTINGS = (
    "train.device=cpu",
    "train.learning_rate=5e-4",  # the default is lower, for a pretrained model
    "train.schedule=constant",
    "train.warmup_share=0.0",
    # As in the other recipes, no row has a plan and every row has a description.
    "train.plan_share=0.0",
    "train.unprompted_share=0.0",
)


@dataclass(frozen=True)
class Task:
    """The inputs of every recipe.

    Attributes:
        config: The config of pokename; all recipes use its learning rate and seed.
        base: The initial model, as pokename loads it.
        rows: The rows of the train and val splits.
        examples: The tokenized rows.
        folder: The output folder of the Trainer.
    """

    config: Config
    base: Base
    rows: Mapping[Split, Sequence[Example]]
    examples: Mapping[Split, Sequence[EncodedExample]]
    folder: Path

    def model(self) -> Any:  # the class depends on the folder
        """Load the initial model with transformers."""
        return AutoModelForCausalLM.from_pretrained(self.base.folder)

    def arguments(self, batch: int) -> dict[str, Any]:  # keywords of TrainingArguments
        """Return the arguments of every Trainer except pokename's, for a batch size."""
        return {
            "output_dir": str(self.folder),
            "use_cpu": True,
            "max_steps": STEPS,
            "per_device_train_batch_size": batch,
            "learning_rate": self.config.train.learning_rate,
            "lr_scheduler_type": "constant",
            "save_strategy": "no",
            "report_to": "none",
            "disable_tqdm": True,
            "seed": self.config.seed,
        }


def pokename(task: Task) -> Trainer:
    """Train like ``pokename train``, without its evaluations and checkpoints."""
    section = task.config.train
    arguments = training_arguments(section, task.folder, task.config.seed)
    arguments.eval_strategy = IntervalStrategy.NO
    arguments.save_strategy = SaveStrategy.NO
    arguments.load_best_model_at_end = False
    order = examples_in_order(section, arguments, task.base, task.rows["train"])
    trainer, _ = build_trainer(
        section, arguments, task.base, task.rows, order, run=NullRun(), progress=None
    )
    trainer.remove_callback(EarlyStoppingCallback)  # it needs evaluations
    return trainer


def original(task: Task) -> Trainer:
    """Train like early name generators: fixed length, batches of 4, loss on every token."""
    pad = TOKENIZER.pad_token_id
    texts = [[*one.ids, *[pad] * (LENGTH - len(one.ids))] for one in task.examples["train"]]
    return _on_everything(task, texts, batch=4)


def run_clm(task: Task) -> Trainer:
    """Train like run_clm.py of transformers: one stream of tokens, cut into blocks."""
    stream = list(chain.from_iterable(one.ids for one in task.examples["train"]))
    starts = range(0, len(stream) - LENGTH + 1, LENGTH)
    return _on_everything(task, [stream[start : start + LENGTH] for start in starts], batch=8)


def trl(task: Task) -> Trainer:
    """Train with TRL's SFTTrainer on prompts and completions, with the loss on completions.

    The batch size (8), the collator and the loss are TRL's defaults. ``padding_free`` is meant for
    GPUs, but it makes the CPU faster too, with the same loss. Two defaults for GPUs, bf16 and
    gradient checkpointing, are off because they are slower on a CPU.
    """
    library, datasets = import_module("trl"), import_module("datasets")
    rows = [
        {
            "input_ids": list(one.ids),
            "completion_mask": [int(place >= one.prompt_length) for place in range(len(one.ids))],
        }
        for one in task.examples["train"]
    ]
    arguments = library.SFTConfig(
        **task.arguments(batch=8),
        completion_only_loss=True,
        padding_free=True,
        max_length=None,  # padding_free doesn't allow truncation
        bf16=False,
        gradient_checkpointing=False,
    )
    trainer = library.SFTTrainer(
        model=task.model(),
        args=arguments,
        train_dataset=datasets.Dataset.from_list(rows),
        processing_class=TOKENIZER,
    )
    return cast("Trainer", trainer)


RECIPES: dict[str, Callable[[Task], Trainer]] = {
    "pokename": pokename,
    "original": original,
    "run_clm": run_clm,
    "trl": trl,
}


def _on_everything(task: Task, ids: list[list[int]], batch: int) -> Trainer:
    return Trainer(
        model=task.model(),
        args=TrainingArguments(**task.arguments(batch)),
        data_collator=DataCollatorForLanguageModeling(TOKENIZER, mlm=False),
        train_dataset=[{"input_ids": one} for one in ids],
    )


def _draw(seed: int, folder: Path) -> Path:
    """Write a model with random weights in the shape of the base in the package."""
    set_seed(seed)
    GPT2LMHeadModel(GPT2Config.from_pretrained(BUNDLED_BASE)).save_pretrained(folder)
    TOKENIZER.save_pretrained(folder)
    return folder


def _task(project: Path, folder: Path, overrides: Sequence[str]) -> Task:
    """Read the train split of a project, and a sample of its val split for the loss."""
    start = _draw(load_config().config.seed, folder / "start")
    places = [f"paths.data={project / 'data'}", f"train.model.name={start}"]
    config = load_config(None, [*SETTINGS, *places, *overrides], {}).config
    layout = config.paths.layout()
    base = load_base(config.train.model)
    prompt_format = format_for(base, config.train.max_tokens)
    rows: dict[Split, list[Example]] = {
        "train": read_examples(layout.split("train")),
        "val": random.Random(config.seed).sample(read_examples(layout.split("val")), HELD_OUT),
    }
    examples = {
        split: [prompt_format.example(row.description, row.name) for row in some]
        for split, some in rows.items()
    }
    return Task(config, base, rows, examples, folder)


def main(recipe: str, project: Path, target: float, overrides: Sequence[str]) -> None:
    """Train by a recipe and print its figures; seconds are infinite if it misses the target."""
    with tempfile.TemporaryDirectory() as folder:
        task = _task(project, Path(folder), overrides)
        set_seed(task.config.seed)
        trainer = RECIPES[recipe](task)
        trainer.remove_callback(PrinterCallback)  # keeps stdout free for the result
        watch = Watch(trainer, TOKENIZER.pad_token_id, task.examples["val"], target)
        trainer.train()
    examples = task.examples["train"]
    operations = training_operations(cast("GPT2Config", task.base.model.config), examples)
    speed = watch.tokens / watch.seconds
    figures = {
        "seconds": watch.seconds if watch.loss <= target else float("inf"),
        "loss": watch.loss,
        "steps": watch.steps,
        "tokens_per_second": speed,
        "operations_per_second": speed * operations / sum(len(one.ids) for one in examples),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
