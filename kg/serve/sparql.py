"""The SPARQL 1.1 Protocol at /sparql, and the page, Turtle or JSON-LD of each thing at its own address.

No query runs in this process: each has a worker of its own (kg.query.worker). Answered besides are 405, 406 and 415.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from kg import errors
from kg.query.run import Limits, ask, run_query
from kg.query.store import source
from kg.serve import describe, negotiate, pages
from kg.serve.negotiate import PAGE, ROWS, TRIPLES, TRUTH
from kg.serve.transport import Refused, Request, Response, fields

if TYPE_CHECKING:
    from kg.serve.server import Server

ENDPOINT = "/sparql"
#: Things with more statements than this are shown in part.
SHOWN = 2000
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"

_T = TypeVar("_T")


def get(server: Server, request: Request) -> Response:
    """A query in the address, or the service description where there is none."""
    given = fields(request.query)
    return _query(server, request, given) if given else _describe(server, request)


def post(server: Server, request: Request) -> Response:
    """A query as a form or as it is."""
    if request.media == _UPDATE:
        raise errors.query_refused("an update")
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise errors.bad_request("it is not UTF-8") from error
    if request.media == _FORM:
        return _query(server, request, fields(text) + fields(request.query))
    if request.media == _QUERY:
        return _query(server, request, [("query", text), *fields(request.query)])
    raise Refused(415, f"a query comes as {_QUERY} or {_FORM}", Accept=f"{_QUERY}, {_FORM}")


def thing(server: Server, request: Request) -> Response:
    """What is known of the thing whose address this is."""
    import pyoxigraph as ox

    settings = server.settings
    found = source(settings.workspace, settings.include_protected)
    base = found.prefixes.get("id", "").removesuffix("id/")
    try:
        node = ox.NamedNode(base + request.path.lstrip("/"))
    except ValueError:
        raise errors.not_found(request.path) from None
    offer = negotiate.best(request.accept, PAGE + TRIPLES)
    if offer is None:
        raise errors.not_acceptable("triples")
    limits = Limits(settings.limits.seconds, SHOWN, settings.limits.memory)
    about = _run(
        server,
        lambda: run_query(
            settings.workspace,
            pages.ABOUT,
            settings.include_protected,
            limits=limits,
            terms=[("node", "iri", node.value)],
        ),
    )
    if not about.rows:
        raise errors.not_found(request.path)
    if offer in PAGE:
        body = pages.thing(node.value, about, found.prefixes, base).encode()
        return Response(200, "text/html; charset=utf-8", body, {"Vary": "Accept"})
    # A node is checked as it is made: it holds nothing that could end the angle brackets.
    return _reply(server, request, f"DESCRIBE {node}", offer)


def _query(server: Server, request: Request, given: list[tuple[str, str]]) -> Response:
    names = [name for name, _ in given]
    if "update" in names:
        raise errors.query_refused("an update")
    for name in ("default-graph-uri", "named-graph-uri"):
        if name in names:
            raise errors.query_refused(name)
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        raise errors.bad_request(f"it has {len(queries)} parameters named query, not one")
    return _reply(server, request, queries[0])


def _reply(server: Server, request: Request, sparql: str, triples: negotiate.Offer | None = None) -> Response:
    accept = request.accept
    chosen = {"rows": negotiate.best(accept, ROWS), "truth": negotiate.best(accept, TRUTH)}
    chosen["triples"] = triples or negotiate.best(accept, TRIPLES)
    formats = {kind: offer and offer[1] for kind, offer in chosen.items()}
    settings = server.settings
    reply = _run(
        server, lambda: ask(settings.workspace, sparql, formats, settings.include_protected, limits=settings.limits)
    )
    offer = chosen[reply.kind]
    assert offer  # else the worker would have refused
    more = {"Vary": "Accept"}
    if reply.cut:
        more["Kg-Note"] = f"there is more; this was cut at {settings.limits.rows}"
    return Response(200, _charset(offer[0]), reply.body, more)


def _describe(server: Server, request: Request) -> Response:
    offer = negotiate.best(request.accept, TRIPLES)
    if offer is None:
        raise errors.not_acceptable("triples")
    body = describe.description(server.address + ENDPOINT).render(offer[1]).encode()
    return Response(200, _charset(offer[0]), body, {"Vary": "Accept"})


def _run(server: Server, work: Callable[[], _T]) -> _T:
    if not server.workers.acquire(timeout=server.settings.limits.seconds):
        raise errors.server_busy()
    try:
        return work()
    finally:
        server.workers.release()


def _charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
