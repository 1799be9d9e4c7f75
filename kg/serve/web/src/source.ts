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
  undone: boolean; // a later line took it back, or it takes back an earlier one
  takes_back: number | null;
  effect: boolean;
}

export interface ServerAbout {
  writable: boolean;
  folder: string;
  limits: { seconds: number; rows: number };
  prefixes: Record<string, string>;
  skipped: [source: string, code: string, message: string][];
}

export interface Saved {
  name: string;
  title: string;
  description: string;
  sparql: string;
  params: { name: string; type: string; description: string; default: string | null; required: boolean }[];
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

export interface Corrected extends Difference {
  etag: string; // of the data after it
  judgements: Recorded[];
}

/** What only a server can do: keep corrections, propose, answer SPARQL. */
export interface Server {
  about(): Promise<ServerAbout>;
  corrections(): Promise<{ writable: boolean; judgements: Recorded[] }>;
  correct(judgements: Judgement[]): Promise<Corrected>;
  undo(number: number): Promise<Corrected>;
  review(): Promise<{ pairs: [string, string, number, string][]; relations: string[] }>;
  saved(): Promise<Saved[]>;
  vocabulary(): Promise<Vocabulary>;
  ask(sparql: string, accept: string, signal: AbortSignal): Promise<Answer>;
}
