"""What a cable says of its entities: the rules of data/rules/relations.yaml, run over its sentences.

A rule either has patterns (kg/extract/patterns.py: read one sentence at a time) or names a reader
(kg/extract/readers.py: looks at the whole cable). Everything found about one subject, predicate, object and
title is one relation with all its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.cable.flat import Block, one_line
from kg.errors import KgError
from kg.extract import agreement, examples, rules, scene, titles, world
from kg.extract.encode import ENTITIES, KINDS, Item, Sentence
from kg.extract.offices import Offices
from kg.extract.patterns import Pattern, PatternError, compile_pattern, match_all
from kg.extract.readers import READERS, any_of
from kg.extract.reading import Finding
from kg.extract.scene import Scene, Tools, item_of, items_of
from kg.extract.tenure import told
from kg.extract.titles import Titles
from kg.model import ENTITY_TYPES, PREDICATES, SYMMETRIC, Document, Entity, Evidence, Relation

_KEYS = {
    "name",
    "predicate",
    "subject",
    "object",
    "confidence",
    "patterns",
    "reader",
    "title",
    "means",
    "examples",
    "note",
    "words",
    "unless",
    "offices",
    "named",
    "countries",
    "past",
    "object_named",
}


#: How far around a match, in characters, a word of ``unless`` forbids the reading.
_BEFORE, _AFTER = 30, 15


#: "Deputy Herring Party chairman": half of the title stands before the body's name.
_DEPUTY = re.compile(f"{KINDS['title']} [{KINDS['agency']}{KINDS['company']}{KINDS['organization']}](?:'s)? $")


@dataclass(frozen=True)
class Rule:
    """One rule as data/rules/relations.yaml states it.

    ``means``: where the object comes from if no name in the sentence is it: "office" (the body or country a title
    belongs to), "country" (the country an adjective speaks of), "host" (the country the cable is written from),
    "seat" (the legislature or mission of an office).
    """

    name: str
    predicate: str
    subject: tuple[str, ...]
    object: tuple[str, ...]
    confidence: float
    patterns: tuple[Pattern, ...]
    reader: str
    title: str
    means: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    offices: frozenset[str] | str  # only these; "elected": only such titles; "-elected": none of them; "": any
    named: re.Pattern[str] | None  # what the subject's name must hold
    unnamed: re.Pattern[str] | None  # what it must not
    countries: bool  # only countries can be the object
    object_named: re.Pattern[str] | None  # what the object's name must hold
    object_unnamed: re.Pattern[str] | None  # what it must not
    past: bool  # the position is over: the title becomes "former ..."


@dataclass(frozen=True, slots=True)
class Relater:
    """The rules and vocabularies, loaded and compiled once."""

    rules: tuple[Rule, ...]
    tools: Tools

    def relate(self, document: Document, blocks: Sequence[Block], entities: Sequence[Entity]) -> tuple[Relation, ...]:
        """The relations of one cable between its entities. Pure and deterministic."""
        view = scene.build(document, blocks, entities, self.tools)
        offices = Offices(view)
        found: list[tuple[Rule, Finding]] = []
        for rule in self.rules:
            fresh = list(_findings(rule, view, offices))
            found += fresh
            for _, finding in fresh:  # later readers build on what was read before them
                view.readings.setdefault(rule.predicate, []).append(finding)
                view.found.setdefault(rule.predicate, {}).setdefault(finding.subject, set()).add(finding.object)
        return _collect(view, found)


def load(where: Path | None = None) -> Relater:
    """Everything from data/rules/. Raises KgError E202 with file and line."""
    words = titles.load(where), world.load_countries(where), world.load_leaders(where), world.load_homes(where)
    loaded = tuple(_rules(rules.load("relations", where), where))
    return Relater(loaded, Tools(*words))


def check(where: Path | None = None) -> list[str]:
    """What is wrong with the rules, one line each, with file and line: runs every rule's examples.

    A positive example must be read as it says, and by its rule; from a negative one its rule must read nothing.
    """
    try:
        relater = load(where)
        data = rules.load("relations", where)
    except KgError as error:
        return [error.message]
    return [p.message for i, entry in enumerate(data["rules"]) for p in _examples(relater, i, entry, where)]


def _words(entry: Any, key: str, wanted: bool) -> re.Pattern[str] | None:
    """Of a list such as "named" the words that a name must hold, or must not: those with a hyphen before them."""
    words = [w.removeprefix("-") for w in entry.get(key, ()) if (w[0] != "-") == wanted]
    return any_of(words) if words else None


def _examples(relater: Relater, number: int, entry: Any, where: Path | None) -> Iterator[KgError]:
    at: list[str | int] = ["rules", number, "examples"]
    given = entry["examples"]
    if not isinstance(given, dict) or not given.get("yes") or not given.get("no"):
        yield rules.fail("relations", at, f"{entry['name']} needs an example under yes and one under no", where)
        return
    cable = given.get("cable", "00EXAMPLE1")
    for i, example in enumerate(given["yes"]):
        if not isinstance(example, dict) or example.keys() != {"text", "reads"}:
            yield rules.fail("relations", [*at, "yes", i], "an example needs text and reads", where)
            continue
        read = _readings(relater, entry["name"], example["text"], cable)
        if example["reads"] not in read:
            said = " and ".join(read) or "nothing"
            yield rules.fail("relations", [*at, "yes", i], f"{entry['name']} reads {said} from its example", where)
    for i, text in enumerate(given["no"]):
        if read := _readings(relater, entry["name"], text, cable):
            said = " and ".join(read)
            yield rules.fail("relations", [*at, "no", i], f"{entry['name']} reads {said} where it must not", where)


def _readings(relater: Relater, rule: str, text: str, cable: str) -> list[str]:
    example = examples.parse(text, cable)
    names = {e.key: e.name for e in example.entities}
    return [
        " | ".join(filter(None, (names[r.subject], names[r.object], r.title)))
        for r in relater.relate(example.document, example.blocks, example.entities)
        if any(e.rule == rule for e in r.evidence)
    ]


@cache
def shared() -> Relater:
    """The installed rules, read once for a process."""
    return load()


def relate(document: Document, blocks: Sequence[Block], entities: Sequence[Entity]) -> tuple[Relation, ...]:
    """The relations of one cable by the installed rules."""
    return shared().relate(document, blocks, entities)


def _findings(rule: Rule, view: Scene, offices: Offices) -> Iterator[tuple[Rule, Finding]]:
    if rule.reader:
        for finding in READERS[rule.reader](view, rule.subject, rule.object, rule.words):
            yield rule, finding
        return
    for pattern in rule.patterns:
        for sentence in view.fitting(pattern.outline):
            for match in match_all(pattern, sentence):
                if rule.unless:
                    around = sentence.text[max(0, match.start() - _BEFORE) : match.end() + _AFTER].lower()
                    if any(w in around for w in rule.unless):
                        continue
                for finding in _read(rule, view, offices, sentence, match):
                    yield rule, finding


def _read(rule: Rule, view: Scene, offices: Offices, sentence: Sentence, match: Any) -> Iterator[Finding]:
    subjects = items_of(sentence, match, "subject", rule.subject)
    first, last = match.span("subject")
    if first == match.start() and sentence.text.startswith(",", last) and _BY_WHOM.search(sentence.text, 0, first):
        return  # "the Harbour Office, headed by Brun, sued": it was not Brun
    objects = [o for o in items_of(sentence, match, "object", rule.object) if not _owner(sentence, match, o)]
    if rule.predicate in _WHERE and not _PREPOSITION.search(match.re.pattern):
        objects = [o for o in objects if not _beside(sentence, o, _WHERE[rule.predicate])]
    country = item_of(sentence, match, "country")
    title = rule.title
    if "title" in match.re.groupindex and match.start("title") >= 0:
        said = sentence.words(*match.span("title"))
        title = view.tools.titles.name(said)
        if deputy := _DEPUTY.search(sentence.text, max(0, match.start("title") - 8), match.start("title")):
            rank = sentence.items[deputy.start()].value.lower()
            title = f"{rank} {title}" if rank == "deputy" else title
        if rule.past and not title.lower().startswith("former"):
            title = f"former {title}"
    before = sentence.text[max(0, match.start() - 10) : match.start()]
    around = sentence.text[max(0, match.start() - 50) : match.end() + 30]
    codes = view.tools.countries.adjective(sentence.block.text[country.start : country.end]) if country else ()
    if rule.offices and not _held(rule.offices, view.tools.titles, title):
        return
    if rule.object_named or rule.object_unnamed:
        objects = [o for o in objects if _suits(rule.object_named, rule.object_unnamed, view.words[o.entity])]
    if rule.countries:
        objects = [o for o in objects if o.entity in view.country]
    for subject in subjects:
        if not _suits(rule.named, rule.unnamed, view.words[subject.entity]):
            continue
        scale = 0.85 if subject.pronoun else 1.0
        for key in _objects(rule, view, offices, subject, objects, title, codes):
            if rule.predicate == "holds_position" and not rule.means and not _fits(view, title, key):
                continue
            if key != subject.entity:
                held = rule.predicate == "holds_position"
                kept = told(view, title, subject.entity, key, before, match[0], around) if held else ""
                yield Finding(subject.entity, key, kept, sentence, scale)


def _owner(sentence: Sentence, match: re.Match[str], item: Item) -> bool:
    """Whether the last object read is only whose the next name is: "with Norway's Herring Board"."""
    end = match.end()
    return sentence.items.get(end - 1) == item and bool(_OWNED.match(sentence.text, end))


#: "In Norway" and "before the High Court" say where something is done, not with whom or to whom.
_WHERE = {"cooperates_with": ("in ", "at ", "near "), "legal_action": ("in ", "at ", "before ")}
#: In a pattern that asks for such a word itself.
_PREPOSITION = re.compile(r"\\b(?:in|at|near|before)\\b")
_BY_WHOM = re.compile(r"\b[a-z]+(?:ed|un|ld|wn) by (?:[^ ,;]+ ){0,4}$")


def _beside(sentence: Sentence, item: Item, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands right before a place or court."""
    text, start = sentence.block.text, item.start
    return text.endswith(words, 0, start) or text.endswith(tuple(w + "the " for w in words), 0, start)


