"""A short training on the CPU: -m benchmarks.programs.train_by RECIPE FOLDER TARGET [KEY=VALUE].

All recipes train the same model (of the shape of the base that ships, drawn at random, since that
one knows such names already) on the same ids (of descriptions, of their names letter by letter, and
of the end) of the train split in FOLDER, with the Trainer of transformers, at the same constant
learning rate, until the loss on a part of the val split is TARGET or less. The loss is one function
for all: nats a token of name and end, given the description. KEY=VALUE goes to pokename's config.
Prints JSON.
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
from pokename.corpus.examples import Example, Split, read_examples
from pokename.corpus.prompt_format import EncodedExample, PromptFormat
from pokename.model.bases import Base, load_base
from pokename.model.trainer import TARGET_TOKENS, build_trainer, training_arguments
from pokename.paths import BUNDLED_BASE
from pokename.tracking import NullRun

TOKENIZER: Any = AutoTokenizer.from_pretrained(BUNDLED_BASE)  # whatever class that is
LENGTH = 128  # tokens that texts are padded to, or cut into
HELD_OUT = 100  # rows of the val split
STEPS = 100_000  # more than any needs
SETTINGS = (
    "train.device=cpu",
    "train.learning_rate=5e-4",  # more than the default, which is for a model that can read
    "train.schedule=constant",
    "train.warmup_share=0.0",
    # Every row in its plainest form, as the others train on it.
    "train.plan_share=0.0",
    "train.unprompted_share=0.0",
)


@dataclass(frozen=True)
class Task:
    """What every recipe is given.

    Attributes:
        config: Of pokename; the others take its learning rate and seed.
        base: The model to start from, as pokename loads it.
        rows: Of the train and the val split.
        examples: The rows as ids.
        folder: Where a Trainer may write.
    """

    config: Config
    base: Base
    rows: Mapping[Split, Sequence[Example]]
    examples: Mapping[Split, Sequence[EncodedExample]]
    folder: Path

    def model(self) -> Any:  # what AutoModelForCausalLM finds
        """Load the model to start from, as a user of transformers does."""
        return AutoModelForCausalLM.from_pretrained(self.base.folder)

    def arguments(self, batch: int) -> dict[str, Any]:  # as TrainingArguments takes them
        """Return what all but pokename tell the Trainer, for batches of so many items."""
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
    """As ``pokename train`` does; its own evaluations and checkpoints are left out."""
    section = task.config.train
    arguments = training_arguments(section, task.folder, task.config.seed)
    arguments.eval_strategy = IntervalStrategy.NO
    arguments.save_strategy = SaveStrategy.NO
    arguments.load_best_model_at_end = False
    trainer, _ = build_trainer(section, arguments, task.base, task.rows, NullRun(), None)
    trainer.remove_callback(EarlyStoppingCallback)  # which needs evaluations
    return trainer


def original(task: Task) -> Trainer:
    """As the first such projects did: padded to one length, batches of 4, loss on everything."""
    pad = TOKENIZER.pad_token_id
    texts = [[*one.ids, *[pad] * (LENGTH - len(one.ids))] for one in task.examples["train"]]
    return _on_everything(task, texts, batch=4)


def run_clm(task: Task) -> Trainer:
    """As transformers' example run_clm.py does: one stream of tokens, cut into blocks."""
    stream = list(chain.from_iterable(one.ids for one in task.examples["train"]))
    starts = range(0, len(stream) - LENGTH + 1, LENGTH)
    return _on_everything(task, [stream[start : start + LENGTH] for start in starts], batch=8)


def trl(task: Task) -> Trainer:
    """As TRL's SFTTrainer does for prompts and completions, with the loss on the completion.

    Its batch (8), its collator and its loss are kept. Without padding it is faster here and as
    right, though TRL means that for a GPU. Switched off is what it does by default for a GPU, each
    slower here: bf16, and computing activations twice to save memory.
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
        max_length=None,  # without padding, nothing may be cut
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
    """Write a model of the shape of the base that ships, its weights drawn at random."""
    set_seed(seed)
    GPT2LMHeadModel(GPT2Config.from_pretrained(BUNDLED_BASE)).save_pretrained(folder)
    TOKENIZER.save_pretrained(folder)
    return folder


def _task(project: Path, folder: Path, overrides: Sequence[str]) -> Task:
    """Read the splits of a project, and a part of its val split to evaluate on."""
    start = _draw(load_config().config.seed, folder / "start")
    places = [f"paths.data={project / 'data'}", f"train.model.name={start}"]
    config = load_config(None, [*SETTINGS, *places, *overrides], {}).config
    layout = config.paths.layout()
    base = load_base(config.train.model)
    longest = config.train.max_tokens - TARGET_TOKENS
    prompt_format = PromptFormat(base.tokenizer, base.end_id, longest)
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
    """Train by a recipe and print what it took; seconds are infinite if it didn't get there."""
    with tempfile.TemporaryDirectory() as folder:
        task = _task(project, Path(folder), overrides)
        set_seed(task.config.seed)
        trainer = RECIPES[recipe](task)
        trainer.remove_callback(PrinterCallback)  # prints to stdout, which is for the result
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
