/** What the reader is looking at; all of it is in the address, so that a link reopens the view. */

export interface State {
  entity: string; // selected entity id, or ""
  relation: string; // selected relation id, or ""
  view: "graph" | "table";
  hiddenTypes: string[];
  hiddenPredicates: string[];
  lone: boolean; // draw entities without any relation
  added: string[]; // entities brought in by search, in a graph too big to draw whole
}

export const START: State = {
  entity: "",
  relation: "",
  view: "graph",
  hiddenTypes: [],
  hiddenPredicates: [],
  lone: true,
  added: [],
};

/** The state as an address fragment without its "#"; what is as at the start is left out. */
export function encodeState(state: State): string {
  const fields = new URLSearchParams();
  if (state.entity) fields.set("entity", state.entity);
  if (state.relation) fields.set("relation", state.relation);
  if (state.view !== START.view) fields.set("view", state.view);
  if (state.hiddenTypes.length) fields.set("without", state.hiddenTypes.join(","));
  if (state.hiddenPredicates.length) fields.set("without-relations", state.hiddenPredicates.join(","));
  if (!state.lone) fields.set("lone", "no");
  if (state.added.length) fields.set("added", state.added.join(","));
  return fields.toString().replaceAll("%2C", ",");
}

/** Read an address fragment; what it does not say, or says wrongly, is as at the start. */
export function decodeState(hash: string, known: (kind: "entity" | "relation", id: string) => boolean): State {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const list = (name: string): string[] => [...new Set((fields.get(name) ?? "").split(",").filter(Boolean))];
  const one = (kind: "entity" | "relation"): string => {
    const id = fields.get(kind) ?? "";
    return known(kind, id) ? id : "";
  };
  const relation = one("relation");
  return {
    entity: relation ? "" : one("entity"),
    relation,
    view: fields.get("view") === "table" ? "table" : "graph",
    hiddenTypes: list("without").sort(),
    hiddenPredicates: list("without-relations").sort(),
    lone: fields.get("lone") !== "no",
    added: list("added").filter((id) => known("entity", id)),
  };
}
