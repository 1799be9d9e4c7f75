/** What a reader should look at: entities that may be one, relations that the rules were least sure of. */

import type { Context, View } from "../context.ts";
import { correct, endRefs, refTo, rejection, text } from "../corrections.ts";
import type { Entity, Relation } from "../data.ts";
import { button, el, name, replace } from "../dom.ts";
import { entityLink, quotation, typeChip } from "../parts.ts";
import type { Server } from "../source.ts";
import { address } from "../state.ts";
import { count, dateLabel, number, predicateLabel } from "../words.ts";

const PAGE = 20;
const ON_REVIEW = "on review";

export function reviewPage(server: Server, writable: boolean): (context: Context) => View {
  let given = ON_REVIEW; // a decision makes the page anew; the reason stays
  return (context) => {
    const pairList = el("section", { "aria-labelledby": "pairs-title" });
    const relationList = el("section", { "aria-labelledby": "doubtful-title" });
    const reason = el("input", { id: "review-reason", maxlength: 1000, autocomplete: "off", value: given });
    const author = el("input", { id: "review-author", maxlength: 1000, autocomplete: "name", value: localStorage.getItem("kg-author") ?? "" });
    const element = el("article", { class: "reading" }, el("h1", {}, "Review"),
      el("p", {}, "What the program could not decide, or was least sure of."),
      writable ? el("div", { class: "correct" }, el("label", {}, "Reason, kept with each decision made here", reason), el("label", {}, "Your name or initials", author)) : el("p", { class: "aside" }, "Open the page with the link that kg serve shows to decide here."),
      pairList, relationList);

    const decide = (op: "same" | "different", a: Entity, b: Entity): void => {
      const [from, to] = [refTo(context, a), refTo(context, b)];
      if (from && to) void post([{ op, refs: [from, to], value: "" }], op === "same" ? `Merged: ${a.name} and ${b.name}.` : `Kept apart: ${a.name} and ${b.name}.`);
    };
    const post = async (drafts: Parameters<typeof correct>[2], done: string): Promise<void> => {
      try {
        localStorage.setItem("kg-author", author.value);
        given = reason.value.trim() || ON_REVIEW;
        await correct(context, server, drafts, given, author.value.trim(), done);
      } catch (error) {
        context.say(text(error));
      }
    };

    function pair([a, b, score, why]: [string, string, number, string]): HTMLElement | null {
      const [one, other] = [context.graph.entities.get(a), context.graph.entities.get(b)];
      if (one === undefined || other === undefined) return null;
      return el("div", { class: "pair", role: "group", "aria-label": `${one.name} and ${other.name}` },
        el("div", { class: "pair-sides" }, side(context, one), side(context, other)),
        el("p", { class: "aside" }, `Likeness ${(score / 100).toFixed(2)}${why ? `: ${why}` : ""}`),
        writable ? el("div", { class: "actions" },
          button("The same", () => decide("same", one, other), { class: "same" }),
          button("Different", () => decide("different", one, other), { class: "different" })) : null);
    }

    function doubtful(id: string): HTMLElement | null {
      const relation = context.graph.relations.get(id);
      if (relation === undefined) return null;
      const [subject, object] = endRefs(context, relation);
      return el("div", { class: "pair" },
        el("div", {}, entityLink(relation.subject), " ", el("a", { href: address({ relation: relation.id }) }, words(relation)), " ", entityLink(relation.object), el("span", { class: "aside" }, ` confidence ${relation.confidence.toFixed(2)}`)),
        ...relation.evidence.slice(0, 2).map((evidence) => quotation(context, evidence, relation)),
        writable && subject && object ? el("div", { class: "actions" }, button("Reject", () => void post([rejection(relation, subject, object)], "Rejected."), { class: "reject" })) : null);
    }

    async function load(): Promise<void> {
      if (!pairList.hasChildNodes()) replace(pairList, el("p", { class: "aside", role: "status" }, "Comparing names …"));
      try {
        const { pairs, relations } = await server.review();
        listed(pairList, "pairs-title", count(pairs.length, "pair that may be one", "pairs that may be one"), pairs, pair);
        listed(relationList, "doubtful-title", count(relations.length, "relation of little confidence", "relations of little confidence"), relations, doubtful);
      } catch (error) {
        replace(pairList, el("p", { class: "note", role: "alert" }, text(error)));
      }
    }
    return { element, show: () => { void load(); return "Review"; } };
  };
}

function listed<T>(box: HTMLElement, id: string, title: string, items: T[], show: (item: T) => HTMLElement | null): void {
  let rows = PAGE;
  const draw = (): void => replace(box, el("h2", { id }, title), ...items.slice(0, rows).map(show),
    items.length > rows ? button(`Show more of ${number(items.length - rows)}`, () => { rows += PAGE; draw(); }) : null);
  draw();
}

function words(relation: Relation): string {
  return `${predicateLabel(relation.predicate)}${relation.title ? `: ${relation.title}` : ""}`;
}

function side(context: Context, entity: Entity): HTMLElement {
  const mentions = context.mentions.of(entity);
  const cables = [...new Set(mentions.map((mention) => mention.cable))];
  return el("div", {}, el("div", { class: "kind" }, typeChip(entity)), entityLink(entity),
    entity.aliases.length ? el("p", { class: "aside" }, "Also ", ...entity.aliases.slice(0, 5).flatMap((alias, at) => [at ? " · " : "", name(alias)])) : null,
    el("ul", { class: "plain aside" }, ...entity.relations.slice(0, 4).map((relation) => el("li", {}, name(`${relation.subject.name} ${words(relation)} ${relation.object.name}`)))),
    el("p", { class: "aside" }, cables.slice(0, 3).map((cable) => `${cable.canonical || cable.id} ${dateLabel(cable.date)}`).join(" · ")));
}
