"""Which model or rule made what was found in a stretch of a cable: the names, and the relations said there."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract import ner, rules
from kg.model import Entity, Evidence, Extraction, Mention, Relation

#: The rules of kg/extract that are no entry of a pattern list: where the words they go by are kept (rule file and
#: place in it; None where they go by the cable alone), and what they do.
BUILT_IN: dict[str, tuple[tuple[str, tuple[str | int, ...]] | None, str]] = {
    "title_and_name": (("titles", ("heads",)), "a title before it"),
    "name_and_title": (("titles", ("heads",)), "an office after it"),
    "known_name": (("known", ()), "a name known everywhere"),
    "gazetteer": (None, "a country, province or large town of the gazetteer"),
    "town": (None, "a town of the gazetteer after a word such as 'in'"),
    "abbreviation": (None, "the abbreviation in brackets after a name"),
    "spelt_out": (None, "the words whose initials are the abbreviation in brackets after them"),
    "part_of_name": (None, "a word of a full name found in this cable"),
    "without_place": (None, "a name found in this cable without the place it begins with"),
    "found_elsewhere": (None, "the same words were found elsewhere in this cable"),
    "clan": (None, "the surname of a family that the cable speaks of as a criminal group"),
    "protected": (None, "the cable asks to protect this name"),
}

#: What repeats a name that something else saw first.
_REPEATS = frozenset({"rule:found_elsewhere", "rule:part_of_name", "rule:without_place"})


@dataclass(frozen=True, slots=True)
class Book:
    """Where each rule stands: "data/rules/mentions.yaml:297" by its name; names of mention and relation rules."""

    mentions: dict[str, str]
    relations: dict[str, str]
    model: str  # name and version of the model in use


def book() -> Book:
    """The rules in use. Raises KgError E202 where a rule file is wrong."""
    found: dict[str, str] = {}
    for name, (place, does) in BUILT_IN.items():
        found[name] = f"{does} ({_at(*place)})" if place else does
    found.update(
        (entry["name"], _at("mentions", ("patterns", i))) for i, entry in enumerate(rules.load("mentions")["patterns"])
    )
    related = {
        entry["name"]: _at("relations", ("rules", i)) for i, entry in enumerate(rules.load("relations")["rules"])
    }
    return Book(found, related, f"{ner.MODEL} {ner.model_version()}")


def _at(name: str, place: tuple[str | int, ...]) -> str:
    return f"data/rules/{name}.yaml:{rules.line_of(name, place)}"


def explain(extraction: Extraction, start: int, end: int, known: Book) -> str:
    """What was found in [start, end) of the cable's text and what made it, for people to read.

    A mention counts where it overlaps the stretch, a relation where a piece of its evidence does. Text comes from the
    extraction alone, so that of a masked extraction no protected name is shown.
    """
    lines = [f"{extraction.document.id} [{start}, {end})", "", "mentions"]
    found = sorted(
        ((m, entity) for entity in extraction.entities for m in entity.mentions if m.start < end and m.end > start),
        key=lambda pair: (pair[0].start, pair[0].end, pair[1].key),
    )
    for mention, entity in found:
        lines += _mention(mention, entity, known)
    lines += [] if found else ["  none"]
    lines += ["", "relations"]
    names = {entity.key: entity.name for entity in extraction.entities}
    said = [
        (relation, evidence)
        for relation in extraction.relations
        for evidence in relation.evidence
        if evidence.start < end and evidence.end > start
    ]
    for relation, evidence in said:
        lines += _relation(relation, evidence, names, known)
    lines += [] if said else ["  none"]
    return "\n".join(lines) + "\n"


def _mention(mention: Mention, entity: Entity, known: Book) -> list[str]:
    lines = [
        f"  [{mention.start}, {mention.end}) {mention.type}: {mention.text}",
        f"    made by  {_maker(mention.source, known)}",
    ]
    if mention.source in _REPEATS and (first := _first_seen(mention, entity)):
        lines.append(f"    seen at  [{first.start}, {first.end}) by {_maker(first.source, known)}")
    others = len(entity.mentions) - 1
    lines.append(f"    entity   {entity.name} ({entity.key}, {others} other mention{'' if others == 1 else 's'})")
    return lines


def _maker(source: str, known: Book) -> str:
    if not source.startswith("rule:"):
        return f"{source}  {known.model}" if source == "model" else source
    where = known.mentions.get(source.removeprefix("rule:"), "")
    return f"{source}  {where}".rstrip()


def _first_seen(mention: Mention, entity: Entity) -> Mention | None:
    """The mention of the entity that a repeated one goes back to: of the same words, else the first that holds them."""
    first = [m for m in entity.mentions if m.source not in _REPEATS]
    same = [m for m in first if m.text == mention.text]
    return next(iter([*same, *(m for m in first if mention.text in m.text)]), None)


def _relation(relation: Relation, evidence: Evidence, names: dict[str, str], known: Book) -> list[str]:
    title = f" ({relation.title})" if relation.title else ""
    where = f"paragraph {evidence.paragraph}, " if evidence.paragraph else ""
    where += f"({evidence.marking}) " if evidence.marking else ""
    return [
        f"  {names[relation.subject]} | {relation.predicate} | {names[relation.object]}{title}",
        f"    made by  {evidence.rule}  {known.relations.get(evidence.rule, '')}".rstrip(),
        f"    confidence {relation.confidence:.2f}",
        f"    quote    {where}[{evidence.start}, {evidence.end}): {evidence.quote}",
    ]
