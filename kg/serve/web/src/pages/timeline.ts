/** What the cables say in the order of their dates, of everything or of one entity. */

import type { Context, View } from "../context.ts";
import { compare, type Cable, type Evidence, type Relation } from "../data.ts";
import { button, el, name, replace } from "../dom.ts";
import { filterGraph, inSpan } from "../filter.ts";
import { showHistogram } from "../histogram.ts";
import { entityLink, quotation } from "../parts.ts";
import { searchBox } from "../searchbox.ts";
import { address, cableAddress, type State } from "../state.ts";
import { count, dateLabel, monthLabel, number, predicateLabel } from "../words.ts";

/** Sentences shown at first and with every "more". */
const PAGE = 60;

interface Said {
  relation: Relation;
  evidence: Evidence;
}

export function timeline(context: Context): View {
  const { graph } = context;
  const head = el("header", { class: "page-head" });
  const dates = el("section", { class: "dates", "aria-label": "Dates" });
  const list = el("div", { class: "months" });
  const pick = searchBox(context, (id) => context.go({ id }), { id: "timeline-search", label: "Only one entity" });
  const element = el("article", { class: "reading" }, head, dates, list);
  let rows = PAGE;
  let before = "";

  function show(state: State): string {
    const entity = graph.entities.get(state.id);
    const key = JSON.stringify([state.id, state.from, state.to, state.choices]);
    if (key !== before) rows = PAGE;
    before = key;
    const filtered = filterGraph(graph, state);
    // The bars count what the list would show of this entity, whatever months are chosen.
    const mine = (relation: Relation): boolean => entity === undefined || relation.subject === entity || relation.object === entity;
    const months = entity === undefined ? filtered.months : new Map<string, number>();
    if (entity !== undefined)
      for (const relation of filterGraph(graph, { ...state, from: "", to: "" }).relations.filter(mine))
        for (const month of new Set(relation.evidence.map((evidence) => evidence.cable.month))) months.set(month, (months.get(month) ?? 0) + 1);
    const said = filtered.relations.filter(mine).flatMap((relation) => relation.evidence.filter((evidence) => inSpan(evidence.cable.month, state)).map((evidence): Said => ({ relation, evidence })));
    said.sort((a, b) => compare(a.evidence.cable.date || "~", b.evidence.cable.date || "~") || compare(a.evidence.cable.id, b.evidence.cable.id) || a.evidence.start - b.evidence.start || compare(a.relation.id, b.relation.id));
    replace(head, el("h1", {}, entity ? el("span", {}, "Timeline: ", name(entity.name)) : "Timeline"),
      el("p", { class: "aside" }, `${count(said.length, "sentence")} by the dates of their cables${filtered.active ? ", as filtered" : ""}`),
      el("div", { class: "actions" }, pick,
        entity ? el("a", { class: "button", href: address({ page: "entity", id: entity.id }) }, "Everything about it") : null,
        entity || filtered.active ? button("Show everything", () => context.go({ id: "", choices: {}, from: "", to: "" }), { id: "timeline-all" }) : null));
    showHistogram(dates, months, state, (change) => context.go(change));
    draw(said);
    return entity ? `${entity.name} · timeline` : "Timeline";
  }

  function draw(said: Said[]): void {
    const groups = new Map<string, Map<Cable, Said[]>>();
    for (const item of said.slice(0, rows)) {
      const month = groups.get(item.evidence.cable.month) ?? new Map<Cable, Said[]>();
      groups.set(item.evidence.cable.month, month);
      const cable = month.get(item.evidence.cable);
      if (cable === undefined) month.set(item.evidence.cable, [item]);
      else cable.push(item);
    }
    const left = said.length - rows;
    replace(list,
      ...[...groups].map(([month, cables]) => el("section", {}, el("h2", {}, month ? monthLabel(month) : "Without a date"),
        ...[...cables].map(([cable, items]) => el("section", { class: "of-cable" },
          el("h3", {}, el("a", { href: cableAddress(cable.id), class: "cable-id" }, name(cable.canonical || cable.id)), el("span", { class: "aside" }, ` ${[dateLabel(cable.date), cable.origin].filter(Boolean).join(" · ")}`)),
          cable.subject ? el("p", { class: "cable-subject" }, name(cable.subject)) : null,
          el("ul", { class: "plain told" }, ...items.map(line)))))),
      left > 0 ? button(`Show ${number(Math.min(left, PAGE))} more of ${number(left)}`, () => { rows += PAGE; draw(said); }, { id: "more-rows" }) : null,
      said.length === 0 ? el("p", {}, "Nothing is said in this span of time, as the filters are.") : null);
  }

  function line({ relation, evidence }: Said): HTMLElement {
    const words = `${predicateLabel(relation.predicate)}${relation.title ? `: ${relation.title}` : ""}`;
    return el("li", {}, el("div", {}, entityLink(relation.subject), " ", el("a", { class: "predicate", href: address({ relation: relation.id }) }, words), " ", entityLink(relation.object)), quotation(context, evidence, relation));
  }

  return { element, show };
}
