"""``pokename train``: fine-tune a language model on the train split."""

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.console import print_rows, progress_bar, say, warn, write_out
from pokename.cli.options import ConfigOption, SetOption, load, overrides_from, seed_option
from pokename.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pokename.config import Config
    from pokename.paths import Layout
    from pokename.training.callbacks import TrainingProgress
    from pokename.training.resuming import Start
    from pokename.training.run_files import Trained


EXTRA = ("torch", "transformers", "accelerate", "huggingface_hub", "matplotlib", "safetensors")
DeviceOption = Annotated[
    str | None, typer.Option(metavar="DEVICE", help="Device to train on: auto, cuda, mps or cpu.")
]
TrainingSeedOption = Annotated[
    int | None,
    seed_option("Seed of the training. Default: `train.seed` of the config, or else its `seed`."),
]


def train(
    run: Annotated[
        str | None,
        typer.Option(metavar="RUN", help="Name of the run. The model goes to models/RUN."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue from the last checkpoint of this run.")
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Start over, and replace models/RUN."),
    ] = False,
    profile: Annotated[
        bool,
        typer.Option(
            "--profile", help="Trace some training steps; the trace goes to models/RUN/profile."
        ),
    ] = False,
    device: DeviceOption = None,
    seed: TrainingSeedOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Fine-tune GPT-2, on a GPU if there is one.

    Example: pokename train --config gpt2.yaml --set train.learning_rate=3e-4
    """
    require_extra()
    if _is_main_process():
        _warn_of_no_commit()

    settings = load_training(config, overrides, seed, run=run, device=device)
    if resume and overwrite:
        raise typer.BadParameter("it can't be given with --resume", param_hint="--overwrite")
    start: Start = "resume" if resume else "overwrite" if overwrite else "anew"
    trained = run_training(settings, start, profile=profile)
    if _is_main_process():
        _show_operations(trained)
        say(_summary(trained))
        write_out(trained.files.folder)
    if not trained.finished:
        raise typer.Exit(130)


def load_training(
    config: str | None, overrides: "Sequence[str] | None", seed: int | None, **options: object
) -> "Config":
    """Load the config of a training; see ``options.load``.

    ``--seed`` is the seed of the training alone, so the ``seed`` in the config of a run stays that
    of its splits.
    """
    asked = (*(overrides or ()), *overrides_from("train", seed=seed))
    return load(config, asked, "train", seed=None, **options)


def run_training(
    settings: "Config",
    start: "Start",
    layout: "Layout | None" = None,
    *,
    profile: bool = False,
    label: str = "steps",
    watch: "Callable[[TrainingProgress], None]" = lambda _: None,
) -> "Trained":
    """Train with the config's tracker, and show progress on the terminal.

    Args:
        settings: The whole config.
        start: How to start if the run already exists.
        layout: The project's files; None means the config's ``paths``.
        profile: Whether to trace some steps.
        label: The label of the progress display.
        watch: A function that is called with the progress after each step, once it is displayed.
    """
    from pokename.corpus.splits import check_examples

    layout, shown = layout or settings.paths.layout(), _is_main_process()
    check_examples(layout.split("train"))  # first, because importing torch takes seconds

    from pokename.config.strict_yaml import to_yaml
    from pokename.tracking.interface import tracked
    from pokename.training.training import train as fine_tune

    run, tracking = settings.train.run, settings.tracking if shown else None
    with library_warnings(shown=shown), _display(watch, label, shown=shown) as progress:
        return fine_tune(
            settings.train,
            layout,
            settings.training_seed,
            tracking=lambda before: tracked(
                tracking, run, settings.plain(), layout.run(run).folder, continues=before
            ),
            config_yaml=to_yaml(settings),
            start=start,
            profile=profile,
            progress=progress,
        )


@contextmanager
def library_warnings(*, shown: bool) -> "Iterator[None]":
    """Print pokename's log warnings on stderr if ``shown``; otherwise drop them."""
    import logging

    class Warnings(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            """Print the message of a warning."""
            warn(record.getMessage())

    handler = Warnings(logging.WARNING) if shown else logging.NullHandler()
    logger = logging.getLogger("pokename")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@contextmanager
def _display(
    watch: "Callable[[TrainingProgress], None]", label: str, *, shown: bool
) -> "Iterator[Callable[[TrainingProgress], None]]":
    """Yield a callback that passes the training's progress to ``watch``; display it if ``shown``.

    Args:
        watch: A function that is called with the progress after each step, once it is displayed.
        label: The label of the display.
        shown: Whether to display the progress.
    """
    if not shown:
        yield watch
        return

    with progress_bar(label) as bar:

        def display(progress: "TrainingProgress") -> None:
            """Display the progress, then pass it on."""
            bar(progress.step, progress.steps, _figures(progress))
            watch(progress)

        yield display


def _figures(progress: "TrainingProgress") -> str:
    """Return the epoch, the losses and the speed as short text."""
    figures = [f"epoch {progress.epoch:.2f}"]
    if progress.loss is not None:
        figures.append(f"loss {progress.loss:.3f}")
    if progress.val_loss is not None:
        figures.append(f"val {progress.val_loss:.3f}")
    return ", ".join([*figures, f"{progress.tokens_per_second:,.0f} tokens/s"])


def _is_main_process() -> bool:
    """Return whether this is the main process of torchrun, which prints for all processes."""
    return os.environ.get("RANK", "0") == "0"


def _warn_of_no_commit() -> None:
    from pokename.training.versions import lacks_commit

    if lacks_commit():
        warn(
            "The manifest won't name the commit of pokename, since a copy was installed. To get "
            "it, install with pip install --editable."
        )


def require_extra(command: str = "pokename train") -> None:
    """Raise MissingExtraError if the packages for training aren't installed."""
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in EXTRA):
        raise MissingExtraError("train", command)


def _summary(trained: "Trained") -> str:
    loss = (
        "no validation yet"
        if trained.val_loss is None
        else f"best validation loss {trained.val_loss:.4f} nats per token"
    )
    if trained.base_val_loss is not None:
        loss += f", {trained.base_val_loss:.4f} before training"
    state = "trained" if trained.finished else "interrupted; continue with --resume"
    return f"{state}: {trained.steps} steps in {trained.seconds:.0f} s from {trained.base}, {loss}"


def _show_operations(trained: "Trained") -> None:
    """Print the costliest operations of the traced steps on stderr."""
    if not trained.operations:
        return

    head = ("operation", "ms", "share", "calls")
    rows = (
        (one.name, f"{one.milliseconds:,.1f}", f"{one.share:.0%}", f"{one.calls:,}")
        for one in trained.operations
    )
    print_rows(head, rows, figures=head[1:], err=True)
    say(f"the traced steps, for Perfetto, Chrome or TensorBoard: {trained.files.profile}")
