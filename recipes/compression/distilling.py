"""Knowledge distillation: train a student with half the layers, with or without its teacher."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from pokename.config import TrainSection
from pokename.corpus.prompt_format import EncodedExample
from pokename.corpus.splits import Example
from pokename.training.bases import Base
from pokename.training.batching import NOT_LEARNED, format_for, training_order

TEMPERATURE = 2.0  # softens both distributions, so that less likely tokens count too
LEARNING_RATE = 5e-4
WARMUP = 0.1


@dataclass(frozen=True)
class Data:
    """The training data and settings of a student.

    Attributes:
        rows: The rows of the train split.
        section: The config's ``train`` section.
        steps: The number of optimizer steps.
        seed: The seed for the order of the rows.
    """

    rows: Sequence[Example]
    section: TrainSection
    steps: int
    seed: int


def smaller(model: Any) -> Any:
    """Return a copy of a GPT-2 with half of its layers: every other layer, and always the last.

    A student initialized from its teacher's layers needs far fewer steps than a random one.
    """
    student = copy.deepcopy(model)
    layers = list(student.transformer.h)
    kept = [layer for number, layer in enumerate(layers) if number % 2 == 0]
    kept[-1] = layers[-1] if len(kept) > 1 else kept[-1]
    student.transformer.h = torch.nn.ModuleList(kept)
    student.config.n_layer = len(kept)
    for number, layer in enumerate(kept):
        layer.attn.layer_idx = number
    return student


def train(student: Any, data: Data, teacher: Any | None, base: Base) -> None:
    """Train a student in place.

    Args:
        student: A model that ``smaller`` returned.
        data: The training data and settings.
        teacher: The model whose outputs the student learns; None trains on the names only.
        base: The base with the tokenizer and the end token.
    """
    torch.manual_seed(data.seed)
    optimizer = torch.optim.AdamW(student.parameters(), LEARNING_RATE, weight_decay=0.01)
    warmup = max(1, round(data.steps * WARMUP))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / warmup, (data.steps - step) / (data.steps - warmup + 1)),
    )
    student.train()
    if teacher is not None:
        teacher.eval()
    for ids, labels in _batches(data, base):
        learned = labels != NOT_LEARNED
        logits = student(ids).logits[:, :-1][learned[:, 1:]]
        if teacher is None:
            loss = functional.cross_entropy(logits, labels[learned])
        else:
            with torch.no_grad():
                told = teacher(ids).logits[:, :-1][learned[:, 1:]]
            loss = distance(logits, told)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    student.eval()


def distance(logits: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
    """Return the Kullback–Leibler divergence of a student from its teacher, in nats.

    Args:
        logits: The student's logits, of shape (N, vocabulary).
        told: The teacher's logits, of the same shape.
    """
    divergence = functional.kl_div(
        functional.log_softmax(logits / TEMPERATURE, dim=-1),
        functional.log_softmax(told / TEMPERATURE, dim=-1),
        log_target=True,
        reduction="batchmean",
    )
    return divergence * TEMPERATURE**2  # soft targets shrink the gradients by this factor


def _batches(data: Data, base: Base) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield ids and labels of shape (batch, T), one pair for each step."""
    batch = data.section.batch_size
    order = training_order(
        data.rows,
        format_for(base, data.section.max_tokens),
        data.section,
        epochs=data.steps * batch / len(data.rows),
        batch=batch,
        seed=data.seed,
    )
    for step in range(data.steps):
        yield _padded([order[(step * batch + n) % len(order)] for n in range(batch)])


def _padded(examples: Sequence[EncodedExample]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and labels padded on the right, where causal attention ignores the padding."""
    longest = max(len(one.ids) for one in examples)
    ids = torch.zeros((len(examples), longest), dtype=torch.long)
    labels = torch.full((len(examples), longest), NOT_LEARNED)
    for row, one in enumerate(examples):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        learned = one.ids[one.prompt_length :]
        labels[row, one.prompt_length : len(one.ids)] = torch.tensor(learned)
    return ids, labels
