/** Corrections from the page: what is sent, and the controls beside an entity or a relation. Only with a server. */

import type { Context } from "./context.ts";
import { applyDifference, type Cable, type Difference, type Entity, type Mention, type Relation } from "./data.ts";
import { button, el, name, replace } from "./dom.ts";
import { dot } from "./parts.ts";
import { searchBox } from "./searchbox.ts";
import type { Judgement, Recorded, Server } from "./source.ts";
import type { State } from "./state.ts";
import { count, dateLabel, predicateLabel, typeLabel } from "./words.ts";

type Ref = Judgement["refs"][number];
type Draft = Omit<Judgement, "reason" | "author">;

const AUTHOR = "kg-author";

/** The numbers of the judgements of this visit, together as they were sent: what z takes back. */
const sent: number[][] = [];
let known = -1; // judgements in the file, as far as this page knows

export function refOf(mention: Mention): Ref {
  return [mention.cable.id, mention.start, mention.end];
}

/** Any mention of an entity names it: the first one does here. Null for an entity without one. */
export function refTo(context: Context, entity: Entity): Ref | null {
  const first = context.mentions.of(entity)[0];
  return first === undefined ? null : refOf(first);
}

export function entityAt(context: Context, [cableId, start, end]: Ref): Entity | undefined {
  const cable = context.graph.cables.get(cableId);
  return cable && context.mentions.in(cable).find((mention) => mention.start === start && mention.end === end)?.entity;
}

/** Send judgements; what they change is seen at once, on the page that `state` names once they are applied. */
export async function correct(context: Context, server: Server, drafts: Draft[], reason: string, author: string, done: string): Promise<void> {
  if (known < 0) known = (await server.corrections()).judgements.length;
  const answer = await server.correct(drafts.map((draft) => ({ ...draft, reason, author })));
  const numbers = answer.judgements.map((judgement) => judgement.number).filter((number) => number >= known);
  sent.push(numbers);
  known = answer.judgements.length;
  take(context, answer, drafts[0]?.refs[0]);
  context.say(done, { label: "Undo (z)", act: () => void undoLast(context, server) });
}

/** Undo what was corrected last in this visit; false if there is nothing. */
export async function undoLast(context: Context, server: Server): Promise<boolean> {
  const numbers = sent.pop();
  if (numbers === undefined) return false;
  for (const number of [...numbers].reverse()) if (!(await undo(context, server, number))) return true;
  context.say("The correction is taken back.");
  return true;
}

export async function undo(context: Context, server: Server, number: number): Promise<Recorded[] | null> {
  try {
    const answer = await server.undo(number);
    known = answer.judgements.length;
    take(context, answer, answer.judgements.find((judgement) => judgement.number === number)?.refs[0]);
    return answer.judgements;
  } catch (error) {
    context.say(text(error));
    return null;
  }
}

/** Show the difference; where the entity looked at is another one now, look at that one. */
function take(context: Context, difference: Difference, about: Ref | undefined): void {
  const { state } = context;
  const looked = state.page === "entity" || state.page === "timeline" ? state.id : state.entity;
  const next = applyDifference(context.graph.dataset, difference);
  context.replaceDataset(next, {});
  if (about === undefined) return;
  const now = entityAt(context, about)?.id ?? "";
  const change: Partial<State> = {};
  if (looked && !context.graph.entities.has(looked)) Object.assign(change, state.page === "graph" ? { entity: now } : { id: now });
  if (state.relation && !context.graph.relations.has(state.relation)) Object.assign(change, { relation: "", entity: now });
  const around = state.around.map((item) => (item === looked && now ? now : item));
  if (around.some((item, at) => item !== state.around[at])) change.around = around;
  if (Object.keys(change).length) context.go(change);
}

export function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reason and author, and a place for what went wrong. */
function form(context: Context, server: Server, id: string): { fields: HTMLElement; send(drafts: Draft[], done: string): void } {
  const reason = el("input", { id: `${id}-reason`, maxlength: 1000, autocomplete: "off", placeholder: "Why? (kept with the correction)" });
  const author = el("input", { id: `${id}-author`, maxlength: 1000, autocomplete: "name", value: localStorage.getItem(AUTHOR) ?? "" });
  const error = el("p", { class: "error", role: "alert" });
  const fields = el("div", {}, el("label", {}, "Reason", reason), el("label", {}, "Your name or initials", author), error);
  return {
    fields,
    send(drafts, done) {
      replace(error);
      if (reason.value.trim() === "") {
        error.textContent = "Please give a reason: others will want to know.";
        reason.focus();
        return;
      }
      localStorage.setItem(AUTHOR, author.value);
      correct(context, server, drafts, reason.value.trim(), author.value.trim(), done).catch((failure: unknown) => { error.textContent = text(failure); });
    },
  };
}