#: What follows a name to which another one belongs.
_OWNED = re.compile(f"'s [{ENTITIES}]")


def _held(offices: frozenset[str] | str, table: Titles, title: str) -> bool:
    """Whether a title is of the offices that a rule speaks of."""
    office = table.office(title)
    return (office in table.elected) != (offices[0] == "-") if isinstance(offices, str) else office in offices


def _suits(wanted: re.Pattern[str] | None, unwanted: re.Pattern[str] | None, names: Sequence[str]) -> bool:
    """Whether one of an entity's names holds what one must hold, and none what none may."""
    if unwanted and any(unwanted.search(n) for n in names):
        return False
    return not wanted or any(wanted.search(n) for n in names)


def _fits(view: Scene, title: str, obj: str) -> bool:
    """Whether a place or party can have such an office: a city has a mayor, but "director for Africa" is no office of
    Africa, and a party's senator sits in the Senate."""
    kind, titles = view.entities[obj].type, view.tools.titles
    if kind == "organization":
        return titles.office(title) not in titles.seats
    return kind != "place" or titles.office(title) in titles.territorial


def _objects(
    rule: Rule, view: Scene, offices: Offices, subject: Item, objects: list[Item], title: str, codes: Sequence[str]
) -> list[str]:
    if rule.means == "office":
        place = objects[0].entity if objects else ""
        return offices.of(title, subject.entity, codes, place)
    if rule.means == "seat":
        return offices.seat(title, codes)
    if rule.means == "host":
        return [view.host_entity] if view.host_entity else []
    if rule.means == "country":
        return [view.by_code[c] for c in codes if c in view.by_code][:1]
    if rule.predicate == "holds_position":
        return [offices.within(title, o.entity) for o in objects]
    return [o.entity for o in objects]


