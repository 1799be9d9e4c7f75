"""A server over a workspace, a client that asks it, and the processes that queries run in."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from kg.serve.server import Server, Settings


class Client:
    """Asks one server; each request on a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def query(self, sparql: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        return self.ask("GET", "/sparql?" + urlencode({"query": sparql}), **headers)


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[Server]:
    """A server that answers on a thread of its own."""
    with Server(settings) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def serving(settings: Settings) -> Iterator[Client]:
    with running(settings) as server:
        yield Client(server.server_address[1])


def workers(parent: str = "self") -> set[str]:
    """Processes of this parent that run a query, where the system tells."""
    found = set()
    for task in Path(f"/proc/{parent}/task").glob("*"):
        with contextlib.suppress(OSError):  # the thread has just ended
            found |= set((task / "children").read_text().split())
    return {pid for pid in found if asked(pid)}


def asked(pid: str) -> bool:
    """Whether a process is one that runs a query."""
    with contextlib.suppress(OSError):
        return b"kg.query.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
