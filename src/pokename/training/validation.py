"""The validation loss: the mean over the learned tokens of val, on the same examples in each run.

If the examples depended on the settings of a run, such as its share of plans, then the same weights
would have different losses, and a search could lower the loss without a better model.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, cast

import msgspec
import torch
from accelerate.utils import gather_object
from msgspec.structs import replace

from pokename.config import TrainSection
from pokename.corpus.prompt_format import EncodedExample
from pokename.corpus.splits import Example
from pokename.training.bases import Base, context
from pokename.training.batching import ExampleDataset, collate, examples, format_for
from pokename.training.checkpoints import WholeCheckpointsTrainer

# Every run is validated on examples made with these settings and this seed. There are two
# exceptions: a run that learns no plans is validated without plans, since its loss on them is high
# and changes at random; and a base with a shorter context cuts descriptions earlier.
SETTINGS = TrainSection(plan_share=0.5, unprompted_share=0.1, max_tokens=128)
SEED = "val"
EXAMPLES_AT_A_TIME = 32


def validation_examples(
    rows: Sequence[Example], base: Base, *, plans: bool
) -> list[EncodedExample]:
    """Return the examples that every run with the tokenizer of a base is validated on.

    Args:
        rows: The rows of the val split.
        base: The base to train.
        plans: Whether the run learns plans.
    """
    settings = replace(
        SETTINGS,
        max_tokens=min(SETTINGS.max_tokens, context(base)),
        plan_share=SETTINGS.plan_share if plans else 0.0,
    )
    return examples(rows, format_for(base, settings.max_tokens), settings, SEED)


def digest(encoded: Sequence[EncodedExample]) -> str:
    """Return a SHA-256 of examples; losses can be compared if they were computed on the same."""
    return hashlib.sha256(msgspec.json.encode(encoded)).hexdigest()


class ValidatingTrainer(WholeCheckpointsTrainer):
    """A Trainer whose validation loss is exactly the mean over the learned tokens.

    The Trainer of transformers averages the means of batches, so its loss depends on the size of
    the batches; and with several processes, it counts some examples twice.
    """

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:  # the Trainer's signature
        """Return and log the loss over the examples of all processes."""
        own = cast("ExampleDataset", self.eval_dataset).examples
        loss = self._loss(own[self.args.process_index :: self.args.world_size])
        totals, counts = zip(*gather_object([loss]), strict=True)
        metrics = {"eval_loss": sum(totals) / sum(counts)}
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(
            self.args, self.state, self.control, metrics
        )
        return metrics

    def _loss(self, encoded: Sequence[EncodedExample]) -> tuple[float, int]:
        """Return the sum of the losses of the learned tokens, and their number."""
        model: Any = self.model
        model.eval()
        items = ExampleDataset(encoded)
        total, tokens = 0.0, 0
        for start in range(0, len(items), EXAMPLES_AT_A_TIME):
            places = range(start, min(start + EXAMPLES_AT_A_TIME, len(items)))
            batch = collate([items[place] for place in places])
            with torch.no_grad(), self.compute_loss_context_manager():
                mean: Any = self.compute_loss(model, self._prepare_inputs(batch))
            total += mean.item() * len(batch["labels"])
            tokens += len(batch["labels"])
        return total, tokens
