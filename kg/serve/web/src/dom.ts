/** The only place that makes elements. Text goes in as text, never as markup. */

type Child = Node | string | null;
type Listeners = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

export interface Attributes {
  [name: string]: string | number | boolean | null | undefined | Listeners;
  on?: Listeners;
}

/** An element; an attribute that is true is set empty, one that is false or null is left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [type, listener] of Object.entries(value as Listeners)) element.addEventListener(type, listener as EventListener);
    } else if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string" || typeof value === "number") element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

/** A name or other words of a cable: isolated, so that a right-to-left mark in it turns nothing around it. */
export function name(text: string, className = ""): HTMLElement {
  return el("bdi", { class: className || null, dir: "auto" }, text);
}

/** A button that looks like what it says. */
export function button(label: Child | Child[], onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const children = Array.isArray(label) ? label : [label];
  return el("button", { type: "button", ...attributes, on: { click: onClick } }, ...children);
}

export function replace(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...children.filter((child): child is Node | string => child !== null));
}
