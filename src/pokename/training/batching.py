"""Batches of token ids from rows: which tokens are learned, and the order of the examples."""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch.utils.data import Dataset

from pokename.corpus.prompt_format import EncodedExample, PromptFormat
from pokename.corpus.splits import Example
from pokename.errors import DataError

if TYPE_CHECKING:
    from pokename.config import TrainSection
    from pokename.training.bases import Base

# The label that the loss of every transformers model ignores.
NOT_LEARNED = -100
# How many batches are sorted by length together: enough to save padding, but few enough to keep the
# order of an epoch random.
BATCHES_SORTED = 50
# Room for the tokens of a plan of two roots and a name of twelve letters, including marks,
# separators and the end token. If a list has longer names or plans, descriptions get less room.
TARGET_TOKENS = 32


def format_for(base: "Base", max_tokens: int) -> PromptFormat:
    """Return the prompt format of a base, with descriptions that leave room for plan and name.

    Args:
        base: The base with the tokenizer and the end token.
        max_tokens: The maximum number of tokens in an example.
    """
    return PromptFormat(base.tokenizer, base.end_id, max(max_tokens - TARGET_TOKENS, 1))


def examples(
    rows: Sequence[Example], prompt_format: PromptFormat, section: "TrainSection", seed: str
) -> list[EncodedExample]:
    """Return one example for each row: with or without a plan, with or without a description.

    The choice depends only on the row's position and the seed. Rows without a description teach the
    model what names look like in general; fit is measured against this. A description is cut at its
    end if the example would be longer than ``section.max_tokens``.
    """
    made = []
    for place, row in enumerate(rows):
        rng = random.Random(f"{seed}/{place}")
        roots = row.roots if rng.random() < section.plan_share else ()
        description = "" if rng.random() < section.unprompted_share else row.description
        example = prompt_format.example(description, row.name, roots)
        over = len(example.ids) - section.max_tokens
        if over > 0:
            separator = len(prompt_format.prompt("", plan=bool(roots)))
            example = _shortened(example, over, separator)
        made.append(example)
    return made


def _shortened(example: EncodedExample, over: int, separator: int) -> EncodedExample:
    """Return an example without the last ``over`` tokens of its description, or all if it has less.

    Args:
        example: The example.
        over: How many tokens to leave out.
        separator: The number of tokens between the description and what is learned.
    """
    described = example.prompt_length - separator
    kept = max(described - over, 0)
    return EncodedExample((*example.ids[:kept], *example.ids[described:]), kept + separator)


def check_targets(
    rows: Sequence[Example], prompt_format: PromptFormat, *, plans: bool, most: int
) -> None:
    """Raise an error if a model can't read the plan and the name of some row.

    Args:
        rows: The rows to train on.
        prompt_format: The format that turns rows into ids.
        plans: Whether plans are learned.
        most: The number of tokens that the model reads.

    Raises:
        DataError: A name with its plan has more tokens.
    """
    for row in rows:
        example = prompt_format.example("", row.name, row.roots if plans else ())
        if len(example.ids) > most:
            raise DataError(
                f"'{row.name}' with its source words has {len(example.ids)} tokens, but the model "
                f"reads only {most}.",
                "Shorten its roots in your list, or choose another train.model.name.",
            )


def training_order(
    rows: Sequence[Example],
    prompt_format: PromptFormat,
    section: "TrainSection",
    *,
    epochs: float,
    batch: int,
    seed: int,
    max_steps: int | None = None,
) -> list[EncodedExample]:
    """Return the examples of a whole training, in training order.

    Each epoch draws new examples from the rows. Within an epoch the order is random, except that
    examples of similar length share a batch to save padding. Examples that don't fill a batch at
    the end of an epoch come first in the next epoch.

    Args:
        rows: The rows of the train split.
        prompt_format: The format that turns rows into ids.
        section: The config's ``train`` section.
        epochs: The number of passes over the rows; the last may be partial.
        batch: The number of examples in an optimizer step, over all devices.
        seed: The seed of the examples and their order.
        max_steps: Maximum number of optimizer steps; None lets ``epochs`` decide.

    Returns:
        The examples, which fill a whole number of batches, at least one.
    """
    order: list[EncodedExample] = []
    waiting: list[EncodedExample] = []
    wanted = max(round(len(rows) * epochs), min(batch, len(rows)))
    if max_steps:
        wanted = min(wanted, max_steps * batch)
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
    """Return the same examples, in an order that puts examples of similar length into one batch.

    The order of the batches is random.
    """
    pool = batch * BATCHES_SORTED
    batches = []
    for start in range(0, len(drawn), pool):
        near = sorted(drawn[start : start + pool], key=lambda example: len(example.ids))
        batches += [near[i : i + batch] for i in range(0, len(near), batch)]
    rng.shuffle(batches)
    return [example for one in batches for example in one]


class ExampleDataset(Dataset[dict[str, list[int]]]):
    """The examples as a torch dataset for the Trainer.

    Each item holds ``input_ids`` and ``labels`` of T ids; the loss ignores the prompt's labels.
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
    """Pad B items to the length T of the longest, and request logits only where a token is learned.

    Padding needs no mask: it comes last, so no earlier token attends to it, and it gets no logits.
    Without a mask torch uses its fastest attention. The output layer is the widest layer of a small
    model, and more than half of a batch is prompt, so skipping the prompt's logits saves most of
    that layer's work.

    Returns:
        ``input_ids`` of shape (B, T), int64; ``logits_to_keep`` of shape (B, T), true before each
        learned token; ``labels`` and ``shift_labels``, both with the N learned tokens in the
        order of ``logits_to_keep`` (transformers computes the loss from ``shift_labels`` if it gets
        both).
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
