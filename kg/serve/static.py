"""The built page and its parts, as they lie in kg/serve/page; and what a browser may do with them."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kg import errors
from kg.serve import PAGES
from kg.serve.pages import page
from kg.serve.transport import Request, Response

if TYPE_CHECKING:
    from kg.serve.server import Server

ASSETS = "/assets/"

#: The page's own files and nothing else: no code, no style and no address from elsewhere, nor any within a file.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_MEDIA = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


def home(server: Server, request: Request) -> Response:
    """The explorer, or why there is none. KgError E603 if the installation lacks it."""
    if refused := server.view.refused():
        said = f"<h1>{escape(server.settings.workspace.resolve().name)}</h1><p>{escape(refused.message)}</p>"
        return Response(200, "text/html; charset=utf-8", page("kg", said).encode(), {"Cache-Control": "no-store"})
    path = PAGES / "index.html"
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise errors.page_missing(path) from None
    return Response(200, "text/html; charset=utf-8", body, {"Content-Security-Policy": POLICY})


def asset(server: Server, request: Request) -> Response:
    """A part of the page, by its name. Names hold a hash of the content, so it may be kept for ever."""
    path = _assets().get(request.path.removeprefix(ASSETS))
    if path is None:
        raise errors.not_found(request.path)
    media = _MEDIA.get(path.suffix, "application/octet-stream")
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    # A worker is bound by the policy that its own file comes with.
    return Response(200, media + charset, path.read_bytes(), kept | {"Content-Security-Policy": POLICY})


@cache
def _assets() -> dict[str, Path]:
    """The files by name: what is not in this list is not there, however it is spelt."""
    folder = PAGES / "assets"
    return {path.name: path for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}
