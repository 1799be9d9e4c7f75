/** The graph page: filters, the drawing or its tables, dates, and a panel with what is selected. */

import { Canvas } from "../canvas.ts";
import type { Context, View } from "../context.ts";
import type { Relation } from "../data.ts";
import { button, el, name, replace } from "../dom.ts";
import { drawnPart, MOST, MOST_DRAWN, type Drawn } from "../drawn.ts";
import { FacetList } from "../facetlist.ts";
import { filterGraph, type Filtered } from "../filter.ts";
import { showHistogram } from "../histogram.ts";
import { expanded, showPanel } from "../panel.ts";
import { toolMenu } from "../tools.ts";
import type { State } from "../state.ts";
import { tables } from "../table.ts";
import { count, number, predicateLabel } from "../words.ts";

const NARROW = "(max-width: 760px)";
const STACKED = "(max-width: 1080px)"; // as style.css has it
const DARK = "(prefers-color-scheme: dark)";

export function graphPage(context: Context): View {
  const { graph } = context;
  const facetBox = el("div", { class: "facets" });
  const canvasBox = el("div", { id: "canvas", role: "group", tabindex: "0", "aria-label": "The graph as a drawing: arrow keys go from neighbour to neighbour, Enter reads about the selected one; the tables hold the same data" });
  const tableBox = el("div", { id: "table", tabindex: "-1" });
  const dates = el("section", { class: "dates", "aria-label": "Dates" });
  const note = el("p", { id: "note", role: "status" });
  const chips = el("div", { class: "chips" });
  const panel = el("aside", { id: "panel", "aria-label": "Details", tabindex: "-1" });
  const view = (to: State["view"], label: string): HTMLButtonElement => button(label, () => context.go({ view: to }), { id: `view-${to}` });
  const views = { graph: view("graph", "Graph"), table: view("table", "Relations"), entities: view("entities", "Entities") };
  const filters = el("details", { class: "filters", open: !matchMedia(NARROW).matches }, el("summary", {}, "Filters"), facetBox);
  const zoom = el("div", { class: "zoom" },
    button("+", () => canvas?.zoom(1 / 1.5), { "aria-label": "Zoom in" }),
    button("−", () => canvas?.zoom(1.5), { "aria-label": "Zoom out" }),
    button("Fit", () => canvas?.fit()));
  const stage = el("div", { class: "stage" }, canvasBox, zoom);
  const tools = toolMenu(context, () => ({ filtered, drawn, picture: state.view === "graph" ? (canvas?.picture() ?? null) : null }));
  const element = el("div", { class: "columns" }, el("h1", { class: "unseen" }, "Graph"), filters,
    el("section", { class: "middle", "aria-label": "The graph" },
      el("div", { class: "bar" }, el("div", { class: "views", role: "group", "aria-label": "View" }, views.graph, views.table, views.entities), chips, note, tools),
      stage, tableBox, dates),
    panel);

  const facets = new FacetList(facetBox, (change) => { listedBy = ""; context.go(change); });
  const table = tables(tableBox, context);
  const canvas = makeCanvas();
  let state = context.state;
  let drawn: Drawn = { steps: [], entities: [], relations: [], possible: 0, mode: "whole", paths: [] };
  let filtered: Filtered = { relations: [], entities: [], counts: new Map(), months: new Map(), active: false };
  let left = new Set<Relation>();
  let filteredBy = "";
  let listedBy = "";

  function makeCanvas(): Canvas | null {
    try {
      return new Canvas(canvasBox, graph, {
        entity: (id) => { context.go({ entity: id, relation: "" }); reveal(); },
        relation: (id) => { context.go({ relation: id, entity: "" }); reveal(); },
        nothing: () => { if (context.state.entity || context.state.relation) context.go({ entity: "", relation: "" }); },
      });
    } catch {
      return null; // no WebGL: the tables are there
    }
  }

  /** On a narrow screen the details lie below the drawing: what was asked for is brought into sight. */
  function reveal(): void {
    if (matchMedia(STACKED).matches && panel.getBoundingClientRect().top > innerHeight / 3) document.getElementById("panel-title")?.scrollIntoView({ block: "start" });
  }

  function show(next: State, entered: boolean): string {
    state = next;
    if (entered && (state.entity || state.relation)) requestAnimationFrame(reveal);
    const by = JSON.stringify([state.choices, state.from, state.to, state.lone]);
    if (by !== filteredBy) {
      filteredBy = by;
      filtered = filterGraph(graph, state);
      left = new Set(filtered.relations);
    }
    drawn = drawnPart(graph, state, filtered);
    // A change of selection alone leaves the filters as they are.
    if (by !== listedBy) {
      listedBy = by;
      facets.show(graph, state, filtered);
      showHistogram(dates, filtered.months, state, (change) => context.go(change));
    }
    const shown = canvas === null && state.view === "graph" ? "table" : state.view;
    for (const [key, control] of Object.entries(views)) control.setAttribute("aria-pressed", String(shown === key));
    stage.hidden = shown !== "graph";
    tableBox.hidden = shown === "graph";
    if (shown === "graph") draw();
    else if (shown === "table") table.relations.show(filtered.relations, state);
    else table.entities.show(filtered.entities, state);
    note.textContent = shown !== "graph" ? "" : drawnNote(drawn);
    replace(chips, ...stepChips());
    showPanel(panel, context, state, { drawn, left });
    element.classList.toggle("with-selection", state.entity !== "" || state.relation !== "");
    return title(context, state);
  }

  /** A small graph is laid out whole, whatever is filtered: so nothing moves as filters change. */
  function draw(): void {
    const whole = drawn.mode === "whole" && graph.entities.size <= MOST_DRAWN;
    const steps = whole ? [graph.ranked] : drawn.steps;
    void canvas?.show(drawn, state, steps, whole ? [...graph.relations.values()] : drawn.relations);
  }

  /** What the drawing is made around, each with a way to leave it out. */
  function stepChips(): HTMLElement[] {
    const found: HTMLElement[] = [];
    const chip = (label: (Node | string)[], without: Partial<State>): void => {
      found.push(el("span", { class: "step" }, ...label, button("×", () => context.go(without), { class: "close", "aria-label": `Leave out: ${label.map((part) => (typeof part === "string" ? part : part.textContent)).join("")}` })));
    };
    const named = (id: string): Node => name(graph.entities.get(id)?.name ?? id);
    if (state.path) chip(["Path ", named(state.path[0]), " to ", named(state.path[1])], { path: null });
    for (const item of state.around) {
      const [id = "", predicate = ""] = item.split("~");
      if (id !== MOST) chip([found.length ? "+ " : "Around ", named(id), predicate ? ` (${predicateLabel(predicate)})` : ""], { around: state.around.filter((other) => other !== item) });
    }
    if (state.around.length > 1 || (found.length && state.path)) found.push(button(graph.entities.size > MOST_DRAWN ? "The most connected" : "Whole graph", () => context.go({ around: [], path: null }), { class: "small", id: "whole" }));
    return found;
  }

  const DIRECTIONS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function key(event: KeyboardEvent): boolean {
    const direction = DIRECTIONS[event.key];
    const inPanel = event.target instanceof Node && (panel.contains(event.target) || tableBox.contains(event.target));
    if (direction !== undefined && state.view === "graph" && !inPanel && !(event.target instanceof HTMLInputElement)) {
      const from = state.entity || graph.relations.get(state.relation)?.subject.id || "";
      const to = from ? canvas?.toward(from, ...direction) : drawn.entities[0]?.id;
      if (!to) return false;
      context.go({ entity: to, relation: "" });
      const found = graph.entities.get(to);
      if (found) context.say(`${found.name}, ${count(found.relations.length, "relation")}`);
      return true;
    }
    if (event.key === "Enter" && (event.target === canvasBox || event.target === document.body) && (state.entity || state.relation)) {
      document.getElementById("panel-title")?.focus();
      return true;
    }
    if (event.key === "t") context.go({ view: state.view === "graph" ? "table" : "graph" });
    else if (event.key === "e" && state.entity) context.go({ around: expanded(context, drawn, state.entity) });
    else if (event.key === "Escape" && (state.entity || state.relation)) {
      const inside = panel.contains(document.activeElement);
      context.go({ entity: "", relation: "" });
      if (inside) (state.view === "graph" ? canvasBox : tableBox).focus({ preventScroll: true });
    } else return false;
    return true;
  }

  window.kgPage = {
    nodePoint: (id: string) => canvas?.nodePoint(id) ?? null,
    edgePoint: (id: string) => canvas?.edgePoint(id) ?? null,
    state: () => context.state,
    drawn: () => ({ entities: drawn.entities.map((entity) => entity.id), relations: drawn.relations.map((relation) => relation.id) }),
    settled: () => canvas === null || stage.hidden || canvas.settled,
  };

  matchMedia(NARROW).addEventListener("change", (event) => { filters.open = !event.matches; });
  matchMedia(DARK).addEventListener("change", () => canvas?.recolour());
  new ResizeObserver(() => { if (canvasBox.clientWidth > 0) canvas?.resize(); }).observe(canvasBox);

  return {
    element, show, key,
    end: () => canvas?.end(),
    picked(id) {
      const small = graph.entities.size <= MOST_DRAWN;
      context.go({ entity: id, relation: "", ...(small || state.view !== "graph" ? {} : { around: [id], path: null }) });
      document.getElementById("panel-title")?.focus();
    },
  };
}

function title(context: Context, state: State): string {
  const entity = context.graph.entities.get(state.entity);
  const relation = context.graph.relations.get(state.relation);
  if (entity) return `${entity.name} · graph`;
  if (relation) return `${relation.subject.name} ${predicateLabel(relation.predicate)} ${relation.object.name} · graph`;
  return "Graph";
}

function drawnNote(drawn: Drawn): string {
  if (drawn.entities.length === 0) return "The filters leave nothing to draw.";
  const shown = `${count(drawn.entities.length, "entity", "entities")}, ${count(drawn.relations.length, "relation")} drawn`;
  if (drawn.mode === "most") return `${shown}: the most connected of ${number(drawn.possible)}. Search for a name to see its surroundings.`;
  return drawn.possible > drawn.entities.length ? `${shown} of ${number(drawn.possible)}` : shown;
}
