"""Where the time of training goes: a trace of some steps, and their costliest operations."""

import os
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.profiler import ProfilerActivity, profile, schedule
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from pokename.files import replacing

PASSED_OVER = 2  # first steps that aren't traced, since they allocate and compile
TRACED = 5
COSTLIEST = 10
LOADER = "enumerate(DataLoader)"  # what torch calls the wait for a batch
LOADING = "loading of batches"


@dataclass(frozen=True, slots=True)
class Operation:
    """The time that one torch operation took in the traced steps.

    Attributes:
        name: The name that torch gives the operation.
        calls: How often the operation was called.
        milliseconds: The operation's own time, without the operations that it calls; GPU time on a
            GPU.
        share: Its share of the time of all operations.
    """

    name: str
    calls: int
    milliseconds: float
    share: float


class Profiler(TrainerCallback):
    """Traces a few steps after the first ones.

    Args:
        path: The file to write the trace to, for Perfetto, Chrome or TensorBoard.

    Attributes:
        operations: The operations, the costliest first; empty before the last traced step.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.operations: list[Operation] = []
        self._profile: Any = None  # torch types only some of its methods

    def on_train_begin(
        self,
        args: TrainingArguments,  # noqa: ARG002 - transformers says what a callback takes
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        **_: Any,
    ) -> None:
        """Start the profiler; in a short training, it skips fewer of the first steps."""
        os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # else the profiler writes to stderr
        left = state.max_steps - state.global_step
        passed_over = min(PASSED_OVER, left - 1)
        traced = min(TRACED, left - passed_over)
        warmup = min(1, passed_over)  # the profiler's own warm-up
        with warnings.catch_warnings(action="ignore"):  # the warning that there is no warm-up
            plan = schedule(wait=passed_over - warmup, warmup=warmup, active=traced, repeat=1)
        on_gpu = torch.cuda.is_available()
        self._profile = profile(
            activities=[ProfilerActivity.CPU, *[ProfilerActivity.CUDA] * on_gpu],
            schedule=plan,
            on_trace_ready=self._keep,
        )
        self._profile.start()

    def on_step_end(
        self,
        args: TrainingArguments,  # noqa: ARG002
        state: TrainerState,  # noqa: ARG002
        control: TrainerControl,  # noqa: ARG002
        **_: Any,
    ) -> None:
        """Count a step; stop the profiler after the last traced step."""
        if self._profile:
            self._profile.step()
            if self.operations:
                self._stop()

    def on_train_end(
        self,
        args: TrainingArguments,  # noqa: ARG002
        state: TrainerState,  # noqa: ARG002
        control: TrainerControl,  # noqa: ARG002
        **_: Any,
    ) -> None:
        """Stop the profiler if the training ended before the last traced step."""
        self._stop()

    def _stop(self) -> None:
        if self._profile:
            self._profile.stop()
            self._profile = None

    def _keep(self, traced: Any) -> None:  # torch's profile
        with replacing(self.path) as temporary:
            traced.export_chrome_trace(str(temporary))
        self.operations = costliest(traced.key_averages())


def costliest(averages: Any) -> list[Operation]:  # torch's sums by operation
    """Return the operations with the most time of their own, the costliest first.

    The loading of batches is always included: its time shows whether loader workers would help.
    """
    on_gpu = torch.cuda.is_available()
    own = [
        Operation(
            name=LOADING if one.key.startswith(LOADER) else one.key,
            calls=one.count,
            milliseconds=(one.self_device_time_total if on_gpu else one.self_cpu_time_total) / 1000,
            share=0.0,
        )
        for one in averages
        if not one.key.startswith("ProfilerStep")
    ]
    whole = sum(one.milliseconds for one in own) or 1.0
    ordered = sorted(own, key=lambda one: -one.milliseconds)
    return [
        replace(one, share=one.milliseconds / whole)
        for place, one in enumerate(ordered)
        if place < COSTLIEST or one.name == LOADING
    ]
