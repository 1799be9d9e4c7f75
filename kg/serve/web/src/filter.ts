/** What the filters leave, and what each value of each filter would. Pure functions of graph and state. */

import { compare, type Entity, type Evidence, type Graph, type Relation } from "./data.ts";
import { allows, FACETS, type Choice, type Facet, type State } from "./state.ts";

/** Filters of the ends count entities, the others count relations; both are what the tables show. */
export const OF_ENDS: Facet[] = ["type", "found"];

export interface Filtered {
  relations: Relation[]; // rows of the table
  entities: Entity[]; // rows of the table of entities
  counts: Map<Facet, Map<string, number>>; // how many rows a value stands for, as the other filters are
  months: Map<string, number>; // relations said in each month, as the filters other than the dates are
  active: boolean; // anything is filtered at all
}

const MONTHS = 1 << FACETS.length;

/** The value of a confidence: its tenth. */
export function tenth(confidence: number): string {
  return (Math.min(9, Math.floor(confidence * 10 + 1e-9)) / 10).toFixed(1);
}

/** The evidence that a relation without evidence is judged by. */
const NOWHERE = { cable: { id: "", subject: "", date: "", month: "", classification: "", origin: "", tags: [], references: [], canonical: "", precedence: "" }, start: 0, end: 0, paragraph: "", marking: "", source: "", quote: "" } satisfies Evidence;
const UNSAID: Evidence[] = [NOWHERE];
const NONE = [""];

const OF_RELATION: [Facet, (relation: Relation) => string][] = [["predicate", (r) => r.predicate], ["confidence", (r) => tenth(r.confidence)]];
const OF_EVIDENCE: [Facet, (evidence: Evidence) => string[]][] = [
  ["tag", (e) => (e.cable.tags.length ? e.cable.tags : NONE)],
  ["post", (e) => [e.cable.origin]],
  ["class", (e) => [e.cable.classification]],
  ["mark", (e) => [e.marking]],
  ["rule", (e) => [e.source]],
];

const bit = (facet: Facet): number => 1 << FACETS.indexOf(facet);

export function filterGraph(graph: Graph, state: State): Filtered {
  const counts = new Map(FACETS.map((facet) => [facet, new Map<string, number>()]));
  const months = new Map<string, number>();
  const add = (facet: Facet, value: string, seen: Set<string> | null): void => once(counts.get(facet) as Map<string, number>, value, seen && `${facet} ${value}`, seen);
  const choice = (facet: Facet): Choice | undefined => state.choices[facet];
  const endPasses = new Map<Entity, boolean>();
  for (const entity of graph.entities.values()) endPasses.set(entity, allows(choice("type"), entity.type) && passesFound(choice("found"), entity));
  const touched = new Set<Entity>();
  const relations: Relation[] = [];

  for (const relation of graph.relations.values()) {
    let failed = 0;
    for (const [facet, value] of OF_RELATION) {
      if (!allows(choice(facet), value(relation))) failed |= bit(facet);
      const known = counts.get(facet) as Map<string, number>;
      if (!known.has(value(relation))) known.set(value(relation), 0);
    }
    const ends = (endPasses.get(relation.subject) && endPasses.get(relation.object)) === true;
    const evidences = relation.evidence.length ? relation.evidence : UNSAID;
    const seen = evidences.length > 1 ? new Set<string>() : null;
    let passes = false;
    for (const evidence of evidences) {
      let missing = failed;
      for (const [facet, values] of OF_EVIDENCE) {
        const known = counts.get(facet) as Map<string, number>;
        let any = false;
        for (const value of values(evidence)) {
          any ||= allows(choice(facet), value);
          if (!known.has(value)) known.set(value, 0);
        }
        if (!any) missing |= bit(facet);
      }
      const month = evidence.cable.month;
      if ((state.from && month < state.from) || (state.to && (month > state.to || month === ""))) missing |= MONTHS;
      if (!months.has(month)) months.set(month, 0);
      if (missing === 0) passes = true;
      if (!ends || (missing & (missing - 1)) !== 0) continue; // more than one filter is in the way
      if (missing === 0 || missing === MONTHS) once(months, month, seen && `month ${month}`, seen);
      for (const [facet, value] of OF_RELATION) if (missing === 0 || missing === bit(facet)) add(facet, value(relation), seen);
      for (const [facet, values] of OF_EVIDENCE)
        if (missing === 0 || missing === bit(facet)) for (const value of values(evidence)) add(facet, value, seen);
    }
    if (!passes) continue;
    touched.add(relation.subject).add(relation.object);
    if (ends) relations.push(relation);
  }

  const entities = endRows(graph, state, touched, counts);
  return { relations, entities, counts: inOrder(graph, counts), months: new Map([...months].sort(([a], [b]) => compare(a, b))), active: isFiltered(state) };
}

