/** Every correction in the file of the workspace, in its order, each of which can be taken back. */

import type { Context, View } from "../context.ts";
import { entityAt, text, undo } from "../corrections.ts";
import { button, el, name, replace } from "../dom.ts";
import { entityLink } from "../parts.ts";
import type { Judgement, Recorded, Server } from "../source.ts";
import { cableAddress } from "../state.ts";
import { count, dateLabel } from "../words.ts";

const WORDS: Record<string, string> = {
  same: "are the same", different: "are different", unsure: "left to the rules again", rename: "renamed", retype: "given a type", reject: "relation rejected", add: "relation stated",
};

export function correctionsPage(server: Server): (context: Context) => View {
  return (context) => {
    const list = el("div", {});
    const element = el("article", { class: "reading" }, el("h1", {}, "Corrections"),
      el("p", {}, "Each is a line of ", el("code", {}, "corrections.jsonl"), " in the workspace, acts at once and outlives the next build. The cables and what was read from them are never changed."), list);
    const load = async (): Promise<void> => {
      try {
        const { writable, judgements } = await server.corrections();
        draw(judgements, writable);
      } catch (error) {
        replace(list, el("p", { class: "note", role: "alert" }, text(error)));
      }
    };
    const draw = (judgements: Recorded[], writable: boolean): void => {
      replace(list, el("p", { class: "aside" }, judgements.length ? count(judgements.length, "line") : "No corrections yet."),
        judgements.length === 0 ? null : el("table", { class: "plain-table", id: "corrections" },
          el("thead", {}, el("tr", {}, ...["What", "Of", "Reason", "By"].map((label) => el("th", { scope: "col" }, label)), el("td", {}))),
          el("tbody", {}, ...[...judgements].reverse().map((judgement) => row(judgement, writable)))));
    };
    const row = (judgement: Recorded, writable: boolean): HTMLElement => el("tr", { "data-number": judgement.number },
      el("td", { class: judgement.undone && judgement.takes_back === null ? "undone" : null }, WORDS[judgement.op] ?? judgement.op, judgement.value ? el("span", {}, " ", name(judgement.value)) : null),
      el("td", {}, ...about(judgement)),
      el("td", {}, name(judgement.reason), judgement.effect ? null : el("div", { class: "aside" }, "Its place in the cables is no more there.")),
      el("td", {}, name(judgement.author), el("div", { class: "aside" }, dateLabel(judgement.date))),
      el("td", {}, writable && !judgement.undone ? button("Undo", () => void undo(context, server, judgement.number).then((done) => { if (done) draw(done, writable); }), { class: "small", "aria-label": `Undo line ${judgement.number + 1}` }) : null));
    const about = (judgement: Judgement): HTMLElement[] => judgement.refs.slice(0, 6).map((ref) => {
      const found = entityAt(context, ref);
      return el("div", {}, found ? entityLink(found) : name(ref[0]), " ", el("a", { class: "aside", href: cableAddress(...ref) }, "in the cable"));
    });
    return { element, show: () => { void load(); return "Corrections"; } };
  };
}
