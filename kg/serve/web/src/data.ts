/** The graph in memory: what kg/serve writes as a dataset (format 2), its rows linked to one another. Everything is masked. */

/** A row of the dataset as it comes; the numbers are places in the lists of the dataset. */
export type EntityRow = [id: string, type: number, name: string, aliases: string[], flags: number, mentions: number[], identifiers?: string[]];
export type EvidenceRow = [cable: number, start: number, end: number, paragraph: number, marking: number, source: number, quote: string];
export type RelationRow = [id: string, subject: number | string, predicate: number, object: number | string, title: string, hundredths: number, evidence: EvidenceRow[], flags?: number];
export type CableRow = [id: string, subject: string, date: string, classification: string, origin: string, tags: string[], references: string[], canonical: string, precedence: string];

export interface About {
  versions: Record<string, string>;
  read: number;
  base: string; // what entity, assertion and cable IRIs begin with
  vocab: string; // what predicate and class IRIs begin with
  quality: [label: string, mention: number, entity: number, relation: number][];
  limits: string[];
  excerpt: string | null; // what part of a graph was chosen, in a sentence
  partial: { entities: number; relations: number } | null;
}

export interface Dataset {
  format: 2;
  protected: string; // "masked" or "included"
  about: About;
  types: string[];
  predicates: string[];
  symmetric: number[];
  sources: string[];
  markings: string[];
  paragraphs: string[];
  cables: CableRow[];
  entities: EntityRow[];
  relations: RelationRow[];
}

export interface Cable {
  id: string;
  subject: string;
  date: string; // ISO 8601, "" if unknown
  month: string; // "2009-02", "" if unknown
  classification: string;
  origin: string;
  tags: string[];
  references: string[];
  canonical: string;
  precedence: string;
}

/** Where something stands: start and end count code points of the cable's text, end exclusive. */
export interface Place {
  cable: Cable;
  start: number;
  end: number;
  paragraph: string;
  marking: string;
  source: string; // "model", "rule:..." or "correction"
}

export interface Mention extends Place {
  entity: Entity;
  text: string; // "" where the dataset does not say
}

export interface Evidence extends Place {
  quote: string;
}

export interface Entity {
  id: string;
  type: string;
  name: string;
  aliases: string[];
  protected: boolean;
  corrected: boolean;
  identifiers: string[]; // in data of others: "geonames:2510769"
  mentionCount: number;
  foundBy: string[]; // who found its name: model, rule, correction
  relations: Relation[]; // either end
}

export interface Relation {
  id: string;
  subject: Entity;
  predicate: string;
  object: Entity;
  title: string;
  confidence: number; // 0 to 1
  evidence: Evidence[];
  corrected: boolean;
}

/** The graph with what every part of the page looks up. */
export interface Graph {
  dataset: Dataset;
  types: string[];
  predicates: string[];
  symmetric: Set<string>;
  cables: Map<string, Cable>;
  entities: Map<string, Entity>;
  relations: Map<string, Relation>;
  ranked: Entity[]; // most connected first
  finders: string[]; // who found names at all: model, rule, correction
  sentences: number;
}

const FLAG_PROTECTED = 1;
const FLAG_CORRECTED = 2;
const PER_MENTION = 7;

/** Link the rows. Throws an Error with a sentence for the reader where the data are not of this format. */
export function readGraph(dataset: Dataset): Graph {
  if (typeof dataset !== "object" || dataset === null || dataset.format !== 2)
    throw new Error("This page holds no graph that it can read. Make it anew with: kg export WORKSPACE --format html -o FILE");
  const cables = dataset.cables.map(readCable);
  const entities = dataset.entities.map((row) => readEntity(dataset, row));
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  const relations: Relation[] = [];
  let sentences = 0;
  for (const row of dataset.relations) {
    const [id, from, predicate, to, title, hundredths, evidence, flags = 0] = row;
    const subject = typeof from === "number" ? entities[from] : byId.get(from);
    const object = typeof to === "number" ? entities[to] : byId.get(to);
    if (subject === undefined || object === undefined) continue;
    const relation: Relation = {
      id, subject, object, title,
      predicate: dataset.predicates[predicate] ?? "",
      confidence: hundredths / 100,
      evidence: evidence.map((row) => readEvidence(dataset, cables, row)),
      corrected: (flags & FLAG_CORRECTED) !== 0,
    };
    sentences += evidence.length;
    relations.push(relation);
    subject.relations.push(relation);
    if (object !== subject) object.relations.push(relation);
  }
  return {
    dataset,
    types: dataset.types.filter((type) => entities.some((entity) => entity.type === type)),
    predicates: dataset.predicates.filter((predicate) => relations.some((relation) => relation.predicate === predicate)),
    symmetric: new Set(dataset.symmetric.map((at) => dataset.predicates[at] ?? "")),
    cables: new Map(cables.map((cable) => [cable.id, cable])),
    entities: byId,
    relations: new Map(relations.map((relation) => [relation.id, relation])),
    ranked: [...entities].sort(byWeight),
    finders: [...new Set(entities.flatMap((entity) => entity.foundBy))].sort(),
    sentences,
  };
}

function readCable([id, subject, date, classification, origin, tags, references, canonical, precedence]: CableRow): Cable {
  return { id, subject, date, month: /^\d{4}-\d{2}/.exec(date)?.[0] ?? "", classification, origin, tags, references, canonical, precedence };
}

