/** One entity: names, offices with dates, relations with their sentences, cables, mentions. */

import type { Context, View } from "../context.ts";
import { compare, otherEnd, type Cable, type Entity, type Mention, type Relation } from "../data.ts";
import { el, name, replace } from "../dom.ts";
import { aliases } from "../panel.ts";
import { cableLines, entityLink, evidenceFigure, folded, grouped, typeChip } from "../parts.ts";
import { address, cableAddress, type State } from "../state.ts";
import { count, dateLabel, number, placeLabel } from "../words.ts";

const OFFICE = "holds_position";
const FIRST = 25;
const FIRST_MENTIONS = 12;

export function entityPage(context: Context): View {
  const element = el("article", { class: "reading" });
  let shown = "";
  return {
    element,
    show(state: State): string {
      const found = context.graph.entities.get(state.id);
      if (found === undefined) {
        replace(element, el("h1", {}, "No such entity"), el("p", {}, "This graph has no entity of that address. It may have been joined with another, or come from other cables."));
        shown = "";
        return "No such entity";
      }
      if (shown !== found.id) replace(element, ...content(context, found));
      shown = found.id;
      return found.name;
    },
  };
}

function content(context: Context, found: Entity): HTMLElement[] {
  const { graph } = context;
  const mentions = context.mentions.of(found);
  const cables = [...new Set(mentions.map((mention) => mention.cable))].sort((a, b) => compare(a.date, b.date) || compare(a.id, b.id));
  const parts: (HTMLElement | null)[] = [
    el("header", { class: "page-head" }, el("div", { class: "kind" }, typeChip(found)), el("h1", {}, name(found.name)),
      found.protected ? el("p", { class: "note" }, graph.dataset.protected === "included" ? "A cable asks that this name be protected." : "A cable asks that this name be protected; it is masked.") : null,
      found.corrected ? el("p", { class: "aside" }, "Corrected by a reader.") : null,
      found.aliases.length ? aliases(found) : null,
      el("p", { class: "aside" }, [count(found.relations.length, "relation"), `${count(mentions.length, "mention")} in ${count(cables.length, "cable")}`, span(cables)].filter(Boolean).join(" · ")),
      el("div", { class: "actions" },
        el("a", { class: "button", href: address({ entity: found.id, around: [found.id] }) }, "In the graph"),
        el("a", { class: "button", href: address({ page: "timeline", id: found.id }) }, "Timeline"),
        ...outside(found))),
    context.more.entityControls?.(context, found) ?? null,
    offices(found),
    ...relations(context, found),
    el("section", { "aria-labelledby": "cables-title" }, el("h2", { id: "cables-title" }, count(cables.length, "cable")),
      ...folded(cables, FIRST_MENTIONS, (cable) => el("li", {}, ...cableLines(cable), mentionLinks(mentions, cable)), { class: "plain cables" }, (n) => `${number(n)} more`)),
  ];
  return parts.filter((part) => part !== null);
}

/** Its identifiers in data of others; one of GeoNames leads there, where a reader asks for it. */
function outside(found: Entity): HTMLElement[] {
  return found.identifiers.map((identifier) => {
    const number = /^geonames:(\d+)$/.exec(identifier)?.[1];
    if (number === undefined) return el("span", { class: "aside" }, name(identifier));
    return el("a", { class: "aside", href: `https://www.geonames.org/${number}`, rel: "noreferrer noopener", target: "_blank" }, `GeoNames ${number} (leaves this page)`);
  });
}

function span(cables: Cable[]): string {
  const dates = cables.map((cable) => cable.date).filter(Boolean).sort();
  const [first, last] = [dateLabel(dates[0] ?? ""), dateLabel(dates.at(-1) ?? "")];
  return first === last ? first : `${first} to ${last}`;
}

function datesOf(relation: Relation): string[] {
  return relation.evidence.map((evidence) => evidence.cable.date).filter(Boolean).sort();
}

/** Who holds which office, by the dates of the cables that say so: of a person their offices, of a body its holders. */
function offices(found: Entity): HTMLElement | null {
  const held = found.relations.filter((relation) => relation.predicate === OFFICE);
  if (held.length === 0) return null;
  const rows = held.map((relation) => ({ relation, dates: datesOf(relation) })).sort((a, b) => compare(a.dates[0] ?? "", b.dates[0] ?? "") || compare(a.relation.title, b.relation.title) || compare(a.relation.id, b.relation.id));
  const own = held.some((relation) => relation.subject === found);
  return el("section", { "aria-labelledby": "offices-title" }, el("h2", { id: "offices-title" }, own ? "Offices" : "Office holders"),
    el("table", { class: "plain-table" },
      el("thead", {}, el("tr", {}, ...["Office", own ? "In" : "Holder", "As said in cables of"].map((label) => el("th", { scope: "col" }, label)))),
      el("tbody", {}, ...rows.slice(0, 200).map(({ relation, dates }) => {
        const [first, last] = [dateLabel(dates[0] ?? ""), dateLabel(dates.at(-1) ?? "")];
        return el("tr", {}, el("td", {}, el("a", { href: address({ relation: relation.id }), class: "title" }, name(relation.title || "position"))), el("td", {}, entityLink(otherEnd(relation, found))),
          el("td", {}, first === last ? first || "no date" : `${first} – ${last}`));
      }))));
}

function relations(context: Context, found: Entity): HTMLElement[] {
  const groups = [...grouped(context.graph, found, found.relations)];
  if (groups.length === 0) return [el("p", { class: "aside" }, "The cables at hand say nothing of its relations.")];
  return [el("section", { "aria-labelledby": "relations-title" }, el("h2", { id: "relations-title" }, "What the cables say"),
    ...groups.map(([heading, group]) => el("section", { class: "group" }, el("h3", {}, heading, el("span", { class: "aside" }, ` ${number(group.length)}`)),
      ...folded(group, FIRST, (relation) => line(context, found, relation), { class: "plain said" }, (n) => `${number(n)} more`))))];
}

/** A relation whose sentences open below it. */
function line(context: Context, found: Entity, relation: Relation): HTMLElement {
  const sentences = count(relation.evidence.length, "sentence");
  const details = el("details", {}, el("summary", { "aria-label": `${sentences}: ${relation.subject.name}, ${relation.object.name}` }, sentences));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1)
      details.append(...relation.evidence.map((evidence) => evidenceFigure(context, evidence, relation)), el("p", {}, el("a", { href: address({ relation: relation.id }) }, "Show in the graph")));
  });
  return el("li", {}, entityLink(otherEnd(relation, found)), relation.title ? el("span", { class: "title" }, " ", name(relation.title)) : null, details);
}

function mentionLinks(mentions: Mention[], cable: Cable): HTMLElement {
  const here = mentions.filter((mention) => mention.cable === cable);
  const link = (mention: Mention): HTMLElement => el("li", {}, el("a", { href: cableAddress(cable.id, mention.start, mention.end), title: placeLabel(mention) }, mention.text ? name(mention.text) : "mention", mention.paragraph ? el("span", { class: "aside" }, ` ¶${mention.paragraph}`) : null));
  return el("div", { class: "mention-links" }, ...folded(here, 8, link, { class: "plain inline" }, (n) => `${count(n, "more mention")}`));
}
