"""Measure seconds, useful tokens and steps of a training until it reaches a validation loss."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import torch
from transformers import (
    PreTrainedModel,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from pokename.corpus.prompt_format import EncodedExample
from pokename.training.batching import ExampleDataset, collate

TOKENS_BETWEEN = 1_000  # minimum of useful tokens between two evaluations
MOST_TOKENS = 100_000  # useful tokens after which a training stops without reaching the target
EXAMPLES_AT_A_TIME = 50

Batch = dict[str, torch.Tensor]


class Watch(TrainerCallback):
    """Times a training, evaluates it regularly, and stops it when the loss is low enough.

    The time for setup and evaluations doesn't count.

    Args:
        trainer: The trainer to watch.
        pad_id: The id of the padding token.
        held_out: The examples for the evaluations.
        target: The loss at which to stop, in nats per learned token.
    """

    def __init__(
        self, trainer: Trainer, pad_id: int, held_out: Sequence[EncodedExample], target: float
    ) -> None:
        self._held_out = held_out
        self._target = target
        self._useful: list[int] = []
        self._resumed = 0.0
        self._next = TOKENS_BETWEEN
        self.seconds = 0.0
        self.tokens = 0
        self.steps = 0
        self.loss = float("inf")
        trainer.data_collator = self._counting(trainer.data_collator, pad_id)
        trainer.add_callback(self)

    def on_train_begin(self, *_: Any, **__: Any) -> None:  # transformers defines the parameters
        """Start the clock."""
        self._resumed = time.perf_counter()

    def on_step_end(
        self,
        args: TrainingArguments,  # noqa: ARG002 - transformers defines the parameters
        state: TrainerState,
        control: TrainerControl,
        **given: Any,
    ) -> None:
        """Stop the clock and evaluate, if enough tokens were learned since the last evaluation."""
        # The loader is one batch ahead, so count only the batches of finished steps.
        self.tokens = sum(self._useful[: state.global_step])
        if self.tokens < self._next:
            return
        self.seconds += time.perf_counter() - self._resumed
        self.steps = state.global_step
        # The intervals grow, so that slow trainings aren't evaluated too often.
        self._next += max(TOKENS_BETWEEN, self.tokens // 20)
        self.loss = validation_loss(given["model"], self._held_out)
        control.should_training_stop = self.loss <= self._target or self.tokens >= MOST_TOKENS
        self._resumed = time.perf_counter()

    def _counting(
        self, collator: Callable[[list[Any]], Batch], pad_id: int
    ) -> Callable[[list[Any]], Batch]:
        """Wrap the collator so that it records the useful tokens of each batch."""

        def counting(items: list[Any]) -> Batch:
            useful = sum(token != pad_id for item in items for token in item["input_ids"])
            self._useful.append(int(useful))
            return collator(items)

        return counting


def validation_loss(model: PreTrainedModel, held_out: Sequence[EncodedExample]) -> float:
    """Return the mean loss, in nats per token of the names and their ends, given descriptions."""
    items = ExampleDataset(held_out)
    total, tokens = 0.0, 0
    model.eval()
    with torch.no_grad():
        for start in range(0, len(items), EXAMPLES_AT_A_TIME):
            places = range(start, min(start + EXAMPLES_AT_A_TIME, len(items)))
            batch = collate([items[place] for place in places])
            learned = len(batch["labels"])
            total += float(model(**batch).loss) * learned
            tokens += learned
    model.train()
    return total / tokens
