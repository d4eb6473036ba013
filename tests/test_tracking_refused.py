"""Test that a refusal by the tracker's server gives a one-line error before any work."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.processes import run

KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9deadbeef"


class _Refusing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        told = b'{"errors": [{"message": "user is not logged in"}]}'
        self.send_response(401)
        self.send_header("content-length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Write no log."""


@pytest.fixture
def refusing() -> Iterator[str]:
    """Start a server that refuses every request, and yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def refusal(tracker: str, **variables: str) -> str:
    """Return the one-line error of an evaluation with this tracker."""
    online = ("--set", "tracking.mode=online", "--set", f"tracking.tracker={tracker}")
    done = run("evaluate", *online, **variables)
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("config: ")]
    assert line.startswith("Error: ")
    assert "use tracking.mode=offline" in line
    assert KEY not in done.stderr
    return line


@pytest.mark.slow
def test_a_bad_wandb_key_gives_a_one_line_error(project: Path, refusing: str) -> None:
    pytest.importorskip("wandb", reason="needs the wandb extra")
    line = refusal("wandb", WANDB_API_KEY=KEY, WANDB_BASE_URL=refusing)
    assert (
        "Weights & Biases can't be reached, or refused the request: user is not logged in." in line
    )
    assert "Check WANDB_API_KEY" in line
    short = refusal("wandb", WANDB_API_KEY="short", WANDB_BASE_URL=refusing)
    assert "API key must have" in short
    assert not (project / "reports/metrics.json").exists()


@pytest.mark.slow
def test_a_refusing_mlflow_server_gives_a_one_line_error(project: Path, refusing: str) -> None:
    pytest.importorskip("mlflow", reason="needs the mlflow extra")
    line = refusal("mlflow", MLFLOW_TRACKING_URI=refusing)
    assert "MLflow can't be reached, or refused the request: " in line
    assert "Check MLFLOW_TRACKING_URI" in line
    assert not (project / "reports/metrics.json").exists()
