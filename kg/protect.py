"""What must not leave: the one gate before every way out.

Cables mark sources "(protect)", "(strictly protect)" or "(please protect)". Their names are masked in everything kg
writes or shows, unless the user asks for them with ``--include-protected``: the entity's own name, aliases and
mentions, and every other string in which the name stands (quotes, other names, titles, header fields, report lines).

- A name of two or more words is masked in every string, whichever cable it comes from.
- A single word (an alias such as a surname, and each word of a protected person's name) is masked in strings that come
  from a cable which speaks of that entity. Elsewhere it is somebody else's name.

Names are compared without case and accents; blanks, line breaks and punctuation between words do not matter, nor does a
possessive. This masks too much rather than too little: a namesake in the same cable loses the surname, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kg import errors
from kg.graph import assertion_id, edge_key
from kg.model import Document, Entity, Extraction

if TYPE_CHECKING:
    import networkx as nx

#: What stands for a masked name: the length the redactors of the published cables use for every name.
MASK = "XXXXXXXXXXXX"

_WORD = re.compile(r"[^\W_]+")
# A combining accent must not end a word, though it is no \w.
_MARKED_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f])+")

# What makes of ASCII text its words in lower case with blanks between them.
_APART = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}

# Words inside a person's name that do not tell who it is.
_PARTICLES = frozenset(["abu", "al", "ben", "bin", "bint", "da", "de", "del", "della", "den", "der", "des", "di", "do"])
_PARTICLES |= {"dos", "du", "el", "la", "le", "les", "of", "the", "van", "von", "y", "zu"}

# Surnames that are English function words, too: masking every lower-case "he" or "may" of a cable would hide nothing
# and spell out which word the name is.
_FUNCTION_WORDS = frozenset(["an", "as", "at", "by", "do", "he", "her", "his", "in", "is", "it", "long", "may", "no"])
_FUNCTION_WORDS |= {"on", "or", "she", "so", "they", "to", "we", "will", "you"}

_Words = tuple[str, ...]


class Censor:
    """The protected names, ready to be masked in strings."""

    def __init__(self) -> None:
        self._everywhere: dict[str, set[_Words]] = {}
        self._within: dict[str, dict[str, set[_Words]]] = {}

    def add(self, name: str, cables: Iterable[str], *, person: bool) -> None:
        """Protect this name; ``cables`` are the ids of those that speak of its bearer."""
        found = _words(name)
        words = tuple(word for word, _, _ in found)
        if not words or set(name) <= set(MASK):
            return
        # A hyphen or an apostrophe does not make two words: "Al-Masri" alone is a surname.
        several = len(name.split()) > 1
        if several:
            _enter(self._everywhere, words)
        for cable in cables:
            local = self._within.setdefault(cable, {})
            if not several:
                _enter(local, words)
            if person:
                for word, start, end in found:
                    if len(word) > 1 and word not in _PARTICLES and not name[start:end].islower():
                        _enter(local, (word,))

    def __bool__(self) -> bool:
        return bool(self._everywhere or self._within)

    def entered(self) -> list[Any]:
        """All of it as plain values; equal for equal names."""
        return [_entered(self._everywhere), {cable: _entered(self._within[cable]) for cable in sorted(self._within)}]

    @classmethod
    def of(cls, entered: list[Any]) -> Self:
        """The names that ``entered`` told."""
        made = cls()
        everywhere, within = entered
        made._everywhere = _table(everywhere)
        made._within = {cable: _table(names) for cable, names in within.items()}
        return made

    def relevant(self, cable: str, words: AbstractSet[str]) -> str:
        """The names that may stand in strings of this cable made of these words (words_of); equal for equal names."""
        own = [f"{' '.join(name)} here" for names in self._within.get(cable, {}).values() for name in names]
        first = self._everywhere.keys() & words
        return "\n".join(sorted([*own, *(" ".join(n) for f in first for n in self._everywhere[f] if words >= {*n})]))

    def alike(self, cables: Iterable[str]) -> set[str]:
        """Some of these cables, such that each of the others has its strings masked as one of these has."""
        found = set(cables)
        own = found & self._within.keys()
        return own | set(sorted(found - own)[:1])

    def find(self, text: str, cables: Collection[str] = ()) -> list[tuple[int, int]]:
        """Where protected names stand in a string from these cables: disjoint [start, end), in order."""
        tables = [t for t in (self._everywhere, *(self._within.get(c) for c in cables)) if t]
        if not tables or not text:
            return []
        words = _words(text)
        spans: list[tuple[int, int]] = []
        end = 0
        for at, (word, start, stop) in enumerate(words):
            if at < end:
                continue
            names = [name for table in tables if word in table for name in table[word]]
            length = max((len(n) for n in names if _stands(n, words, at, text[start:stop])), default=0)
            if length:
                end = at + length
                spans.append((start, words[end - 1][2]))
        return spans

    def text(self, text: str, cables: Collection[str] = ()) -> str:
        """The string with every protected name replaced by the mask."""
        for start, end in reversed(self.find(text, cables)):
            text = text[:start] + MASK + text[end:]
        return text

    def same_length(self, text: str, cables: Collection[str] = (), also: Iterable[tuple[int, int]] = ()) -> str:
        """The string with every protected name, and the stretches ``also``, overwritten, so that offsets stay."""
        parts = []
        done = 0
        for start, end in sorted([*self.find(text, cables), *also]):
            start = max(start, done)
            if start < end:
                parts += [text[done:start], *("X" if not c.isspace() else c for c in text[start:end])]
                done = end
        return "".join([*parts, text[done:]])

    def report(self, report: dict[str, Any]) -> dict[str, Any]:
        """A build's report masked: file names and messages, each as its cable asks."""
        return {
            part: [self.anything(line, [line["cable"]] if "cable" in line else []) for line in lines]
            if isinstance(lines, list)
            else lines
            for part, lines in report.items()
        }

    def anything(self, value: Any, cables: Collection[str] = ()) -> Any:
        """Strings inside lists and dictionaries masked, all else as it is."""
        if isinstance(value, str):
            return self.text(value, cables)
        if isinstance(value, list | tuple):
            return [self.anything(v, cables) for v in value]
        if isinstance(value, dict):
            return {k: self.anything(v, cables) for k, v in value.items()}
        return value


