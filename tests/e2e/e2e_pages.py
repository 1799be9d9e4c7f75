"""What the tests of the page share: an open page with all it asked for, and an invented graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

# As root Chromium only starts without its sandbox; WebGL comes from software; nothing of its own may use the network.
ARGUMENTS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


@dataclass
class Opened:
    """A page in the browser, what it asked for (blob: addresses apart, its own memory) and what it complained about."""

    page: Any
    url: str
    requests: list[str] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def at(self, fragment: str) -> None:
        """Open the page anew with this fragment, as a link would."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}#{fragment}")
        self.ready()

    def ready(self) -> None:
        # A loop of our own: the page's policy lets no script be made of text, which is how playwright waits.
        self.page.evaluate(
            """async () => {
                const pause = () => new Promise((done) => setTimeout(done, 25));
                for (let i = 0; i < 4800 && !window.kgPage?.settled(); i++) await pause();
            }"""
        )
        self.settle()

    def settle(self) -> None:
        """Wait until the camera has come to rest."""
        self.page.evaluate(
            """async () => {
                for (let last = '', same = 0; same < 4;) {
                    await new Promise((done) => setTimeout(done, 60));
                    const now = JSON.stringify(window.kgPage.drawn().entities.slice(0, 5).map(window.kgPage.nodePoint));
                    same = now === last && window.kgPage.settled() ? same + 1 : 0;
                    last = now;
                }
            }"""
        )

    def point(self, kind: str, id_: str) -> tuple[float, float] | None:
        """Where a node or an edge is on the screen, None where it is not drawn or covered."""
        at = self.page.evaluate(f"(id) => window.kgPage.{kind}Point(id)", id_)
        return None if at is None else (at["x"], at["y"])

    def _own(self, url: str) -> bool:
        """Whether an address is this page's own: the file itself, or anything of its server."""
        return url in (self.url, "about:blank") or (self.url.startswith("http") and url.startswith(self.url))

    def go(self, fragment: str) -> None:
        """Follow a link within the page."""
        self.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
        self.ready()

    def state(self, name: str) -> Any:
        """One part of the state that the page is in."""
        return self.page.evaluate("(name) => window.kgPage.state()[name]", name)

    def drawn(self, what: str = "entities") -> list[str]:
        """The ids of the entities or relations that are drawn."""
        ids: list[str] = self.page.evaluate("(what) => window.kgPage.drawn()[what]", what)
        return ids

    def close(self) -> None:
        """End, with nothing asked for but of the page's own origin, no error and no dialog."""
        self.page.wait_for_timeout(100)
        foreign = [url for url in self.requests if not self._own(url.split("#")[0])]
        assert foreign == []
        assert self.sockets == []
        assert self.errors == []
        assert self.dialogs == []
        self.page.context.close()


Open = Callable[..., Opened]

HOSTILE = '</script><img src=x onerror="window.harmed=1">'
LINK = "javascript:window.harmed=1"
TURNED = "\u202ednalsI ytpmE\u2066"


def _node(graph: nx.MultiDiGraph, id_: str, type_: str, name: str, *aliases: str, cable: str = "02STRELSAU11") -> None:
    start = 1000 + 50 * len(graph)
    where = {"cable": cable, "paragraph": "3", "marking": "C", "start": start, "end": start + len(name)}
    mention = {**where, "text": name, "key": f"{cable}.{type_}.{start}", "source": "model"}
    graph.add_node(
        id_, id=id_, type=type_, name=name, aliases=sorted(aliases), protected=False, members=[], mentions=[mention]
    )


def _edge(graph: nx.MultiDiGraph, id_: str, subject: str, predicate: str, object_: str, title: str = "") -> None:
    names = [graph.nodes[node]["name"] for node in (subject, object_)]
    quote = f"As the Ambassador heard, {names[0]} was named beside {names[1]}."
    said = {"cable": "02STRELSAU11", "paragraph": "3", "marking": "C", "quote": quote, "rule": "beside"}
    evidence = [{**said, "start": 5000, "end": 5000 + len(quote)}]
    titled = {"title": title} if title else {}
    graph.add_edge(subject, object_, key=id_, id=id_, predicate=predicate, confidence=0.8, evidence=evidence, **titled)


def invented_graph() -> nx.MultiDiGraph:
    """Invented people of an invented country, three of them with names that mean harm."""
    graph = nx.MultiDiGraph()
    for number, (type_, name, *aliases) in enumerate(
        [
            ("person", "Ludo Marensky", "Marensky", "the Harbour Master"),
            ("person", "Ines Corvalho"),
            ("agency", "Harbour Office of Strelsau", "HOS"),
            ("agency", "Ministry of Tides"),
            ("company", "Gullwing Freight"),
            ("place", "Strelsau"),
            ("place", "Marle"),
            ("organization", "Guild of Pilots"),
            ("person", HOSTILE),
            ("company", LINK),
            ("place", TURNED),
            ("place", "Far Reach"),
        ]
    ):
        _node(graph, f"e{number}", type_, name, *aliases)
    for number, (subject, predicate, object_, title) in enumerate(
        [
            (0, "holds_position", 2, "Director"),
            (0, "member_of", 7, ""),
            (0, "met_with", 1, ""),
            (1, "holds_position", 3, "Deputy Minister"),
            (2, "part_of", 3, ""),
            (2, "located_in", 5, ""),
            (3, "located_in", 5, ""),
            (3, "legal_action", 4, ""),
            (4, "located_in", 6, ""),
            (8, "owns", 9, HOSTILE),
            (8, "located_in", 10, LINK),
            (9, "cooperates_with", 4, ""),
            (0, "family_of", 1, ""),
        ]
    ):
        _edge(graph, f"a{number}", f"e{subject}", predicate, f"e{object_}", title)
    graph.graph["cables"] = {
        "02STRELSAU11": {
            "subject": "THE HARBOUR AND ITS MASTERS",
            "date": "2002-03-04T05:06:00Z",
            "classification": "CONFIDENTIAL",
            "origin": "Embassy Strelsau",
        }
    }
    graph.graph["versions"] = {"kg": "0", "model": "none", "rules": "none"}
    graph.graph["protected"] = "masked"
    return graph
