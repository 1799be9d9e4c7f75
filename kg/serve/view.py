"""What the explorer shows of a workspace: the uncorrected graph, all judgements, and the graph they make.

One View serves all requests. It notices when the workspace is built anew, and when another process adds to
corrections.jsonl. Nothing but that file is ever written.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx

from kg import __version__, errors
from kg.censor import Censor
from kg.corrected import corrected
from kg.excerpt import Choice, excerpt
from kg.index import index
from kg.protect import mask_again, mask_kept, newly_protected, protected_stretches
from kg.rdf.vocab import BASE, Iris
from kg.resolve.corrections import CORRECTIONS, Judgement, append, line
from kg.resolve.judge import Void
from kg.restore import difference
from kg.serve import undo
from kg.serve.dataset import Tables, compressed, dataset, encoded, entity_row, relation_row
from kg.serve.part import part
from kg.serve.review import Candidates
from kg.workspace import GRAPH_JSON, Manifest, Workspace, load, read_manifest


@dataclass(frozen=True)
class State:
    """The corrected graph at one moment, and what made it; never changed."""

    base: nx.MultiDiGraph
    judgements: tuple[Judgement, ...]
    #: The same as they may be shown: a reader may have written a protected name.
    shown: tuple[Judgement, ...]
    graph: nx.MultiDiGraph
    voids: tuple[Void, ...]
    #: What the base shows and the corrected graph protects.
    hidden: Censor
    tables: Tables
    #: Which entities of the base may be one.
    candidates: Candidates
    #: What tells this state from all others: a hash of the files it was made from.
    etag: str

    @cached_property
    def body(self) -> bytes:
        return encoded(dataset(self.held, self.tables, self.partial))

    @cached_property
    def held(self) -> nx.MultiDiGraph:
        """What of the graph the page holds."""
        return part(self.graph)

    @property
    def partial(self) -> dict[str, int] | None:
        """How much there is in all, where the page holds a part only."""
        if self.held is self.graph:
            return None
        return {"entities": len(self.graph), "relations": self.graph.number_of_edges()}

    @cached_property
    def packed(self) -> bytes:
        return compressed(self.body)


#: Of a graph.json of more bytes the explorer shows a part that is chosen: all would take gigabytes of memory, here and
#: in the browser.
LARGEST = 512 << 20


class View:
    """The explorer's view of one workspace, for many threads; of a part of it where there is a ``choice``, which cannot
    be corrected. Raises KgError E301, E303, E308, E310, E709 (too large) as it is asked, and for the choice as
    kg.excerpt does."""

    def __init__(self, folder: Path, include_protected: bool = False, choice: Choice | None = None) -> None:
        self.folder = folder
        self.choice = choice or Choice()
        self.include_protected = include_protected
        self._lock = threading.RLock()
        self._manifest: Manifest | None = None
        self._workspace: Workspace
        self._seen: tuple[int, int] | None = None
        self._state: State

    def state(self) -> State:
        """The graph as it is now."""
        with self._lock:
            self._refresh()
            return self._state

    def refused(self) -> errors.KgError | None:
        """Why the graph is not shown: it is too large, and no part of it is chosen."""
        try:
            size = (self.folder / GRAPH_JSON).stat().st_size
        except OSError:  # what is wrong is said by whoever reads it
            size = 0
        return errors.too_large_to_explore(size, LARGEST) if size > LARGEST and not self.choice else None

    def cable(self, cable_id: str) -> dict[str, Any]:
        """One cable as kg.cable.kept has it, masked as the graph is. KgError E502 where there is none."""
        with self._lock:
            self._refresh()
            state = self._state
            cable = self._workspace.cable(cable_id)
        if not state.hidden:
            return cable
        return mask_kept(cable, state.hidden, protected_stretches(state.graph).get(cable_id, ()))

    def report(self) -> dict[str, Any]:
        """What the build's report says, masked."""
        with self._lock:
            self._refresh()
            return self._workspace.report

    def prefixes(self) -> dict[str, str]:
        """The prefixes under which the graph's IRIs can be asked for."""
        return dict(Iris(str(self.state().base.graph.get("base_iri", BASE))).prefixes)

    def correct(self, judgements: Sequence[Judgement], etag: str | None) -> dict[str, Any]:
        """Add these judgements to the file, all or none, and say what of the dataset they change.

        ``etag``: of the dataset that the asker holds. Raises KgError E707 for a judgement without effect, E708 where
        the asker's dataset is not the present one, E304.
        """
        with self._lock:
            before = self._present(etag)
            dated = [_dated(judgement) for judgement in judgements]
            after = self._made(before.base, (*before.judgements, *dated), before.tables, before.candidates)
            for void in after.voids:
                if void.number >= len(before.judgements):
                    raise errors.bad_judgement(f"judgement {void.number - len(before.judgements) + 1}: {void.why}")
            return self._write(before, after, dated)

    def take_back(self, number: int, author: str, etag: str | None) -> dict[str, Any]:
        """Add the lines that take back the line of this number; answers and errors as ``correct`` has them."""
        with self._lock:
            before = self._present(etag)
            if number not in undo.active(before.judgements):
                raise errors.bad_judgement("there is no such line, or it was taken back already")
            lines = [_dated(back) for back in undo.lines(before.base, before.judgements, number, author, self._text)]
            after = self._made(before.base, (*before.judgements, *lines), before.tables, before.candidates)
            return self._write(before, after, lines)

    def _present(self, etag: str | None) -> State:
        if self.choice:
            raise errors.not_allowed("it shows a part of the graph")
        self._refresh()
        if etag is not None and etag != self._state.etag:
            raise errors.workspace_changed()
        return self._state

    def _write(self, before: State, after: State, lines: Sequence[Judgement]) -> dict[str, Any]:
        for judgement in lines:
            append(self.folder / CORRECTIONS, judgement)
        self._state, self._seen = after, _stamp(self.folder / CORRECTIONS)
        return {"etag": after.etag, "judgements": listed(after), **changes(before, after)}

    def _refresh(self) -> None:
        manifest, seen = read_manifest(self.folder), _stamp(self.folder / CORRECTIONS)
        if manifest != self._manifest:
            self._workspace = load(self.folder, self.include_protected)
            base = self._base()
            judgements = () if self.choice else self._workspace.judgements
            self._state = self._made(base, judgements, Tables(base), Candidates(base))
        elif seen != self._seen and not self.choice:
            before = self._state
            self._state = self._made(before.base, self._workspace.judgements, before.tables, before.candidates)
        self._manifest, self._seen = manifest, seen

    def _base(self) -> nx.MultiDiGraph:
        """What is shown before it is corrected; of a part, as the last build has corrected it."""
        if self.choice:
            with index(self._workspace) as found:
                return excerpt(found, self.choice)
        if refused := self.refused():
            raise refused
        return self._workspace.uncorrected

    def _made(
        self, base: nx.MultiDiGraph, judgements: tuple[Judgement, ...], tables: Tables, candidates: Candidates
    ) -> State:
        shown = tuple(map(self._masked, judgements))
        graph, voids = corrected(base, shown, self._text)
        hidden = newly_protected(graph, base) if base.graph.get("protected") == "masked" else Censor()
        graph = mask_again(graph, hidden) if hidden else graph
        etag = self._etag(judgements)
        return State(base, judgements, shown, graph, tuple(voids), hidden, tables, candidates, etag)

    def _masked(self, judgement: Judgement) -> Judgement:
        names = self._workspace.names
        if names is None:
            return judgement
        cables = {ref.cable for ref in judgement.refs}
        return replace(
            judgement, value=names.text(judgement.value, cables), reason=names.text(judgement.reason, cables)
        )

    def _etag(self, judgements: Sequence[Judgement]) -> str:
        files = sorted(read_manifest(self.folder).files.items())
        made_of = (
            __version__,
            self.include_protected,
            self.choice,
            files,
            [line(judgement) for judgement in judgements],
        )
        return f'"{hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]}"'

    def _text(self, cable: str) -> Mapping[str, Any]:
        try:
            return self._workspace.cable(cable)
        except errors.KgError as error:
            raise KeyError(cable) from error


