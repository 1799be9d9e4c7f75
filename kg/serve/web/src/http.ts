/** The data from the server that sent the page; every address is relative, so nothing else is ever asked. */

import type { Dataset } from "./data.ts";
import type { Answer, CableText, Server, Source } from "./source.ts";

const TOKEN = "kg-token";

/** Take the token out of the address, where it came with the first opening, so that no copied link carries it. */
export function takeToken(): void {
  const given = /(?:^#|&)token=([^&]+)/.exec(location.hash)?.[1];
  if (given === undefined) return;
  sessionStorage.setItem(TOKEN, given);
  const rest = location.hash.replace(/(^#|&)token=[^&]+&?/, "$1");
  history.replaceState(null, "", location.pathname + location.search + (rest === "#" ? "" : rest));
}

async function ask(address: string, options: RequestInit = {}): Promise<Response> {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { ...(token === null ? {} : { "Kg-Token": token }), ...(options.headers as Record<string, string> | undefined) };
  let answer: Response;
  try {
    answer = await fetch(address, { ...options, headers });
  } catch {
    throw new Error("The server does not answer. Is kg serve still running?");
  }
  if (answer.ok) return answer;
  let message = `The server answered ${answer.status}.`;
  try {
    message = ((await answer.json()) as { error: { message: string } }).error.message;
  } catch { /* no JSON: the status must do */ }
  throw Object.assign(new Error(message), { status: answer.status });
}

async function json<T>(address: string, options: RequestInit = {}): Promise<T> {
  return (await (await ask(address, options)).json()) as T;
}

/** Of the data this page holds: a correction of other data would be one of something never seen. */
let held = "";

async function post<T extends { etag: string }>(body: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json", ...(held ? { "If-Match": held } : {}) };
  const answer = await json<T>("./api/corrections", { method: "POST", headers, body: JSON.stringify(body) });
  held = answer.etag;
  return answer;
}

const server: Server = {
  about: () => json("./api/about"),
  corrections: () => json("./api/corrections"),
  correct: (judgements) => post({ judgements }),
  undo: (number) => post({ undo: number }),
  review: () => json("./api/review"),
  saved: () => json("./api/saved"),
  vocabulary: () => json("./api/vocabulary"),
  async ask(sparql, accept, signal): Promise<Answer> {
    const answer = await fetch("./sparql", { method: "POST", headers: { "Content-Type": "application/sparql-query", Accept: accept }, body: sparql, signal });
    return { ok: answer.ok, media: answer.headers.get("Content-Type") ?? "", text: await answer.text(), note: answer.headers.get("Kg-Note") ?? "" };
  },
};

export const http: Source = {
  async dataset() {
    const answer = await ask("./api/dataset");
    held = answer.headers.get("ETag") ?? "";
    return (await answer.json()) as Dataset;
  },
  async cable(id) {
    try {
      return await json<CableText>(`./api/cable/${encodeURIComponent(id)}`);
    } catch (error) {
      if ((error as { status?: number }).status === 404) return null;
      throw error;
    }
  },
  server,
};
