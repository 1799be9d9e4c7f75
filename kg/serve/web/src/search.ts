/** Search over names and aliases, where minisearch finds and how well a name fits decides the order; and over cables. */

import MiniSearch from "minisearch";
import { byWeight, type Cable, type Entity, type Graph } from "./data.ts";

export interface Hit {
  entity: Entity;
  matched: string; // the name or alias that matched
}

interface Entry {
  id: string;
  names: string;
}

/** Lower case, without accents, one blank between words. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

/** Hits looked at before the best are chosen. */
const CONSIDERED = 400;

export class Search {
  private readonly index = new MiniSearch<Entry>({
    fields: ["names"],
    processTerm: (term) => fold(term) || null,
    searchOptions: { prefix: true, combineWith: "AND", fuzzy: (term) => (term.length > 4 ? 0.2 : false) },
  });
  private readonly ready: Promise<void>;
  private complete = false;
  private folded: { cable: Cable; ids: string[]; subject: string }[] | null = null;

  /** Begins to index when the page has drawn itself, in slices between which it stays usable. */
  constructor(private readonly graph: Graph) {
    const entries = graph.ranked.map((entity) => ({ id: entity.id, names: [entity.name, ...entity.aliases].join(" \n ") }));
    const small = entries.length <= 500;
    if (small) this.index.addAll(entries);
    this.complete = small;
    this.ready = small ? Promise.resolve() : idle().then(() => this.index.addAllAsync(entries, { chunkSize: 400 })).then(() => { this.complete = true; });
  }

  /** When every name is in. */
  whenReady(): Promise<void> {
    return this.ready;
  }

  get isComplete(): boolean {
    return this.complete;
  }

  /** The best `limit` entities for a query, best first; ties by how connected they are. */
  find(text: string, limit = 12): Hit[] {
    const query = fold(text);
    if (query === "") return [];
    const found: { hit: Hit; rank: number }[] = [];
    for (const result of this.index.search(query).slice(0, CONSIDERED)) {
      const entity = this.graph.entities.get(String(result.id));
      if (entity === undefined) continue;
      let best: { hit: Hit; rank: number } = { hit: { entity, matched: entity.name }, rank: 4 };
      for (const name of [entity.name, ...entity.aliases]) {
        const at = rank(name, query);
        if (at < best.rank) best = { hit: { entity, matched: name }, rank: at };
      }
      found.push(best);
    }
    found.sort((a, b) => a.rank - b.rank || byWeight(a.hit.entity, b.hit.entity));
    return found.slice(0, limit).map((item) => item.hit);
  }

  /** The first `limit` cables whose id begins with the text; after these, those whose id holds it or whose subject has all its words. */
  cables(text: string, limit = 5): Cable[] {
    const query = fold(text);
    if (query.length < 2) return [];
    this.folded ??= [...this.graph.cables.values()].map((cable) => ({ cable, ids: [cable.id, cable.canonical].map(fold), subject: fold(cable.subject) }));
    const [id, words] = [query.replaceAll(" ", ""), query.split(" ")];
    const begin: Cable[] = [];
    const hold: Cable[] = [];
    for (const { cable, ids, subject } of this.folded) {
      if (ids.some((one) => one.startsWith(id))) begin.push(cable);
      else if (ids.some((one) => one.includes(id)) || hasWords(subject, words)) hold.push(cable);
      if (begin.length === limit) break;
    }
    return [...begin, ...hold].slice(0, limit);
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => { if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: 1500 }); else setTimeout(resolve, 600); });
}

/** 0 the whole name, 1 its beginning, 2 the beginning of each word asked for, 3 spelt a little otherwise or over several names. */
function rank(name: string, query: string): number {
  const folded = fold(name);
  if (folded === query) return 0;
  if (folded.startsWith(query)) return 1;
  return hasWords(folded, query.split(" ")) ? 2 : 3;
}

/** Whether each part begins a word of a folded text. */
function hasWords(folded: string, parts: string[]): boolean {
  const words = folded.split(/[^\p{L}\p{N}]+/u);
  return parts.every((part) => words.some((word) => word.startsWith(part)));
}
