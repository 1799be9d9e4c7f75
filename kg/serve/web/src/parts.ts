/** What several pages show: names as links, statements, evidence, cables. */

import type { Context } from "./context.ts";
import { otherEnd, type Cable, type Entity, type Evidence, type Graph, type Relation } from "./data.ts";
import { button, el, name } from "./dom.ts";
import { cutQuote } from "./quote.ts";
import { cableAddress, entityAddress } from "./state.ts";
import { capital, citation, count, dateLabel, placeLabel, predicateHeading, predicateLabel, ruleLabel, typeLabel } from "./words.ts";

export function dot(type: string): HTMLElement {
  return el("span", { class: "dot", "data-type": type, "aria-hidden": "true" });
}

export function typeChip(found: Entity): HTMLElement {
  return el("span", { class: "chip" }, dot(found.type), typeLabel(found.type));
}

/** An entity's name with its type's colour and shape, as a link to its page. */
export function entityLink(found: Entity, href = entityAddress(found.id)): HTMLAnchorElement {
  return el("a", { class: "entity", href, "data-entity": found.id }, dot(found.type), name(found.name));
}

export function cableLines(cable: Cable): HTMLElement[] {
  const about = [cable.origin, dateLabel(cable.date), cable.classification].filter(Boolean).join(" · ");
  const lines = [el("div", { class: "cable-id" }, el("a", { href: cableAddress(cable.id) }, name(cable.canonical || cable.id)))];
  if (cable.subject) lines.push(el("div", { class: "cable-subject" }, name(cable.subject)));
  if (about) lines.push(el("div", { class: "aside" }, name(about)));
  return lines;
}

/** "Ludo Marensky holds position: Director, Harbour Office". */
export function statement(relation: Relation, symmetric: boolean, link: (entity: Entity) => HTMLElement = entityLink): HTMLElement {
  return el("div", { class: "statement" },
    el("div", { class: "end subject" }, link(relation.subject)),
    el("div", { class: "predicate" }, symmetric ? "" : el("span", { "aria-hidden": "true" }, "↓ "), predicateLabel(relation.predicate),
      relation.title ? el("span", { class: "title" }, ": ", name(relation.title)) : null),
    el("div", { class: "end object" }, link(relation.object)));
}

/** A sentence with the two names marked, as a link to its place in the cable. */
export function quotation(context: Context, evidence: Evidence, relation: Relation): HTMLElement {
  const pieces = cutQuote(evidence, relation.subject, relation.object, (entity) => context.mentions.of(entity));
  const inside = pieces.map((piece) => (piece.entity ? el("mark", { class: piece.entity }, name(piece.text)) : piece.text));
  return el("blockquote", { dir: "auto" }, el("a", { href: cableAddress(evidence.cable.id, evidence.start, evidence.end), title: "Read it in the cable" }, ...inside));
}

export function evidenceFigure(context: Context, evidence: Evidence, relation: Relation): HTMLElement {
  return el("figure", { class: "evidence" },
    quotation(context, evidence, relation),
    el("figcaption", {},
      ...cableLines(evidence.cable),
      el("div", { class: "aside" }, name(capital(placeLabel(evidence)))),
      el("div", { class: "aside" }, `Confidence ${relation.confidence.toFixed(2)} · read by `, el("code", {}, name(ruleLabel(evidence.source)))),
      el("div", { class: "actions" },
        button("Copy quote and citation", () => void copyText(context, `“${evidence.quote}” (${citation(evidence)})`), { class: "small" }),
        button("Copy citation", () => void copyText(context, citation(evidence)), { class: "small" }))));
}

/** Relations by predicate, in the data's order, those going out before those coming in. */
export function grouped(graph: Graph, found: Entity, relations: Relation[]): Map<string, Relation[]> {
  const order = (predicate: string): number => graph.dataset.predicates.indexOf(predicate);
  const outgoing = (relation: Relation): boolean => graph.symmetric.has(relation.predicate) || relation.subject === found;
  const sorted = [...relations].sort((a, b) => order(a.predicate) - order(b.predicate) || Number(outgoing(b)) - Number(outgoing(a)));
  const groups = new Map<string, Relation[]>();
  for (const relation of sorted) {
    const heading = predicateHeading(relation.predicate, outgoing(relation));
    const group = groups.get(heading);
    if (group === undefined) groups.set(heading, [relation]);
    else group.push(relation);
  }
  return groups;
}

/** One relation of an entity as a line: who or what, which title, and the way to its sentences. */
export function relationLine(found: Entity, relation: Relation, links: { entity(entity: Entity): string; relation(relation: Relation): string }): HTMLElement {
  const sentences = count(relation.evidence.length, "sentence");
  const other = otherEnd(relation, found);
  return el("li", { class: "relation-line" },
    el("div", {}, entityLink(other, links.entity(other)), relation.title ? el("div", { class: "title" }, name(relation.title)) : null),
    el("a", { class: "sentences", href: links.relation(relation), "aria-label": `${sentences} behind this relation` }, sentences));
}

/** A list whose end is folded away, made only when it is opened. */
export function folded<T>(items: T[], first: number, line: (item: T) => HTMLElement, attributes: { class: string }, more: (n: number) => string): HTMLElement[] {
  const parts: HTMLElement[] = [el("ul", attributes, ...items.slice(0, first).map(line))];
  if (items.length <= first) return parts;
  const rest = el("ul", attributes);
  const details = el("details", {}, el("summary", {}, more(items.length - first)), rest);
  details.addEventListener("toggle", () => { if (details.open && rest.childElementCount === 0) rest.append(...items.slice(first, first + 2000).map(line)); });
  parts.push(details);
  return parts;
}

export async function copyText(context: Pick<Context, "say">, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    context.say("Copied.");
  } catch {
    context.say("The browser does not let this page copy.");
  }
}
