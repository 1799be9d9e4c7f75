/** The side panel: what the graph holds, one entity, or one relation with every sentence behind it. */

import { byWeight, degree, entity, otherEnd, type Cable, type Entity, type Evidence, type Index, type Mention, type Relation } from "./data.ts";
import { button, el, name, replace } from "./dom.ts";
import { cutQuote } from "./quote.ts";
import type { State } from "./state.ts";
import { citation, count, dateLabel, placeLabel, predicateHeading, predicateLabel, typeLabel } from "./words.ts";

export interface Go {
  entity(id: string): void;
  relation(id: string): void;
  nothing(): void;
}

/** Mentions listed before the rest is folded away. */
const FIRST_MENTIONS = 8;

export function showPanel(panel: HTMLElement, index: Index, state: State, go: Go): void {
  const relation = index.relations.get(state.relation);
  const chosen = index.entities.get(state.entity);
  if (relation !== undefined) replace(panel, ...relationPanel(index, relation, go));
  else if (chosen !== undefined) replace(panel, ...entityPanel(index, chosen, go));
  else replace(panel, ...overview(index, go));
  panel.scrollTop = 0;
}

/** An entity's name as a button, with its type's colour. */
export function entityButton(found: Entity, go: Go): HTMLButtonElement {
  const dot = el("span", { class: "dot", "data-type": found.type, "aria-hidden": "true" });
  return button([dot, name(found.name)], () => go.entity(found.id), { class: "link entity" });
}

function overview(index: Index, go: Go): HTMLElement[] {
  const most = [...index.data.entities].sort(byWeight(index)).slice(0, 8);
  const cables = Object.entries(index.data.cables);
  return [
    el("h2", {}, "In this graph"),
    el("p", {}, "Click a line to read the sentence behind it, or a name to see all that is said of it."),
    el("h3", {}, "Most connected"),
    el("ul", { class: "plain" }, ...most.map((found) =>
      el("li", {}, entityButton(found, go), el("span", { class: "aside" }, count(degree(index, found.id), "relation"))))),
    el("h3", {}, count(cables.length, "cable")),
    el("ul", { class: "plain cables" }, ...cables.slice(0, 20).map(([id, cable]) => el("li", {}, ...cableLines(id, cable)))),
    cables.length > 20 ? el("p", { class: "aside" }, `and ${count(cables.length - 20, "more", "more")}`) : null,
    el("h3", {}, "Made with"),
    el("p", { class: "aside" }, Object.entries(index.data.versions).map(([part, version]) => `${part} ${version}`).join(", ") || "kg"),
  ].filter((child) => child !== null);
}

function cableLines(id: string, cable: Cable | undefined): HTMLElement[] {
  const about = [cable?.origin, dateLabel(cable?.date ?? ""), cable?.classification].filter(Boolean).join(" · ");
  const lines = [el("div", { class: "cable-id" }, name(id))];
  if (cable?.subject) lines.push(el("div", { class: "cable-subject" }, name(cable.subject)));
  if (about) lines.push(el("div", { class: "aside" }, name(about)));
  return lines;
}

function header(kind: HTMLElement | string, title: HTMLElement, go: Go): HTMLElement {
  return el("header", {},
    el("div", { class: "kind" }, kind, button("Close", () => go.nothing(), { class: "close", "aria-label": "Close this panel" })),
    el("h2", { tabindex: "-1", id: "panel-title" }, title));
}

function typeChip(found: Entity): HTMLElement {
  return el("span", { class: "chip" }, el("span", { class: "dot", "data-type": found.type, "aria-hidden": "true" }), typeLabel(found.type));
}

function entityPanel(index: Index, found: Entity, go: Go): HTMLElement[] {
  const parts: HTMLElement[] = [header(typeChip(found), name(found.name), go)];
  if (found.protected)
    parts.push(el("p", { class: "note" }, index.data.protected === "included"
      ? "A cable asks that this name be protected."
      : "A cable asks that this name be protected; it is masked."));
  if (found.aliases.length)
    parts.push(el("p", { class: "aliases" }, el("span", { class: "aside" }, "Also written "), ...between(found.aliases.map((alias) => name(alias)))));
  const relations = index.of.get(found.id) ?? [];
  parts.push(el("h3", {}, relations.length ? count(relations.length, "relation") : "No relations"));
  for (const [heading, group] of grouped(index, found, relations))
    parts.push(el("section", { class: "group" }, el("h4", {}, heading), el("ul", { class: "plain" }, ...group.map((relation) => relationLine(index, found, relation, go)))));
  parts.push(...mentionList(index, found.mentions));
  return parts;
}

