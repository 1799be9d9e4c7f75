"""``kg serve``: the SPARQL 1.1 Protocol and the things of the graph over HTTP, with the standard library's server.

No query runs in this process: each has a worker of its own (kg.query.worker). What a request may be answered:
400 malformed or refused, 403 asked under a foreign host name (DNS rebinding), 404, 405, 406, 411, 413, 415, and 503
where time, memory or the number of workers ran out. The text of an error is one line with its code.
"""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kg import errors
from kg.query.run import Limits, Reply, ask, run_query
from kg.query.store import source
from kg.serve import describe, negotiate, pages
from kg.serve.negotiate import PAGE, ROWS, TRIPLES, TRUTH

ENDPOINT = "/sparql"
#: The longest body of a request, in bytes.
LONGEST = 1 << 20
#: Things with more statements than this are shown in part.
SHOWN = 2000
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"

#: What is not the asker's fault: they may come again.
_LATER = frozenset({"E406", "E407", "E704"})
_STATUS = {"E412": 406, "E703": 403, "E705": 404}
_ASKED = frozenset({"E401", "E402", "E404", "E408", "E409", "E702"})


@dataclass(frozen=True)
class Settings:
    """What to serve, and how."""

    workspace: Path
    include_protected: bool = False
    limits: Limits = field(default_factory=Limits)
    host: str = "127.0.0.1"
    port: int = 8000
    cors: str | None = None


