"""The process that runs one query and ends: whatever a query does to it, nobody else is hurt.

It is given the store's place and the query on standard input, opens the store, and only then gives up the right to open
anything more, sockets too; of a database of many files, to open more than there are of these. It is bound in memory and
time, by the system where the system can (POSIX), and ends when whoever started it is gone.

Standard input: eight digits (hexadecimal, the length of the request), the request as JSON, then the Turtle if it is to
be read from there (its length is in the request). The input stays open: its end says that nobody waits any more.
Standard output: a line of JSON when the store is open and the limits stand, a line of JSON that says how it went, and
the answer in as many bytes as that line says.
"""

from __future__ import annotations

import importlib
import itertools
import json
import math
import os
import re
import signal
import sys
import threading
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from kg import errors
from kg.query import refuse
from kg.query.results import Answer, Row, canonical, text
from kg.query.syntax import explain
from kg.rdf import jsonld

#: The longest answer that is given, in bytes.
MOST = 32 * 1024 * 1024
#: So many tables of a database are open as soon as it is (RocksDB's kInitialLoadLimit).
OPENED = 16
#: What the system should grant beyond the limits before it ends the process itself, in seconds.
GRACE = 1

_ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)


def main() -> None:
    """Answer the one request on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # no traceback when a user ends kg with Ctrl-C
    request = json.loads(_read(int(_read(8), 16)))
    try:
        store = _open(request)
    except (OSError, ValueError, SyntaxError) as error:
        _say({"store": errors.reason(error)})
        os._exit(0)
    # While files can still be opened:
    if refuse.to_be_parsed(request["sparql"]):
        importlib.import_module("rdflib.plugins.sparql.parser")
    if "jsonld" in request["formats"].values():
        jsonld.context()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _say({"ready": True, "unlimited": limit(request["seconds"], request["memory"], _files(request["database"]))})
    try:
        answer = ask(store, request["sparql"], request["prefixes"], request["terms"], request["rows"])
        fmt = request["formats"][answer.kind]
        if fmt is None:
            raise errors.not_acceptable(answer.kind)
        body = answer.render(fmt).encode("utf-8", "replace")
        if len(body) > MOST:
            raise errors.answer_too_long(MOST)
        _say({"kind": answer.kind, "format": fmt, "cut": answer.cut, "length": len(body)}, body)
    except errors.KgError as error:
        _say({"error": [error.code, error.message]})
    except MemoryError:
        _say({"error": list(errors.query_needs_memory().__reduce__()[1])})
    # Not by way of the interpreter's end: the other thread still reads.
    os._exit(0)


def ask(
    store: ox.Store, sparql: str, prefixes: Mapping[str, str], terms: Iterable[tuple[str, str, str]], most: int
) -> Answer:
    """Ask an open store; at most ``most`` rows or triples.

    ``terms`` are variables with the kind and value they are bound to; each must be among those the query selects.
    """
    refuse.check_parsed(sparql, prefixes)
    bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): _term(kind, value) for name, kind, value in terms
    }
    try:
        found = store.query(sparql, prefixes=dict(prefixes), substitutions=bound or None)
        if isinstance(found, ox.QueryBoolean):
            return Answer(truth=bool(found))
        if isinstance(found, ox.QueryTriples):
            triples = list(itertools.islice(found, most + 1))
            return Answer(triples=canonical(triples[:most]), cut=len(triples) > most, prefixes=prefixes)
        variables = tuple(variable.value for variable in found.variables)
        rows: list[Row] = [tuple(s[name] for name in variables) for s in itertools.islice(found, most + 1)]
        cut = len(rows) > most
        rows = rows[:most]
        if not _ORDER.search(refuse.keywords(refuse.decode(sparql))):
            rows.sort(key=lambda row: [text(term) for term in row])
        return Answer(variables=variables, rows=tuple(rows), cut=cut)
    except SyntaxError as error:
        raise errors.query_syntax(explain(refuse.decode(sparql), str(error), prefixes)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise errors.query_failed(errors.reason(error)) from error


def _term(kind: str, value: str) -> ox.Literal | ox.NamedNode:
    if kind == "iri":
        return ox.NamedNode(value)
    return ox.Literal(int(value)) if kind == "number" else ox.Literal(value)


def _files(database: str | None) -> int:
    """How many files of the database are opened only when a query needs them.

    Of a large one the library opens the first few at once; without the others a query over it would fail.
    """
    tables = sum(name.endswith(".sst") for name in os.listdir(database)) if database else 0
    return tables if tables > OPENED else 0


def limit(seconds: float, memory: int, files: int = 0) -> list[str]:
    """Set what the system can limit; what it cannot is returned, in words. ``files``: so many more can be opened."""
    try:
        import resource
    except ImportError:  # Windows
        return ["memory", "processor time", "open files and connections"]
    whole = math.ceil(seconds) + GRACE
    wanted = [
        ("memory", "RLIMIT_AS", _address_space() + memory),
        ("processor time", "RLIMIT_CPU", whole),
        ("core dumps", "RLIMIT_CORE", 0),
        # Last: from here on nothing more can be opened.
        ("open files and connections", "RLIMIT_NOFILE", files and _next() + files),
    ]
    failed = []
    for what, name, value in wanted:
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, OSError, ValueError):  # macOS knows RLIMIT_AS and does not take it
            failed.append(what)
    # Should whoever started us be stopped or gone, and the query keep the interpreter: the system's own alarm.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
    return failed


def _next() -> int:
    """The number that the next open file gets."""
    with open(os.devnull, "rb") as file:
        return file.fileno()


def _address_space() -> int:
    """What this process has already, in bytes; 0 where the system does not say so."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _open(request: Mapping[str, Any]) -> ox.Store:
    if request["database"] is not None:
        return ox.Store.read_only(request["database"])
    store = ox.Store()
    store.bulk_load(_read(request["turtle"]), ox.RdfFormat.TURTLE)
    return store


def _read(length: int) -> bytes:
    # Not through sys.stdin: what that reads ahead would be lost, and its lock would be held at the end.
    parts = []
    while length:
        part = os.read(0, min(length, 1 << 20))
        if not part:
            os._exit(1)
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _end_with_the_parent() -> None:
    os.read(0, 1)
    os._exit(1)


def _say(line: Mapping[str, object], body: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
