/** The keys, in a dialog. */

import { button, el } from "./dom.ts";

const KEYS: [string, string][] = [
  ["/", "search for a name or a cable"],
  ["← ↑ → ↓", "in the graph: to the neighbour in that direction"],
  ["Enter", "in the graph: read about the selected entity or relation"],
  ["e", "expand the selected entity: draw its neighbours"],
  ["t", "the same data as a table, and back"],
  ["z", "undo the last correction, or else the last step"],
  ["Esc", "let go of the selection, close what is open"],
  ["?", "this list"],
];

export function helpDialog(): { element: HTMLDialogElement; open(): void } {
  const element = el("dialog", { class: "help-dialog", "aria-labelledby": "help-title" },
    el("h2", { id: "help-title" }, "Keys"),
    el("dl", {}, ...KEYS.flatMap(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])),
    button("Close", () => element.close()));
  return { element, open: () => element.showModal() };
}
