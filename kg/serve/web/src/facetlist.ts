/** The filters with their counts. */

import type { Graph } from "./data.ts";
import { button, el, name, replace } from "./dom.ts";
import { OF_ENDS, type Filtered } from "./filter.ts";
import { allows, chosen, FACETS, toggled, type Facet, type State } from "./state.ts";
import { facetLabel, number, predicateLabel, ruleLabel, tenthLabel, typePlural } from "./words.ts";

/** Values shown before the rest is folded away. */
const FIRST = 7;
const OPEN: Facet[] = ["type", "predicate"];

type Go = (change: Partial<State>) => void;

export class FacetList {
  private readonly opened = new Set<Facet>(OPEN);
  private readonly whole = new Set<Facet>();

  constructor(private readonly box: HTMLElement, private readonly go: Go) {}

  show(graph: Graph, state: State, filtered: Filtered): void {
    // The boxes are made anew; the focus stays where the reader was.
    const focused = document.activeElement instanceof HTMLElement && this.box.contains(document.activeElement) ? document.activeElement.id : "";
    const lone = graph.ranked.filter((entity) => entity.relations.length === 0).length;
    const clear = (): void => this.go({ choices: {}, from: "", to: "", lone: true });
    replace(this.box,
      filtered.active || !state.lone ? button("Show everything", clear, { id: "show-everything", class: "small" }) : null,
      ...FACETS.map((facet) => this.group(facet, state, filtered, facet === "type" && lone > 0 ? this.loneRow(lone, state) : null)));
    if (focused) document.getElementById(focused)?.focus();
  }

  private group(facet: Facet, state: State, filtered: Filtered, last: HTMLElement | null): HTMLElement | null {
    const counts = [...(filtered.counts.get(facet) ?? [])];
    if (counts.length === 0 || (counts.length === 1 && state.choices[facet] === undefined && !OPEN.includes(facet))) return null;
    const values = counts.map(([value]) => value);
    const choice = state.choices[facet];
    // Types and relations are few and known by name: they are always all there.
    const many = counts.length > FIRST + 2 && !OPEN.includes(facet) && !this.whole.has(facet);
    const shown = many ? counts.filter(([value], at) => at < FIRST || choice?.values.includes(value)) : counts;
    const details = el("details", { class: "group", open: this.opened.has(facet) || choice !== undefined },
      el("summary", { id: `group-${facet}` }, facetLabel(facet), choice ? el("span", { class: "aside" }, " filtered") : null),
      el("ul", { class: "plain facet", "aria-label": `${facetLabel(facet)}${OF_ENDS.includes(facet) ? " (entities)" : " (relations)"}` },
        ...shown.map(([value, n]) => this.row(facet, value, n, state, values)), last),
      many ? button(`All ${number(counts.length)}`, () => { this.whole.add(facet); this.go({}); }, { class: "link more", id: `all-${facet}` }) : null);
    details.addEventListener("toggle", () => { if (details.open) this.opened.add(facet); else this.opened.delete(facet); });
    return details;
  }

  private row(facet: Facet, value: string, n: number, state: State, values: string[]): HTMLElement {
    const id = `${facet}-${value}`;
    const checked = allows(state.choices[facet], value);
    const set = (next: State): void => this.go({ choices: next.choices });
    const label = valueLabel(facet, value);
    const box = el("input", { type: "checkbox", id: `facet-${id}`, checked, on: { change: () => set(toggled(state, facet, value, values)) } });
    const dot = facet === "type" ? el("span", { class: "dot", "data-type": value, "aria-hidden": "true" }) : null;
    return el("li", {},
      el("label", { for: `facet-${id}` }, box, dot, el("span", { class: "label" }, name(label)), el("span", { class: "count", id: `count-${id}` }, number(n))),
      values.length > 1 ? button("only", () => set(chosen(state, facet, { only: true, values: [value] }, values)), { class: "only", id: `only-${id}`, "aria-label": `Only ${label}` }) : null);
  }

  private loneRow(n: number, state: State): HTMLElement {
    const box = el("input", { type: "checkbox", id: "facet-lone", checked: state.lone, on: { change: () => this.go({ lone: !state.lone }) } });
    return el("li", {}, el("label", { for: "facet-lone" }, box, el("span", { class: "label" }, "Without relations"), el("span", { class: "count", id: "count-lone" }, number(n))));
  }
}

export function valueLabel(facet: Facet, value: string): string {
  if (facet === "type") return typePlural(value);
  if (facet === "found") return value === "" ? "unknown" : value;
  if (facet === "predicate") return predicateLabel(value);
  if (facet === "confidence") return tenthLabel(value);
  if (facet === "rule" && value) return ruleLabel(value);
  return value === "" ? "none given" : value;
}
