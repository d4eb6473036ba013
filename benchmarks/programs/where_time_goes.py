"""Where the time of a first list of names goes: python -m benchmarks.programs.where_time_goes.

Prints milliseconds, in the order in which ``pokename generate`` does these things. The start of
Python itself isn't among them.
"""

import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

SEED = 7


@cache
def generator() -> Any:  # a NameGenerator, which is imported when it is first needed
    """Load the bundled model, once."""
    return import_module("pokename").NameGenerator.load()


STEPS: dict[str, Callable[[], object]] = {
    "Typer imported": lambda: import_module("typer"),
    "the app built": lambda: import_module("pokename.cli.app"),
    "the config imported": lambda: import_module("pokename.config"),
    "the config read": lambda: import_module("pokename.config").load_config(),
    "ctranslate2 imported": lambda: import_module("ctranslate2"),
    "tokenizers imported": lambda: import_module("tokenizers"),
    "rapidfuzz imported": lambda: import_module("rapidfuzz"),
    "the generator imported": lambda: import_module("pokename.naming.generator"),
    "the writing of names imported": lambda: import_module("pokename.cli.catalogue"),
    "the model loaded": generator,
    "ten names, the first of the process": lambda: generator().generate(
        "a fiery lizard", seed=SEED
    ),
    "ten names for another description": lambda: generator().generate("a mossy golem", seed=SEED),
    "Rich imported, for the table": lambda: import_module("rich.table"),
}


def main() -> None:
    """Do it step by step, and print how long each step took."""
    for label, step in STEPS.items():
        started = time.perf_counter()
        step()
        print(f"{1000 * (time.perf_counter() - started):6.0f}  {label}")


if __name__ == "__main__":
    main()
