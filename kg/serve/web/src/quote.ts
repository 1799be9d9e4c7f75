/** Where the two names of a relation stand in a quoted sentence. */

import type { Entity, Evidence, Mention } from "./data.ts";

export interface Piece {
  text: string;
  entity: "subject" | "object" | null;
}

interface Found {
  start: number;
  end: number;
  entity: "subject" | "object";
}

/** Every place where `name` stands as whole words. */
function places(quote: string, name: string): number[] {
  const found: number[] = [];
  const wordAt = (at: number): boolean => /[\p{L}\p{N}]/u.test(quote.charAt(at));
  for (let at = quote.indexOf(name); name !== "" && at >= 0; at = quote.indexOf(name, at + 1)) {
    const opens = at === 0 || !wordAt(at - 1) || !wordAt(at);
    const closes = !wordAt(at + name.length) || !wordAt(at + name.length - 1);
    if (opens && closes) found.push(at);
  }
  return found;
}

/**
 * Cut a quote into pieces, the names of subject and object marked.
 *
 * The mentions inside the evidence say which words; as the quote is the text on one line, without page marks,
 * their offsets only say about where, so each takes the nearest place not yet taken. ("He" the surname and
 * "he" the pronoun can stand in one sentence.) Without a mention in the sentence, names and aliases are looked for.
 */
export function cutQuote(evidence: Evidence, subject: Entity, object: Entity, mentionsOf: (entity: Entity) => Mention[]): Piece[] {
  const found: Found[] = [];
  const free = (start: number, end: number): boolean => found.every((other) => end <= other.start || start >= other.end);
  const scale = evidence.quote.length / Math.max(1, evidence.end - evidence.start);
  for (const [entity, role] of [[subject, "subject"], [object, "object"]] as const) {
    const inside = mentionsOf(entity).filter(
      (mention) => mention.text !== "" && mention.cable === evidence.cable && mention.start >= evidence.start && mention.end <= evidence.end,
    );
    const longestFirst = [...inside].sort((a, b) => b.text.length - a.text.length || a.start - b.start);
    for (const mention of longestFirst) {
      const about = (mention.start - evidence.start) * scale;
      const at = places(evidence.quote, mention.text)
        .filter((start) => free(start, start + mention.text.length))
        .sort((a, b) => Math.abs(a - about) - Math.abs(b - about))[0];
      if (at !== undefined) found.push({ start: at, end: at + mention.text.length, entity: role });
    }
    if (found.some((other) => other.entity === role)) continue;
    const names = [entity.name, ...entity.aliases].sort((a, b) => b.length - a.length);
    for (const name of names)
      for (const at of places(evidence.quote, name))
        if (free(at, at + name.length)) found.push({ start: at, end: at + name.length, entity: role });
  }
  return cut(evidence.quote, found.sort((a, b) => a.start - b.start));
}

function cut(quote: string, found: Found[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end, entity } of found) {
    if (start > at) pieces.push({ text: quote.slice(at, start), entity: null });
    pieces.push({ text: quote.slice(start, end), entity });
    at = end;
  }
  if (at < quote.length) pieces.push({ text: quote.slice(at), entity: null });
  return pieces;
}
