/** Search over names and aliases: minisearch finds, how well a name fits decides the order. */

import MiniSearch from "minisearch";
import { byWeight, type Entity, type Graph } from "./data.ts";

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
}

function idle(): Promise<void> {
  return new Promise((resolve) => { if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: 1500 }); else setTimeout(resolve, 600); });
}

/** 0 the whole name, 1 its beginning, 2 the beginning of each word asked for, 3 spelt a little otherwise or over several names. */
function rank(name: string, query: string): number {
  const folded = fold(name);
  if (folded === query) return 0;
  if (folded.startsWith(query)) return 1;
  const words = folded.split(/[^\p{L}\p{N}]+/u);
  return query.split(" ").every((part) => words.some((word) => word.startsWith(part))) ? 2 : 3;
}
