"""A short training, and one that is stopped, for tests."""

import signal
import time

SETTINGS = ("train.max_steps=6", "train.batch_size=4", "train.device=cpu")


def options(*settings: str) -> tuple[str, ...]:
    """Return settings as options of a command."""
    return tuple(part for one in settings for part in ("--set", one))


STEPS = options(*SETTINGS)


def stopped(*settings: str, pause: float = 0.0) -> None:
    """Start a short training, and stop it with Ctrl-C after two of its steps.

    Args:
        settings: Further settings, such as ``train.run=mine``.
        pause: How long the second step takes at least, in seconds.
    """
    from pokename.cli.train import run_training
    from pokename.config import load_config
    from pokename.training.callbacks import TrainingProgress

    def press(progress: TrainingProgress) -> None:
        if progress.step == 2:
            time.sleep(pause)
            signal.raise_signal(signal.SIGINT)

    config = load_config(None, [*SETTINGS, *settings]).config
    assert not run_training(config, "anew", watch=press).finished
