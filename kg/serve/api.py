"""The explorer's API: JSON at /api/..., for the page that this server serves and for nobody else's.

    GET  /api/about         what this server may and can do
    GET  /api/dataset       the whole graph (kg.serve.dataset), compressed, with an ETag
    GET  /api/cable/ID      one cable (kg.cable.kept)
    GET  /api/corrections   the judgements, in the order of the file
    POST /api/corrections   {"judgements": [...]} or {"undo": NUMBER}; If-Match: the ETag of the dataset at hand
    GET  /api/review        entities proposed for merging, relations of low confidence
    GET  /api/saved         the saved queries
    GET  /api/vocabulary    prefixes, classes and properties, for the editor's completion

A write needs the token that the page was opened with, and comes from a page of this very address.
"""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from kg import errors
from kg.query.library import saved_queries
from kg.resolve.corrections import Judgement, parse
from kg.serve import review, vocabulary
from kg.serve.dataset import FORMAT, encoded
from kg.serve.sparql import ENDPOINT
from kg.serve.transport import Refused, Request, Response
from kg.serve.view import listed

if TYPE_CHECKING:
    from kg.serve.server import Server

CABLE = "/api/cable/"
TOKEN = "Kg-Token"
_JSON = "application/json"

#: The most that one judgement and one request may hold.
LONGEST = {"value": 300, "reason": 1000, "author": 1000}
MOST_REFS = 200
MOST_JUDGEMENTS = 100
LONGEST_EVIDENCE = 5000


def about(server: Server, request: Request) -> Response:
    """What this server may and can do."""
    settings = server.settings
    report = server.view.report()
    return _json(
        {
            "format": FORMAT,
            "sparql": f".{ENDPOINT}",
            "writable": _may_write(server, request),
            "limits": {"seconds": settings.limits.seconds, "rows": settings.limits.rows},
            "protected": "included" if settings.include_protected else "masked",
            "folder": settings.workspace.resolve().name,
            "skipped": [[s["source"], s["code"], s["message"]] for s in report.get("skipped", [])],
            "prefixes": server.view.prefixes(),
        }
    )


def dataset(server: Server, request: Request) -> Response:
    """The whole graph."""
    state = server.view.state()
    more = {"ETag": state.etag, "Vary": "Accept-Encoding"}
    asked = [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]
    if state.etag in asked:
        return Response(304, None, headers=more)
    codings = [part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")]
    if "gzip" in codings:
        return Response(200, _JSON, state.packed, more | {"Content-Encoding": "gzip"})
    return Response(200, _JSON, state.body, more)


def cable(server: Server, request: Request) -> Response:
    """One cable: its text, header and layout."""
    return _json(server.view.cable(unquote(request.path.removeprefix(CABLE))))


def corrections(server: Server, request: Request) -> Response:
    """The judgements in the order of the file."""
    state = server.view.state()
    return _json({"writable": _may_write(server, request), "etag": state.etag, "judgements": listed(state)})


def correct(server: Server, request: Request) -> Response:
    """Add judgements, or take one back; the answer is what changes in the dataset."""
    _check_writer(server, request)
    if request.media != _JSON:
        raise Refused(415, f"a correction comes as {_JSON}", Accept=_JSON)
    etag = request.headers.get("If-Match")
    try:
        asked = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise errors.bad_judgement("it is not JSON in UTF-8") from None
    if isinstance(asked, dict) and set(asked) <= {"undo", "author"} and isinstance(asked.get("undo"), int):
        return _json(server.view.take_back(asked["undo"], _text("author", asked.get("author", "")), etag))
    found = asked.get("judgements") if isinstance(asked, dict) and set(asked) == {"judgements"} else None
    if not isinstance(found, list) or not 0 < len(found) <= MOST_JUDGEMENTS:
        raise errors.bad_judgement(f"it needs judgements, 1 to {MOST_JUDGEMENTS} of them, or undo with a number")
    return _json(server.view.correct([_judgement(item) for item in found], etag))


def proposals(server: Server, request: Request) -> Response:
    """What a reader should look at."""
    return _json(review.review(server.view.state()))


def saved(server: Server, request: Request) -> Response:
    """The saved queries, and what each asks where nothing else is said."""
    return _json(
        [
            {
                "name": query.name,
                "title": query.title,
                "description": query.description,
                "sparql": query.sparql,
                "params": [
                    {
                        "name": p.name,
                        "type": p.kind,
                        "description": p.description,
                        "default": p.default,
                        "required": p.required,
                    }
                    for p in query.params
                ],
            }
            for query in saved_queries()
        ]
    )


def terms(server: Server, request: Request) -> Response:
    """The vocabulary."""
    return _json({"prefixes": server.view.prefixes(), **vocabulary.terms()})


def _check_writer(server: Server, request: Request) -> None:
    """Raises KgError E706 for anybody but the page that was opened with the token, on this very address."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    if (origin is not None and origin != f"http://{request.headers.get('Host', '')}") or site != "same-origin":
        raise errors.not_allowed("another page asks")
    if not _has_token(server, request):
        raise errors.not_allowed("the token is missing or not this server's")
    if not os.access(server.settings.workspace, os.W_OK):
        raise errors.not_allowed("the folder cannot be written")


def _has_token(server: Server, request: Request) -> bool:
    return secrets.compare_digest(request.headers.get(TOKEN, "").encode("utf-8", "replace"), server.token.encode())


def _may_write(server: Server, request: Request) -> bool:
    return not server.view.choice and _has_token(server, request) and os.access(server.settings.workspace, os.W_OK)


def _judgement(item: Any) -> Judgement:
    """One judgement as the page sends it. Raises KgError E707."""
    if not isinstance(item, dict) or "date" in item:
        raise errors.bad_judgement("a judgement has op, refs, value, reason and author")
    if isinstance(refs := item.get("refs"), list) and len(refs) > MOST_REFS:
        raise errors.bad_judgement(f"it has more than {MOST_REFS} refs")
    try:
        found = parse({name: _text(name, value) if name in LONGEST else value for name, value in item.items()})
    except ValueError as error:
        raise errors.bad_judgement(str(error)) from None
    if found.op == "add" and any(ref.end - ref.start > LONGEST_EVIDENCE for ref in found.refs):
        raise errors.bad_judgement(f"evidence has more than {LONGEST_EVIDENCE} characters")
    if found.op == "rename" and item.get("value") and not found.value:
        raise errors.bad_judgement("the name is blank")
    return found


def _text(name: str, value: Any) -> str:
    """A reader's text on one line, without control characters. Raises KgError E707."""
    if not isinstance(value, str):
        raise errors.bad_judgement(f"{name} is not a text")
    if len(value) > LONGEST[name]:
        raise errors.bad_judgement(f"{name} has more than {LONGEST[name]} characters")
    line = " ".join(value.split())
    if any(c < " " or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff" for c in line):
        raise errors.bad_judgement(f"{name} holds control characters")
    return line


def _json(data: Any) -> Response:
    return Response(200, _JSON, encoded(data))