def _collect(view: Scene, found: Iterable[tuple[Rule, Finding]]) -> tuple[Relation, ...]:
    order = {key: i for i, key in enumerate(view.entities)}
    evidence: dict[tuple[str, str, str, str], set[Evidence]] = {}
    confidence: dict[tuple[str, str, str, str], float] = {}
    for rule, finding in found:
        subject, obj = finding.subject, finding.object
        if subject == obj or (rule.predicate == "located_in" and not view.within(subject, obj)):
            continue
        if rule.predicate in SYMMETRIC and order[obj] < order[subject]:
            subject, obj = obj, subject
        key = (subject, rule.predicate, obj, finding.title)
        evidence.setdefault(key, set()).add(_evidence(view.document, finding.sentence, rule.name))
        confidence[key] = max(confidence.get(key, 0.0), rule.confidence * finding.scale)
    agreement.settle(view, evidence, confidence)
    relations = [
        Relation(s, p, o, t, round(confidence[s, p, o, t], 2), tuple(sorted(evidence[s, p, o, t])))
        for s, p, o, t in evidence
    ]
    return tuple(
        sorted(relations, key=lambda r: (order[r.subject], PREDICATES.index(r.predicate), order[r.object], r.title))
    )


def _evidence(document: Document, sentence: Sentence, rule: str) -> Evidence:
    span = sentence.block.source(sentence.span.start, sentence.span.end)
    paragraph = sentence.block.paragraph
    return Evidence(
        cable=document.id,
        start=span.start,
        end=span.end,
        paragraph=(paragraph.number or "") if paragraph else "",
        marking=(paragraph.marking or "") if paragraph else "",
        quote=one_line(document.text[span.start : span.end]),
        rule=rule,
    )