def _stands(name: _Words, words: list[tuple[str, int, int]], at: int, first: str) -> bool:
    """Whether the name stands at this word, whose spelling in the text is ``first``."""
    if len(name) == 1:
        return not (name[0] in _FUNCTION_WORDS and first.islower())
    return name == tuple(word for word, _, _ in words[at : at + len(name)])


def _entered(table: Mapping[str, set[_Words]]) -> list[list[str]]:
    return sorted(list(words) for found in table.values() for words in found)


def _table(entered: list[list[str]]) -> dict[str, set[_Words]]:
    table: dict[str, set[_Words]] = {}
    for words in entered:
        _enter(table, tuple(words))
    return table


def _enter(table: dict[str, set[_Words]], words: _Words) -> None:
    table.setdefault(words[0], set()).add(words)


def _words(text: str) -> list[tuple[str, int, int]]:
    """Folded words (no case, no accents) and where they stand. A possessive 's is a word of its own."""
    if text.isascii():
        return [(m[0].lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
    words = ((_fold(m[0]), m.start(), m.end()) for m in _MARKED_WORD.finditer(text))
    return [word for word in words if word[0]]


def words_of(text: str) -> set[str]:
    """The words of a string as names are compared by: where none of a name's is among them, it does not stand there."""
    parts = set(text.split())
    marked = [part for part in parts if not part.isascii()]
    found = set(" ".join(parts.difference(marked)).translate(_APART).split())
    return found | {_fold(word) for word in set(_MARKED_WORD.findall(" ".join(marked)))} - {""}


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word).casefold() if c.isalnum())


def censor(*graphs: nx.MultiDiGraph) -> Censor:
    """The protected names of unmasked graphs. Of a masked graph: none."""
    names = Censor()
    for graph in graphs:
        _add_names(names, graph)
    return names


def _add_names(names: Censor, graph: nx.MultiDiGraph) -> None:
    for _, data in graph.nodes(data=True):
        if data["protected"]:
            cables = sorted({key.rsplit(".", 2)[0] for key in data["members"]})
            for form in {data["name"], *data["aliases"], *(m["text"] for m in data["mentions"])}:
                names.add(form, cables, person=data["type"] == "person")
    kinds = {(m["cable"], m["text"]): data["type"] for _, data in graph.nodes(data=True) for m in data["mentions"]}
    for cable, forms in graph.graph.get("protected_names", {}).items():
        for form in forms:
            # Where no mention says of what kind the bearer is: nearly all are people.
            names.add(form, [cable], person=kinds.get((cable, form), "person") == "person")


