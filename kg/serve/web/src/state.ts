/** What the reader is looking at; all of it is in the address, so that a link reopens the view and Back works. */

export const PAGES = ["graph", "overview", "entity", "cable", "timeline", "sparql", "review", "corrections", "about"] as const;
export type Page = (typeof PAGES)[number];

/** What relations can be filtered by; "type" and "found" are of their ends, "tag" and what follows of the sentences. */
export const FACETS = ["type", "found", "predicate", "confidence", "tag", "post", "class", "mark", "rule"] as const;
export type Facet = (typeof FACETS)[number];

/** Only these values, or all but these. */
export interface Choice {
  only: boolean;
  values: string[];
}

export interface State {
  page: Page;
  id: string; // of the entity or the cable the page is about
  entity: string; // selected entity id, or ""
  relation: string; // selected relation id, or ""
  view: "graph" | "table" | "entities";
  around: string[]; // what the graph is drawn around, in steps: entity ids, "id~predicate" for neighbours by one predicate, "*" for the most connected
  path: [string, string] | null; // the ends of a path
  choices: Partial<Record<Facet, Choice>>;
  from: string; // months, "2009-02"; "" for no bound
  to: string;
  lone: boolean; // draw entities without any relation
  char: [number, number] | null; // the marked place of a cable
  plain: string[]; // types not highlighted in a cable
  text: string; // a query
}

export const START: State = {
  page: "graph", id: "", entity: "", relation: "", view: "graph", around: [], path: null, choices: {},
  from: "", to: "", lone: true, char: null, plain: [], text: "",
};

const MONTH = /^\d{4}-\d{2}$/;

/** The state as an address fragment without its "#"; what is as at the start is left out. */
export function encodeState(state: State): string {
  const fields = new URLSearchParams();
  const set = (name: string, values: string[]): void => {
    if (values.length) fields.set(name, values.map((value) => value.replaceAll("%", "%25").replaceAll(",", "%2C")).join(","));
  };
  if (state.entity) fields.set("entity", state.entity);
  if (state.relation) fields.set("relation", state.relation);
  if (state.view !== START.view) fields.set("view", state.view);
  set("around", state.around);
  set("path", state.path ?? []);
  for (const facet of FACETS) {
    const choice = state.choices[facet];
    if (choice?.values.length) set(`${choice.only ? "only" : "without"}-${facet}`, choice.values.map((value) => value || "-"));
  }
  if (state.from) fields.set("from", state.from);
  if (state.to) fields.set("to", state.to);
  if (!state.lone) fields.set("lone", "no");
  if (state.char) fields.set("char", state.char.join(","));
  set("plain", state.plain);
  if (state.text) fields.set("text", state.text);
  const query = fields.toString().replaceAll("%2C", ",");
  if (state.page === "graph") return query;
  const path = `/${state.page}${state.id ? `/${encodeURIComponent(state.id)}` : ""}`;
  return query ? `${path}?${query}` : path;
}

/** Read an address fragment; what it does not say, or says wrongly, is as at the start. */
export function decodeState(hash: string): State {
  const [, path = "", query = ""] = /^#?(\/[^?]*)?\??(.*)$/s.exec(hash) ?? [];
  const [, page = "", id = ""] = /^\/([a-z]+)(?:\/(.*))?$/s.exec(path) ?? [];
  const fields = new URLSearchParams(query);
  const list = (name: string): string[] => {
    const values = (fields.get(name) ?? "").split(",").filter((value) => value !== "");
    return [...new Set(values.map(decoded))];
  };
  const one = (name: string): string => fields.get(name) ?? "";
  const month = (name: string): string => (MONTH.test(one(name)) ? one(name) : "");
  const view = one("view");
  const ends = list("path");
  const choices: Partial<Record<Facet, Choice>> = {};
  for (const facet of FACETS) {
    const only = fields.has(`only-${facet}`);
    const values = list(`${only ? "only" : "without"}-${facet}`).map((value) => (value === "-" ? "" : value)).sort();
    if (values.length) choices[facet] = { only, values };
  }
  const char = /^(\d+),(\d+)$/.exec(one("char"));
  const relation = one("relation");
  return {
    page: (PAGES as readonly string[]).includes(page) ? (page as Page) : "graph",
    id: decoded(id),
    entity: relation ? "" : one("entity"),
    relation,
    view: view === "table" || view === "entities" ? view : "graph",
    around: list("around"),
    path: ends.length === 2 ? [ends[0] as string, ends[1] as string] : null,
    choices,
    from: month("from"),
    to: month("to"),
    lone: one("lone") !== "no",
    char: char ? [Number(char[1]), Number(char[2])] : null,
    plain: list("plain").sort(),
    text: one("text"),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address within the page, for links. */
export function address(change: Partial<State>, from: State = START): string {
  return `#${encodeState({ ...from, ...change })}`;
}

export function entityAddress(id: string): string {
  return address({ page: "entity", id });
}

export function cableAddress(id: string, start?: number, end?: number): string {
  return address({ page: "cable", id, char: start === undefined || end === undefined ? null : [start, end] });
}

/** The state with a value of a facet switched; `all` are the values there are. */
export function toggled(state: State, facet: Facet, value: string, all: string[]): State {
  const choice = state.choices[facet] ?? { only: false, values: [] };
  const values = choice.values.includes(value) ? choice.values.filter((other) => other !== value) : [...choice.values, value].sort();
  return chosen(state, facet, { only: choice.only, values }, all);
}

/** Set a facet; what lets everything through is no choice. */
export function chosen(state: State, facet: Facet, choice: Choice | null, all: string[] = []): State {
  const choices = { ...state.choices };
  const everything = choice === null || choice.values.length === 0 || (choice.only && all.length > 0 && all.every((value) => choice.values.includes(value)));
  if (everything) delete choices[facet];
  else choices[facet] = choice;
  return { ...state, choices };
}

export function allows(choice: Choice | undefined, value: string): boolean {
  return choice === undefined || choice.values.includes(value) === choice.only;
}
