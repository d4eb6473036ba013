"""Rows to batches of token ids: what is learned, what is given, and in which order."""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch.utils.data import Dataset

from pokename.corpus.examples import Example
from pokename.corpus.prompt_format import EncodedExample, PromptFormat

if TYPE_CHECKING:
    from pokename.config import TrainSection

# The label that the loss of every transformers model leaves out.
NOT_LEARNED = -100
# Batches sorted by length at a time: enough for batches with hardly any padding, few enough that
# an epoch keeps its random order.
BATCHES_SORTED = 50


def examples(
    rows: Sequence[Example], prompt_format: PromptFormat, section: "TrainSection", seed: str
) -> list[EncodedExample]:
    """Return an example a row: planned or spelt at once, with its description or without.

    Which row becomes which depends on its place and the seed only. Rows without a description
    teach what names look like when nothing is asked: what fit is measured against.
    """
    made = []
    for place, row in enumerate(rows):
        rng = random.Random(f"{seed}/{place}")
        roots = row.roots if rng.random() < section.plan_share else ()
        description = "" if rng.random() < section.unprompted_share else row.description
        made.append(prompt_format.example(description, row.name, roots))
    return made


def training_order(
    rows: Sequence[Example],
    prompt_format: PromptFormat,
    section: "TrainSection",
    *,
    epochs: float,
    batch: int,
    seed: int,
) -> list[EncodedExample]:
    """Return the examples of a whole training, in the order in which they are trained on.

    Each epoch draws its mix anew. Within an epoch the order is random but for this: examples of
    like length share a batch, so that little is padding. What doesn't fill a batch at the end of
    an epoch goes first in the next.

    Args:
        rows: Of the train split.
        prompt_format: Turns rows into ids.
        section: The config's ``train`` section.
        epochs: Passes over the rows; the last may be partial.
        batch: Examples of an optimizer step, over all devices.
        seed: Of the mix and the order.

    Returns:
        A whole number of batches, at least one.
    """
    order: list[EncodedExample] = []
    waiting: list[EncodedExample] = []
    wanted = max(round(len(rows) * epochs), min(batch, len(rows)))
    epoch = 0
    while len(order) + len(waiting) < wanted:
        rng = random.Random(f"{seed}/{epoch}")
        drawn = examples(rows, prompt_format, section, f"{seed}/{epoch}")
        rng.shuffle(drawn)
        waiting += drawn
        full = len(waiting) // batch * batch
        order += _batched_by_length(waiting[:full], batch, rng)
        waiting = waiting[full:]
        epoch += 1
    return order[: max(wanted // batch, 1) * batch] or waiting


def _batched_by_length(
    drawn: list[EncodedExample], batch: int, rng: random.Random
) -> list[EncodedExample]:
    """Return the same examples, those of like length in a batch, the batches in random order."""
    pool = batch * BATCHES_SORTED
    batches = []
    for start in range(0, len(drawn), pool):
        near = sorted(drawn[start : start + pool], key=lambda example: len(example.ids))
        batches += [near[i : i + batch] for i in range(0, len(near), batch)]
    rng.shuffle(batches)
    return [example for one in batches for example in one]


class ExampleDataset(Dataset[dict[str, list[int]]]):
    """Examples as the Trainer wants them.

    Each item holds ``input_ids`` and ``labels`` of T ids; labels of the prompt are not learned.
    """

    def __init__(self, examples: Sequence[EncodedExample]) -> None:
        self.examples = examples

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> dict[str, list[int]]:
        row = self.examples[index]
        labels = [NOT_LEARNED] * row.prompt_length + list(row.ids[row.prompt_length :])
        return {"input_ids": list(row.ids), "labels": labels}


def collate(items: Sequence[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
    """Pad B items to the longest of them, T, and ask for logits only where a token is learned.

    Padding needs no mask: it comes last, so that nothing before it attends to it, and no logits are
    asked for there. Without a mask torch takes its fastest attention. The output layer is the
    widest of a small model, and more than half of a batch is prompt: it is left out there.

    Returns:
        ``input_ids`` of shape (B, T), int64; ``logits_to_keep`` of shape (B, T), true before each
        learned token; ``labels`` and ``shift_labels``, the same N learned tokens in that order:
        transformers takes the loss on the second where both are given.
    """
    longest = max(len(item["input_ids"]) for item in items)
    ids, labels = [], []
    for item in items:
        gap = longest - len(item["input_ids"])
        ids.append(item["input_ids"] + [0] * gap)
        labels.append(item["labels"][1:] + [NOT_LEARNED] * (gap + 1))
    following = torch.tensor(labels)
    keep = following != NOT_LEARNED
    learned = following[keep]
    return {
        "input_ids": torch.tensor(ids),
        "labels": learned,
        "shift_labels": learned,
        "logits_to_keep": keep,
    }
