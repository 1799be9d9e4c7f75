"""``kg serve``: the explorer, its API, and SPARQL over HTTP, with the standard library's server."""

from __future__ import annotations

import errno
import os
import secrets
import signal
import socket
import socketserver
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kg import errors
from kg.excerpt import SAID, Choice
from kg.query.run import Limits, Reply, ask
from kg.serve import api, sparql, static, vocabulary
from kg.serve.transport import Handler, Refused, Request, Response
from kg.serve.view import View

PORT = 8000


@dataclass(frozen=True)
class Settings:
    """What to serve, and how."""

    workspace: Path
    include_protected: bool = False
    limits: Limits = field(default_factory=Limits)
    host: str = "127.0.0.1"
    port: int | None = None  # 0: any that is free; None: PORT or, where that is taken, any
    cors: str | None = None
    #: Which part of the graph the explorer shows; SPARQL answers from all of it.
    choice: Choice | None = None


class Server(ThreadingHTTPServer):
    """The server; ``address`` is where it can be asked. Raises KgError E701 where it cannot listen."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # on Windows that would let two servers share a port

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.view = View(settings.workspace, settings.include_protected, settings.choice)
        #: What a page must show to write; it is in the address that ``kg serve --open`` opens, and nowhere else.
        self.token = secrets.token_urlsafe(24)
        # More at a time would only make each slower, and their memory adds up.
        self.workers = threading.BoundedSemaphore(max(4, os.cpu_count() or 1))
        if ":" in settings.host:
            self.address_family = socket.AF_INET6
        try:
            self._listen()
        except (OSError, OverflowError) as error:
            raise errors.cannot_listen(settings.host, settings.port or PORT, errors.reason(error)) from error
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.address = f"http://{host}:{self.server_address[1]}"

    def _listen(self) -> None:
        host, port = self.settings.host, self.settings.port
        try:
            super().__init__((host, PORT if port is None else port), Handler)
        except OSError as error:
            if port is not None or error.errno != errno.EADDRINUSE:
                raise
            super().__init__((host, 0), Handler)

    def server_bind(self) -> None:
        # Not HTTPServer's: that asks for the machine's name, which may mean asking the network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.settings.host, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nobody's business, and no traceback is printed."""

    def answer(self, request: Request) -> Response:
        """The answer to a request. Raises Refused or KgError for what is to be answered with an error."""
        if request.method == "OPTIONS":
            return self._options()
        at = ROUTES.get(request.path) or next(
            (methods for start, methods in PREFIXES.items() if request.path.startswith(start)), THINGS
        )
        method = "GET" if request.method == "HEAD" else request.method
        if method not in at:
            allowed = ", ".join([*at, "HEAD", "OPTIONS"])
            raise Refused(405, f"this address takes {' and '.join(at)} only", Allow=allowed)
        return at[method](self, request)

    def _options(self) -> Response:
        more = {"Allow": "GET, HEAD, POST, OPTIONS"}
        if self.settings.cors:
            more["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
            more["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        return Response(204, None, headers=more)


Answering = Callable[[Server, Request], Response]

#: What is answered where, by method.
ROUTES: dict[str, dict[str, Answering]] = {
    "/": {"GET": static.home},
    sparql.ENDPOINT: {"GET": sparql.get, "POST": sparql.post},
    "/vocab": {"GET": vocabulary.get},
    "/api/about": {"GET": api.about},
    "/api/dataset": {"GET": api.dataset},
    "/api/corrections": {"GET": api.corrections, "POST": api.correct},
    "/api/review": {"GET": api.proposals},
    "/api/saved": {"GET": api.saved},
    "/api/vocabulary": {"GET": api.terms},
}
#: What is answered below an address.
PREFIXES: dict[str, dict[str, Answering]] = {
    api.CABLE: {"GET": api.cable},
    static.ASSETS: {"GET": static.asset},
}
#: Any other address may be a thing of the graph.
THINGS: dict[str, Answering] = {"GET": sparql.thing}


def say_what_is_shown(view: View, say: Callable[[str], None]) -> None:
    """Make the page's data, so that the first page need not wait for them, and say where they are not the whole."""
    if refused := view.refused():
        say(refused.message)
        return
    state = view.state()
    _ = state.packed
    if state.partial:
        say(
            f"the graph is too large for a page: it shows the {len(state.held):,} most connected of "
            f"{state.partial['entities']:,} entities and {state.held.number_of_edges():,} of "
            f"{state.partial['relations']:,} relations; SPARQL answers from all of them"
        )
    if said := state.base.graph.get(SAID):
        say(said)


def run(settings: Settings, say: Callable[[str], None], *, open_page: bool = False) -> None:
    """Serve until interrupted (SIGINT, SIGTERM). ``say`` is told the address, and what this system cannot limit.

    ``open_page``: open the explorer in the browser, with the token by which it may correct.

    Raises KgError E301, E303, E308 (workspace), E310 (corrections), E701 (port).
    """
    # A query at the start: it makes the store, and shows which limits this system does not set.
    reply: Reply = ask(settings.workspace, "ASK {}", {"truth": "json"}, settings.include_protected)
    with Server(settings) as server:
        say_what_is_shown(server.view, say)
        if reply.unlimited:
            say(f"this system does not limit what a query uses of: {', '.join(reply.unlimited)}; time is limited")
        if settings.include_protected:
            say("names that the cables ask to protect are shown")
        say(f"serving {settings.workspace} at {server.address}/ (SPARQL at {sparql.ENDPOINT}); Ctrl-C ends it")
        # In the fragment, which no browser sends anywhere.
        page = f"{server.address}/#token={server.token}"
        say(f"with leave to correct: {page}")
        if open_page:
            # On a thread: a browser in the terminal would not come back before it is closed.
            threading.Thread(target=webbrowser.open, args=(page,), daemon=True).start()
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, before)
