"""The process a query runs in, its limits, the store it reads, and the Python ways to the same data."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas
import pyoxigraph as ox
import pytest
import rdflib
from command_line import Kg, failed
from effort import ends
from strategies import brook_cable
from workspaces import workspace

from kg import errors, stored
from kg.benchmarks import invented
from kg.query import run, run_query, saved_query, store, worker
from kg.query.run import Limits, ask
from kg.query.store import Source, source
from kg.rdf import terms
from kg.rdf.write import serialised
from kg.workspace import GRAPH_TTL, STORE, Workspace, load

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def brook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("brook"), brook_cable("08A1"), brook_cable("08B1"))


# --- limits ----------------------------------------------------------------------------------------------------------


def test_time(brook: Path) -> None:
    wanted = pytest.raises(errors.KgError, match=r"E406 the query was ended after 0\.5 s")
    with ends("a query of half a second"), wanted:
        run_query(brook, CROSS, limits=Limits(seconds=0.5))


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is limited on Linux")
def test_memory(brook: Path) -> None:
    hungry = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    with pytest.raises(errors.KgError, match=r"E40[678]"):
        run_query(brook, hungry, limits=Limits(seconds=20, memory=64 << 20))


def test_rows_and_triples_are_cut_and_that_is_said(brook: Path) -> None:
    rows = run_query(brook, "SELECT * { ?s ?p ?o }", limits=Limits(rows=7))
    assert (len(rows.rows or ()), rows.cut) == (7, True)
    triples = run_query(brook, "CONSTRUCT WHERE { ?s ?p ?o }", limits=Limits(rows=7))
    assert (len(triples.triples or ()), triples.cut) == (7, True)
    assert not run_query(brook, "SELECT * { ?s ?p ?o } LIMIT 7", limits=Limits(rows=7)).cut


def test_a_crash_costs_only_the_worker(brook: Path) -> None:
    with pytest.raises(errors.KgError, match="E408"):
        run_query(brook, "SELECT * " + "{" * 60_000 + "}" * 60_000)
    assert run_query(brook, "ASK {}").truth


@pytest.mark.skipif(sys.platform != "linux", reason="what is limited where differs")
def test_nothing_can_be_opened_in_a_worker_and_all_limits_stand(brook: Path) -> None:
    program = (
        "from kg.query.worker import limit\nimport resource, socket\nassert limit(5, 1 << 30) == []\n"
        "try: open('/etc/hostname')\nexcept OSError as e: print(e.errno)\n"
        "try: socket.socket()\nexcept OSError as e: print(e.errno)\n"
        "print(resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["24", "24", "6"]
    assert run.ask(brook, "ASK {}", {"truth": "json"}).unlimited == ()


def test_a_platform_without_limits_is_told(brook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.query import worker

    monkeypatch.setitem(sys.modules, "resource", None)
    assert "memory" in worker.limit(5, 1 << 30)


def test_a_worker_ends_when_nobody_waits(brook: Path) -> None:
    found = source(brook)
    request = {"sparql": CROSS, "formats": {"rows": "json"}, "terms": [], "seconds": 60, "rows": 9, "memory": 1 << 30}
    request |= {"prefixes": {}, "database": str(found.database), "turtle": 0}
    head = json.dumps(request).encode()
    worker = run._start()
    assert worker.stdin
    assert worker.stdout
    try:
        worker.stdin.write(b"%08x" % len(head) + head)
        worker.stdin.flush()
        assert json.loads(worker.stdout.readline())["ready"]
        assert worker.poll() is None
        worker.stdin.close()
        assert worker.wait(60) == 1
    finally:
        worker.kill()
        worker.stdout.close()
        worker.wait()


# --- the store -------------------------------------------------------------------------------------------------------


def stores(folder: Path) -> list[str]:
    return sorted(entry.name for entry in (folder / STORE).iterdir())


def test_a_store_is_made_once_for_each_view_and_build(tmp_path: Path) -> None:
    folder = workspace(tmp_path, brook_cable("08A1", protected=True), include_protected=True)
    label = "SELECT ?n { ?s kg:protected true ; rdfs:label ?n }"
    assert "Brook" not in run_query(folder, label).render()
    first = stores(folder)
    assert "Brook" in run_query(folder, label, include_protected=True).render()
    assert "Brook" not in run_query(folder, label).render()
    assert len(stores(folder)) == 2
    assert set(first) < set(stores(folder))
    masked = b"".join(path.read_bytes() for path in (folder / STORE / first[0]).rglob("*") if path.is_file())
    assert b"Ada Brook" not in masked
    workspace(folder, brook_cable("08B1", protected=True))
    assert not (folder / STORE).exists()
    (folder / STORE / "old").mkdir(parents=True)
    run_query(folder, label)
    assert len(stores(folder)) == 1
    assert stores(folder) != first


def test_the_masked_store_of_an_unmasked_graph_says_what_the_masked_graph_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workspace(tmp_path, brook_cable("08A1", protected=True), brook_cable("08B1"), include_protected=True)
    monkeypatch.setattr(store, "_STATEMENTS", 50)
    monkeypatch.setattr(Workspace, "open_turtle", None)
    found = source(folder)
    wanted = serialised(load(folder).graph, "ttl")
    assert found.prefixes == terms.prefixes(wanted)
    assert set(found.open()) == set(Source({}, turtle=wanted).open())


def test_a_damaged_store_is_no_harm(tmp_path: Path) -> None:
    folder = workspace(tmp_path, brook_cable())
    assert run_query(folder, "ASK { ?s a kg:Person }").truth
    (database,) = (folder / STORE).glob("*/db")
    for path in database.iterdir():
        path.write_bytes(b"nonsense")
    assert run_query(folder, "ASK { ?s a kg:Person }").truth
    assert run_query(folder, "ASK { ?s a kg:Person }").truth


def test_where_nothing_can_be_written_the_store_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path, brook_cable())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stored, "make", full)
    assert run_query(folder, "ASK { ?s a kg:Person }").truth
    assert not (folder / STORE).exists()
    monkeypatch.setattr(store, "_IN_MEMORY", 10)
    with pytest.raises(errors.KgError, match="E304"):
        run_query(folder, "ASK { ?s a kg:Person }")


def test_a_graph_is_loaded_in_pieces_of_whole_statements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invented.write(tmp_path / "out", 40)
    turtle = (tmp_path / "out" / GRAPH_TTL).read_bytes()
    monkeypatch.setattr(store, "_LOADED", 3000)
    parts = list(store.pieces(io.BytesIO(turtle)))
    head = parts[0][0]
    assert len(parts) > 5
    assert {before for before, _ in parts} == {head}
    assert head + b"".join(piece for _, piece in parts) == turtle
    found = source(tmp_path / "out")
    assert found.prefixes == terms.prefixes(turtle)
    assert len(found.open()) == len(list(ox.parse(turtle, ox.RdfFormat.TURTLE)))


def test_a_database_of_many_files_is_read_to_its_end(tmp_path: Path) -> None:
    database = ox.Store(str(tmp_path / "db"))
    for number in range(12):
        database.bulk_load(f"<a:{number}> <a:b> '{number}' .".encode(), ox.RdfFormat.TURTLE)
    database.flush()
    del database
    assert len(list((tmp_path / "db").glob("*.sst"))) > worker.OPENED
    reply = ask(tmp_path, "SELECT * { ?s <a:b> ?o }", {"rows": "csv"}, found=Source({}, tmp_path / "db"))
    assert len(reply.body.splitlines()) == 13


def test_prefixes_are_those_of_the_file() -> None:
    head = b"@prefix kg: <https://a.example/vocab#> .\n@prefix : <https://a.example/> .\n<a:a> <a:a> 1 .\n"
    assert terms.prefixes(head + b"@prefix x: <a:> .") == {"kg": "https://a.example/vocab#", "": "https://a.example/"}


# --- parameters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ['x" } UNION { ?s ?p ?o', "\\u0022 } #", '"""', "'", "a\nb", "", "<a>", "\\"])
def test_a_parameter_is_a_term_whatever_it_holds(brook: Path, value: str) -> None:
    assert run_query(brook, saved_query("mentions_of"), params={"name": value}).rows == ()