function between(nodes: HTMLElement[]): (HTMLElement | string)[] {
  return nodes.flatMap((node, at) => (at === 0 ? [node] : [" · ", node]));
}

/** Relations by predicate, in the data's order, those going out before those coming in. */
function grouped(index: Index, found: Entity, relations: Relation[]): Map<string, Relation[]> {
  const order = (predicate: string): number => (index.data.predicates.indexOf(predicate) + 1 || index.data.predicates.length + 1);
  const outgoing = (relation: Relation): boolean => index.symmetric.has(relation.predicate) || relation.subject === found.id;
  const sorted = [...relations].sort((a, b) => order(a.predicate) - order(b.predicate) || Number(outgoing(b)) - Number(outgoing(a)));
  const groups = new Map<string, Relation[]>();
  for (const relation of sorted) {
    const heading = predicateHeading(relation.predicate, outgoing(relation));
    groups.set(heading, [...(groups.get(heading) ?? []), relation]);
  }
  return groups;
}

function relationLine(index: Index, found: Entity, relation: Relation, go: Go): HTMLElement {
  const sentences = count(relation.evidence.length, "sentence");
  return el("li", {},
    el("div", {}, entityButton(entity(index, otherEnd(relation, found.id)), go), relation.title ? el("div", { class: "title" }, name(relation.title)) : null),
    button(sentences, () => go.relation(relation.id), { class: "sentences", "aria-label": `${sentences} behind this relation` }));
}

function mentionList(index: Index, mentions: Mention[]): HTMLElement[] {
  const line = (mention: Mention): HTMLElement =>
    el("li", {}, el("q", {}, name(mention.text)), el("div", { class: "aside" }, name(`${mention.cable}, ${placeLabel(mention)}`)));
  const parts: HTMLElement[] = [
    el("h3", {}, mentions.length ? `${count(mentions.length, "mention")} in ${count(new Set(mentions.map((mention) => mention.cable)).size, "cable")}` : "No mentions"),
    el("ul", { class: "plain mentions" }, ...mentions.slice(0, FIRST_MENTIONS).map(line)),
  ];
  const cables = [...new Set(mentions.map((mention) => mention.cable))].slice(0, 20);
  if (mentions.length > FIRST_MENTIONS)
    parts.push(el("details", {}, el("summary", {}, `${count(mentions.length - FIRST_MENTIONS, "more mention")}`),
      el("ul", { class: "plain mentions" }, ...mentions.slice(FIRST_MENTIONS).map(line))));
  if (cables.length) parts.push(el("ul", { class: "plain cables" }, ...cables.map((id) => el("li", {}, ...cableLines(id, index.data.cables[id])))));
  return parts;
}

function relationPanel(index: Index, relation: Relation, go: Go): HTMLElement[] {
  const subject = entity(index, relation.subject);
  const object = entity(index, relation.object);
  const symmetric = index.symmetric.has(relation.predicate);
  return [
    header("Relation", el("span", {}, predicateLabel(relation.predicate)), go),
    el("div", { class: "statement" },
      el("div", { class: "end subject" }, entityButton(subject, go)),
      el("div", { class: "predicate" }, symmetric ? "" : el("span", { "aria-hidden": "true" }, "↓ "), predicateLabel(relation.predicate),
        relation.title ? el("span", { class: "title" }, ": ", name(relation.title)) : null),
      el("div", { class: "end object" }, entityButton(object, go))),
    el("p", { class: "aside" }, `Confidence ${relation.confidence.toFixed(2)}`),
    el("h3", {}, `${count(relation.evidence.length, "sentence")} behind it`),
    ...relation.evidence.map((evidence) => evidenceFigure(index, evidence, subject, object)),
  ];
}

function evidenceFigure(index: Index, evidence: Evidence, subject: Entity, object: Entity): HTMLElement {
  const cable = index.data.cables[evidence.cable];
  const pieces = cutQuote(evidence, subject, object).map((piece) => (piece.entity ? el("mark", { class: piece.entity }, name(piece.text)) : piece.text));
  const cite = citation(evidence, cable);
  const copied = el("span", { class: "aside", role: "status" });
  return el("figure", { class: "evidence" },
    el("blockquote", { dir: "auto" }, ...pieces),
    el("figcaption", {},
      ...cableLines(evidence.cable, cable),
      el("div", { class: "aside" }, name(capital(placeLabel(evidence)))),
      el("div", { class: "aside" }, "Read by rule ", el("code", {}, name(evidence.rule))),
      button("Copy quote and citation", () => void copy(`“${evidence.quote}” (${cite})`, copied), { class: "small" }), copied));
}

async function copy(text: string, status: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = " Copied.";
  } catch {
    status.textContent = " The browser does not let this page copy.";
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
