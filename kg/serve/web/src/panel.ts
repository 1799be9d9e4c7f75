/** The panel beside the graph: what is drawn, one entity, or one relation with every sentence behind it. */

import type { Context } from "./context.ts";
import type { Entity, Relation } from "./data.ts";
import { button, el, name, replace } from "./dom.ts";
import { MOST, neighbours, preview, type Drawn } from "./drawn.ts";
import { cableLines, entityLink, evidenceFigure, grouped, relationLine, statement, typeChip } from "./parts.ts";
import { searchBox } from "./searchbox.ts";
import { address, entityAddress, type State } from "./state.ts";
import { count, number, predicateLabel } from "./words.ts";

/** What the panel needs to know of the graph page. */
export interface Shown {
  drawn: Drawn;
  left: Set<Relation>;
}

/** Relations of one kind listed before the rest is folded away. */
const FIRST = 30;
const FIRST_EVIDENCE = 25;

export function showPanel(panel: HTMLElement, context: Context, state: State, shown: Shown): void {
  const relation = context.graph.relations.get(state.relation);
  const entity = context.graph.entities.get(state.entity);
  if (relation !== undefined) replace(panel, ...relationPanel(context, state, relation));
  else if (entity !== undefined) replace(panel, ...entityPanel(context, state, entity, shown));
  else if (state.path !== null) replace(panel, ...pathPanel(context, state, shown));
  else replace(panel, ...startPanel(context, state));
  panel.scrollTop = 0;
  panel.classList.toggle("chosen", relation !== undefined || entity !== undefined);
}

/** Addresses within the graph page: a click selects, and leaves the filters as they are. */
function links(state: State): { entity(entity: Entity): string; relation(relation: Relation): string } {
  return {
    entity: (entity) => address({ entity: entity.id, relation: "" }, state),
    relation: (relation) => address({ relation: relation.id, entity: "" }, state),
  };
}

function startPanel(context: Context, state: State): HTMLElement[] {
  const { graph } = context;
  const cables = [...graph.cables.values()];
  const parts: (HTMLElement | null)[] = [
    el("h2", {}, "In this graph"),
    el("p", { class: "counts", id: "counts" }, [
      count(graph.entities.size, "entity", "entities"), count(graph.relations.size, "relation"), count(graph.sentences, "quoted sentence"), count(cables.length, "cable"),
    ].join(" · ")),
    el("p", {}, "Click a line to read the sentence behind it, or a name to see all that is said of it."),
    el("h3", {}, "Most connected"),
    el("ul", { class: "plain" }, ...graph.ranked.slice(0, 10).map((found) =>
      el("li", { class: "relation-line" }, entityLink(found, links(state).entity(found)), el("span", { class: "aside" }, count(found.relations.length, "relation"))))),
    cables.length <= 5 ? el("h3", {}, count(cables.length, "cable")) : null,
    cables.length <= 5 ? el("ul", { class: "plain cables" }, ...cables.map((cable) => el("li", {}, ...cableLines(cable)))) : null,
  ];
  return parts.filter((part) => part !== null);
}

function header(context: Context, kind: HTMLElement | string, title: HTMLElement): HTMLElement {
  const close = (): void => {
    const row = `row-${context.state.relation}`;
    context.go({ entity: "", relation: "" });
    (document.getElementById(row) ?? document.getElementById("panel"))?.focus({ preventScroll: true });
  };
  return el("header", {},
    el("div", { class: "kind" }, kind, button("Close", close, { class: "close", "aria-label": "Close this panel" })),
    el("h2", { tabindex: "-1", id: "panel-title" }, title));
}

function entityPanel(context: Context, state: State, found: Entity, { drawn, left }: Shown): HTMLElement[] {
  const { graph } = context;
  const relations = found.relations.filter((relation) => left.has(relation));
  const hidden = found.relations.length - relations.length;
  const parts: (HTMLElement | null)[] = [header(context, typeChip(found), name(found.name))];
  if (found.protected)
    parts.push(el("p", { class: "note" }, graph.dataset.protected === "included" ? "A cable asks that this name be protected." : "A cable asks that this name be protected; it is masked."));
  if (found.aliases.length) parts.push(aliases(found));
  parts.push(
    el("div", { class: "actions" }, el("a", { class: "button", href: entityAddress(found.id) }, "Everything about it"), el("a", { class: "button", href: address({ page: "timeline", id: found.id }) }, "Timeline")),
    expansion(context, found, drawn, left),
    pathBox(context, found),
    context.more.entityControls?.(context, found) ?? null,
    el("h3", {}, relations.length ? count(relations.length, "relation") : "No relations"),
    hidden ? el("p", { class: "aside" }, `${count(hidden, "more is", "more are")} hidden by the filters.`) : null);
  for (const [heading, group] of grouped(graph, found, relations)) {
    const line = (relation: Relation): HTMLElement => relationLine(found, relation, links(state));
    const rest = group.slice(FIRST);
    parts.push(el("section", { class: "group" }, el("h4", {}, heading), el("ul", { class: "plain" }, ...group.slice(0, FIRST).map(line)),
      rest.length ? el("p", { class: "aside" }, el("a", { href: entityAddress(found.id) }, `${number(rest.length)} more`)) : null));
  }
  parts.push(el("p", { class: "aside" }, `${count(found.mentionCount, "mention")} in ${count(new Set(context.mentions.of(found).map((mention) => mention.cable)).size, "cable")}`));
  return parts.filter((part) => part !== null);
}

