"""``pokename train``: fine-tune a language model on the train split."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.options import ConfigOption, SeedOption, SetOption, load
from pokename.errors import MissingExtraError

if TYPE_CHECKING:
    from pokename.config import Config
    from pokename.model.artifacts import Trained
    from pokename.model.training import Start


EXTRA = ("torch", "transformers", "accelerate", "huggingface_hub", "matplotlib", "safetensors")


def train(
    run: Annotated[str | None, typer.Option(help="The model goes to models/RUN.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue from the last checkpoint of this run.")
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", help="Start from the beginning, and replace what is in models/RUN."
        ),
    ] = False,
    device: Annotated[str | None, typer.Option(help="auto, cuda, mps or cpu.")] = None,
    seed: SeedOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Fine-tune GPT-2, on a GPU if there is one.

    Example: pokename train --config gpt2.yaml --set train.learning_rate=3e-4
    """
    _require_extra()
    from pokename.cli.console import say, write_out

    settings = load(config, overrides, "train", seed=seed, run=run, device=device)
    if resume and overwrite:
        raise typer.BadParameter("it can't be given with --resume", param_hint="--overwrite")
    trained = _train(settings, "resume" if resume else "overwrite" if overwrite else "anew")
    if _is_main_process():
        say(_summary(trained))
        write_out(trained.files.folder)
    if not trained.finished:
        raise typer.Exit(130)


def _train(settings: "Config", start: "Start") -> "Trained":
    """Train with the tracker and the display that the config and the terminal ask for."""
    from pokename.cli.training_display import library_warnings, training_display
    from pokename.config.strict_yaml import to_yaml
    from pokename.model.training import train as run_training
    from pokename.tracking import tracked

    layout, shown = settings.paths.layout(), _is_main_process()
    folder, values = layout.run(settings.train.run).folder, settings.plain()
    with library_warnings(shown=shown), training_display(shown=shown) as progress:
        return run_training(
            settings.train,
            layout,
            settings.seed,
            tracking=tracked(
                settings.tracking if shown else None, settings.train.run, values, folder
            ),
            config_yaml=to_yaml(settings),
            start=start,
            progress=progress,
        )


def _is_main_process() -> bool:
    """Tell whether this is the process of a torchrun that speaks for all."""
    return os.environ.get("RANK", "0") == "0"


def _require_extra() -> None:
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in EXTRA):
        raise MissingExtraError("train", "pokename train")


def _summary(trained: "Trained") -> str:
    loss = "none" if trained.val_loss is None else f"{trained.val_loss:.4f}"
    state = "trained" if trained.finished else "interrupted; go on with --resume"
    return (
        f"{state}: {trained.steps} steps in {trained.seconds:.0f} s from {trained.base}, "
        f"best validation loss {loss} nats a token"
    )
