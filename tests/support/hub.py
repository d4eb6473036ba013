"""A Hugging Face Hub on loopback, with the endpoints to push and pull a model."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """The stored files, and the requests so far."""

    url: str
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)  # the files of each repository
    private: dict[str, bool] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    refuses: bool = False  # whether commits are refused


class Handler(BaseHTTPRequestHandler):
    """Answers from the ``Hub`` of its server."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_POST(self) -> None:
        hub = self.server.hub
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        hub.tokens.add(self.headers.get("Authorization", ""))
        path = unquote(self.path.partition("?")[0])
        if path == "/api/repos/create":
            self._create(json.loads(body))
        elif path == "/api/validate-yaml":
            self._json({"errors": [], "warnings": []})
        elif "/preupload/" in path:
            files = json.loads(body)["files"]
            modes = [
                {"path": one["path"], "uploadMode": "regular", "shouldIgnore": False}
                for one in files
            ]
            self._json({"files": modes})
        elif "/commit/" in path:
            self._commit(path.removeprefix("/api/models/").partition("/commit/")[0], body)
        else:
            self._json({"error": f"no such endpoint: POST {path}"}, 404)

    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0])
        if path.startswith("/api/models/"):
            name = path.removeprefix("/api/models/").partition("/revision/")[0]
            siblings = [{"rfilename": one} for one in self.server.hub.files.get(name, {})]
            found = {"id": name, "sha": COMMIT, "siblings": siblings, "private": True}
            self._json(found if name in self.server.hub.files else {"error": "none"}, 200)
        else:
            self._file(path)

    do_HEAD = do_GET  # noqa: N815 - http.server names it

    def _create(self, asked: dict[str, Any]) -> None:
        hub = self.server.hub
        name = f"{asked['organization']}/{asked['name']}"
        if name in hub.files:
            self._json({"error": "it exists", "url": f"{hub.url}/{name}"}, 409)
            return
        hub.files[name] = {}
        hub.private[name] = asked.get("private", asked.get("visibility") == "private")
        self._json({"url": f"{hub.url}/{name}", "name": name})

    def _commit(self, name: str, body: bytes) -> None:
        hub = self.server.hub
        if hub.refuses:
            self._json({"error": "no space left"}, 403)
            return
        for line in map(json.loads, body.splitlines()):
            value = line["value"]
            if line["key"] == "header":
                hub.commits.append(value["summary"])
            elif line["key"] == "file":
                hub.files[name][value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "deletedFile":
                del hub.files[name][value["path"]]
        self._json({"commitUrl": f"{hub.url}/{name}/commit/{COMMIT}", "commitOid": COMMIT})

    def _file(self, path: str) -> None:
        name, _, rest = path.strip("/").partition("/resolve/")
        repository = self.server.hub.files.get(name)
        content = (repository or {}).get(rest.partition("/")[2])
        if content is None:
            code = "RepoNotFound" if repository is None else "EntryNotFound"
            self._answer(404, b"", {"X-Error-Code": code, "X-Repo-Commit": COMMIT})
            return
        etag = f'"{hashlib.sha1(content).hexdigest()}"'  # noqa: S324 - git names files by it
        self._answer(200, content, {"ETag": etag, "X-Repo-Commit": COMMIT})

    def _json(self, value: object, status: int = 200) -> None:
        self._answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """Serves one ``Hub``."""

    daemon_threads = True
    hub: Hub


@contextmanager
def serving() -> Iterator[Hub]:
    """Serve an empty hub on a free port of loopback."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.hub = Hub(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.hub
        finally:
            server.shutdown()
            thread.join()
