"""The explorer's API: what it gives, who may correct, and that a correction is in the view at once."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Client, serving
from strategies import Cable, brook_cable
from workspaces import workspace

from kg.censor import MASK
from kg.resolve.corrections import CORRECTIONS, Judgement, Ref, append, read
from kg.serve import static
from kg.serve.api import MOST_REFS
from kg.serve.dataset import dataset, encoded
from kg.serve.server import Server, Settings
from kg.serve.transport import LONGEST
from kg.workspace import load

HOSTILE = "</script><img src=x onerror=alert(1)>"
ONE = brook_cable("08AVALON1")
TWO = (
    Cable("08AVALON2", f"Rosa Quill met Carl Stone of {HOSTILE} in Lakeside. Hugo Reed (protect) was there.")
    .entity("person", "Rosa Quill")
    .entity("person", "Carl Stone")
    .entity("company", HOSTILE)
    .entity("person", "Hugo Reed", protected=True)
    .says("Rosa Quill", "met_with", "Carl Stone")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workspace(tmp_path / "out", ONE, TWO)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with Server(Settings(folder, port=0)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Page:
    """A page that was opened with the token."""

    def __init__(self, server: Server) -> None:
        self.client = Client(server.server_address[1])
        self.token = server.token
        self.origin = server.address

    def get(self, path: str, **headers: str) -> Any:
        status, _, body = self.client.ask("GET", path, **headers)
        assert status == 200, body
        return json.loads(body)

    def post(self, data: object, **headers: str) -> tuple[int, Any]:
        given = {"Content_Type": "application/json", "Kg_Token": self.token, "Origin": self.origin} | headers
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        status, _, answer = self.client.ask("POST", "/api/corrections", body, **{k: v for k, v in given.items() if v})
        return status, json.loads(answer)

    def correct(self, op: str, *refs: Ref, value: str = "", **more: str) -> Any:
        status, answer = self.post({"judgements": [{"op": op, "refs": refs, "value": value, **more}]})
        assert status == 200, answer
        return answer


@pytest.fixture
def page(server: Server) -> Page:
    return Page(server)


def ref(cable: Cable, words: str) -> Ref:
    at = cable.text.index(words)
    return Ref(cable.id, at, at + len(words))


BROOK, ROSA, BOARD = ref(ONE, "Ada Brook"), ref(TWO, "Rosa Quill"), ref(ONE, "Avalonian Fisheries Board")
CARL = ref(TWO, "Carl Stone")


def names(data: Any) -> list[str]:
    return [row[2] for row in data["entities"]]


def patched(data: Any, answer: Any) -> Any:
    """The dataset with the answer to a correction put in place, as the page does it."""
    ids = [row[0] for row in data["entities"]]
    relations = {}
    for row in data["relations"]:
        ends = [end if isinstance(end, str) else ids[end] for end in (row[1], row[3])]
        relations[row[0]] = [row[0], ends[0], row[2], ends[1], *row[4:]]
    entities = {row[0]: row for row in data["entities"]}
    for kind, rows in (("entities", entities), ("relations", relations)):
        for gone in answer["removed"][kind]:
            del rows[gone]
        rows.update({row[0]: row for row in answer["changed"][kind]})
    nodes = sorted(entities)
    for row in relations.values():
        row[1], row[3] = nodes.index(row[1]), nodes.index(row[3])
    tables = {name: answer[name] for name in ("sources", "markings", "paragraphs")}
    rows = {"entities": [entities[n] for n in nodes], "relations": [relations[r] for r in sorted(relations)]}
    return data | tables | rows


# --- reading ---------------------------------------------------------------------------------------------------------


def test_the_dataset_is_the_graph_and_comes_compressed_and_once(page: Page, folder: Path) -> None:
    status, headers, body = page.client.ask("GET", "/api/dataset", Accept_Encoding="gzip, br")
    assert (status, headers["Content-Encoding"], headers["Content-Type"]) == (200, "gzip", "application/json")
    assert json.loads(gzip.decompress(body)) == json.loads(encoded(dataset(load(folder).graph)))
    assert page.get("/api/dataset") == json.loads(gzip.decompress(body))
    again = page.client.ask("GET", "/api/dataset", If_None_Match=headers["ETag"])
    assert (again[0], again[2]) == (304, b"")


def test_a_cable_is_masked_and_its_offsets_are_the_graph_s(page: Page) -> None:
    cable = page.get("/api/cable/08AVALON2")
    assert HOSTILE in cable["text"]
    assert "Hugo" not in json.dumps(cable)
    assert cable["text"][CARL.start : CARL.end] == "Carl Stone"
    status, headers, body = page.client.ask("GET", "/api/cable/..%2F..%2Fetc%2Fpasswd")
    assert (status, headers["Content-Type"]) == (404, "application/json")
    assert json.loads(body)["error"]["code"] == "E502"


def test_protected_names_only_where_asked_for(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "both", ONE, TWO, include_protected=True)
    for client in serving(Settings(folder, port=0)):
        for path in ("/api/dataset", "/api/cable/08AVALON2", "/api/about", "/api/review"):
            assert b"Hugo" not in client.ask("GET", path)[2]
        assert MASK in client.ask("GET", "/api/dataset")[2].decode()
    for client in serving(Settings(folder, include_protected=True, port=0)):
        assert b"Hugo Reed" in client.ask("GET", "/api/dataset")[2]
        assert b"Hugo Reed" in client.ask("GET", "/api/cable/08AVALON2")[2]
        assert json.loads(client.ask("GET", "/api/about")[2])["protected"] == "included"


def test_a_protected_name_that_a_reader_wrote_is_masked_where_it_is_known(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "both", ONE, TWO, include_protected=True)
    hugo = Judgement("rename", (CARL,), "Hugo Reed's friend", "Hugo Reed told us")
    append(folder / CORRECTIONS, hugo)
    for client in serving(Settings(folder, port=0)):
        for path in ("/api/dataset", "/api/corrections"):
            body = client.ask("GET", path)[2].decode()
            assert "Hugo" not in body
            assert f"{MASK}'s friend" in body
    assert read(folder / CORRECTIONS) == (hugo,)


def test_about_saved_vocabulary_and_review(page: Page) -> None:
    about = page.get("/api/about")
    assert (about["folder"], about["writable"], about["sparql"]) == ("out", False, "./sparql")
    assert page.get("/api/about", Kg_Token=page.token)["writable"]
    assert about["prefixes"]["kg"].endswith("vocab#")
    assert "who_met_whom" in {query["name"] for query in page.get("/api/saved")}
    terms = page.get("/api/vocabulary")
    assert ["kg:Person", "Person"] in [term[:2] for term in terms["classes"]]
    assert "kg:holds_position" in {term[0] for term in terms["properties"]}
    assert set(page.get("/api/review")) == {"pairs", "relations"}


def test_equal_names_are_proposed_until_they_are_judged(tmp_path: Path) -> None:
    cables = [Cable(f"08A{n}", "Brook said so.").entity("person", "Brook") for n in (1, 2)]
    folder = workspace(tmp_path / "out", *cables)
    for client in serving(Settings(folder, port=0)):
        (pair,) = json.loads(client.ask("GET", "/api/review")[2])["pairs"]
        assert (pair[2], pair[3]) == (69, "a bare name, the same country; +0.80, and +1.00 joins")
        append(folder / CORRECTIONS, Judgement("different", (ref(cables[0], "Brook"), ref(cables[1], "Brook"))))
        assert json.loads(client.ask("GET", "/api/review")[2])["pairs"] == []
        append(folder / CORRECTIONS, Judgement("unsure", (ref(cables[0], "Brook"), ref(cables[1], "Brook"))))
        assert json.loads(client.ask("GET", "/api/review")[2])["pairs"] == [pair]


def test_the_page_and_its_parts(page: Page) -> None:
    status, headers, body = page.client.ask("GET", "/")
    assert (status, headers["Content-Security-Policy"]) == (200, static.POLICY)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in static.POLICY
    assert page.token.encode() not in body
    names = [path.name for path in (static.PAGES / "assets").iterdir()]
    assert names
    for name in names:
        assert f"assets/{name}".encode() in body or not name.startswith(("index", "style"))
        status, headers, _ = page.client.ask("GET", f"/assets/{name}")
        assert status == 200
        assert "immutable" in headers["Cache-Control"]
        assert headers["Content-Type"].partition(";")[0] in static._MEDIA.values()
    for path in ("/assets/../page.html", "/assets/%2e%2e/page.html", "/assets/nothing.js", "/assets/"):
        assert page.client.ask("GET", path)[0] == 404


# --- correcting ------------------------------------------------------------------------------------------------------


def test_a_correction_is_in_the_view_at_once_and_in_the_file(page: Page, folder: Path) -> None:
    before = page.get("/api/dataset")
    assert {"Ada Brook", "Rosa Quill"} <= set(names(before))
    answer = page.correct("same", BROOK, ROSA, reason="one minister", author="E. Marlow")
    after = page.get("/api/dataset")
    assert patched(before, answer) == after
    assert len(after["entities"]) == len(before["entities"]) - 1
    (line,) = read(folder / CORRECTIONS)
    assert (line.op, line.refs, line.reason, line.author) == ("same", (BROOK, ROSA), "one minister", "E. Marlow")
    assert line.date.endswith("Z")
    listed = page.get("/api/corrections")["judgements"]
    assert listed == answer["judgements"]
    assert [(j["number"], j["undone"], j["effect"], j["takes_back"]) for j in listed] == [(0, False, True, None)]
    # And all of it is taken back.
    status, back = page.post({"undo": 0, "author": "E. Marlow"})
    assert status == 200
    assert patched(after, back) == page.get("/api/dataset") == before
    assert [(j["undone"], j["takes_back"]) for j in back["judgements"]] == [(True, None), (True, 0)]
    assert [j.op for j in read(folder / CORRECTIONS)] == ["same", "unsure"]


def test_every_kind_of_correction_patches_the_page(page: Page) -> None:
    data = page.get("/api/dataset")
    quote = ref(TWO, "Rosa Quill met Carl Stone")
    for correction in (
        ("rename", BROOK, {"value": "The Minister"}),
        ("retype", BOARD, {"value": "organization"}),
        ("reject", BROOK, BOARD, {"value": "holds_position/Chair"}),
        ("add", CARL, BOARD, quote, {"value": "member_of"}),
        ("add", BROOK, BOARD, quote, {"value": "holds_position/Chair"}),
        ("different", BROOK, ROSA, {}),
        ("same", ROSA, CARL, {}),
    ):
        *refs, more = correction
        answer = page.correct(*refs, **more)  # type: ignore[arg-type]
        data = patched(data, answer)
        assert data == page.get("/api/dataset")
        assert {row[0] for row in data["cables"]} == {"08AVALON1", "08AVALON2"}
    assert "The Minister" in names(data)
    for number in range(6, -1, -1):
        data = patched(data, page.post({"undo": number})[1])
        assert data == page.get("/api/dataset")
    assert "The Minister" not in names(data)


def test_who_is_joined_to_a_protected_person_is_masked_at_once(page: Page) -> None:
    hugo = ref(TWO, "Hugo Reed")
    answer = page.correct("same", hugo, CARL)
    assert "Carl Stone" not in json.dumps(answer)
    assert "Carl Stone" not in json.dumps(page.get("/api/dataset"))
    assert "Carl" not in page.get("/api/cable/08AVALON2")["text"]
    assert "Carl" not in page.get("/api/cable/08AVALON1")["text"]
    page.post({"undo": 0})
    assert "Carl Stone" in names(page.get("/api/dataset"))


REFUSED = [
    ({"Kg_Token": ""}, 403, "E706"),
    ({"Kg_Token": "wrong"}, 403, "E706"),
    ({"Origin": "http://evil.example"}, 403, "E706"),
    ({"Origin": "null"}, 403, "E706"),
    ({"Sec_Fetch_Site": "cross-site"}, 403, "E706"),
    ({"Sec_Fetch_Site": "same-site"}, 403, "E706"),
    ({"Host": "evil.example"}, 403, "E703"),
    ({"Content_Type": "text/plain"}, 415, ""),
    ({"If_Match": '"old"'}, 409, "E708"),
]


@pytest.mark.parametrize(("headers", "status", "code"), REFUSED)
def test_who_may_not_correct(page: Page, folder: Path, headers: dict[str, str], status: int, code: str) -> None:
    found, answer = page.post({"judgements": [{"op": "rename", "refs": [BROOK], "value": "x"}]}, **headers)
    assert (found, answer["error"]["code"]) == (status, code)
    assert not (folder / CORRECTIONS).exists()


GOOD = {"op": "rename", "refs": [BROOK], "value": "x"}
MALFORMED: list[object] = [
    b"",
    b"\xff",
    b"[" * 100_000,
    [],
    {},
    {"undo": 0},
    {"undo": "0"},
    {"undo": -1},
    {"judgements": []},
    {"judgements": [GOOD] * 101},
    {"judgements": [GOOD], "more": 1},
    {"judgements": [GOOD, {"op": "nonsense"}]},
    {"judgements": [GOOD, GOOD | {"refs": [["08AVALON1", 0, 2]]}]},
    {"judgements": [GOOD, GOOD | {"refs": [["08AVALON9", 0, 2]]}]},
    {"judgements": [GOOD | {"refs": []}]},
    {"judgements": [GOOD | {"refs": 7}]},
    {"judgements": [GOOD | {"refs": [BROOK] * (MOST_REFS + 1)}]},
    {"judgements": [GOOD | {"value": "x" * 301}]},
    {"judgements": [GOOD | {"value": 7}]},
    {"judgements": [GOOD | {"value": " \n "}]},
    {"judgements": [GOOD | {"value": "a\x00b"}]},
    {"judgements": [GOOD | {"reason": "x" * 1001}]},
    {"judgements": [GOOD | {"date": "2001-01-01"}]},
    {"judgements": [GOOD | {"op": "retype", "value": "ghost"}]},
    {"judgements": [{"op": "reject", "refs": [BROOK, BOARD], "value": "owns"}]},
    {"judgements": [{"op": "add", "refs": [BROOK, BOARD, ["08AVALON1", 0, 9999]], "value": "owns"}]},
    {"judgements": [{"op": "same", "refs": [BROOK, BROOK]}]},
    {"judgements": [{"op": "different", "refs": [BROOK, BROOK]}]},
]


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
def test_what_is_no_correction_writes_nothing(page: Page, folder: Path, data: object) -> None:
    status, answer = page.post(data)
    assert (status, answer["error"]["code"]) == (400, "E707")
    assert "\n" not in answer["error"]["message"]
    assert not (folder / CORRECTIONS).exists()


def test_a_long_body_is_not_even_read(page: Page) -> None:
    status, _ = page.post(b"", Content_Length=str(LONGEST + 1))
    assert status == 413


def test_a_name_that_means_harm_is_kept_as_it_is(page: Page) -> None:
    turned = f"{HOSTILE} \u202egnp.exe"
    page.correct("rename", BROOK, value=turned, reason=HOSTILE)
    data = page.get("/api/dataset")
    assert turned in names(data)
    assert page.get("/api/corrections")["judgements"][0]["reason"] == HOSTILE


def test_the_view_follows_the_files(page: Page, folder: Path) -> None:
    before = page.get("/api/dataset")
    append(folder / CORRECTIONS, Judgement("rename", (BROOK,), "From elsewhere"))
    assert "From elsewhere" in names(page.get("/api/dataset"))
    workspace(folder, ONE)
    after = page.get("/api/dataset")
    assert len(after["entities"]) < len(before["entities"])
    assert "From elsewhere" in names(after)
    (folder / CORRECTIONS).write_text("nonsense\n")
    status, _, body = page.client.ask("GET", "/api/dataset")
    assert (status, json.loads(body)["error"]["code"]) == (500, "E310")


def test_many_at_once_lose_nothing(page: Page, folder: Path) -> None:
    pages = range(8)
    threads = [threading.Thread(target=page.correct, args=("rename", BROOK), kwargs={"value": f"N{n}"}) for n in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(line.value for line in read(folder / CORRECTIONS)) == sorted(f"N{n}" for n in pages)
    last = read(folder / CORRECTIONS)[-1].value
    assert last in names(page.get("/api/dataset"))


def test_no_other_page_may_read_the_api(folder: Path) -> None:
    for client in serving(Settings(folder, port=0, cors="https://example.org")):
        assert client.query("ASK {}")[1]["Access-Control-Allow-Origin"] == "https://example.org"
        for path in ("/api/dataset", "/api/cable/08AVALON1", "/api/nothing"):
            headers = client.ask("GET", path, Origin="https://example.org")[1]
            assert "Access-Control-Allow-Origin" not in headers
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
