"""Test DVC remotes in the cloud, against emulators on this machine."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.dvc_repository import Repository
from tests.test_dvc import check_push_and_pull

pytestmark = pytest.mark.practice


@pytest.fixture
def repository(project: Path, tmp_path: Path) -> Repository:
    return Repository.shipped(project, tmp_path / "home")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def serving(port: int, *command: str) -> Iterator[str]:
    """Start a server, wait until it listens, and yield its address."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}
    ) as server:
        try:
            deadline = time.monotonic() + 60
            while True:
                assert server.poll() is None, f"{command} ended"
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    assert time.monotonic() < deadline, f"{command} doesn't answer"
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def request(url: str, method: str, data: bytes = b"") -> None:
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(url, method=method, data=data, headers=headers)  # noqa: S310 - an address of this machine
    urllib.request.urlopen(asked, timeout=30).close()  # noqa: S310 - as above


def test_data_can_be_pushed_to_s3(repository: Repository) -> None:
    pytest.importorskip("dvc_s3", reason="needs the s3 extra")
    pytest.importorskip("moto", reason="needs moto[server]")
    port = free_port()
    with serving(port, sys.executable, "-m", "moto.server", "-p", str(port)) as url:
        request(f"{url}/names", "PUT")
        repository.environment |= {
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        repository.dvc("remote", "add", "--default", "store", "s3://names/dvc")
        repository.dvc("remote", "modify", "--local", "store", "endpointurl", url)
        check_push_and_pull(repository)


def test_data_can_be_pushed_to_google_cloud_storage(repository: Repository) -> None:
    pytest.importorskip("dvc_gs", reason="needs the gs extra")
    pytest.importorskip("gcp_storage_emulator", reason="needs gcp-storage-emulator")
    port = free_port()
    emulator = (
        "from gcp_storage_emulator.server import create_server;"
        f"create_server('127.0.0.1', {port}, in_memory=True).run()"
    )
    with serving(port, sys.executable, "-c", emulator) as url:
        bucket = json.dumps({"name": "names"}).encode()
        request(f"{url}/storage/v1/b?project=test", "POST", bucket)
        # gcsfs uses no credentials with an emulator.
        repository.environment |= {"STORAGE_EMULATOR_HOST": url, "GOOGLE_CLOUD_PROJECT": "test"}
        repository.dvc("remote", "add", "--default", "store", "gs://names/dvc")
        repository.dvc("remote", "modify", "--local", "store", "endpointurl", url)
        check_push_and_pull(repository)
