"""Test trainings that can't run: each gives a one-line error, and no hub makes them wait."""

import multiprocessing
import socket
import time
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread

import pytest

from tests.conftest import Cli
from tests.support.processes import run
from tests.support.trainings import STEPS

pytest.importorskip("torch", reason="needs the train extra")

from pokename.training.callbacks import ProgressCallback


def test_a_killed_loader_worker_gives_a_one_line_error(
    splits: Path, cli: Cli, tiny_gpt2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test imitates the kernel, which kills a process when memory runs out."""

    def kill_worker(self: ProgressCallback, *_: object, **__: object) -> None:
        patched.undo()
        for worker in multiprocessing.active_children():
            worker.kill()

    command = ["train", "--device", "cpu"]
    for setting in (f"model.name={tiny_gpt2}", "loader_workers=1", "batch_size=1", "epochs=20"):
        command += ["--set", f"train.{setting}"]
    with monkeypatch.context() as patched:
        patched.setattr(ProgressCallback, "on_step_end", kill_worker)
        said = cli(*command, ok=False)
    assert said.exit_code == 1
    assert (
        said.stderr.strip()
        .splitlines()[-1]
        .startswith("Error: A process that prepares batches died: ")
    )
    assert "train.loader_workers=0" in said.stderr


@pytest.mark.practice
def test_compiling_without_a_compiler_is_an_error(splits: Path, tiny_gpt2: Path) -> None:
    asked = ("--set", f"train.model.name={tiny_gpt2}", "--set", "train.compile=true")
    done = run("train", *asked, *STEPS, CXX="none", TORCHINDUCTOR_CACHE_DIR=str(splits / "cache"))
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith("Error: torch.compile can't compile the model here: ")
    assert said.endswith("or set train.compile=false.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "train.model.name=nobody/this", "--set", "train.model.fallback=null"), "nobody"),
        (("--resume",), "Start without --resume"),
        (("--device", "cuda"), "There is no cuda device"),
    ],
)
def test_an_impossible_training_gives_a_one_line_error(
    splits: Path, cli: Cli, tiny_gpt2: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, *arguments, ok=False)
    assert result.exit_code == 1
    assert said in result.stderr
    assert not (splits / "models").exists()


def test_a_file_in_place_of_the_models_folder_is_an_error(
    splits: Path, cli: Cli, tiny_gpt2: Path
) -> None:
    (splits / "models").write_text("no folder")
    result = cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, ok=False)
    assert result.exit_code == 1
    assert "Error: models can't be made" in result.stderr


class HangsUp(BaseRequestHandler):
    """Notes a request, and closes the connection without an answer."""

    def handle(self) -> None:
        self.server.asked.append(self.request.recv(4096).split()[1])  # type: ignore[attr-defined]


def test_an_unreachable_hub_is_tried_once(splits: Path) -> None:
    no_fallback = ("--set", "train.model.fallback=null", *STEPS)
    asked: list[bytes] = []
    with TCPServer(("127.0.0.1", 0), HangsUp) as hub:
        hub.asked = asked  # type: ignore[attr-defined]
        Thread(target=hub.serve_forever, args=(0.02,)).start()
        address = f"http://127.0.0.1:{hub.server_address[1]}"
        try:
            done = run("train", *no_fallback, HF_HUB_OFFLINE="0", HF_ENDPOINT=address)
        finally:
            hub.shutdown()
    # The hub's library may also ask for other things than models.
    assert [path for path in asked if b"gpt2" in path] == [b"/api/models/gpt2"]
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: The model 'gpt2' can't be loaded: ")


@pytest.mark.parametrize("address", ["junk", "http://[", "ftp://hub"])
def test_an_invalid_hub_address_is_an_error(splits: Path, address: str) -> None:
    done = run("train", *STEPS, HF_ENDPOINT=address, HF_HUB_OFFLINE="0")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("Error: HF_ENDPOINT isn't an http:// or https")


@pytest.mark.faults
def test_a_silent_hub_times_out(splits: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        asked = ("--set", "train.model.fallback=null", *STEPS)
        started = time.monotonic()
        done = run("train", *asked, HF_HUB_OFFLINE="0", HF_ENDPOINT=address)
        assert time.monotonic() - started < 90
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: The model 'gpt2' can't be loaded: ")


def test_without_splits_the_error_names_the_command(cli: Cli, tiny_gpt2: Path) -> None:
    result = cli("train", "--set", f"train.model.name={tiny_gpt2}", *STEPS, ok=False)
    assert "pokename preprocess" in result.stderr
