"""The way into a real server: exported parts in the bulk loader of Oxigraph, and the saved queries over HTTP."""

from __future__ import annotations

import importlib.metadata
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from kg.export.nquads import part_paths
from kg.query import run_query, saved_queries
from kg.query.library import SavedQuery
from kg.query.results import text
from kg.workspace import load

PARTS = 4


@pytest.fixture(scope="module")
def program() -> str:
    """The server's binary, which comes as a Python package."""
    try:
        files = importlib.metadata.files("oxigraph") or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the package oxigraph, of the extra dev, is not installed")
    (found,) = (file.locate() for file in files if file.stem == "oxigraph")
    return str(found)


@pytest.fixture(scope="module")
def parts(seed_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    import kg.cli

    path = tmp_path_factory.mktemp("parts") / "graph.nq"
    command = ["export", str(seed_workspace), "--format", "nquads", "--split", str(PARTS), "-o", str(path)]
    assert kg.cli.run(command) == 0
    return part_paths(path, PARTS)


@pytest.fixture(scope="module")
def endpoint(program: str, parts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server answers that has loaded the parts."""
    database = tmp_path_factory.mktemp("oxigraph") / "db"
    subprocess.run([program, "load", "--location", database, "--file", *parts], check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "serve-read-only", "--location", str(database), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            deadline = time.monotonic() + 120
            while True:
                assert server.poll() is None, "the server has ended"
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert time.monotonic() < deadline, "the server does not answer"
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.terminate()


def asked(endpoint: str, sparql: str) -> tuple[list[str], Counter[tuple[str, ...]]]:
    """Columns and rows of an answer over HTTP, terms as N-Triples writes them."""
    client = SPARQLWrapper(endpoint, returnFormat=JSON)
    client.setMethod(POST)
    client.setQuery(sparql)
    body = client.query().response.read()
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return names, Counter(tuple(text(row[name]) for name in names) for row in found)


def test_the_parts_are_the_graph(endpoint: str, seed_workspace: Path, parts: list[Path]) -> None:
    everything = "SELECT ?s ?p ?o { ?s ?p ?o }"
    assert all(part.stat().st_size for part in parts)
    _, rows = asked(endpoint, everything)
    # Not compared with the file: Oxigraph keeps times as values and spells them ...Z, whoever asks.
    assert rows == Counter(tuple(map(text, row)) for row in run_query(seed_workspace, everything).rows or ())
    assert rows.total() == len(list(ox.parse(load(seed_workspace).turtle(), ox.RdfFormat.TURTLE)))


@pytest.mark.parametrize("saved", saved_queries(), ids=lambda saved: saved.name)
def test_a_saved_query_has_the_same_answer_there(endpoint: str, seed_workspace: Path, saved: SavedQuery) -> None:
    ours = run_query(seed_workspace, saved.sparql)
    names, rows = asked(endpoint, saved.sparql)
    assert names == list(ours.variables)
    assert rows == Counter(tuple(text(term) for term in row) for row in ours.rows or ())
