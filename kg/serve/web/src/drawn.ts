/** Which part of the graph is on the canvas, and the paths between two entities. Pure functions of graph and state. */

import { byWeight, compare, otherEnd, type Entity, type Graph, type Relation } from "./data.ts";
import type { Filtered } from "./filter.ts";
import type { State } from "./state.ts";

/** Never more than this many entities are drawn. */
export const MOST_DRAWN = 300;
/** Of a graph with more than that, so many are drawn at the start: the most connected. */
export const AT_START = 90;
/** How many neighbours come with the first entity, and with each that is expanded. */
export const NEIGHBOURS = 40;

/** In place of an entity to draw around: the most connected. */
export const MOST = "*";

/** Entities in the steps in which they came, for the layout: what was there stays where it is. */
export interface Drawn {
  steps: Entity[][];
  entities: Entity[];
  relations: Relation[];
  possible: number; // entities the filters leave; more than drawn in a big graph
  mode: "whole" | "most" | "around" | "path";
  paths: Entity[][];
}

export function drawnPart(graph: Graph, state: State, filtered: Filtered): Drawn {
  const shown = new Set<Entity>();
  const steps: Entity[][] = [];
  const step = (entities: Iterable<Entity>): void => {
    const fresh = [...new Set(entities)].filter((entity) => !shown.has(entity)).slice(0, Math.max(0, MOST_DRAWN - shown.size));
    fresh.forEach((entity) => shown.add(entity));
    if (fresh.length) steps.push(fresh);
  };
  const left = new Set(filtered.relations);
  const ends = (state.path ?? []).map((id) => graph.entities.get(id)).filter((found) => found !== undefined);
  const around = state.around.map((item) => item.split("~")).filter(([id = ""]) => id === MOST || graph.entities.has(id));
  let mode: Drawn["mode"] = "whole";
  let paths: Entity[][] = [];
  if (ends.length === 2) {
    mode = "path";
    paths = shortestPaths(ends[0] as Entity, ends[1] as Entity, left);
    step([...ends, ...paths.flat()]);
  } else if (around.length) mode = around[0]?.[0] === MOST ? "most" : "around";
  else if (filtered.entities.length > MOST_DRAWN) {
    mode = "most";
    around.push([MOST]);
  } else step(filtered.entities);
  for (const [id = "", predicate = ""] of around) {
    if (id === MOST) { step(filtered.entities.slice(0, AT_START)); continue; }
    const centre = graph.entities.get(id) as Entity;
    step([centre, ...neighbours(centre, left, predicate).filter((other) => !shown.has(other)).slice(0, NEIGHBOURS)]);
  }
  const relation = graph.relations.get(state.relation);
  step([graph.entities.get(state.entity), relation?.subject, relation?.object].filter((found) => found !== undefined));
  const entities = [...shown].sort(byWeight);
  const among = new Set<Relation>();
  for (const entity of entities) for (const item of entity.relations) if (left.has(item) && shown.has(item.subject) && shown.has(item.object)) among.add(item);
  return { steps, entities, relations: [...among].sort((a, b) => compare(a.id, b.id)), possible: filtered.entities.length, mode, paths };
}

/** Those beside an entity by relations that are left, the most connected first. */
export function neighbours(entity: Entity, left: { has(relation: Relation): boolean }, predicate = ""): Entity[] {
  const around = entity.relations.filter((relation) => left.has(relation) && (predicate === "" || relation.predicate === predicate));
  return [...new Set(around.map((relation) => otherEnd(relation, entity)))].sort(byWeight);
}

/** What expanding would bring: for each predicate, how many neighbours that are not drawn. */
export function preview(entity: Entity, left: { has(relation: Relation): boolean }, drawn: Drawn): Map<string, number> {
  const shown = new Set(drawn.entities);
  const found = new Map<string, Set<Entity>>();
  for (const relation of entity.relations) {
    const other = otherEnd(relation, entity);
    if (!left.has(relation) || shown.has(other)) continue;
    found.set(relation.predicate, (found.get(relation.predicate) ?? new Set<Entity>()).add(other));
  }
  return new Map([...found].map(([name, others]): [string, number] => [name, others.size]).sort(([a], [b]) => compare(a, b)));
}

/** The shortest ways between two entities, either direction of a relation, at most `most` of them. */
export function shortestPaths(from: Entity, to: Entity, left: { has(relation: Relation): boolean }, most = 12): Entity[][] {
  const depth = new Map<Entity, number>([[from, 0]]);
  let border = [from];
  while (border.length && !depth.has(to)) {
    const next: Entity[] = [];
    for (const entity of border)
      for (const relation of entity.relations) {
        const other = otherEnd(relation, entity);
        if (!left.has(relation) || depth.has(other)) continue;
        depth.set(other, (depth.get(entity) ?? 0) + 1);
        next.push(other);
      }
    border = next;
  }
  const paths: Entity[][] = [];
  const back = (path: Entity[]): void => {
    const first = path[0] as Entity;
    if (paths.length >= most) return;
    if (first === from) { paths.push(path); return; }
    const nearer = (depth.get(first) ?? 0) - 1;
    for (const other of neighbours(first, left)) if (depth.get(other) === nearer) back([other, ...path]);
  };
  if (depth.has(to)) back([to]);
  return paths;
}
