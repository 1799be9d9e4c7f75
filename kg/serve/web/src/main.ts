/** Start: read the data, build the page, keep address and view in step. */

import "./style.css";
import { Canvas } from "./canvas.ts";
import { indexData, readData, type Index } from "./data.ts";
import { button, el, replace } from "./dom.ts";
import { showFacets } from "./facets.ts";
import type { Point } from "./layout.ts";
import { showPanel, type Go } from "./panel.ts";
import { searchBox } from "./searchbox.ts";
import { drawnPart, filterRelations, MOST_DRAWN, type Drawn } from "./select.ts";
import { decodeState, encodeState, type State } from "./state.ts";
import { Table } from "./table.ts";
import { count, number } from "./words.ts";

/** For scripts and tests: where things are on the screen (client pixels), null where not drawn. */
export interface KgPage {
  nodePoint(id: string): Point | null;
  edgePoint(id: string): Point | null;
  state(): State;
  drawn(): { entities: string[]; relations: string[] };
}

declare global {
  interface Window {
    kgPage?: KgPage;
  }
}

function start(root: HTMLElement): void {
  try {
    run(root, indexData(readData(document.getElementById("kg-data")?.textContent ?? "")));
  } catch (error) {
    replace(root, el("p", { class: "failure", role: "alert" }, error instanceof Error ? error.message : String(error)));
    throw error;
  }
}

