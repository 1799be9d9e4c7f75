/** The shell: header, navigation, search, keys; keeps address and view in step. */

import "./style.css";
import type { Context, More, PageEntry, View } from "./context.ts";
import { Mentions, readGraph, type Dataset } from "./data.ts";
import { button, el, name, replace } from "./dom.ts";
import { helpDialog } from "./help.ts";
import { about } from "./pages/about.ts";
import { cablePage } from "./pages/cable.ts";
import { entityPage } from "./pages/entity.ts";
import { graphPage } from "./pages/graph.ts";
import { overview } from "./pages/overview.ts";
import { timeline } from "./pages/timeline.ts";
import { Search } from "./search.ts";
import { searchBox } from "./searchbox.ts";
import type { Source } from "./source.ts";
import { address, cableAddress, decodeState, encodeState, type Page } from "./state.ts";

const PAGES: PageEntry[] = [
  { page: "graph", label: "Graph", make: graphPage },
  { page: "overview", label: "Overview", make: overview },
  { page: "timeline", label: "Timeline", make: timeline },
  { page: "entity", label: "", make: entityPage },
  { page: "cable", label: "", make: cablePage },
];
const LAST: PageEntry = { page: "about", label: "About", make: about };

/** Build the page in the element "app". */
export async function start(source: () => Source, more: () => Promise<More>): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) return;
  try {
    const from = source();
    const [dataset, extra] = await Promise.all([from.dataset(), more()]);
    run(root, dataset, from, extra);
  } catch (error) {
    replace(root, el("p", { class: "failure", role: "alert" }, error instanceof Error ? error.message : String(error)));
    throw error;
  }
}

function run(root: HTMLElement, dataset: Dataset, source: Source, more: More): void {
  let graph = readGraph(dataset);
  let mentions = new Mentions(graph);
  let search = new Search(graph);
  let state = decodeState(location.hash);
  let steps = 0; // states gone through on this page: how far z may go back
  const entries = [...PAGES, ...more.pages, LAST];
  const views = new Map<Page, View>();

  const toast = el("div", { class: "toast", role: "status", id: "said" });
  let fading = 0;
  const links = new Map(entries.filter((entry) => entry.label).map((entry) => [entry.page, el("a", { href: address({ page: entry.page }) }, entry.label)]));
  const body = el("main", { id: "page", tabindex: "-1" });
  const title = el("a", { class: "brand", href: address({ page: "overview" }) }, name(heading(dataset)));
  const help = helpDialog();
  const context: Context = {
    get graph() { return graph; },
    get mentions() { return mentions; },
    get search() { return search; },
    get state() { return state; },
    source, more,
    go(change) {
      state = { ...state, ...change };
      const hash = encodeState(state);
      if (hash !== location.hash.replace(/^#/, "")) { steps++; location.hash = hash; }
      render();
    },
    say(message, action) {
      clearTimeout(fading);
      replace(toast, el("span", {}, message), action ? button(action.label, () => { replace(toast); action.act(); }, { id: "toast-action" }) : null);
      fading = window.setTimeout(() => replace(toast), action ? 30_000 : 4_000);
    },
    replaceDataset(next, change) {
      graph = readGraph(next);
      mentions = new Mentions(graph);
      search = new Search(graph);
      for (const view of views.values()) view.end?.();
      views.clear();
      context.go(change);
    },
  };

  const picked = (id: string): void => {
    const view = views.get(state.page);
    if (view?.picked) view.picked(id);
    else context.go({ page: "entity", id, char: null });
  };
  replace(root,
    el("a", { class: "skip", href: "#page", on: { click: (event) => { event.preventDefault(); body.focus(); } } }, "Skip to the content"),
    el("header", { class: "top" }, title,
      el("nav", { "aria-label": "Pages" }, ...links.values(), button("?", () => help.open(), { class: "help", "aria-label": "Keys" })),
      searchBox(context, picked, { label: "Search names and cables", cable: (id) => { location.hash = cableAddress(id); } })),
    dataset.protected === "included" ? el("p", { class: "warning", role: "note" }, "This page shows names that the cables ask to protect. Do not pass it on.") : null,
    body, toast, help.element);

  function render(): void {
    const entry = entries.find((candidate) => candidate.page === state.page) ?? (PAGES[0] as PageEntry);
    let view = views.get(entry.page);
    if (view === undefined) {
      view = entry.make(context);
      views.set(entry.page, view);
    }
    const entered = body.firstChild !== view.element;
    if (entered) {
      body.replaceChildren(view.element);
      body.scrollTop = 0;
    }
    for (const [page, link] of links) {
      if (page === entry.page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    links.get("graph")?.setAttribute("href", state.page === "graph" ? `#${encodeState(state)}` : address({}));
    document.title = `${view.show(state, entered)} · kg`;
  }

  addEventListener("hashchange", () => {
    if (location.hash.replace(/^#/, "") === encodeState(state)) return;
    const before = state.page + state.id;
    state = decodeState(location.hash);
    steps++;
    render();
    if (before !== state.page + state.id) {
      const first = body.querySelector<HTMLElement>("h1, h2");
      first?.setAttribute("tabindex", "-1");
      if (!state.char) first?.focus({ preventScroll: true });
    }
  });
  addEventListener("keydown", (event) => {
    const target = event.target;
    const typing = (target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type)) || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
      || (target instanceof HTMLElement && (target.isContentEditable || target.shadowRoot !== null));
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search")?.focus();
    } else if (event.key === "?") help.open();
    else if (event.key === "z") void undo();
    else if (views.get(state.page)?.key?.(event)) event.preventDefault();
  });

  /** The last correction of this visit, or else the last step of the view. */
  async function undo(): Promise<void> {
    if (await more.undo?.(context)) return;
    if (steps === 0) return;
    steps -= 2; // going back counts as a step again
    history.back();
  }

  window.kgPage = { nodePoint: () => null, edgePoint: () => null, state: () => state, drawn: () => ({ entities: [], relations: [] }), settled: () => true };
  render();
}

/** The cable's subject if there is one cable, else what the page is. */
function heading(dataset: Dataset): string {
  const [id = "", subject = ""] = dataset.cables[0] ?? [];
  if (dataset.cables.length !== 1) return "Knowledge graph";
  return subject ? `${id}: ${subject}` : id;
}
