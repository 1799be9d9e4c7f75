/** The relations of a view as files: CSV, GEXF and Turtle. Text in and text out. */

import { compare, type Entity, type Graph, type Relation } from "./data.ts";
import { xml } from "./picture.ts";
import { citation, ruleLabel } from "./words.ts";

/** Both ends of the relations and what is drawn without any, in order. */
function nodes(entities: Entity[], relations: Relation[]): Entity[] {
  return [...new Set([...entities, ...relations.flatMap(({ subject, object }) => [subject, object])])].sort((a, b) => compare(a.id, b.id));
}

/** One row a sentence; a relation without a sentence has one row. */
export function csv(relations: Relation[]): string {
  const head = ["subject", "subject_type", "predicate", "title", "object", "object_type", "confidence", "cable", "post", "date", "paragraph", "mark", "start", "end", "read_by", "quote", "citation"];
  const rows = relations.flatMap((relation) => {
    const said = [relation.subject.name, relation.subject.type, relation.predicate, relation.title, relation.object.name, relation.object.type, relation.confidence.toFixed(2)];
    if (relation.evidence.length === 0) return [said];
    return relation.evidence.map((e) => [...said, e.cable.id, e.cable.origin, e.cable.date, e.paragraph, e.marking, String(e.start), String(e.end), ruleLabel(e.source), e.quote, citation(e)]);
  });
  return [head, ...rows].map((row) => head.map((_, at) => cell(row[at] ?? "")).join(",")).join("\r\n") + "\r\n";
}

/** A spreadsheet must take no name for a formula: what begins like one gets an apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** GEXF 1.3, for Gephi. */
export function gexf(entities: Entity[], relations: Relation[], places: Map<string, { x: number; y: number }>): string {
  const node = (entity: Entity): string => {
    const at = places.get(entity.id);
    const position = at ? `<viz:position x="${at.x.toFixed(1)}" y="${(-at.y).toFixed(1)}" z="0"/>` : "";
    return `<node id="${xml(entity.id)}" label="${xml(entity.name)}"><attvalues><attvalue for="type" value="${xml(entity.type)}"/><attvalue for="mentions" value="${entity.mentionCount}"/></attvalues>${position}</node>`;
  };
  const edge = (relation: Relation): string => {
    const values = { predicate: relation.predicate, title: relation.title, confidence: relation.confidence.toFixed(2), cables: [...new Set(relation.evidence.map((e) => e.cable.id))].join("; "), quotes: relation.evidence.map((e) => e.quote).join(" | ") };
    const given = Object.entries(values).filter(([, value]) => value !== "").map(([key, value]) => `<attvalue for="${key}" value="${xml(value)}"/>`).join("");
    return `<edge id="${xml(relation.id)}" source="${xml(relation.subject.id)}" target="${xml(relation.object.id)}" label="${xml(relation.title || relation.predicate)}" weight="${Math.max(1, relation.evidence.length)}"><attvalues>${given}</attvalues></edge>`;
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
    '<graph defaultedgetype="directed" mode="static">',
    '<attributes class="node"><attribute id="type" title="type" type="string"/><attribute id="mentions" title="mentions" type="integer"/></attributes>',
    '<attributes class="edge"><attribute id="predicate" title="predicate" type="string"/><attribute id="title" title="title" type="string"/><attribute id="confidence" title="confidence" type="float"/><attribute id="cables" title="cables" type="string"/><attribute id="quotes" title="quotes" type="string"/></attributes>',
    "<nodes>", ...nodes(entities, relations).map(node), "</nodes>", "<edges>", ...relations.map(edge), "</edges>", "</graph>", "</gexf>", "",
  ].join("\n");
}

/** Turtle in the vocabulary of graph.ttl, under the IRIs of this graph: names, direct edges, and assertions with what they rest on. */
export function turtle(graph: Graph, entities: Entity[], relations: Relation[]): string {
  const { base, vocab } = graph.dataset.about;
  const iri = (path: string, id: string): string => `<${base}${path}/${encode(id)}>`;
  const lines = [
    `@prefix kg: <${vocab}> .`, "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .", "",
  ];
  for (const entity of nodes(entities, relations)) {
    const kind = `kg:${entity.type.charAt(0).toUpperCase()}${entity.type.slice(1)}`;
    const also = entity.aliases.map((alias) => ` ;\n    skos:altLabel ${literal(alias)}`).join("");
    lines.push(`${iri("id", entity.id)} a kg:Entity, ${kind} ;\n    rdfs:label ${literal(entity.name)}${also} .`);
  }
  for (const relation of relations) {
    const [subject, object] = [iri("id", relation.subject.id), iri("id", relation.object.id)];
    lines.push(`${subject} kg:${relation.predicate} ${object} .`);
    if (graph.symmetric.has(relation.predicate)) lines.push(`${object} kg:${relation.predicate} ${subject} .`);
    const evidence = relation.evidence.map((e) => `<${base}evidence/${[e.cable.id, e.start, e.end, ruleLabel(e.source)].map((part) => encode(String(part))).join("_")}>`);
    lines.push([
      `${iri("assertion", relation.id)} a kg:Assertion`, `rdf:subject ${subject}`, `rdf:predicate kg:${relation.predicate}`, `rdf:object ${object}`,
      `kg:confidence "${decimal(relation.confidence)}"^^xsd:decimal`, ...(relation.title ? [`kg:title ${literal(relation.title)}`] : []),
      ...(evidence.length ? [`kg:evidence ${[...new Set(evidence)].join(", ")}`] : []),
    ].join(" ;\n    ") + " .");
    relation.evidence.forEach((e, at) => lines.push([
      `${evidence[at]} a kg:Evidence`, `kg:cable ${iri("cable", e.cable.id)}`, `kg:start ${e.start}`, `kg:end ${e.end}`, `kg:quote ${literal(e.quote)}`, `kg:rule ${literal(ruleLabel(e.source))}`,
      ...(e.paragraph ? [`kg:paragraph ${literal(e.paragraph)}`] : []), ...(e.marking ? [`kg:marking ${literal(e.marking)}`] : []),
    ].join(" ;\n    ") + " ."));
  }
  return `${lines.join("\n")}\n`;
}

/** As kg/rdf/vocab.py writes one part of an IRI: letters, digits and "-", all else percent-encoded. */
export function encode(part: string): string {
  const bytes = new TextEncoder().encode(part);
  return [...bytes].map((byte) => (/[A-Za-z0-9-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)).join("");
}

/** The canonical form of xsd:decimal: "0.7", "1.0". */
function decimal(n: number): string {
  return Number.isInteger(n) ? n.toFixed(1) : String(n);
}

function literal(text: string): string {
  const escapes: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" };
  // Half of a surrogate pair has no place in RDF.
  return `"${text.toWellFormed().replace(/[\\"\n\r]/g, (sign) => escapes[sign] ?? sign)}"`;
}
