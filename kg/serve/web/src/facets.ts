/** The filters: entity types and predicates with counts. */

import type { Index } from "./data.ts";
import { degree } from "./data.ts";
import { button, el, replace } from "./dom.ts";
import type { Filtered } from "./select.ts";
import type { State } from "./state.ts";
import { number, predicateLabel, typePlural } from "./words.ts";

type Change = (change: Partial<State>) => void;

export function showFacets(box: HTMLElement, index: Index, state: State, filtered: Filtered, change: Change): void {
  // The boxes are made anew; the focus stays where the reader was.
  const focused = document.activeElement instanceof HTMLElement && box.contains(document.activeElement) ? document.activeElement.id : "";
  const lone = index.data.entities.filter((entity) => degree(index, entity.id) === 0).length;
  const filters = state.hiddenTypes.length + state.hiddenPredicates.length > 0 || !state.lone;
  replace(
    box,
    group("Entities", "type", [...filtered.types], state.hiddenTypes, typePlural, (hiddenTypes) => change({ hiddenTypes })),
    lone === 0 ? null : el("ul", { class: "plain facet" }, row("lone", "Without relations", lone, state.lone, () => change({ lone: !state.lone }), null, "none")),
    group("Relations", "predicate", [...filtered.predicates], state.hiddenPredicates, predicateLabel, (hiddenPredicates) => change({ hiddenPredicates })),
    filters ? button("Show everything", () => change({ hiddenTypes: [], hiddenPredicates: [], lone: true }), { id: "show-everything", class: "small" }) : null,
  );
  if (focused) document.getElementById(focused)?.focus();
}

function group(
  title: string,
  kind: "type" | "predicate",
  counts: [string, number][],
  hidden: string[],
  label: (value: string) => string,
  set: (hidden: string[]) => void,
): HTMLElement {
  const values = counts.map(([value]) => value);
  const toggle = (value: string): void => set((hidden.includes(value) ? hidden.filter((other) => other !== value) : [...hidden, value]).sort());
  const only = (value: string): void => set(values.filter((other) => other !== value).sort());
  return el("fieldset", {}, el("legend", {}, title),
    el("ul", { class: "plain facet" }, ...counts.map(([value, n]) =>
      row(`${kind}-${value}`, label(value), n, !hidden.includes(value), () => toggle(value), values.length > 1 ? () => only(value) : null, kind === "type" ? value : ""))));
}

function row(id: string, label: string, n: number, checked: boolean, toggle: () => void, only: (() => void) | null, type: string): HTMLElement {
  const box = el("input", { type: "checkbox", id: `facet-${id}`, checked, on: { change: toggle } });
  const dot = type && type !== "none" ? el("span", { class: "dot", "data-type": type, "aria-hidden": "true" }) : null;
  return el("li", {},
    el("label", { for: `facet-${id}` }, box, dot, el("span", { class: "label" }, label), el("span", { class: "count", id: `count-${id}` }, number(n))),
    only ? button("only", only, { class: "only", id: `only-${id}`, "aria-label": `Only ${label}` }) : null);
}
