/** Which entities and relations the filters leave, and which of them are drawn. Pure functions of data and state. */

import { byWeight, compare, degree, otherEnd, type Entity, type Index, type Relation } from "./data.ts";
import type { State } from "./state.ts";

/** A graph with more entities than this is drawn in part: the most connected first. */
export const MOST_DRAWN = 300;
/** How many neighbours an entity chosen by search brings with it. */
export const MOST_NEIGHBOURS = 40;

export interface Filtered {
  relations: Relation[];
  types: Map<string, number>; // type -> entities, whatever the filters say
  predicates: Map<string, number>; // predicate -> relations between the types shown
}

/** The relations the filters leave (the table's rows) and the counts beside each filter. */
export function filterRelations(index: Index, state: State): Filtered {
  const hiddenTypes = new Set(state.hiddenTypes);
  const hiddenPredicates = new Set(state.hiddenPredicates);
  const types = new Map(index.data.types.map((type) => [type, 0]));
  for (const entity of index.data.entities) types.set(entity.type, (types.get(entity.type) ?? 0) + 1);
  const predicates = new Map<string, number>();
  for (const relation of index.data.relations) predicates.set(relation.predicate, 0);
  const shows = (id: string): boolean => !hiddenTypes.has(index.entities.get(id)?.type ?? "");
  const relations = index.data.relations.filter((relation) => {
    if (!shows(relation.subject) || !shows(relation.object)) return false;
    predicates.set(relation.predicate, (predicates.get(relation.predicate) ?? 0) + 1);
    return !hiddenPredicates.has(relation.predicate);
  });
  return { relations, types, predicates: inOrder(predicates, index.data.predicates) };
}

function inOrder(counts: Map<string, number>, order: string[]): Map<string, number> {
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return new Map([...counts].sort(([a], [b]) => place(a) - place(b) || compare(a, b)));
}

export interface Drawn {
  entities: Entity[];
  relations: Relation[];
  possible: number; // entities the filters leave; more than drawn in a big graph
}

/**
 * The part of the graph on the canvas: of what the filters leave, everything or the MOST_DRAWN most
 * connected, and what was asked for by name (selected, or brought in by search with its neighbours).
 */
export function drawnPart(index: Index, state: State, filtered: Filtered): Drawn {
  const hiddenTypes = new Set(state.hiddenTypes);
  const linked = new Set(filtered.relations.flatMap((relation) => [relation.subject, relation.object]));
  const passes = (entity: Entity): boolean => {
    if (hiddenTypes.has(entity.type)) return false;
    if (degree(index, entity.id) === 0) return state.lone && state.hiddenPredicates.length === 0;
    return state.hiddenPredicates.length === 0 || linked.has(entity.id);
  };
  const order = byWeight(index);
  const candidates = index.data.entities.filter(passes).sort(order);
  const shown = new Set(candidates.slice(0, MOST_DRAWN).map((entity) => entity.id));
  if (candidates.length > MOST_DRAWN) bringIn(index, state, filtered.relations, shown);
  else askedFor(index, state).forEach((id) => shown.add(id));
  return {
    entities: [...shown].map((id) => index.entities.get(id)).filter((found) => found !== undefined).sort(order),
    relations: filtered.relations.filter((relation) => shown.has(relation.subject) && shown.has(relation.object)),
    possible: candidates.length,
  };
}

/** Ids the reader named: search picks, the selected entity, the ends of the selected relation. */
function askedFor(index: Index, state: State): string[] {
  const relation = index.relations.get(state.relation);
  const ends = relation === undefined ? [] : [relation.subject, relation.object];
  return [...state.added, state.entity, ...ends].filter((id) => index.entities.has(id));
}

function bringIn(index: Index, state: State, relations: Relation[], shown: Set<string>): void {
  const left = new Set(relations);
  for (const id of askedFor(index, state)) {
    shown.add(id);
    const around = (index.of.get(id) ?? []).filter((relation) => left.has(relation));
    const ids = [...new Set(around.map((relation) => otherEnd(relation, id)))].map((other) => index.entities.get(other));
    const nearest = ids.filter((found) => found !== undefined).sort(byWeight(index));
    nearest.slice(0, MOST_NEIGHBOURS).forEach((entity) => shown.add(entity.id));
  }
}
