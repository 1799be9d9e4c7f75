/** Where the page has its data from: the file itself (embedded.ts) or the server that sent it (http.ts). */

import type { Dataset, Difference } from "./data.ts";

export type SpanRow = [start: number, end: number];

/** One cable's text and layout; offsets count code points of the text, end exclusive. */
export interface CableText {
  id: string;
  canonical_id: string;
  text: string;
  header: [label: string, value: string][];
  body: SpanRow;
  paragraphs: [number: string, marking: string, start: number, end: number][];
  headings: SpanRow[];
  signers: SpanRow[];
  trailer: SpanRow[];
  page_marks: SpanRow[];
}

export interface Source {
  dataset(): Promise<Dataset>;
  /** The text of a cable; null where it is not at hand. */
  cable(id: string): Promise<CableText | null>;
  /** Only with a server. */
  server?: Server;
}

export interface Judgement {
  op: string; // same, different, unsure, rename, retype, reject, add
  refs: [cable: string, start: number, end: number][];
  value: string;
  reason: string;
  author: string;
}

export interface Recorded extends Judgement {
  date: string;
  number: number;
  undone: boolean;
  effect: boolean;
}

export interface ServerAbout {
  writable: boolean;
  folder: string;
  limits: { seconds: number; rows: number };
  prefixes: Record<string, string>;
}

export interface Saved {
  name: string;
  title: string;
  sparql: string;
  open: string;
}

export interface Vocabulary {
  prefixes: Record<string, string>;
  classes: [name: string, label: string, comment: string][];
  properties: [name: string, label: string, comment: string][];
}

export interface Answer {
  ok: boolean;
  media: string;
  text: string;
  note: string; // where the answer was cut
}

/** What only a server can do: keep corrections, propose, answer SPARQL. */
export interface Server {
  about(): Promise<ServerAbout>;
  corrections(): Promise<{ writable: boolean; judgements: Recorded[] }>;
  correct(judgements: Judgement[]): Promise<Difference & { judgements: Recorded[] }>;
  undo(number: number): Promise<Difference & { judgements: Recorded[] }>;
  review(): Promise<{ pairs: [string, string, number, string][]; relations: string[] }>;
  saved(): Promise<Saved[]>;
  vocabulary(): Promise<Vocabulary>;
  ask(sparql: string, accept: string, signal: AbortSignal): Promise<Answer>;
}