export function aliases(found: Entity): HTMLElement {
  const names = found.aliases.slice(0, 30).flatMap((alias, at) => (at === 0 ? [name(alias)] : [" · ", name(alias)]));
  return el("p", { class: "aliases" }, el("span", { class: "aside" }, "Also written "), ...names, found.aliases.length > 30 ? ` and ${number(found.aliases.length - 30)} more` : null);
}

/** What expanding would bring, by relation; and the way to see this entity's surroundings alone. */
function expansion(context: Context, found: Entity, drawn: Drawn, left: Set<Relation>): HTMLElement | null {
  const { state } = context;
  const ahead = preview(found, left, drawn);
  const total = neighbours(found, left).filter((other) => !drawn.entities.includes(other)).length;
  const alone = state.around.length === 1 && state.around[0] === found.id;
  const grow = (item: string): void => context.go({ around: expanded(context, drawn, item) });
  const buttons = [
    ...(total ? [button(["Expand ", el("span", { class: "count" }, `+${number(total)}`)], () => grow(found.id), { class: "small", id: "expand" })] : []),
    ...(ahead.size > 1 ? [...ahead].map(([predicate, n]) => button([`${predicateLabel(predicate)} `, el("span", { class: "count" }, `+${number(n)}`)], () => grow(`${found.id}~${predicate}`), { class: "small expand", "data-predicate": predicate })) : []),
    ...(alone || found.relations.length === 0 ? [] : [button("Only its surroundings", () => context.go({ around: [found.id], path: null }), { class: "small", id: "around" })]),
  ];
  return buttons.length ? el("div", { class: "actions", role: "group", "aria-label": "Draw more or less" }, ...buttons) : null;
}

/** The steps that keep what is drawn and add one expansion. */
export function expanded(context: Context, drawn: Drawn, item: string): string[] {
  const { around, path } = context.state;
  const before = around.length || path !== null || drawn.mode !== "most" ? around : [MOST];
  return [...before.filter((other) => other !== item), item];
}

function pathBox(context: Context, found: Entity): HTMLElement {
  const pick = (id: string): void => { if (id !== found.id) context.go({ path: [found.id, id], around: [], entity: "", relation: "", view: "graph" }); };
  return el("details", { class: "path-box" }, el("summary", { id: "path-from" }, "Path to another entity"), searchBox(context, pick, { id: "path-search", label: "Path to" }));
}

function pathPanel(context: Context, state: State, { drawn, left }: Shown): HTMLElement[] {
  const ends = (state.path ?? []).map((id) => context.graph.entities.get(id));
  const [from, to] = ends;
  if (from === undefined || to === undefined) return [el("h2", {}, "Path"), el("p", {}, "One of the two is not in this graph.")];
  const head = el("header", {},
    el("div", { class: "kind" }, "Path", button("Leave the path", () => context.go({ path: null }), { class: "close" })),
    el("h2", { id: "panel-title", tabindex: "-1" }, name(from.name), " to ", name(to.name)));
  if (drawn.paths.length === 0) return [head, el("p", {}, "No relation leads from one to the other, as the filters are.")];
  const length = (drawn.paths[0]?.length ?? 1) - 1;
  const between = (a: Entity, b: Entity): Relation[] => a.relations.filter((relation) => left.has(relation) && (relation.subject === b || relation.object === b));
  const way = (path: Entity[]): HTMLElement => el("ol", { class: "plain path" }, ...path.map((entity, at) => {
    const next = path[at + 1];
    return el("li", {}, entityLink(entity, links(state).entity(entity)),
      next === undefined ? null : el("ul", { class: "plain steps" }, ...between(entity, next).slice(0, 6).map((relation) =>
        el("li", {}, el("a", { href: links(state).relation(relation) }, `${relation.subject === entity ? "→" : "←"} ${predicateLabel(relation.predicate)}${relation.title ? `: ${relation.title}` : ""}`)))));
  }));
  return [head,
    el("p", {}, `${count(length, "step")}; ${drawn.paths.length === 1 ? "one way" : `${number(drawn.paths.length)} ways`} of that length${drawn.paths.length >= 12 ? " shown" : ""}.`),
    ...drawn.paths.map(way)];
}

function relationPanel(context: Context, state: State, relation: Relation): HTMLElement[] {
  const symmetric = context.graph.symmetric.has(relation.predicate);
  const parts: (HTMLElement | null)[] = [
    header(context, "Relation", el("span", {}, predicateLabel(relation.predicate))),
    statement(relation, symmetric, (entity) => entityLink(entity, links(state).entity(entity))),
    el("p", { class: "aside" }, `Confidence ${relation.confidence.toFixed(2)}${relation.corrected ? " · corrected" : ""}`),
    context.more.relationControls?.(context, relation) ?? null,
    el("h3", {}, `${count(relation.evidence.length, "sentence")} behind it`),
    ...relation.evidence.slice(0, FIRST_EVIDENCE).map((evidence) => evidenceFigure(context, evidence, relation)),
  ];
  const rest = relation.evidence.slice(FIRST_EVIDENCE);
  if (rest.length) {
    const more = button(`Show ${count(rest.length, "more sentence")}`, () => more.replaceWith(...rest.map((evidence) => evidenceFigure(context, evidence, relation))));
    parts.push(more);
  }
  return parts.filter((part) => part !== null);
}
