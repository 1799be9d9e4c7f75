/** What the page is given: the graph as kg/export/html.py writes it (format 1), already masked. */

export interface Cable {
  subject: string;
  date: string; // ISO 8601, "" if unknown
  classification: string;
  origin: string;
}

/** A name in a cable; start and end count code points of the cable's text, end exclusive. */
export interface Mention {
  cable: string;
  paragraph: string;
  marking: string;
  start: number;
  end: number;
  text: string;
  source: string;
}

export interface Evidence {
  cable: string;
  paragraph: string;
  marking: string;
  start: number;
  end: number;
  quote: string;
  rule: string;
}

export interface Entity {
  id: string;
  type: string;
  name: string;
  aliases: string[];
  protected: boolean;
  mentions: Mention[];
}

export interface Relation {
  id: string;
  subject: string;
  predicate: string;
  object: string;
  title: string;
  confidence: number;
  evidence: Evidence[];
}

export interface PageData {
  format: 1;
  protected: string; // "masked" or "included"
  versions: Record<string, string>;
  types: string[]; // in the order to list them
  predicates: string[];
  symmetric: string[];
  cables: Record<string, Cable>;
  entities: Entity[];
  relations: Relation[];
}

/** The data with what every part of the page looks up. */
export interface Index {
  data: PageData;
  entities: Map<string, Entity>;
  relations: Map<string, Relation>;
  of: Map<string, Relation[]>; // entity id -> its relations, either end
  symmetric: Set<string>;
}

/** Read the data block. Throws an Error with a sentence for the reader if it is not ours. */
export function readData(text: string): PageData {
  const data: unknown = JSON.parse(text);
  if (typeof data !== "object" || data === null || (data as { format?: unknown }).format !== 1)
    throw new Error("This page holds no graph: it is the bare template. Make one with: kg export WORKSPACE --format html -o FILE");
  return data as PageData;
}

export function indexData(data: PageData): Index {
  const entities = new Map(data.entities.map((entity) => [entity.id, entity]));
  const relations = new Map(data.relations.map((relation) => [relation.id, relation]));
  const of = new Map<string, Relation[]>(data.entities.map((entity) => [entity.id, []]));
  for (const relation of data.relations) {
    of.get(relation.subject)?.push(relation);
    if (relation.object !== relation.subject) of.get(relation.object)?.push(relation);
  }
  return { data, entities, relations, of, symmetric: new Set(data.symmetric) };
}

export function entity(index: Index, id: string): Entity {
  const found = index.entities.get(id);
  if (found === undefined) throw new Error(`no entity ${id}`);
  return found;
}

/** The entity at the other end. */
export function otherEnd(relation: Relation, id: string): string {
  return relation.subject === id ? relation.object : relation.subject;
}

export function degree(index: Index, id: string): number {
  return index.of.get(id)?.length ?? 0;
}

/** Sort key of an entity: most connected first, then most mentioned, then by name and id. */
export function byWeight(index: Index): (a: Entity, b: Entity) => number {
  return (a, b) =>
    degree(index, b.id) - degree(index, a.id) ||
    b.mentions.length - a.mentions.length ||
    compare(a.name, b.name) ||
    compare(a.id, b.id);
}

/** Order by code unit: the same on every machine, unlike localeCompare. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
