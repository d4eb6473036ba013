"""The callbacks of the Trainer: its progress, a checkpoint on Ctrl-C, and a trace of some steps.

The trace shows where the time of training goes, and which operations cost most.
"""

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch.profiler import ProfilerActivity, profile, schedule
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from pokename import signals
from pokename.files import replacing
from pokename.tracking.interface import TrackedRun
from pokename.training.checkpoints import check_losses

# The metrics for the tracker, by the Trainer's names.
TRACKED = {
    "loss": "loss",
    "eval_loss": "val_loss",
    "learning_rate": "learning_rate",
    "grad_norm": "grad_norm",
}
PASSED_OVER = 2  # first steps that aren't traced, since they allocate and compile
TRACED = 5
COSTLIEST = 10
LOADER = "enumerate(DataLoader)"  # what torch calls the wait for a batch
LOADING = "loading of batches"


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """The progress of a training.

    Attributes:
        step: The number of optimizer steps done.
        steps: The total number of optimizer steps.
        epoch: The number of passes over the data, with a fraction.
        loss: The mean training loss since the last log line, in nats per learned token; None at
            first.
        val_loss: The loss of the last validation, in nats per learned token; None before the first
            validation. The loss of the base doesn't count: a search would take it for a result.
        validations: The number of validations since the start or resumption, without the base's.
        tokens_per_second: Tokens per second without padding, since the start or resumption.
    """

    step: int
    steps: int
    epoch: float
    loss: float | None
    val_loss: float | None
    validations: int
    tokens_per_second: float


OnProgress = Callable[[TrainingProgress], None]


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


class ProgressCallback(TrainerCallback):
    """Reports the Trainer's events, and makes the Trainer save and stop on request.

    Args:
        progress: Called after each step.
        run: The run of the tracker.
        tokens_per_step: The mean number of tokens of a global batch, without padding.
        steps_per_epoch: The number of optimizer steps in one pass over the rows.
    """

    def __init__(
        self,
        progress: OnProgress | None,
        run: TrackedRun,
        tokens_per_step: float,
        steps_per_epoch: float,
    ) -> None:
        self._progress = progress
        self._run = run
        self._tokens_per_step = tokens_per_step
        self.steps_per_epoch = steps_per_epoch
        self._loss: float | None = None
        self._val_loss: float | None = None
        self._validations = 0
        self._started = (0.0, 0)
        self.stop_asked = False

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Start the clock."""
        self._started = (time.monotonic(), state.global_step)

    def on_evaluate(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Start the clock again after the validation of the base, before the first step."""
        if not state.global_step:
            self._started = (time.monotonic(), 0)

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Report the step; save and stop if requested."""
        if self.stop_asked:
            control.should_save = True
            control.should_training_stop = True
        if self._progress:
            self._progress(self._progress_at(state))

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **_: Any,
    ) -> None:
        """Store the last losses and send them to the tracker.

        Raises:
            DivergedError: A loss is NaN or infinite after the first step.
            ModelError: The loss of the base is NaN or infinite.
        """
        logs = logs or {}
        check_losses(logs, state.global_step)
        self._loss = logs.get("loss", self._loss)
        if state.global_step and "eval_loss" in logs:
            self._val_loss = logs["eval_loss"]
            self._validations += 1
        if state.is_world_process_zero:
            self._run.log(
                {TRACKED[key]: value for key, value in logs.items() if key in TRACKED},
                step=state.global_step,
            )

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Send the results to the tracker, unless the training was interrupted."""
        if state.is_world_process_zero and not self.stop_asked:
            self._run.summary({"val_loss": state.best_metric, "steps": state.global_step})

    def _progress_at(self, state: TrainerState) -> TrainingProgress:
        started, first = self._started
        steps = max(state.global_step - first, 1)
        seconds = time.monotonic() - started
        return TrainingProgress(
            step=state.global_step,
            steps=state.max_steps,
            epoch=state.global_step / self.steps_per_epoch,
            loss=self._loss,
            val_loss=self._val_loss,
            validations=self._validations,
            tokens_per_second=self._tokens_per_step * steps / max(seconds, 1e-9),
        )


@contextmanager
def saving_on_interrupt(callback: ProgressCallback) -> Iterator[None]:
    """Make the first Ctrl-C save a checkpoint and stop; a second one stops at once.

    In a training of one process, SIGTERM and the closing of the terminal do the same if the process
    handles them. In a training of several processes, only Ctrl-C saves: the processes wait for each
    other, and torchrun sends SIGTERM when one of them has died.
    """

    def ask(number: int, frame: FrameType | None) -> None:
        """Ask the training to save and stop; on a second signal, call the handler from before."""
        if callback.stop_asked:
            before[number](number, frame)
            return
        callback.stop_asked = True
        signals.note(number)

    before: dict[int, Callable[[int, FrameType | None], Any]] = {}
    alone = os.environ.get("WORLD_SIZE", "1") == "1"
    try:
        for number in signals.STOPPING if alone else (signal.SIGINT,):
            handler = signal.getsignal(number)
            if callable(handler) and threading.current_thread() is threading.main_thread():
                before[number] = handler
                signal.signal(number, ask)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
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
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Count a step; stop the profiler after the last traced step."""
        if self._profile:
            self._profile.step()
            if self.operations:
                self._stop()

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
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