def test_parameters(brook: Path, kg_: Kg) -> None:
    found = run_query(brook, saved_query("partners_of_agency"), params={"agency": "afb"})
    assert found.variables == ("company", "partner", "cable", "paragraph", "quote")
    assert len(found.rows or ()) == 2
    held = run_query(brook, saved_query("office_holders"), params={"name": "carl stone"})
    assert held.rows == ()
    assert run_query(brook, saved_query("office_holders"), params={"name": "brook"}).rows
    assert run_query(brook, saved_query("co_mentions"), params={"least": "99"}).rows == ()
    with pytest.raises(errors.KgError, match=r"E410 .*'nope'; it has: name"):
        run_query(brook, saved_query("office_holders"), params={"nope": "x"})
    failed(kg_("query", brook, "--name", "co_mentions", "--param", "least=many"), "E411")
    assert kg_("query", brook, "--name", "co_mentions", "--param", "least").code == 2
    assert kg_("query", brook, "ASK {}", "--param", "a=b").code == 2


def test_the_command(brook: Path, kg_: Kg) -> None:
    listed = kg_("query", "--list")
    assert listed.code == 0
    assert "--param agency=..." in listed.out
    assert kg_("query", "--list", "--name", "who_met_whom").out == saved_query("who_met_whom").sparql
    failed(kg_("query", "--list", "--name", "nope"), "E403")
    assert kg_("query", brook, "ASK {}", "--list").code == 2
    said = kg_("query", brook, "SELECT * { ?s ?p ?o }", "--limit", "3", "--format", "csv")
    assert (said.code, len(said.out.splitlines())) == (0, 4)
    assert said.err == "kg: there is more; this was cut at 3 (--limit)\n"
    assert "<boolean>true</boolean>" in kg_("query", brook, "ASK {}", "--format", "xml").out
    failed(kg_("query", brook, CROSS, "--timeout", "0.5"), "E406")
    assert kg_("query").code == 2


