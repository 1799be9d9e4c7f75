/** What the filters leave, and what each value of each filter would. Pure functions of graph and state. */

import { columns, order, type Columns } from "./columns.ts";
import type { Entity, Graph, Relation } from "./data.ts";
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

const OF_SENTENCE = ["post", "class", "mark", "rule", "month"] as const;

/** One filter while the relations are gone through: which codes it lets through, and how many relations have each. */
interface Sieve {
  bit: number;
  lets: Uint8Array;
  counts: Int32Array;
  last: Int32Array; // the relation that was counted last, so that one with several sentences counts once
}

export function filterGraph(graph: Graph, state: State): Filtered {
  const all = columns(graph);
  const names = ["predicate", "confidence", "tag", ...OF_SENTENCE] as const;
  const sieves = Object.fromEntries(names.map((facet, at) => [facet, sieve(all, state, facet, 1 << at)])) as Record<(typeof names)[number], Sieve>;
  const ends = new Map<Entity, boolean>();
  for (const entity of graph.ranked) ends.set(entity, allows(state.choices.type, entity.type) && passesFound(state.choices.found, entity));
  const touched = new Set<Entity>();
  const relations: Relation[] = [];

  all.relations.forEach((relation, r) => {
    const { predicate, confidence, tag } = sieves;
    const [ofPredicate, ofConfidence] = [all.predicate[r] as number, all.confidence[r] as number];
    const failed = (predicate.lets[ofPredicate] ? 0 : predicate.bit) | (confidence.lets[ofConfidence] ? 0 : confidence.bit);
    const both = (ends.get(relation.subject) && ends.get(relation.object)) === true;
    let passes = false;
    for (let s = all.first[r] as number; s < (all.first[r + 1] as number); s++) {
      let missing = failed;
      for (const facet of OF_SENTENCE) if (!sieves[facet].lets[all.sentences[facet][s] as number]) missing |= sieves[facet].bit;
      const tags = all.sentences.tag[s] as number[];
      if (!tags.some((code) => tag.lets[code])) missing |= tag.bit;
      passes ||= missing === 0;
      if (!both || (missing & (missing - 1)) !== 0) continue; // more than one filter is in the way
      count(predicate, missing, ofPredicate, r);
      count(confidence, missing, ofConfidence, r);
      for (const facet of OF_SENTENCE) count(sieves[facet], missing, all.sentences[facet][s] as number, r);
      for (const code of tags) count(tag, missing, code, r);
    }
    if (!passes) return;
    touched.add(relation.subject).add(relation.object);
    if (both) relations.push(relation);
  });

  const listed = (facet: (typeof names)[number]): Map<string, number> =>
    new Map(order(all, facet).map((code) => [all.values[facet].list[code] ?? "", sieves[facet].counts[code] ?? 0]));
  const counts = new Map<Facet, Map<string, number>>(FACETS.filter((facet) => !OF_ENDS.includes(facet)).map((facet) => [facet, listed(facet as (typeof names)[number])]));
  const entities = endRows(graph, state, touched, counts);
  return { relations, entities, counts, months: listed("month"), active: isFiltered(state) };
}

function sieve(all: Columns, state: State, facet: keyof Columns["values"], bit: number): Sieve {
  const { list } = all.values[facet];
  const lets = (value: string): boolean => (facet === "month" ? inSpan(value, state) : allows(state.choices[facet], value));
  return { bit, lets: Uint8Array.from(list, (value) => Number(lets(value))), counts: new Int32Array(list.length), last: new Int32Array(list.length).fill(-1) };
}

/** Count a relation for a value if no other filter is in its way. */
function count(sieve: Sieve, missing: number, code: number, relation: number): void {
  if ((missing !== 0 && missing !== sieve.bit) || sieve.last[code] === relation) return;
  sieve.last[code] = relation;
  sieve.counts[code] = (sieve.counts[code] ?? 0) + 1;
}

/** Whether a month lies in the chosen span; what has no date lies in none. */
export function inSpan(month: string, { from, to }: Pick<State, "from" | "to">): boolean {
  if (from === "" && to === "") return true;
  return month !== "" && (from === "" || month >= from) && (to === "" || month <= to);
}

function passesFound(choice: Choice | undefined, entity: Entity): boolean {
  return choice === undefined || entity.foundBy.some((value) => allows(choice, value));
}

/** The entities that are left: of a chosen kind and, if relations are filtered, an end of one that is left. */
function endRows(graph: Graph, state: State, touched: Set<Entity>, counts: Map<Facet, Map<string, number>>): Entity[] {
  const { type: _type, found: _found, ...choices } = state.choices;
  const ofRelations = isFiltered({ ...state, choices });
  const types = new Map(graph.types.map((type) => [type, 0]));
  const found = new Map(graph.finders.map((by) => [by, 0]));
  const rows: Entity[] = [];
  for (const entity of graph.ranked) {
    if (ofRelations ? !touched.has(entity) : !state.lone && entity.relations.length === 0) continue;
    const byType = allows(state.choices.type, entity.type);
    const byFound = passesFound(state.choices.found, entity);
    if (byFound) types.set(entity.type, (types.get(entity.type) ?? 0) + 1);
    if (byType) for (const by of entity.foundBy) found.set(by, (found.get(by) ?? 0) + 1);
    if (byType && byFound) rows.push(entity);
  }
  counts.set("type", types).set("found", found);
  return rows;
}

export function isFiltered(state: Pick<State, "choices" | "from" | "to">): boolean {
  return state.from !== "" || state.to !== "" || Object.values(state.choices).some((choice) => choice !== undefined);
}