function readEntity(dataset: Dataset, [id, type, name, aliases, flags, mentions, identifiers = []]: EntityRow): Entity {
  return {
    id, name, aliases,
    type: dataset.types[type] ?? "",
    protected: (flags & FLAG_PROTECTED) !== 0,
    corrected: (flags & FLAG_CORRECTED) !== 0,
    identifiers,
    mentionCount: mentions.length / PER_MENTION,
    foundBy: finders(dataset, mentions),
    relations: [],
  };
}

const SOURCE = 5; // of a mention's seven numbers

function finders(dataset: Dataset, mentions: number[]): string[] {
  const found = new Set<number>();
  for (let i = SOURCE; i < mentions.length; i += PER_MENTION) found.add(mentions[i] ?? -1);
  return [...new Set([...found].map((source) => (dataset.sources[source] ?? "").split(":", 1)[0] ?? ""))].sort();
}

function readEvidence(dataset: Dataset, cables: Cable[], [cable, start, end, paragraph, marking, source, quote]: EvidenceRow): Evidence {
  return {
    cable: at(cables, cable), start, end, quote,
    paragraph: dataset.paragraphs[paragraph] ?? "", marking: dataset.markings[marking] ?? "", source: dataset.sources[source] ?? "",
  };
}

function at(cables: Cable[], number: number): Cable {
  const found = cables[number];
  if (found === undefined) throw new Error(`The data name cable ${number}, which is not there.`);
  return found;
}

/** Mentions are many and mostly not looked at: they are read from the rows when asked for. */
export class Mentions {
  private readonly rows: Map<string, EntityRow>;
  private readonly cables: Cable[];
  private byCable: Map<string, Mention[]> | null = null;
  private readonly read = new Map<Entity, Mention[]>();

  constructor(private readonly graph: Graph) {
    this.rows = new Map(graph.dataset.entities.map((row) => [row[0], row]));
    this.cables = [...graph.cables.values()];
  }

  /** Of one entity, by cable and place. */
  of(entity: Entity): Mention[] {
    const before = this.read.get(entity);
    if (before !== undefined) return before;
    const flat = this.rows.get(entity.id)?.[5] ?? [];
    const found: Mention[] = [];
    const { paragraphs, markings, sources } = this.graph.dataset;
    for (let i = 0; i + PER_MENTION <= flat.length; i += PER_MENTION) {
      const [cable, start, end, paragraph, marking, source, form] = flat.slice(i, i + PER_MENTION) as [number, number, number, number, number, number, number];
      const text = form === 0 ? entity.name : (entity.aliases[form - 1] ?? "");
      found.push({ cable: at(this.cables, cable), start, end, paragraph: paragraphs[paragraph] ?? "", marking: markings[marking] ?? "", source: sources[source] ?? "", entity, text });
    }
    this.read.set(entity, found);
    return found;
  }

  /** In one cable, in the order of the text. */
  in(cable: Cable): Mention[] {
    if (this.byCable === null) {
      this.byCable = new Map();
      for (const entity of this.graph.entities.values())
        for (const mention of this.of(entity)) {
          const list = this.byCable.get(mention.cable.id);
          if (list === undefined) this.byCable.set(mention.cable.id, [mention]);
          else list.push(mention);
        }
      for (const list of this.byCable.values()) list.sort((a, b) => a.start - b.start || b.end - a.end);
    }
    return this.byCable.get(cable.id) ?? [];
  }
}

/** What a correction changed: rows by id in place of the old ones. */
export interface Difference {
  removed: { entities: string[]; relations: string[] };
  changed: { entities: EntityRow[]; relations: RelationRow[] };
  /** Lists that may have grown at their end. */
  sources?: string[];
  markings?: string[];
  paragraphs?: string[];
}

/** The dataset after a correction; the old one is left as it was. */
export function applyDifference(dataset: Dataset, difference: Difference): Dataset {
  const id = (end: number | string): string => (typeof end === "string" ? end : (dataset.entities[end]?.[0] ?? ""));
  const entities = new Map(dataset.entities.map((row) => [row[0], row]));
  const relations = new Map(dataset.relations.map((row): [string, RelationRow] => {
    const [key, subject, predicate, object, ...rest] = row;
    return [key, [key, id(subject), predicate, id(object), ...rest]];
  }));
  difference.removed.entities.forEach((gone) => entities.delete(gone));
  difference.removed.relations.forEach((gone) => relations.delete(gone));
  difference.changed.entities.forEach((row) => entities.set(row[0], row));
  difference.changed.relations.forEach((row) => relations.set(row[0], row));
  const inOrder = <Row extends [string, ...unknown[]]>(rows: Map<string, Row>): Row[] => [...rows.values()].sort((a, b) => compare(a[0], b[0]));
  const { sources, markings, paragraphs } = { ...dataset, ...difference };
  return { ...dataset, sources, markings, paragraphs, entities: inOrder(entities), relations: inOrder(relations) };
}

/** The entity at the other end. */
export function otherEnd(relation: Relation, entity: Entity): Entity {
  return relation.subject === entity ? relation.object : relation.subject;
}

/** Most connected first, then most mentioned, then by name and id. */
export function byWeight(a: Entity, b: Entity): number {
  return b.relations.length - a.relations.length || b.mentionCount - a.mentionCount || compare(a.name, b.name) || compare(a.id, b.id);
}

/** Order by code unit: the same on every machine, unlike localeCompare. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