def gate(
    graph: nx.MultiDiGraph, include_protected: bool, where: Path | str = "the graph", names: Censor | None = None
) -> nx.MultiDiGraph:
    """The graph as it may leave: masked, or with protected names where the user asks for them.

    ``names``: what to mask, where it is more than this graph protects. Raises KgError where protected names are asked
    of a graph that has them no more; ``where`` names it in the message.
    """
    if graph.graph.get("protected") == "masked":
        if include_protected:
            raise errors.masked_workspace(where)
        return graph
    return graph if include_protected else mask(graph, names)


def mask(graph: nx.MultiDiGraph, names: Censor | None = None) -> nx.MultiDiGraph:
    """A copy of the graph without a trace of the protected names. A masked graph is returned as it is."""
    if graph.graph.get("protected") == "masked":
        return graph
    return _masked(graph, names or censor(graph))


def newly_protected(graph: nx.MultiDiGraph, before: nx.MultiDiGraph) -> Censor:
    """Names that a masked graph shows, of entities which ``graph``, the same corrected, protects."""
    names = Censor()
    hidden = {key for _, data in graph.nodes(data=True) if data["protected"] for key in data["members"]}
    for _, data in before.nodes(data=True):
        if not data["protected"] and not hidden.isdisjoint(data["members"]):
            cables = sorted({key.rsplit(".", 2)[0] for key in data["members"]})
            for form in {data["name"], *data["aliases"], *(m["text"] for m in data["mentions"])}:
                names.add(form, cables, person=data["type"] == "person")
    return names


def mask_again(graph: nx.MultiDiGraph, names: Censor) -> nx.MultiDiGraph:
    """A masked graph whose corrections protect more, without these names, too."""
    return _masked(graph, names)


def _masked(graph: nx.MultiDiGraph, names: Censor) -> nx.MultiDiGraph:
    import networkx as nx

    masked = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        masked.add_node(node, **_node(data, names))
    for subject, obj, data in graph.edges(data=True):
        _add_edge(masked, subject, obj, data, names)
    masked.graph.update({k: v for k, v in graph.graph.items() if k != "protected_names"})
    masked.graph["cables"] = {c: names.anything(fields, [c]) for c, fields in graph.graph.get("cables", {}).items()}
    masked.graph["protected"] = "masked"
    return masked


def _node(data: Mapping[str, Any], names: Censor) -> dict[str, Any]:
    if data["protected"]:
        return {**data, "name": MASK, "aliases": [], "mentions": [{**m, "text": MASK} for m in data["mentions"]]}
    said = ((mention["text"], mention["cable"]) for mention in data["mentions"])
    name, aliases = masked_forms(data["name"], data["aliases"], said, data["members"], names)
    return {
        **data,
        "name": name,
        "aliases": aliases,
        "mentions": [{**m, "text": names.text(m["text"], [m["cable"]])} for m in data["mentions"]],
    }


def masked_forms(
    name: str, aliases: Iterable[str], said: Iterable[tuple[str, str]], members: Iterable[str], names: Censor
) -> tuple[str, list[str]]:
    """Name and aliases of an entity that nobody protects; ``said``: which form stands in which cable."""
    where: dict[str, set[str]] = {}
    for text, cable in said:
        where.setdefault(text, set()).add(cable)
    every = {key.rsplit(".", 2)[0] for key in members}

    def form(text: str) -> str:
        # What any one cable says without reserve is public, though another cable has a source of that surname.
        found = sorted(names.alike(where.get(text, every)))
        return min((names.text(text, [cable]) for cable in found), key=lambda t: t.count(MASK))

    name = form(name)
    return name, sorted({form(alias) for alias in aliases} - {name})


def _add_edge(graph: nx.MultiDiGraph, subject: str, obj: str, data: Mapping[str, Any], names: Censor) -> None:
    cables = sorted({e["cable"] for e in data["evidence"]})
    evidence = [{**e, "quote": names.text(e["quote"], [e["cable"]])} for e in data["evidence"]]
    new = {**data, "evidence": evidence}
    title = data.get("title", "")
    if title and (hidden := names.text(title, cables)) != title:
        # The id is a hash of the title, and a guessed name could be tried against it.
        new["title"] = title = hidden
        new["id"] = assertion_id(subject, data["predicate"], obj, title)
    key = edge_key(data["predicate"], title)
    if graph.has_edge(subject, obj, key):
        old = graph.edges[subject, obj, key]
        new["confidence"] = max(old["confidence"], new["confidence"])
        merged = {tuple(sorted(e.items())): e for e in [*old["evidence"], *evidence]}
        new["evidence"] = sorted(merged.values(), key=lambda e: (e["cable"], e["start"], e["end"], e["rule"]))
    graph.add_edge(subject, obj, key=key, **new)