function run(root: HTMLElement, index: Index): void {
  const known = (kind: "entity" | "relation", id: string): boolean => (kind === "entity" ? index.entities : index.relations).has(id);
  let state: State = decodeState(location.hash, known);
  let drawn: Drawn = { entities: [], relations: [], possible: 0 };

  // From the canvas the focus stays; from a button it goes to the panel's heading, and back when the panel is closed.
  const picks: Go = {
    entity: (id) => change({ entity: id, relation: "" }),
    relation: (id) => change({ relation: id, entity: "" }),
    nothing: () => change({ entity: "", relation: "" }),
  };
  const go: Go = {
    entity: (id) => { picks.entity(id); document.getElementById("panel-title")?.focus(); },
    relation: (id) => { picks.relation(id); document.getElementById("panel-title")?.focus(); },
    nothing: () => {
      const row = `row-${state.relation}`;
      picks.nothing();
      (document.getElementById(row) ?? panel).focus({ preventScroll: true });
    },
  };
  const picked = (id: string): void => {
    const whole = index.data.entities.length <= MOST_DRAWN;
    change({ entity: id, relation: "", added: whole || state.added.includes(id) ? state.added : [...state.added, id] });
    document.getElementById("panel-title")?.focus();
  };

  const facets = el("div", { class: "facets" });
  const canvasBox = el("div", { id: "canvas", role: "img", "aria-label": "The graph as a drawing; the table holds the same relations" });
  const tableBox = el("div", { id: "table" });
  const note = el("p", { id: "note", role: "status" });
  const panel = el("aside", { id: "panel", "aria-label": "Details", tabindex: "-1" });
  const views = { graph: button("Graph", () => change({ view: "graph" }), { id: "view-graph" }), table: button("Table", () => change({ view: "table" }), { id: "view-table" }) };
  const filters = el("details", { class: "filters", open: !matchMedia("(max-width: 760px)").matches }, el("summary", {}, "Filters"), facets);
  matchMedia("(max-width: 760px)").addEventListener("change", (event) => { filters.open = !event.matches; });
  const zoom = el("div", { class: "zoom" },
    button("+", () => canvas?.zoom(1 / 1.5), { "aria-label": "Zoom in" }),
    button("−", () => canvas?.zoom(1.5), { "aria-label": "Zoom out" }),
    button("Fit", () => canvas?.fit()));
  const stage = el("div", { class: "stage" }, canvasBox, zoom);

  const title = heading(index);
  document.title = `${title} · kg`;
  replace(root,
    el("header", { class: "top" },
      el("div", {}, el("h1", {}, title), el("p", { class: "counts", id: "counts" }, counts(index))),
      searchBox(index, picked)),
    index.data.protected === "included" ? el("p", { class: "warning", role: "note" }, "This file shows names that the cables ask to protect. Do not pass it on.") : null,
    el("div", { class: "columns" }, filters,
      el("main", {}, el("div", { class: "bar" }, el("div", { class: "views", role: "group", "aria-label": "View" }, views.graph, views.table), note), stage, tableBox),
      panel));

  const table = new Table(tableBox, index, go);
  const canvas = makeCanvas(canvasBox, index, picks);
  if (canvas === null && location.hash === "") state = { ...state, view: "table" };

  function change(next: Partial<State>): void {
    state = { ...state, ...next };
    const hash = encodeState(state);
    if (hash !== location.hash.replace(/^#/, "")) location.hash = hash;
    render();
  }

  function render(): void {
    const filtered = filterRelations(index, state);
    drawn = drawnPart(index, state, filtered);
    showFacets(facets, index, state, filtered, change);
    for (const [view, control] of Object.entries(views)) control.setAttribute("aria-pressed", String(state.view === view));
    stage.hidden = state.view !== "graph";
    tableBox.hidden = state.view !== "table";
    if (state.view === "graph") {
      canvas?.show(drawn, state);
      const relation = index.relations.get(state.relation);
      canvas?.reveal(relation ? [relation.subject, relation.object] : state.entity ? [state.entity] : []);
    } else table.show(filtered.relations, state.relation);
    note.textContent = state.view === "table" ? "" : canvas === null ? "This browser cannot draw the graph (no WebGL); the table has it all." : drawnNote(drawn);
    showPanel(panel, index, state, go);
    panel.classList.toggle("chosen", state.entity !== "" || state.relation !== "");
  }

  addEventListener("hashchange", () => {
    if (location.hash.replace(/^#/, "") === encodeState(state)) return;
    state = decodeState(location.hash, known);
    render();
  });
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search")?.focus();
    } else if (event.key === "t") change({ view: state.view === "table" ? "graph" : "table" });
    else if (event.key === "Escape" && (state.entity || state.relation)) go.nothing();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => canvas?.recolour());
  new ResizeObserver(() => { if (!stage.hidden) canvas?.resize(); }).observe(canvasBox);

  render();
  window.kgPage = {
    nodePoint: (id) => canvas?.nodePoint(id) ?? null,
    edgePoint: (id) => canvas?.edgePoint(id) ?? null,
    state: () => state,
    drawn: () => ({ entities: drawn.entities.map((entity) => entity.id), relations: drawn.relations.map((relation) => relation.id) }),
  };
}

function makeCanvas(box: HTMLElement, index: Index, go: Go): Canvas | null {
  try {
    return new Canvas(box, index, go);
  } catch {
    return null; // no WebGL: the table is there
  }
}

/** The cable's subject if there is one cable, else what the page is. */
function heading(index: Index): string {
  const cables = Object.entries(index.data.cables);
  const [id, cable] = cables[0] ?? ["", undefined];
  if (cables.length !== 1) return "Knowledge graph";
  return cable?.subject ? `${id}: ${cable.subject}` : id;
}

function counts(index: Index): string {
  const { entities, relations, cables } = index.data;
  const sentences = relations.reduce((sum, relation) => sum + relation.evidence.length, 0);
  return [
    count(entities.length, "entity", "entities"), count(relations.length, "relation"), count(sentences, "quoted sentence"),
    count(Object.keys(cables).length, "cable"),
  ].join(" · ");
}

function drawnNote(drawn: Drawn): string {
  if (drawn.entities.length === 0) return "The filters leave nothing to draw.";
  if (drawn.possible <= drawn.entities.length) return `${count(drawn.entities.length, "entity", "entities")}, ${count(drawn.relations.length, "relation")} drawn`;
  return `${number(drawn.entities.length)} of ${count(drawn.possible, "entity", "entities")} are drawn, the most connected first; search brings others in.`;
}

const root = document.getElementById("app");
if (root !== null) start(root);
