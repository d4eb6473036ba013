"""A small Pokédex of invented species over real HTTP on loopback, with faults on request."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SPECIES = {1: "sproutle", 2: "cindrake", 3: "wavelot"}


def species_page(number: int) -> dict[str, Any]:
    """Return the page of an invented species, in the API's form."""
    name = SPECIES[number]
    english = {"name": "en", "url": "/language/9/"}
    return {
        "id": number,
        "name": name,
        "names": [{"name": name.capitalize(), "language": english}],
        "genera": [{"genus": "Test Pokémon", "language": english}],
        "color": {"name": "red", "url": "/pokemon-color/8/"},
        "shape": {"name": "ball", "url": "/pokemon-shape/1/"},
        "habitat": None,
        "generation": {"name": "generation-i", "url": "/generation/1/"},
        "evolution_chain": {"url": f"/evolution-chain/{number}/"},
        "evolves_from_species": None,
        "egg_groups": [{"name": "monster", "url": "/egg-group/1/"}],
        "is_baby": False,
        "is_legendary": False,
        "is_mythical": False,
        "varieties": [
            {"is_default": True, "pokemon": {"name": name, "url": f"/pokemon/{number}/"}}
        ],
        "flavor_text_entries": [
            {
                "flavor_text": f"It is number {number}.\fIt naps\nall day.",
                "language": english,
                "version": {"name": "red", "url": "/version/1/"},
            }
        ],
    }


def page(path: str) -> dict[str, Any]:
    """Return any page of the invented Pokédex."""
    kind, _, number = path.strip("/").partition("/")
    if kind == "pokedex":
        entries = [
            {
                "entry_number": n,
                "pokemon_species": {"name": name, "url": f"/pokemon-species/{n}/"},
            }
            for n, name in SPECIES.items()
        ]
        return {"id": 1, "name": "national", "pokemon_entries": entries}
    if kind == "type":
        members = [
            {"slot": 1, "pokemon": {"name": name, "url": f"/pokemon/{n}/"}}
            for n, name in SPECIES.items()
            if n == int(number)
        ]
        return {"id": int(number), "name": f"type{number}", "pokemon": members}
    return species_page(int(number))


class FakeApi:
    """What the server was asked, and what it shall do wrong.

    Attributes:
        faults: Path to the answers it gives before the right one, as (status, body, headers).
        seen: Path to the User-Agents that asked for it.
        statuses: How often each status was answered.
    """

    def __init__(self) -> None:
        self.faults: dict[str, list[tuple[int, str, dict[str, str]]]] = {}
        self.seen: dict[str, list[str]] = {}
        self.statuses: Counter[int] = Counter()
        self.url = ""

    def answer(self, path: str, agent: str, etag: str) -> tuple[int, str, dict[str, str]]:
        """Return status, body and headers for a request."""
        path = path.removeprefix("/api/v2").strip("/")
        self.seen.setdefault(path, []).append(agent)
        if self.faults.get(path):
            return self.faults[path].pop(0)
        body = json.dumps(page(path))
        own = f'"{hash(body) & 0xFFFFFF:x}"'
        headers = {"ETag": own, "Cache-Control": "public, max-age=86400"}
        return (304, "", headers) if etag == own else (200, body, headers)


@contextmanager
def serving() -> Iterator[FakeApi]:
    """Serve the invented Pokédex on a free port of loopback."""
    api = FakeApi()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = self.headers
            with lock:
                status, body, headers = api.answer(
                    self.path, asked.get("User-Agent", ""), asked.get("If-None-Match", "")
                )
                api.statuses[status] += 1
            data = body.encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        api.url = f"http://127.0.0.1:{server.server_address[1]}/api/v2/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield api
        server.shutdown()
