/** What is in the graph: counts by type, predicate, post and month, the most connected, how good it is. */

import type { Context, View } from "../context.ts";
import { compare, type Cable } from "../data.ts";
import { el, name, replace } from "../dom.ts";
import { showHistogram } from "../histogram.ts";
import { cableLines, dot, entityLink } from "../parts.ts";
import { address, START, type State } from "../state.ts";
import { count, number, predicateLabel, typeLabel, typePlural } from "../words.ts";

const FIRST = 12;
const FIRST_CABLES = 4; // three lines each
const REST = 500;

interface Line {
  label: HTMLElement | string;
  n: number;
  href: string;
}

export function overview(context: Context): View {
  const { graph } = context;
  const element = el("article", { class: "reading wide" });
  const cables = [...graph.cables.values()];
  const only = (facet: "type" | "predicate" | "post" | "tag", value: string, view: State["view"]): string => address({ view, choices: { [facet]: { only: true, values: [value] } } });
  const types = tally([...graph.entities.values()].map((entity) => entity.type), graph.dataset.types);
  const predicates = tally([...graph.relations.values()].map((relation) => relation.predicate), graph.dataset.predicates);
  const posts = tally(cables.map((cable) => cable.origin));
  const tags = tally(cables.flatMap((cable) => cable.tags));
  const months = new Map<string, number>();
  for (const cable of cables) months.set(cable.month, (months.get(cable.month) ?? 0) + 1);
  const dates = el("section", { class: "dates", "aria-label": "Cables by date" });
  showHistogram(dates, months, START, (change) => context.go({ ...START, page: "timeline", ...change }));
  const { quality, read } = graph.dataset.about;
  const parts: (HTMLElement | null)[] = [
    el("header", { class: "page-head" }, el("h1", {}, "What is in this graph"),
      el("ul", { class: "plain figures" },
        figure(graph.entities.size, "entity", "entities"), figure(graph.relations.size, "relation"), figure(graph.sentences, "quoted sentence"), figure(cables.length, "cable"))),
    graph.dataset.about.excerpt ? el("p", { class: "note" }, name(graph.dataset.about.excerpt)) : null,
    graph.dataset.about.partial ? el("p", { class: "note" }, `This is the most connected part of ${count(graph.dataset.about.partial.entities, "entity", "entities")} and ${count(graph.dataset.about.partial.relations, "relation")}.`) : null,
    dates.hidden ? null : el("section", {}, el("h2", {}, "Cables by date"), dates),
    el("div", { class: "cards" },
      card("Entities", types.map(([type, n]) => ({ label: el("span", {}, dot(type), typePlural(type)), n, href: only("type", type, "entities") }))),
      card("Relations", predicates.map(([predicate, n]) => ({ label: predicateLabel(predicate), n, href: only("predicate", predicate, "table") }))),
      card("Posts", posts.map(([post, n]) => ({ label: name(post || "not given"), n, href: only("post", post, "table") })), "cables"),
      tags.length ? card("TAGS", tags.map(([tag, n]) => ({ label: name(tag), n, href: only("tag", tag, "table") })), "cables") : null,
      el("section", { class: "card" }, el("h2", {}, "Most connected"), el("ol", { class: "plain" }, ...graph.ranked.slice(0, FIRST).map((entity) =>
        el("li", { class: "relation-line" }, entityLink(entity), el("span", { class: "aside" }, `${typeLabel(entity.type)}, ${number(entity.relations.length)}`))))),
      cableCard(cables)),
    quality.length ? el("section", {}, el("h2", {}, "How good it is"), el("p", { class: "aside" }, "F1 of precision and recall, against annotations by careful readers; 1 would be perfect."),
      el("table", { class: "plain-table" }, el("thead", {}, el("tr", {}, ...["Measured on", "Mention", "Entity", "Relation"].map((label, at) => el("th", { scope: "col", class: at ? "number" : null }, label)))),
        el("tbody", {}, ...quality.map(([label, ...values]) => el("tr", {}, el("th", { scope: "row" }, name(label)), ...values.map((value) => el("td", { class: "number" }, value.toFixed(2)))))))) : null,
    el("p", { class: "aside" }, `${count(read, "document")} read.`),
  ];
  replace(element, ...parts);
  return { element, show: () => "Overview" };
}

/** The cables by date, a few of them open; search finds those beyond the last. */
function cableCard(cables: Cable[]): HTMLElement {
  const row = (cable: Cable): HTMLElement => el("li", {}, ...cableLines(cable));
  const sorted = [...cables].sort((a, b) => compare(a.date || "~", b.date || "~") || compare(a.id, b.id));
  const [first, rest] = [sorted.slice(0, FIRST_CABLES), sorted.slice(FIRST_CABLES, FIRST_CABLES + REST)];
  return el("section", { class: "card", id: "cables" }, el("h2", {}, count(cables.length, "cable")), el("ul", { class: "plain cables" }, ...first.map(row)),
    rest.length ? el("details", {}, el("summary", {}, `${number(rest.length)} more by date`), el("ul", { class: "plain cables" }, ...rest.map(row))) : null,
    sorted.length > FIRST_CABLES + REST ? el("p", { class: "aside" }, "The others: by search, or in the timeline.") : null);
}

/** How often each value occurs: in the given order, or the most frequent first. */
function tally(values: string[], order: string[] = []): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const place = (value: string): number => order.indexOf(value);
  return [...counts].sort(([a, n], [b, m]) => (order.length ? place(a) - place(b) : m - n) || compare(a, b));
}

function figure(n: number, one: string, many = `${one}s`): HTMLElement {
  return el("li", {}, el("b", {}, number(n)), ` ${n === 1 ? one : many}`);
}

function card(title: string, lines: Line[], unit = ""): HTMLElement {
  const most = Math.max(1, ...lines.map((line) => line.n));
  const row = ({ label, n, href }: Line): HTMLElement => {
    const bar = el("meter", { min: 0, max: most, value: n, "aria-hidden": "true" });
    return el("li", { class: "bar-line" }, el("a", { href }, label), el("span", { class: "count" }, number(n)), bar);
  };
  const rest = lines.slice(FIRST);
  return el("section", { class: "card" }, el("h2", {}, title, unit ? el("span", { class: "aside" }, ` by ${unit}`) : null), el("ul", { class: "plain" }, ...lines.slice(0, FIRST).map(row)),
    rest.length ? el("details", {}, el("summary", {}, `${number(rest.length)} more`), el("ul", { class: "plain" }, ...rest.slice(0, REST).map(row))) : null);
}