def mask_extractions(extractions: Sequence[Extraction]) -> list[Extraction]:
    """These cables' extractions without the names that any of them protects.

    Offsets stay: a document's text is overwritten, not shortened.
    """
    names = Censor()
    for extraction in extractions:
        add_protected(names, extraction)
    return [_extraction(extraction, names) for extraction in extractions] if names else list(extractions)


def add_protected(names: Censor, extraction: Extraction) -> None:
    """Add the names that this cable asks to protect."""
    cable = [extraction.document.id]
    kinds = {}
    for entity in extraction.entities:
        kinds.update({m.text: entity.type for m in entity.mentions})
        if entity.protected:
            for form in {entity.name, *entity.aliases, *(m.text for m in entity.mentions)}:
                names.add(form, cable, person=entity.type == "person")
    for form in extraction.protected_names:
        names.add(form, cable, person=kinds.get(form, "person") == "person")


def mask_kept(cable: dict[str, Any], names: Censor, stretches: Iterable[tuple[int, int]] = ()) -> dict[str, Any]:
    """A cable as kg.cable.kept has it without the protected names; offsets stay right.

    ``stretches``: where its text speaks of the protected. A name that a page mark cuts in two is found by them only.
    """
    stretches = list(stretches)
    if not names and not stretches:
        return cable
    where = [cable["id"]]
    text = names.same_length(cable["text"], where, stretches)
    own = {"id": cable["id"], "canonical_id": cable["canonical_id"], "text": text}
    return {name: own[name] if name in own else names.anything(value, where) for name, value in cable.items()}


def protected_stretches(graph: nx.MultiDiGraph) -> dict[str, list[tuple[int, int]]]:
    """Where each cable's text names the protected entities of a graph, by cable: disjoint or not, in no order."""
    found: dict[str, list[tuple[int, int]]] = {}
    for _, data in graph.nodes(data=True):
        if data["protected"]:
            for mention in data["mentions"]:
                found.setdefault(mention["cable"], []).append((mention["start"], mention["end"]))
    return found


def mask_parsed(document: Document, values: dict[str, Any]) -> dict[str, Any]:
    """What ``kg parse`` says of one cable without the names that this cable asks to protect; offsets stay right."""
    from kg.extract.protection import marked_names

    names = Censor()
    for name in marked_names(document):
        names.add(name, [document.id], person=True)
    if not names:
        return values
    text = values.get("text")
    masked: dict[str, Any] = names.anything(values, [document.id])
    return masked | {"text": names.same_length(text, [document.id]) if text else text}


def _extraction(extraction: Extraction, names: Censor) -> Extraction:
    cable = [extraction.document.id]

    def hide(text: str) -> str:
        return names.text(text, cable)

    def entity_of(entity: Entity) -> Entity:
        if entity.protected:
            mentions = tuple(replace(m, text=MASK) for m in entity.mentions)
            return replace(entity, name=MASK, aliases=(), mentions=mentions)
        mentions = tuple(replace(m, text=hide(m.text)) for m in entity.mentions)
        name = hide(entity.name)
        aliases = tuple(sorted({hide(a) for a in entity.aliases} - {name}))
        return replace(entity, name=name, aliases=aliases, mentions=mentions)

    d = extraction.document
    # Whatever fields a document may have: all but these are the cable's words.
    own = {f.name for f in fields(d)} - {"id", "canonical_id", "text", "sha256", "format"}
    words = {name: _everywhere(getattr(d, name), hide) for name in own}
    document: Document = replace(d, text=names.same_length(d.text, cable), **words)
    relations = tuple(
        replace(r, title=hide(r.title), evidence=tuple(replace(e, quote=hide(e.quote)) for e in r.evidence))
        for r in extraction.relations
    )
    return Extraction(document, tuple(entity_of(e) for e in extraction.entities), relations, ())


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """Every string in a value changed, in tuples and dataclasses too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_everywhere(v, change) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _everywhere(getattr(value, f.name), change) for f in fields(value)})
    return value
