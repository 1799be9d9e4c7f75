"""HTTP as ``kg serve`` speaks it: requests read, answers sent, and what holds for all of them.

What a request may be answered besides: 400 malformed or refused, 403 asked under a foreign host name (DNS rebinding),
411, 413, and 503 where time, memory or the number of workers ran out. The text of an error is one line with its code.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from kg import errors

if TYPE_CHECKING:
    from kg.serve.server import Server

#: The longest body of a request, in bytes.
LONGEST = 1 << 20

API = "/api/"

#: For pages without a script; those with one bring their own.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"

#: What is not the asker's fault: they may come again.
_LATER = frozenset({"E406", "E407", "E704"})
_STATUS = {
    "E412": 406,
    "E502": 404,
    "E703": 403,
    "E705": 404,
    "E706": 403,
    "E707": 400,
    "E708": 409,
    "E709": 403,
    "E307": 409,
}
_ASKED = frozenset({"E401", "E402", "E404", "E408", "E409", "E702"})


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: method, path without its query, the query's text, headers, and the body of a POST."""

    method: str
    path: str
    query: str
    headers: Message
    body: bytes = b""

    @property
    def accept(self) -> str | None:
        return ",".join(self.headers.get_all("Accept") or []) or None

    @property
    def media(self) -> str:
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered. ``media`` is None where there is no body."""

    status: int
    media: str | None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A request that is answered with this status and no more. ``headers`` go with it."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "kg"
    sys_version = ""
    timeout = 30  # seconds for a client that sends nothing

    def do_GET(self) -> None:
        self._sent = False
        try:
            self._check_host()
            url = urlsplit(self.path)
            body = self._body() if self.command == "POST" else b""
            self._send(self.server.answer(Request(self.command, url.path, url.query, self.headers, body)))
        except Refused as refused:
            self._fail(refused.status, "", str(refused), refused.headers)
        except errors.KgError as error:
            later = error.code in _LATER
            status = 503 if later else 400 if error.code in _ASKED else _STATUS.get(error.code, 500)
            self._fail(status, error.code, error.message, {"Retry-After": "5"} if later else {})
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        except Exception as error:
            unforeseen = errors.internal(error)
            self._fail(500, unforeseen.code, unforeseen.message, {})

    do_HEAD = do_POST = do_OPTIONS = do_GET
    do_PUT = do_PATCH = do_DELETE = do_GET  # which no address takes, and 405 says what it does

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who asks what is nobody's business."""

    def _fail(self, status: int, code: str, message: str, more: Mapping[str, str]) -> None:
        self.close_connection = True  # what is left of the request must not be read as the next one
        media, body = "text/plain; charset=utf-8", f"{code} {message}\n".lstrip()
        if self.path.startswith(API):
            media, body = "application/json", json.dumps({"error": {"code": code, "message": message}})
        if not self._sent:
            with suppress(OSError):
                self._send(Response(status, media, body.encode("utf-8", "replace"), more))

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

    def _send(self, response: Response) -> None:
        self._sent = True
        self.send_response(response.status)
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}
        headers |= {"Content-Security-Policy": POLICY, "Cross-Origin-Resource-Policy": "same-origin"}
        if response.media:
            headers["Content-Type"] = response.media
        cors = self.server.settings.cors
        # The API is for our own page alone: it gives whole cables, and takes corrections.
        if cors and not self.path.startswith(API):
            headers |= {"Access-Control-Allow-Origin": cors, "Access-Control-Expose-Headers": "Kg-Note"}
        if response.status not in (204, 304):
            headers["Content-Length"] = str(len(response.body))
        if self.close_connection:
            headers["Connection"] = "close"
        for name, value in (headers | dict(response.headers)).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)


def fields(text: str) -> list[tuple[str, str]]:
    """The fields of a form or of an address. Raises KgError E702 for what is not UTF-8, or too many."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise errors.bad_request(errors.reason(error)) from error