def listed(state: State) -> list[dict[str, Any]]:
    """The judgements as the page lists them, in the order of the file."""
    void = {v.number for v in state.voids}
    active = undo.active(state.judgements)
    return [
        {
            "number": number,
            "op": j.op,
            "refs": [list(ref) for ref in j.refs],
            "value": j.value,
            "reason": j.reason,
            "author": j.author,
            "date": j.date,
            "undone": number not in active,
            "takes_back": undo.takes_back(j),
            "effect": number not in void,
        }
        for number, j in enumerate(state.shown)
    ]


def changes(before: State, after: State) -> dict[str, Any]:
    """The rows of the dataset that are other now, and the ids of those that are gone; ends of relations as ids."""
    change = difference(before.held, after.held)
    relations = [relation_row(u, v, data, after.tables) for u, v, _, data in change["relations"]]
    entities = [entity_row(node, data, after.tables) for node, data in change["entities"]]
    gone = {str(before.held.edges[tuple(edge)]["id"]) for edge in change["gone"]["relations"]}
    gone |= {
        str(before.held.edges[u, v, k]["id"]) for u, v, k, _ in change["relations"] if before.held.has_edge(u, v, k)
    }
    return {
        "removed": {
            "entities": change["gone"]["entities"],
            "relations": sorted(gone.difference(row[0] for row in relations)),
        },
        "changed": {"entities": entities, "relations": relations},
        **after.tables.growing(),
    }


def _dated(judgement: Judgement) -> Judgement:
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    return replace(judgement, date=now.isoformat().replace("+00:00", "Z"))


def _stamp(path: Path) -> tuple[int, int] | None:
    """By which a change of the file is noticed."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