def _rules(data: Any, where: Path | None) -> Iterator[Rule]:
    if not isinstance(data, dict) or data.keys() != {"words", "rules"}:
        raise rules.fail("relations", [], "the file must hold 'words' (a mapping) and 'rules' (a list)", where)
    names: set[str] = set()
    for i, entry in enumerate(data["rules"]):
        at: list[str | int] = ["rules", i]
        if not isinstance(entry, dict):
            raise rules.fail("relations", at, "a rule must be a mapping with a name", where)
        for key in entry.keys() - _KEYS:
            raise rules.fail("relations", [*at, key], f"unknown key {key!r}", where)
        for key in ("name", "predicate", "subject", "object", "confidence", "examples"):
            if key not in entry:
                raise rules.fail("relations", at, f"the rule has no {key!r}", where)
        if entry["name"] in names:
            raise rules.fail("relations", [*at, "name"], f"there are two rules named {entry['name']!r}", where)
        names.add(entry["name"])
        if entry["predicate"] not in PREDICATES:
            raise rules.fail("relations", [*at, "predicate"], f"there is no predicate {entry['predicate']!r}", where)
        types = {k: str(entry[k]).split("|") for k in ("subject", "object")}
        for key, kinds in types.items():
            for kind in kinds:
                if kind not in ENTITY_TYPES:
                    raise rules.fail("relations", [*at, key], f"there is no entity type {kind!r}", where)
        confidence = entry["confidence"]
        if not isinstance(confidence, int | float) or not 0 < confidence <= 1:
            raise rules.fail("relations", [*at, "confidence"], "confidence must lie between 0 and 1", where)
        if ("patterns" in entry) == ("reader" in entry):
            raise rules.fail("relations", at, "a rule needs either 'patterns' or a 'reader'", where)
        if "reader" in entry and entry["reader"] not in READERS:
            raise rules.fail(
                "relations",
                [*at, "reader"],
                f"there is no reader {entry['reader']!r}; there are {', '.join(sorted(READERS))}",
                where,
            )
        only = entry.get("offices", "")
        if only not in ("", "elected", "-elected") and not (isinstance(only, list) and all(map(str.islower, only))):
            said = "offices must be elected, -elected or a list of them in small letters"
            raise rules.fail("relations", [*at, "offices"], said, where)
        if entry.get("means", "office") not in ("office", "country", "seat", "host"):
            raise rules.fail("relations", [*at, "means"], "means must be office, country, seat or host", where)
        patterns = []
        for j, text in enumerate(entry.get("patterns", ())):
            try:
                patterns.append(compile_pattern(text, types["subject"], types["object"], data["words"]))
            except PatternError as error:
                raise rules.fail("relations", [*at, "patterns", j], str(error), where) from error
        yield Rule(
            entry["name"],
            entry["predicate"],
            tuple(types["subject"]),
            tuple(types["object"]),
            float(confidence),
            tuple(patterns),
            entry.get("reader", ""),
            entry.get("title", ""),
            entry.get("means", ""),
            tuple(entry.get("words", ())),
            tuple(w.lower() for w in entry.get("unless", ())),
            only if isinstance(only, str) else frozenset(only),
            _words(entry, "named", True),
            _words(entry, "named", False),
            bool(entry.get("countries", False)),
            _words(entry, "object_named", True),
            _words(entry, "object_named", False),
            bool(entry.get("past", False)),
        )