# --- Python ----------------------------------------------------------------------------------------------------------


COUNT = "SELECT (COUNT(*) AS ?n) (SAMPLE(?c) AS ?c1) ?none { ?s kg:confidence ?c } GROUP BY ?none"


def test_rows_in_python_without_pandas(brook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = load(brook)
    monkeypatch.setitem(sys.modules, "pandas", None)
    (row,) = ws.sparql(COUNT)
    assert (row["n"], str(row["c1"]), row["none"]) == (5, "0.9", None)
    assert ws.sparql("ASK { ?s a kg:Person }") is True
    assert len(ws.sparql("CONSTRUCT WHERE { ?s kg:located_in ?o }")) == 1
    assert [r["place"] for r in ws.sparql("places_within", region="Avalonia")] == ["Lakeside"]


def test_rows_as_a_data_frame(brook: Path) -> None:
    ws = load(brook)
    frame = ws.sparql(COUNT)
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["n", "c1", "none"]
    assert (frame["n"][0], frame["c1"][0], frame["none"].isna()[0]) == (5, Decimal("0.9"), True)
    held = ws.sparql("office_holders", name="brook")
    assert sorted(set(held["title"])) == ["Chair", "Minister"]
    assert held.groupby("person").size().to_dict() == {"Ada Brook": 4}
    nobody = ws.sparql("office_holders", name="nobody")
    assert (len(nobody), list(nobody.columns)) == (0, list(held.columns))


def test_the_rdflib_view_is_the_same_data(brook: Path) -> None:
    view, plain = load(brook).rdf, rdflib.Graph().parse(brook / "graph.ttl")
    assert len(view) == len(plain)
    assert set(view) == set(plain)
    person = next(plain.subjects(rdflib.RDFS.label, rdflib.Literal("Ada Brook")))
    assert set(view.predicate_objects(person)) == set(plain.predicate_objects(person))
    assert (None, rdflib.RDFS.label, rdflib.Literal("Ada Brook")) in view
    question = "SELECT ?n { ?p a kg:Person ; rdfs:label ?n } ORDER BY ?n"
    assert [str(row[0]) for row in view.query(question)] == ["Ada Brook", "Carl Stone"]  # type: ignore[index]
    with pytest.raises(TypeError, match="cannot be changed"):
        view.add((person, person, person))
