/** Search over names and aliases. */

import { byWeight, type Entity, type Index } from "./data.ts";

export interface Hit {
  entity: Entity;
  matched: string; // the name or alias that matched
}

/** Lower case, without accents, one blank between words. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

/** 0 the whole name, 1 its beginning, 2 the beginning of each word asked for, 3 anywhere; null if it does not match. */
function rank(name: string, query: string): number | null {
  const folded = fold(name);
  if (folded === query) return 0;
  if (folded.startsWith(query)) return 1;
  const words = folded.split(/[^\p{L}\p{N}]+/u);
  if (query.split(" ").every((part) => words.some((word) => word.startsWith(part)))) return 2;
  return folded.includes(query) ? 3 : null;
}

/** The best `limit` entities for a query, best first; ties by how connected they are. */
export function search(index: Index, text: string, limit = 12): Hit[] {
  const query = fold(text);
  if (query === "") return [];
  const order = byWeight(index);
  const found: { hit: Hit; rank: number }[] = [];
  for (const entity of index.data.entities) {
    let best: { hit: Hit; rank: number } | null = null;
    for (const name of [entity.name, ...entity.aliases]) {
      const at = rank(name, query);
      if (at !== null && (best === null || at < best.rank)) best = { hit: { entity, matched: name }, rank: at };
    }
    if (best !== null) found.push(best);
  }
  found.sort((a, b) => a.rank - b.rank || order(a.hit.entity, b.hit.entity));
  return found.slice(0, limit).map((item) => item.hit);
}
