"""Test a generator in forked and other processes, in threads, and at the end of a process."""

import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pokename import NameGenerator
from pokename.errors import ModelError
from pokename.paths import BUNDLED_MODEL
from tests.support.processes import on_posix

ASKED = [(thing, seed) for thing in ("a fiery lizard", "a shy ghost") for seed in (7, 8)]

Question = tuple[NameGenerator, str, int]


def names(asked: Question) -> list[str]:
    generator, thing, seed = asked
    return [name.name for name in generator.generate(thing, n=3, seed=seed)]


def python(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program after lines that load a model as ``generator``."""
    begin = "import os, sys, threading, time\nfrom pokename import NameGenerator\n"
    begin += "generator = NameGenerator.load()\n"
    (folder / "program.py").write_text(begin + program)
    return subprocess.run(
        [sys.executable, "program.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@on_posix
@pytest.mark.parametrize("before", ["", "generator.generate('a lizard')"])
def test_a_forked_process_gives_the_same_names(project: Path, before: str) -> None:
    """The names are the same whether the model was used before the fork or is still loading."""
    done = python(
        f"{before}\n"
        "child = os.fork()\n"
        "grandchild = 0 if child else os.fork()\n"
        "names = generator.generate('a fiery lizard', n=3)\n"
        # Each line is a single write, so that lines of different processes don't mix.
        "os.write(1, f'{[name.name for name in names]}\\n'.encode())\n"
        "mine = child or grandchild\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(mine, 0)[1]) if mine else 0)\n",
        project,
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = done.stdout.splitlines()
    assert len(shown) == 3
    assert len(set(shown)) == 1


@on_posix
def test_a_forked_process_without_work_exits_cleanly(project: Path) -> None:
    done = python(
        "generator.generate('a lizard')\n"
        "for _ in range(10):\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        sys.exit(3)\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n",
        project,
    )
    assert (done.stdout.split(), done.stderr) == (["3"] * 10, "")


@on_posix
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_several_threads_or_processes_give_the_same_names_as_one_thread(method: str) -> None:
    generator = NameGenerator.load()
    questions = [(generator, thing, seed) for thing, seed in ASKED]
    alone = [names(one) for one in questions]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(names, questions * 4)) == alone * 4
    workers = 4 if method == "fork" else 1
    with multiprocessing.get_context(method).Pool(workers) as pool:
        assert pool.map(names, questions) == alone


@pytest.mark.parametrize("seconds", ["0", "0.2"])
def test_a_process_ends_while_threads_generate(project: Path, seconds: str) -> None:
    done = python(
        "def run(seed):\n"
        "    while True:\n"
        "        generator.generate('a fiery lizard', n=20, seed=seed)\n"
        "        seed += 1\n"
        "for seed in (0, 1000, 2000):\n"
        "    threading.Thread(target=run, args=(seed,), daemon=True).start()\n"
        f"time.sleep({seconds})\n",
        project,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_thread_can_outlive_the_main_thread(project: Path) -> None:
    done = python(
        "def run():\n"
        "    time.sleep(0.3)\n"
        "    print(len(generator.generate('a fiery lizard', n=3)))\n"
        "threading.Thread(target=run).start()\n",
        project,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "3\n", "")


def test_a_generator_is_pickled_as_the_path_of_its_model() -> None:
    generator = NameGenerator.load()
    pickled = pickle.dumps(generator)
    assert len(pickled) < 1000
    again = pickle.loads(pickled)  # noqa: S301 - our own pickle
    assert names((again, *ASKED[0])) == names((generator, *ASKED[0]))


def test_unpickling_refuses_a_changed_model(project: Path) -> None:
    shutil.copytree(BUNDLED_MODEL, project / "run")
    pickled = pickle.dumps(NameGenerator.load("run"))
    facts = project / "run/pokename.json"
    content = facts.read_text()
    (project / "run/manifest.json").unlink()
    facts.write_text(content + "\n")
    with pytest.raises(ModelError, match="isn't the one that was pickled"):
        pickle.loads(pickled)  # noqa: S301 - our own pickle
    facts.write_text(content)
    os.chdir(project.parent)
    assert pickle.loads(pickled).model == "run"  # noqa: S301 - our own pickle