class Refused(Exception):
    """A request that is answered with this status and no more. ``headers`` go with it."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


class Server(ThreadingHTTPServer):
    """The server; ``address`` is where it can be asked. Raises KgError E701 where it cannot listen."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # on Windows that would let two servers share a port

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # More at a time would only make each slower, and their memory adds up.
        self.workers = threading.BoundedSemaphore(max(4, os.cpu_count() or 1))
        if ":" in settings.host:
            self.address_family = socket.AF_INET6
        try:
            super().__init__((settings.host, settings.port), Handler)
        except (OSError, OverflowError) as error:
            raise errors.cannot_listen(settings.host, settings.port, errors.reason(error)) from error
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.address = f"http://{host}:{self.server_address[1]}"

    def server_bind(self) -> None:
        # Not HTTPServer's: that asks for the machine's name, which may mean asking the network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.settings.host, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nobody's business, and no traceback is printed."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "kg"
    sys_version = ""
    timeout = 30  # seconds for a client that sends nothing

    def do_GET(self) -> None:
        self._answer(self._get)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._answer(self._post)

    def do_OPTIONS(self) -> None:
        self._answer(self._options)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who asks what is nobody's business."""

    # --- the requests ------------------------------------------------------------------------------------------------

    def _get(self) -> None:
        url = urlsplit(self.path)
        if url.path == ENDPOINT:
            fields = _fields(url.query)
            if not fields:
                self._describe()
            else:
                self._query(fields)
        elif url.path == "/":
            self._send(200, "text/html; charset=utf-8", pages.home(ENDPOINT).encode())
        else:
            self._thing(url.path)

    def _post(self) -> None:
        url = urlsplit(self.path)
        body = self._body()
        if url.path != ENDPOINT:
            raise Refused(405, "only /sparql takes POST", Allow="GET, HEAD, OPTIONS")
        media = self.headers.get_content_type() if "Content-Type" in self.headers else ""
        if media == _UPDATE:
            raise errors.query_refused("an update")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise errors.bad_request("it is not UTF-8") from error
        if media == _FORM:
            self._query(_fields(text) + _fields(url.query))
        elif media == _QUERY:
            self._query([("query", text), *_fields(url.query)])
        else:
            raise Refused(415, f"a query comes as {_QUERY} or {_FORM}", Accept=f"{_QUERY}, {_FORM}")

    def _options(self) -> None:
        more = {"Allow": "GET, HEAD, POST, OPTIONS"}
        if self.server.settings.cors:
            more["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
            more["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        self._send(204, None, b"", more)

    def _query(self, fields: list[tuple[str, str]]) -> None:
        names = [name for name, _ in fields]
        if "update" in names:
            raise errors.query_refused("an update")
        for name in ("default-graph-uri", "named-graph-uri"):
            if name in names:
                raise errors.query_refused(name)
        queries = [value for name, value in fields if name == "query"]
        if len(queries) != 1:
            raise errors.bad_request(f"it has {len(queries)} parameters named query, not one")
        self._reply(queries[0])

    def _reply(self, sparql: str, triples: negotiate.Offer | None = None) -> None:
        accept = self._accept()
        chosen = {"rows": negotiate.best(accept, ROWS), "truth": negotiate.best(accept, TRUTH)}
        chosen["triples"] = triples or negotiate.best(accept, TRIPLES)
        formats = {kind: offer and offer[1] for kind, offer in chosen.items()}
        settings = self.server.settings
        reply = self._run(
            lambda: ask(settings.workspace, sparql, formats, settings.include_protected, limits=settings.limits)
        )
        offer = chosen[reply.kind]
        assert offer  # else the worker would have refused
        more = {"Vary": "Accept"}
        if reply.cut:
            more["Kg-Note"] = f"there is more; this was cut at {settings.limits.rows}"
        self._send(200, _charset(offer[0]), reply.body, more)

    def _describe(self) -> None:
        offer = negotiate.best(self._accept(), TRIPLES)
        if offer is None:
            raise errors.not_acceptable("triples")
        body = describe.description(self.server.address + ENDPOINT).render(offer[1]).encode()
        self._send(200, _charset(offer[0]), body, {"Vary": "Accept"})

    def _thing(self, path: str) -> None:
        import pyoxigraph as ox

        settings = self.server.settings
        found = source(settings.workspace, settings.include_protected)
        base = found.prefixes.get("id", "").removesuffix("id/")
        try:
            node = ox.NamedNode(base + path.lstrip("/"))
        except ValueError:
            raise errors.not_found(path) from None
        offer = negotiate.best(self._accept(), PAGE + TRIPLES)
        if offer is None:
            raise errors.not_acceptable("triples")
        limits = Limits(settings.limits.seconds, SHOWN, settings.limits.memory)
        about = self._run(
            lambda: run_query(
                settings.workspace,
                pages.ABOUT,
                settings.include_protected,
                limits=limits,
                terms=[("node", "iri", node.value)],
            )
        )
        if not about.rows:
            raise errors.not_found(path)
        if offer in PAGE:
            body = pages.thing(node.value, about, found.prefixes, base).encode()
            self._send(200, "text/html; charset=utf-8", body, {"Vary": "Accept"})
        else:
            # A node is checked as it is made: it holds nothing that could end the angle brackets.
            self._reply(f"DESCRIBE {node}", offer)

    def _run(self, work: Callable[[], Any]) -> Any:
        if not self.server.workers.acquire(timeout=self.server.settings.limits.seconds):
            raise errors.server_busy()
        try:
            return work()
        finally:
            self.server.workers.release()

    # --- what they share ---------------------------------------------------------------------------------------------

    def _answer(self, work: Callable[[], None]) -> None:
        self._sent = False
        try:
            self._check_host()
            work()
        except Refused as refused:
            self._fail(refused.status, str(refused), refused.headers)
        except errors.KgError as error:
            later = error.code in _LATER
            status = 503 if later else 400 if error.code in _ASKED else _STATUS.get(error.code, 500)
            self._fail(status, str(error), {"Retry-After": "5"} if later else {})
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        except Exception as error:
            self._fail(500, str(errors.internal(error)), {})

    def _fail(self, status: int, message: str, more: Mapping[str, str]) -> None:
        self.close_connection = True  # what is left of the request must not be read as the next one
        if not self._sent:
            with suppress(OSError):
                self._send(status, "text/plain; charset=utf-8", f"{message}\n".encode(), more)

    def _check_host(self) -> None:
        """A page of another site can have its own name lead here, but cannot say that it asks for an address."""
        given = self.headers.get_all("Host") or []
        name = (urlsplit(f"//{given[0]}").hostname or "") if len(given) == 1 else ""
        if name in ("localhost", self.server.settings.host.lower()):
            return
        try:
            ipaddress.ip_address(name)
        except ValueError:
            raise errors.unknown_host(given[0] if given else "") from None

    def _accept(self) -> str | None:
        return ",".join(self.headers.get_all("Accept") or []) or None

    def _body(self) -> bytes:
        if "Transfer-Encoding" in self.headers:
            raise Refused(411, "the request must say its length")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            raise Refused(411, "the request must say its length")
        if int(length) > LONGEST:
            raise Refused(413, f"a request may have {LONGEST} bytes")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionAbortedError
        return body

    def _send(self, status: int, media: str | None, body: bytes, more: Mapping[str, str] | None = None) -> None:
        self._sent = True
        self.send_response(status)
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache", **(more or {})}
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
        if media:
            headers["Content-Type"] = media
        if self.server.settings.cors:
            headers["Access-Control-Allow-Origin"] = self.server.settings.cors
            headers["Access-Control-Expose-Headers"] = "Kg-Note"
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _fields(text: str) -> list[tuple[str, str]]:
    """The fields of a form or of an address. Raises KgError E702 for what is not UTF-8, or too many."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise errors.bad_request(errors.reason(error)) from error


def _charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until interrupted (SIGINT, SIGTERM). ``say`` is told the address, and what this system cannot limit.

    Raises KgError E301, E303, E308 (workspace), E701 (port).
    """
    # A query at the start: it makes the store, and shows which limits this system does not set.
    reply: Reply = ask(settings.workspace, "ASK {}", {"truth": "json"}, settings.include_protected)
    with Server(settings) as server:
        if reply.unlimited:
            say(f"this system does not limit what a query uses of: {', '.join(reply.unlimited)}; time is limited")
        if settings.include_protected:
            say("names that the cables ask to protect are shown")
        say(f"serving {settings.workspace} at {server.address}/ (SPARQL at {ENDPOINT}); Ctrl-C ends it")
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, before)