export function entityControls(context: Context, server: Server, entity: Entity): HTMLElement | null {
  const ref = refTo(context, entity);
  if (ref === null) return null;
  const shared = form(context, server, "correct");
  const rename = el("input", { id: "correct-name", maxlength: 300, value: entity.name, dir: "auto" });
  const types = context.graph.dataset.types.filter((type) => type !== entity.type);
  const retype = el("select", { id: "correct-type" }, ...types.map((type) => el("option", { value: type }, typeLabel(type))));
  const chosen = el("p", { class: "aside", id: "merge-chosen" }, "Choose the other one by its name.");
  let other: Entity | undefined;
  const merge = button("They are the same", () => {
    const to = other && refTo(context, other);
    if (other && to) shared.send([{ op: "same", refs: [ref, to], value: "" }], `Merged: ${entity.name} and ${other.name}.`);
  }, { id: "correct-merge", disabled: true });
  const pick = (id: string): void => {
    other = id === entity.id ? undefined : context.graph.entities.get(id);
    merge.disabled = other === undefined;
    replace(chosen, ...(other ? [dot(other.type), name(other.name), ` · ${count(other.relations.length, "relation")}`] : ["That is this very entity."]));
    if (other) merge.focus();
  };
  return el("details", { class: "correct", id: "correct-entity" }, el("summary", {}, "Correct this"), shared.fields,
    el("fieldset", {}, el("legend", {}, "Merge with another"), searchBox(context, pick, { id: "merge-search", label: "Merge with" }), chosen, merge),
    el("fieldset", {}, el("legend", {}, "Rename"), el("label", {}, "Name", rename),
      button("Rename", () => shared.send([{ op: "rename", refs: [ref], value: rename.value.trim() }], `Renamed: ${rename.value.trim()}.`), { id: "correct-rename" })),
    el("fieldset", {}, el("legend", {}, "Change the type"), el("label", {}, "Type", retype),
      button("Change", () => shared.send([{ op: "retype", refs: [ref], value: retype.value }], `Now a ${typeLabel(retype.value).toLowerCase()}.`), { id: "correct-retype" })),
    splitFields(context, entity, shared.send));
}

/** What one cable says of an entity stays together: cables are ticked that speak of somebody else. */
function splitFields(context: Context, entity: Entity, send: (drafts: Draft[], done: string) => void): HTMLElement | null {
  const byCable = new Map<Cable, Mention>();
  for (const mention of context.mentions.of(entity)) if (!byCable.has(mention.cable)) byCable.set(mention.cable, mention);
  if (byCable.size < 2) return null;
  const ticks = [...byCable].slice(0, 200).map(([cable, mention]) => ({ mention, box: el("input", { type: "checkbox", "data-cable": cable.id }), cable }));
  const split = (): void => {
    const away = ticks.filter((tick) => tick.box.checked).map((tick) => refOf(tick.mention));
    const stays = ticks.find((tick) => !tick.box.checked);
    if (away.length === 0 || stays === undefined) { context.say("Tick the cables that speak of somebody else, and leave at least one."); return; }
    const drafts: Draft[] = [{ op: "different", refs: [refOf(stays.mention), away[0] as Ref], value: "" }];
    if (away.length > 1) drafts.push({ op: "same", refs: away, value: "" });
    send(drafts, `Split: ${count(away.length, "cable speaks", "cables speak")} of another one.`);
  };
  return el("fieldset", { id: "split" }, el("legend", {}, "Split: these cables speak of another one"),
    ...ticks.map(({ box, cable, mention }) => el("label", { class: "tick" }, box, el("span", {}, name(cable.canonical || cable.id), ` ${dateLabel(cable.date)} `, mention.text ? el("q", {}, name(mention.text)) : null))),
    button("Split", split, { id: "correct-split" }));
}

export function relationControls(context: Context, server: Server, relation: Relation): HTMLElement | null {
  const [subject, object] = endRefs(context, relation);
  if (subject === null || object === null) return null;
  const shared = form(context, server, "reject");
  const said = `${relation.subject.name} ${predicateLabel(relation.predicate)} ${relation.object.name}`;
  return el("details", { class: "correct", id: "correct-relation" }, el("summary", {}, "This is wrong"), shared.fields,
    button("Reject this relation", () => shared.send([rejection(relation, subject, object)], `Rejected: ${said}.`), { id: "correct-reject" }));
}

export function rejection(relation: Relation, subject: Ref, object: Ref): Draft {
  return { op: "reject", refs: [subject, object], value: relation.title ? `${relation.predicate}/${relation.title}` : relation.predicate };
}

/** A mention of each end, in the cable of the first sentence where there is one: that says best what is meant. */
export function endRefs(context: Context, relation: Relation): [Ref | null, Ref | null] {
  const cable = relation.evidence[0]?.cable;
  const ref = (entity: Entity): Ref | null => {
    const near = context.mentions.of(entity).find((mention) => mention.cable === cable);
    return near ? refOf(near) : refTo(context, entity);
  };
  return [ref(relation.subject), ref(relation.object)];
}
