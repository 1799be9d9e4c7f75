"""``kg serve``: what is refused, what costs too much, and that nothing is left behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from effort import until
from serving import Client, asked, serving, workers
from strategies import brook_cable
from workspaces import rewrite, workspace

from kg.query.run import Limits
from kg.serve.server import Settings
from kg.serve.transport import LONGEST
from kg.workspace import GRAPH_TTL, digest

PEOPLE = "SELECT ?n WHERE { ?p a kg:Person ; rdfs:label ?n } ORDER BY ?n"


@pytest.fixture(scope="module")
def brook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cables = brook_cable("08A1", protected=True), brook_cable("08B1")
    return workspace(tmp_path_factory.mktemp("served"), *cables, include_protected=True)


@pytest.fixture(scope="module")
def client(brook: Path) -> Iterator[Client]:
    yield from serving(Settings(brook, limits=Limits(60, 50), port=0, cors="https://pages.example"))


_FORM = "application/x-www-form-urlencoded"
MALFORMED = {
    "no query": ("GET", "/sparql?quer=x", None, "", 400),
    "two queries": ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, "", 400),
    "no SPARQL": ("GET", "/sparql?query=hello", None, "", 400),
    "remote default graph": ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=http://a.example/", None, "", 400),
    "remote named graph": ("POST", "/sparql?named-graph-uri=http://a.example/", b"query=ASK%7B%7D", _FORM, 400),
    "not UTF-8": ("POST", "/sparql", b"\xff\xfe", "application/sparql-query", 400),
    "not UTF-8 in a form": ("GET", "/sparql?query=%FF", None, "", 400),
    "too many fields": ("GET", "/sparql?" + "a=1&" * 200, None, "", 400),
    "update in a form": ("POST", "/sparql", b"update=CLEAR+ALL", _FORM, 400),
    "update as such": ("POST", "/sparql", b"CLEAR ALL", "application/sparql-update", 400),
    "unknown type": ("POST", "/sparql", b"ASK {}", "text/plain", 415),
    "no type": ("POST", "/sparql", b"ASK {}", "", 415),
    "elsewhere": ("POST", "/id/x", b"ASK {}", "application/sparql-query", 405),
    "PUT": ("PUT", "/sparql", b"ASK {}", "application/sparql-query", 405),
    "DELETE": ("DELETE", "/id/x", None, "", 405),
    "nothing there": ("GET", "/id/e0", None, "", 404),
    "no IRI": ("GET", "/id/%22<x>", None, "", 404),
    "escape": ("GET", "/id/x>%20SERVICE", None, "", 404),
}


@pytest.mark.parametrize(("method", "path", "body", "media", "expected"), MALFORMED.values(), ids=MALFORMED)
def test_malformed(client: Client, method: str, path: str, body: bytes | None, media: str, expected: int) -> None:
    status, _, said = client.ask(method, path, body, **({"Content_Type": media} if media else {}))
    assert status == expected
    assert said.count(b"\n") == 1
    assert b"Traceback" not in said


def test_too_long_and_of_unknown_length(client: Client) -> None:
    assert client.ask("POST", "/sparql", b"", Content_Length=str(LONGEST + 1))[0] == 413
    assert client.ask("POST", "/sparql", b"", Content_Length="-1")[0] == 411
    assert client.ask("POST", "/sparql", b"", Transfer_Encoding="chunked")[0] == 411
    assert client.query("ASK {}" + " " * 70_000)[0] == 414


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil", ""])
def test_foreign_host_names_are_not_answered(client: Client, host: str) -> None:
    status, _, body = client.query(PEOPLE, Host=host)
    assert status == 403
    assert b"Carl" not in body


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8000"])
def test_own_host_names_are(client: Client, host: str) -> None:
    assert client.query("ASK {}", Host=host)[0] == 200


#: The port of a server that counts who comes, and what tells who has come so far.
Counter = tuple[int, Callable[[], list[object]]]


@pytest.fixture
def counter() -> Iterator[Counter]:
    """A server on this machine."""
    visits: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    visit, caller = listener.accept()
                except TimeoutError:
                    continue
                visits.append(caller)
                visit.close()

        def others() -> list[object]:
            # Who has come before this one is counted before it.
            with socket.create_connection(listener.getsockname()) as mark:
                own = mark.getsockname()
                assert until(lambda: own in visits)
            visits.remove(own)
            return list(visits)

        thread = threading.Thread(target=listen)
        thread.start()
        yield listener.getsockname()[1], others
        over.set()
        thread.join()


def test_no_spelling_reaches_another_server(client: Client, counter: Counter) -> None:
    port, visits = counter
    there = f"<http://127.0.0.1:{port}/>"
    spellings = [
        f"SELECT * {{ SERVICE {there} {{ ?s ?p ?o }} }}",
        f"select*{{service silent{there}{{?s ?p ?o}}}}",
        f"SELECT * {{ VALUES ?x {{ {there} }} SERVICE ?x {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\u0053ERVICE {there} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERV\\U00000049CE {there} {{ ?s ?p ?o }} }}",
        f"PREFIX : {there} SELECT * {{ ?a ?b 1SERVICE: {{ ?s ?p ?o }} }}",
        f"PREFIX x: {there} SELECT * {{ SERVICEx: {{ ?s ?p ?o }} }}",
        f"BASE {there} SELECT * {{ # \\u000A SERVICE <> {{ ?s ?p ?o }} \n }}",
        f"ASK {{ FILTER EXISTS {{ {{ SELECT * {{ OPTIONAL {{ SeRvIcE {there} {{ ?s ?p ?o }} }} }} }} }} }}",
        f"LOAD {there}",
        f"LOAD SILENT {there} INTO GRAPH <a:a>",
        f"SELECT * FROM {there} {{ ?s ?p ?o }}",
        f"ASK FROM NAMED {there} {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"DESCRIBE {there} FROM {there}",
    ]
    for spelling in spellings:
        assert client.query(spelling)[0] == 400, spelling
    given = urlencode({"query": "ASK {}", "default-graph-uri": f"http://127.0.0.1:{port}/"})
    assert client.ask("GET", f"/sparql?{given}")[0] == 400
    assert visits() == []


@pytest.mark.skipif(os.name != "posix", reason="descriptors are limited on POSIX")
def test_a_worker_reaches_nobody_even_if_nothing_is_refused(brook: Path, counter: Counter) -> None:
    """What stands behind both looks at the query: no descriptor is left to connect with."""
    port, visits = counter
    program = (
        "from kg.query import refuse, worker\nimport pyoxigraph as ox\nrefuse.check_parsed = lambda *_: None\n"
        "store = ox.Store()\nstore.add(ox.Quad(*[ox.NamedNode('a:a')] * 3))\n{limit}\n"
        "try: worker.ask(store, 'SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}', {{}}, [], 9)\n"
        "except Exception as error: print(str(error)[:4])"
    )
    for limit, hits in (
        ("worker.limit(9, 1 << 30)", 0),
        ("", 1),
    ):  # without the limit it does reach: a test that can fail
        text = program.format(limit=limit, port=port)
        done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("E4"), done.stdout
        assert len(visits()) == hits


def test_nothing_can_be_changed(client: Client, brook: Path) -> None:
    everything = "SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?o))) AS ?l) { ?s ?p ?o }"
    before = digest(client.query(everything)[2]), digest((brook / GRAPH_TTL).read_bytes())
    for update in (
        "INSERT DATA { <a:a> <a:a> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
        "LOAD <file:///etc/hosts>",
    ):
        assert client.query(update)[0] == 400
    assert (digest(client.query(everything)[2]), digest((brook / GRAPH_TTL).read_bytes())) == before


# --- what costs too much ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = workspace(tmp_path_factory.mktemp("chain"), brook_cable())
    chain = "".join(f"<http://e/{n}> <http://e/next> <http://e/{n + 1}> .\n" for n in range(4000))
    rewrite(folder, (folder / GRAPH_TTL).read_bytes() + chain.encode())
    yield from serving(Settings(folder, limits=Limits(2.0), port=0))


TOO_MUCH = {
    "a four-way cross join": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "an unbounded path": "SELECT (COUNT(*) AS ?n) { ?a (<http://e/next>|^<http://e/next>)* ?b }",
    "a giant ORDER BY": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
}


@pytest.mark.parametrize("query", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_takes_too_long_is_ended_and_the_next_query_answered(chain: Client, query: str) -> None:
    # Without an end the client would have none: it waits two minutes at most.
    status, headers, body = chain.query(query)
    assert (status, headers["Retry-After"]) == (503, "5"), body
    assert chain.query("ASK { ?s a kg:Person }")[0] == 200
    assert workers() == set()


def test_a_query_that_crashes_the_parser_costs_only_its_worker(chain: Client) -> None:
    body = ("SELECT * " + "{" * 60_000 + "}" * 60_000).encode()
    status, _, said = chain.ask("POST", "/sparql", body, Content_Type="application/sparql-query")
    assert (status, said[:4]) == (400, b"E408")
    assert chain.query("ASK {}")[0] == 200


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_the_command_says_where_and_ends_when_told(brook: Path, root: Path) -> None:
    command = [sys.executable, "-m", "kg", "serve", str(brook), "--port", "0", "--timeout", "60"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stderr
            line = process.stderr.readline()
            port = int(re.findall(r"at http://127\.0\.0\.1:(\d+)/", line)[0])
            assert Client(port).query("ASK {}")[0] == 200
            # One that is still asked when the server is stopped must not be left behind.
            path = "/sparql?" + urlencode({"query": TOO_MUCH["a four-way cross join"]})
            with socket.create_connection(("127.0.0.1", port)) as asking:
                asking.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                if linux := Path("/proc/self/task").is_dir():
                    assert until(lambda: workers(str(process.pid)))
                left = workers(str(process.pid))
                process.send_signal(signal.SIGTERM)
                assert process.wait(120) == 0
                assert re.fullmatch(r"kg: with leave to correct: http://\S+/#token=\S+\n", process.stderr.read())
        finally:
            process.kill()
    assert until(lambda: not any(asked(pid) for pid in left))
    assert left or not linux