function once(counts: Map<string, number>, value: string, key: string | null, seen: Set<string> | null): void {
  if (seen !== null && key !== null) {
    if (seen.has(key)) return;
    seen.add(key);
  }
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function passesFound(choice: Choice | undefined, entity: Entity): boolean {
  return choice === undefined || entity.foundBy.some((value) => allows(choice, value));
}

/** The entities that are left: of a chosen kind and, if relations are filtered, an end of one that is left. */
function endRows(graph: Graph, state: State, touched: Set<Entity>, counts: Map<Facet, Map<string, number>>): Entity[] {
  const { type: _type, found: _found, ...choices } = state.choices;
  const ofRelations = isFiltered({ ...state, choices });
  const types = counts.get("type") as Map<string, number>;
  const found = counts.get("found") as Map<string, number>;
  const rows: Entity[] = [];
  for (const entity of graph.ranked) {
    for (const [known, value] of [[types, entity.type], ...entity.foundBy.map((by) => [found, by] as const)] as [Map<string, number>, string][])
      if (!known.has(value)) known.set(value, 0);
    if (ofRelations ? !touched.has(entity) : !state.lone && entity.relations.length === 0) continue;
    const byType = allows(state.choices.type, entity.type);
    const byFound = passesFound(state.choices.found, entity);
    if (byFound) types.set(entity.type, (types.get(entity.type) ?? 0) + 1);
    if (byType) for (const by of entity.foundBy) found.set(by, (found.get(by) ?? 0) + 1);
    if (byType && byFound) rows.push(entity);
  }
  return rows;
}

export function isFiltered(state: Pick<State, "choices" | "from" | "to">): boolean {
  return state.from !== "" || state.to !== "" || Object.values(state.choices).some((choice) => choice !== undefined);
}

/** Types and predicates in the order of the model, confidence from the surest, the rest most frequent first. */
function inOrder(graph: Graph, counts: Map<Facet, Map<string, number>>): Map<Facet, Map<string, number>> {
  const given: Partial<Record<Facet, string[]>> = { type: graph.dataset.types, predicate: graph.dataset.predicates };
  const totals = totalsOf(graph);
  for (const [facet, values] of counts) {
    const order = given[facet];
    const place = (value: string): number => (order?.includes(value) ? order.indexOf(value) : -(totals.get(`${facet} ${value}`) ?? 0));
    const sorted = [...values].sort(([a], [b]) => (facet === "confidence" ? compare(b, a) : place(a) - place(b) || compare(a, b)));
    counts.set(facet, new Map(sorted));
  }
  return counts;
}

const TOTALS = new WeakMap<Graph, Map<string, number>>();

/** How often each value of the sentences occurs in the whole graph: an order that no filter changes. */
function totalsOf(graph: Graph): Map<string, number> {
  let totals = TOTALS.get(graph);
  if (totals === undefined) {
    totals = new Map();
    TOTALS.set(graph, totals);
    for (const relation of graph.relations.values())
      for (const evidence of relation.evidence)
        for (const [facet, values] of OF_EVIDENCE)
          for (const value of values(evidence)) totals.set(`${facet} ${value}`, (totals.get(`${facet} ${value}`) ?? 0) + 1);
  }
  return totals;
}
