/** A box to find an entity by name, and cables if wanted: a combobox with a list of what matches. */

import type { Context } from "./context.ts";
import type { Cable } from "./data.ts";
import { el, name, replace } from "./dom.ts";
import type { Hit } from "./search.ts";
import { dateLabel, typeLabel } from "./words.ts";

interface Options {
  id?: string; // of the input; the list's is made from it
  label?: string;
  cable?: (id: string) => void; // what a cable does; without it none is found
}

/** What a line of the list shows and does. */
interface Line {
  attributes: Record<string, string>;
  parts: (HTMLElement | null)[];
  act: () => void;
}

export function searchBox(context: Pick<Context, "search">, pick: (id: string) => void, { id = "search", label = "Search names and aliases", cable }: Options = {}): HTMLElement {
  let lines: Line[] = [];
  let active = -1;
  const list = el("ul", { id: `${id}-list`, class: "search-list", role: "listbox", "aria-label": "Found", hidden: true });
  const status = el("span", { class: "unseen", role: "status" });
  const input = el("input", {
    id, type: "search", role: "combobox", placeholder: label, autocomplete: "off", spellcheck: "false", dir: "auto",
    "aria-label": label, "aria-controls": `${id}-list`, "aria-expanded": "false", "aria-autocomplete": "list",
    on: { input: () => look(), focus: () => look(), keydown: (event) => key(event), blur: () => close() },
  });

  function look(): void {
    const { search } = context;
    const entities = search.find(input.value).map(entityLine);
    const cables = cable ? search.cables(input.value).map(cableLine) : [];
    // Who begins with the digits of a year means a cable.
    lines = /^\s*\d\d/.test(input.value) ? [...cables, ...entities] : [...entities, ...cables];
    active = lines.length ? 0 : -1;
    status.textContent = input.value.trim() === "" ? "" : lines.length ? `${lines.length} found` : "Nothing found";
    draw();
    if (!search.isComplete) void search.whenReady().then(() => { if (document.activeElement === input) look(); });
  }

  function draw(): void {
    const open = input.value.trim() !== "";
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (active >= 0) input.setAttribute("aria-activedescendant", `${id}-hit-${active}`);
    else input.removeAttribute("aria-activedescendant");
    const none = !context.search.isComplete ? "Still reading the names …" : cable ? "No entity or cable of that name" : "No entity of that name";
    replace(list, ...(lines.length ? lines.map(option) : [el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, none)]));
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  function entityLine({ entity, matched }: Hit): Line {
    const other = matched === entity.name ? null : el("span", { class: "aside" }, " as ", name(matched));
    const dot = el("span", { class: "dot", "data-type": entity.type, "aria-hidden": "true" });
    return { attributes: { "data-entity": entity.id }, parts: [dot, name(entity.name), other, el("span", { class: "aside type" }, typeLabel(entity.type))], act: () => pick(entity.id) };
  }

  function cableLine(found: Cable): Line {
    const about = [dateLabel(found.date), found.subject].filter(Boolean).join(": ");
    return { attributes: { "data-cable": found.id }, parts: [el("span", { class: "cable-name" }, name(found.canonical || found.id)), el("span", { class: "aside" }, name(about)), el("span", { class: "aside type" }, "Cable")], act: () => cable?.(found.id) };
  }

  function option({ attributes, parts }: Line, at: number): HTMLElement {
    // mousedown, not click: the blur of the input would close the list before.
    return el("li", { id: `${id}-hit-${at}`, role: "option", "aria-selected": String(at === active), ...attributes,
      on: { mousedown: (event) => { event.preventDefault(); choose(at); } } }, ...parts);
  }

  function close(): void {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(at: number): void {
    const line = lines[at];
    if (line === undefined) return;
    input.value = "";
    status.textContent = "";
    lines = [];
    close();
    line.act();
  }

  function key(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (lines.length) active = (active + (event.key === "ArrowDown" ? 1 : lines.length - 1)) % lines.length;
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (input.value === "") input.blur();
      input.value = "";
      close();
    }
  }

  return el("div", { class: "search", role: "search", "aria-label": label }, input, list, status);
}
