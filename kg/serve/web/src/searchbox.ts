/** A box to find an entity by name: a combobox with a list of what matches. */

import type { Context } from "./context.ts";
import { el, name, replace } from "./dom.ts";
import type { Hit } from "./search.ts";
import { typeLabel } from "./words.ts";

interface Options {
  id?: string; // of the input; the list's is made from it
  label?: string;
}

export function searchBox(context: Pick<Context, "search">, pick: (id: string) => void, { id = "search", label = "Search names and aliases" }: Options = {}): HTMLElement {
  let hits: Hit[] = [];
  let active = -1;
  const list = el("ul", { id: `${id}-list`, class: "search-list", role: "listbox", "aria-label": "Entities found", hidden: true });
  const status = el("span", { class: "unseen", role: "status" });
  const input = el("input", {
    id, type: "search", role: "combobox", placeholder: label, autocomplete: "off", spellcheck: "false", dir: "auto",
    "aria-label": label, "aria-controls": `${id}-list`, "aria-expanded": "false", "aria-autocomplete": "list",
    on: { input: () => look(), focus: () => look(), keydown: (event) => key(event), blur: () => close() },
  });

  function look(): void {
    const { search } = context;
    hits = search.find(input.value);
    active = hits.length ? 0 : -1;
    status.textContent = input.value.trim() === "" ? "" : hits.length ? `${hits.length} found` : "Nothing found";
    draw();
    if (!search.isComplete) void search.whenReady().then(() => { if (document.activeElement === input) look(); });
  }

  function draw(): void {
    const open = input.value.trim() !== "";
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (active >= 0) input.setAttribute("aria-activedescendant", `${id}-hit-${active}`);
    else input.removeAttribute("aria-activedescendant");
    const none = context.search.isComplete ? "No entity of that name" : "Still reading the names …";
    replace(list, ...(hits.length ? hits.map(option) : [el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, none)]));
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  function option(hit: Hit, at: number): HTMLElement {
    const other = hit.matched === hit.entity.name ? null : el("span", { class: "aside" }, " as ", name(hit.matched));
    // mousedown, not click: the blur of the input would close the list before.
    return el("li", { id: `${id}-hit-${at}`, role: "option", "aria-selected": String(at === active), "data-entity": hit.entity.id,
      on: { mousedown: (event) => { event.preventDefault(); choose(at); } } },
      el("span", { class: "dot", "data-type": hit.entity.type, "aria-hidden": "true" }), name(hit.entity.name), other,
      el("span", { class: "aside type" }, typeLabel(hit.entity.type)));
  }

  function close(): void {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(at: number): void {
    const hit = hits[at];
    if (hit === undefined) return;
    input.value = "";
    status.textContent = "";
    hits = [];
    close();
    pick(hit.entity.id);
  }

  function key(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (hits.length) active = (active + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
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
