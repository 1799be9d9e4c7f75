/** The values that relations are filtered by, as numbers in columns: made once for a graph, so that a filter is quick. */

import { compare, type Cable, type Graph, type Relation } from "./data.ts";
import type { Facet } from "./state.ts";

/** The values of one facet, in the order to list them; a code is a place in the list. */
export class Values {
  readonly list: string[] = [];
  private readonly codes = new Map<string, number>();

  code(value: string): number {
    let code = this.codes.get(value);
    if (code === undefined) {
      code = this.list.length;
      this.list.push(value);
      this.codes.set(value, code);
    }
    return code;
  }
}

export type OfSentence = "tag" | "post" | "class" | "mark" | "rule" | "month";

export interface Columns {
  relations: Relation[];
  predicate: Int32Array; // codes, one a relation
  confidence: Int32Array;
  first: Int32Array; // relation -> its first sentence; one more than there are relations
  /** For each sentence the codes of its values: most have one, TAGS many. */
  sentences: Record<Exclude<OfSentence, "tag">, Int32Array> & { tag: number[][] };
  values: Record<OfSentence | "predicate" | "confidence", Values>;
  /** How often each value of the sentences occurs in the whole graph: an order that no filter changes. */
  totals: Record<OfSentence, number[]>;
}

const MADE = new WeakMap<Graph, Columns>();

export function columns(graph: Graph): Columns {
  let made = MADE.get(graph);
  if (made === undefined) {
    made = make(graph);
    MADE.set(graph, made);
  }
  return made;
}

interface OfCable {
  tag: number[];
  post: number;
  class: number;
  month: number;
}

/** The value of a confidence: its tenth. */
export function tenth(confidence: number): string {
  return (Math.min(9, Math.floor(confidence * 10 + 1e-9)) / 10).toFixed(1);
}

function make(graph: Graph): Columns {
  const relations = [...graph.relations.values()];
  // A relation without a sentence is judged by one that says nothing.
  const sentences = relations.reduce((sum, relation) => sum + Math.max(1, relation.evidence.length), 0);
  const values = Object.fromEntries(["predicate", "confidence", "tag", "post", "class", "mark", "rule", "month"].map((facet) => [facet, new Values()])) as Columns["values"];
  graph.dataset.predicates.forEach((predicate) => { if (graph.predicates.includes(predicate)) values.predicate.code(predicate); });
  for (const value of [...new Set(relations.map((relation) => tenth(relation.confidence)))].sort((a, b) => compare(b, a))) values.confidence.code(value);
  const numbers = (): Int32Array => new Int32Array(sentences);
  const made: Columns = {
    relations, values,
    predicate: Int32Array.from(relations, (relation) => values.predicate.code(relation.predicate)),
    confidence: Int32Array.from(relations, (relation) => values.confidence.code(tenth(relation.confidence))),
    first: new Int32Array(relations.length + 1),
    sentences: { tag: [], post: numbers(), class: numbers(), mark: numbers(), rule: numbers(), month: numbers() },
    totals: { tag: [], post: [], class: [], mark: [], rule: [], month: [] },
  };
  const known = new Map<Cable | null, OfCable>();
  const ofCable = (cable: Cable | null): OfCable => {
    let found = known.get(cable);
    if (found === undefined) {
      const tags = cable?.tags.length ? cable.tags : [""];
      found = { tag: [...new Set(tags)].map((tag) => values.tag.code(tag)), post: values.post.code(cable?.origin ?? ""), class: values.class.code(cable?.classification ?? ""), month: values.month.code(cable?.month ?? "") };
      known.set(cable, found);
    }
    return found;
  };
  let at = 0;
  const add = (cable: Cable | null, mark: string, rule: string): void => {
    const codes = ofCable(cable);
    const { sentences: to } = made;
    to.tag.push(codes.tag);
    to.post[at] = codes.post;
    to.class[at] = codes.class;
    to.month[at] = codes.month;
    to.mark[at] = values.mark.code(mark);
    to.rule[at] = values.rule.code(rule);
    for (const facet of ["post", "class", "month", "mark", "rule"] as const) count(made.totals[facet], to[facet][at] as number);
    for (const tag of codes.tag) count(made.totals.tag, tag);
    at++;
  };
  relations.forEach((relation, r) => {
    made.first[r] = at;
    if (relation.evidence.length === 0) add(null, "", "");
    for (const { cable, marking, source } of relation.evidence) add(cable, marking, source);
  });
  made.first[relations.length] = at;
  return made;
}

function count(totals: number[], code: number): void {
  totals[code] = (totals[code] ?? 0) + 1;
}

/** The codes of a facet's values in the order to list them: the most frequent first, where the model gives no order. */
export function order({ values, totals }: Columns, facet: Facet | "month"): number[] {
  const { list } = values[facet as keyof typeof values];
  const codes = list.map((_, code) => code);
  if (facet === "predicate" || facet === "confidence") return codes;
  const total = totals[facet as OfSentence];
  const named = (code: number): string => list[code] ?? "";
  if (facet === "month") return codes.sort((a, b) => compare(named(a), named(b)));
  return codes.sort((a, b) => (total[b] ?? 0) - (total[a] ?? 0) || compare(named(a), named(b)));
}
