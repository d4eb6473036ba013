"""Time each part of the first list of names: python -m benchmarks.programs.where_time_goes.

Prints the milliseconds of each part, in the order in which ``pokename generate`` runs the parts,
without the start of Python.
"""

import time
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from statistics import mean
from typing import Any

SEED = 7


@cache
def generator() -> Any:  # a NameGenerator; importing it is one of the timed steps
    """Load the bundled model, once."""
    return import_module("pokename").NameGenerator.load()


STEPS: dict[str, Callable[[], object]] = {
    "Typer imported": lambda: import_module("typer"),
    "the app built": lambda: import_module("pokename.cli.app"),
    "the config imported": lambda: import_module("pokename.config"),
    "the config read": lambda: import_module("pokename.config").load_config(),
    "the engine imported": lambda: import_module("pokename.naming.engine"),
    "tokenizers imported": lambda: import_module("tokenizers"),
    "rapidfuzz imported": lambda: import_module("rapidfuzz"),
    "the generator imported": lambda: import_module("pokename.naming.generator"),
    "the code that writes names imported": lambda: import_module("pokename.cli.write_names"),
    "the model loaded": generator,
    "the first ten names of the process": lambda: generator().generate("a fiery lizard", seed=SEED),
    "Rich imported, which draws the table": lambda: import_module("rich.table"),
}


OTHERS = (
    "a mossy golem", "a blue turtle that sleeps", "an owl librarian that eats books",
    "a knight of bone and moonlight", "steel bird with razor feathers", "honey bear",
    "a tiny mouse of thunder", "ghost in an old lantern", "clockwork peacock", "a grumpy cactus",
)  # fmt: skip


def main() -> None:
    """Run each step and further generations, and print how long each took."""
    for label, step in STEPS.items():
        print(f"{milliseconds(step):6.0f}  {label}")
    further = [milliseconds(partial(generator().generate, text, seed=SEED)) for text in OTHERS]
    least, most = min(further), max(further)
    print(
        f"{mean(further):6.0f}  ten names for another description, mean of {len(OTHERS)} "
        f"({least:.0f} to {most:.0f})"
    )


def milliseconds(step: Callable[[], object]) -> float:
    """Return the milliseconds that a step takes."""
    started = time.perf_counter()
    step()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
