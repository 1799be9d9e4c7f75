/** Answers of a SPARQL endpoint as values: rows of a SELECT, triples of a CONSTRUCT, and those as a graph to draw. */

import { readGraph, type EntityRow, type Graph, type RelationRow } from "./data.ts";

export interface Term {
  kind: "iri" | "literal" | "blank";
  value: string;
}

export interface Table {
  columns: string[];
  rows: (Term | null)[][];
}

/** SPARQL 1.1 Query Results JSON; an ASK has one column. */
export function fromJson(text: string): Table {
  const data = JSON.parse(text) as { head: { vars?: string[] }; boolean?: boolean; results?: { bindings: Record<string, { type: string; value: string }>[] } };
  if (data.boolean !== undefined) return { columns: ["answer"], rows: [[{ kind: "literal", value: data.boolean ? "yes" : "no" }]] };
  const columns = data.head.vars ?? [];
  const rows = (data.results?.bindings ?? []).map((binding) => columns.map((column): Term | null => {
    const found = binding[column];
    return found === undefined ? null : { kind: found.type === "uri" ? "iri" : found.type === "bnode" ? "blank" : "literal", value: found.value };
  }));
  return { columns, rows };
}

const TRIPLE = /^(<[^>]*>|_:\S+)\s+(<[^>]*>)\s+(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z-]+(?:--[a-z]+)?)?)\s*\.$/;

/** N-Triples, one statement a line; a line that is none is left out. */
export function fromNTriples(text: string): Table {
  const rows: (Term | null)[][] = [];
  for (const line of text.split("\n")) {
    const found = TRIPLE.exec(line.trim());
    if (found) rows.push([found[1], found[2], found[3]].map((part) => term(part ?? "")));
  }
  return { columns: ["subject", "predicate", "object"], rows };
}

function term(text: string): Term {
  if (text.startsWith("<")) return { kind: "iri", value: unescaped(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { kind: "blank", value: text };
  return { kind: "literal", value: unescaped(/^"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1] ?? "") };
}

function unescaped(text: string): string {
  const named: Record<string, string> = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four?: string, eight?: string, one?: string) =>
    one !== undefined ? (named[one] ?? one) : String.fromCodePoint(Math.min(0x10ffff, parseInt(four ?? eight ?? "fffd", 16))));
}

/** A query with a parameter given: its VALUES line says so, be it a comment, or a new one. Nothing given leaves it as it is. */
export function bind(sparql: string, parameter: string, type: string, value: string): string {
  if (value.trim() === "") return sparql;
  const term = type === "number" && /^-?\d+$/.test(value.trim()) ? value.trim() : JSON.stringify(value.trim());
  const line = `VALUES ?${parameter} { ${term} }`;
  const given = new RegExp(`(?:# )?VALUES \\?${parameter} \\{[^}]*\\}`);
  return given.test(sparql) ? sparql.replace(given, () => line) : sparql.replace(/WHERE \{/, (where) => `${where}\n  ${line}`);
}

/** The local name under the longest fitting prefix, or the whole. */
export function short(iri: string, prefixes: Record<string, string>): string {
  const fitting = Object.entries(prefixes).filter(([, start]) => iri.startsWith(start)).sort(([, a], [, b]) => b.length - a.length)[0];
  return fitting ? `${fitting[0]}:${iri.slice(fitting[1].length)}` : iri;
}

/** The triples between two things as a graph; things of the explorer's own graph keep their ids, names and types. */
export function toGraph(table: Table, own: Graph, prefixes: Record<string, string>): Graph {
  const base = `${own.dataset.about.base}id/`;
  const entities = new Map<string, EntityRow>();
  const types = [...own.dataset.types, "other"];
  const predicates: string[] = [];
  const relations: RelationRow[] = [];
  const node = (item: Term): string => {
    const id = item.kind === "iri" && item.value.startsWith(base) ? decode(item.value.slice(base.length)) : item.value;
    const known = own.entities.get(id);
    if (!entities.has(id)) entities.set(id, [id, types.indexOf(known?.type ?? "other"), known?.name ?? short(item.value, prefixes), [], 0, []]);
    return id;
  };
  table.rows.forEach(([subject, predicate, object], at) => {
    if (!subject || !predicate || !object || object.kind === "literal") return;
    const name = short(predicate.value, prefixes).replace(/^kg:/, "");
    if (!predicates.includes(name)) predicates.push(name);
    relations.push([`t${String(at).padStart(7, "0")}`, node(subject), predicates.indexOf(name), node(object), "", 100, [], 0]);
  });
  return readGraph({ ...own.dataset, types, predicates, symmetric: [], entities: [...entities.values()].sort((a, b) => (a[0] < b[0] ? -1 : 1)), relations });
}

export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
