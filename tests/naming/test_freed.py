"""Test that a generator that nothing refers to is freed at once, with its model.

Python's cycle collector frees objects that refer to each other, but it runs rarely, and ignores
how much memory a model takes. A program that loads many models would therefore hold many at a time.
"""

import gc
import pickle
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import ctranslate2
import pytest

from pokename import NameGenerator
from pokename.corpus.prompt_format import PromptFormat
from pokename.errors import ModelError
from pokename.naming.drafting import Drafter
from pokename.naming.engine import Engine
from pokename.naming.language_model import LanguageModel
from pokename.naming.letter_model import LetterModel
from pokename.naming.planning import Planner
from pokename.paths import BUNDLED_MODEL
from tests.conftest import Cli
from tests.support.broken_models import edited

pytestmark = pytest.mark.slow

PARTS = (NameGenerator, LanguageModel, Engine, PromptFormat, LetterModel, Drafter, Planner)


def parts() -> Counter[str]:
    """Count the generators in memory and their parts, once no thread loads a model."""
    for thread in threading.enumerate():
        if thread.name == "loading":  # it refers to an engine until it ends
            thread.join()
    return Counter(type(one).__name__ for one in gc.get_objects() if type(one) in PARTS)


def use(generator: NameGenerator) -> None:
    generator.generate("a fiery lizard", 2)
    generator.line("a fiery lizard", n=1)
    generator.score("a fiery lizard", "Flamander")
    generator.why_not("a fiery lizard", "Charizard")
    generator.log_probs([("a fiery lizard", "flamander")])


@pytest.fixture(autouse=True)
def _without_the_cycle_collector() -> Iterator[None]:
    use(NameGenerator.load())  # loads what all generators share
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def run_of(folder: Path, *, plans: bool) -> Path:
    shutil.copytree(BUNDLED_MODEL, folder)
    edited(folder / "pokename.json", lambda facts: facts.update(plans=plans))
    (folder / "manifest.json").unlink()
    return folder


@pytest.mark.parametrize("plans", [True, False])
def test_a_generator_is_freed_at_once_with_its_model(project: Path, plans: bool) -> None:
    folder = run_of(project / "run", plans=plans)
    before = parts()
    use(NameGenerator.load(folder))
    assert parts() == before


@pytest.mark.skipif(ctranslate2.get_cuda_device_count() > 0, reason="there is a GPU")
@pytest.mark.parametrize("plans", [True, False])
def test_a_generator_whose_model_cannot_be_loaded_is_freed_at_once(
    project: Path, plans: bool
) -> None:
    folder = run_of(project / "run", plans=plans)
    before = parts()
    with pytest.raises(ModelError, match="on cuda"):
        NameGenerator.load(folder, device="cuda").generate("a fiery lizard")
    assert parts() == before


def test_commands_in_one_process_keep_only_the_last_model(project: Path, cli: Cli) -> None:
    before = parts()["Engine"]
    for name in "ab":
        shutil.copytree(BUNDLED_MODEL, project / name)
        cli("generate", "a fiery lizard", "-n", "1", "--model", name)
    assert parts()["Engine"] <= before + 1


def test_only_the_last_few_unpickled_models_are_kept(project: Path) -> None:
    before = parts()["Engine"]
    for name in "abcdef":
        folder = shutil.copytree(BUNDLED_MODEL, project / name)
        pickle.loads(pickle.dumps(NameGenerator.load(folder)))  # noqa: S301 - our own pickle
    assert parts()["Engine"] <= before + 4
