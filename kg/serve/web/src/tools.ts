/** The menu of what can be taken away from a view: link, citation, pictures, files. */

import type { Canvas } from "./canvas.ts";
import type { Context } from "./context.ts";
import { button, el } from "./dom.ts";
import type { Drawn } from "./drawn.ts";
import { csv, gexf, turtle } from "./files.ts";
import type { Filtered } from "./filter.ts";
import { copyText } from "./parts.ts";
import { png, svg } from "./picture.ts";

export interface Current {
  filtered: Filtered;
  drawn: Drawn;
  picture: ReturnType<Canvas["picture"]> | null; // null where a table is shown
}

export function toolMenu(context: Context, current: () => Current): HTMLElement {
  const save = async (file: string, type: string, make: () => string | Promise<Blob>): Promise<void> => {
    try {
      const made = await make();
      download(typeof made === "string" ? new Blob([made], { type }) : made, file);
      context.say(`Saved ${file}.`);
    } catch (error) {
      context.say(error instanceof Error ? error.message : String(error));
    }
  };
  // A drawing gives what is drawn, a table all its rows.
  const part = (): { entities: Current["drawn"]["entities"]; relations: Current["drawn"]["relations"] } => {
    const { drawn, filtered, picture } = current();
    return picture ? drawn : filtered;
  };
  const picture = (): NonNullable<Current["picture"]> => {
    const found = current().picture;
    if (found === null) throw new Error("A picture is made of the drawing: switch to the graph first.");
    return found;
  };
  const item = (id: string, label: string, act: () => Promise<void>): HTMLElement => el("li", {}, button(label, () => { menu.open = false; void act(); }, { id }));
  const { graph } = context;
  const menu = el("details", { class: "menu" }, el("summary", { id: "tools" }, "Save & share"),
    el("ul", { class: "plain" },
      item("copy-link", "Copy link to this view", () => copyText(context, location.href)),
      item("save-png", "Picture (PNG)", () => save("graph.png", "image/png", () => png(graph, current().drawn, picture()))),
      item("save-svg", "Picture (SVG)", () => save("graph.svg", "image/svg+xml", () => svg(graph, current().drawn, picture()))),
      item("save-csv", "Table with sentences (CSV)", () => save("graph.csv", "text/csv;charset=utf-8", () => csv(part().relations))),
      item("save-gexf", "Gephi (GEXF)", () => save("graph.gexf", "application/gexf+xml", () => {
        const places = new Map(current().picture?.nodes.map((node) => [node.id, node]) ?? []);
        return gexf(part().entities, part().relations, places);
      })),
      item("save-ttl", "RDF (Turtle)", () => save("graph.ttl", "text/turtle", () => turtle(graph, part().entities, part().relations)))));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  menu.addEventListener("focusout", (event) => { if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false; });
  return menu;
}

function download(blob: Blob, file: string): void {
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
