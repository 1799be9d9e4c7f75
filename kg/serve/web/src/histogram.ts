/** Relations by month or year, as bars and as a filter: drag over bars, or choose months. */

import { el, replace } from "./dom.ts";
import type { State } from "./state.ts";
import { count, monthLabel, number } from "./words.ts";

const MOST_BARS = 72;
const SVG = "http://www.w3.org/2000/svg";

interface Bar {
  from: string; // month
  to: string;
  label: string;
  n: number;
}

/** Every month from the first to the last, those with nothing included; by years where months would be too many. */
export function bars(months: Map<string, number>): Bar[] {
  const known = [...months.keys()].filter(Boolean).sort();
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return [];
  const at = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const month = (n: number): string => `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}`;
  const span = at(last) - at(first) + 1;
  if (span <= MOST_BARS)
    return Array.from({ length: span }, (_, i) => month(at(first) + i)).map((m) => ({ from: m, to: m, label: monthLabel(m), n: months.get(m) ?? 0 }));
  const years: Bar[] = [];
  for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year++) {
    const text = String(year).padStart(4, "0");
    const n = known.filter((m) => m.startsWith(text)).reduce((sum, m) => sum + (months.get(m) ?? 0), 0);
    years.push({ from: `${text}-01`, to: `${text}-12`, label: text, n });
  }
  return years;
}

export function showHistogram(box: HTMLElement, months: Map<string, number>, state: State, go: (change: Partial<State>) => void): void {
  const all = bars(months);
  box.hidden = all.length < 2;
  if (box.hidden) { replace(box); return; }
  const focused = document.activeElement instanceof HTMLElement && box.contains(document.activeElement) ? document.activeElement.id : "";
  const most = Math.max(1, ...all.map((bar) => bar.n));
  const [width, height] = [1000, 44];
  const step = width / all.length;
  const inside = (bar: Bar): boolean => (!state.from || bar.to >= state.from) && (!state.to || bar.from <= state.to);
  const svg = document.createElementNS(SVG, "svg");
  const set = (element: Element, values: Record<string, string | number>): void => { for (const [key, value] of Object.entries(values)) element.setAttribute(key, String(value)); };
  set(svg, { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  all.forEach((bar, i) => {
    const rect = document.createElementNS(SVG, "rect");
    const tall = bar.n === 0 ? 1 : Math.max(3, (bar.n / most) * (height - 2));
    set(rect, { x: i * step + step * 0.1, y: height - tall, width: step * 0.8, height: tall, class: inside(bar) ? "in" : "out" });
    const title = document.createElementNS(SVG, "title");
    title.textContent = `${bar.label}: ${count(bar.n, "relation")}`;
    rect.append(title);
    svg.append(rect);
  });
  let began = -1;
  const where = (event: PointerEvent): number => {
    const { left, width: wide } = svg.getBoundingClientRect();
    return Math.max(0, Math.min(all.length - 1, Math.floor(((event.clientX - left) / wide) * all.length)));
  };
  svg.addEventListener("pointerdown", (event) => { began = where(event); svg.setPointerCapture(event.pointerId); });
  svg.addEventListener("pointerup", (event) => {
    if (began < 0) return;
    const [a, b] = [began, where(event)].sort((x, y) => x - y) as [number, number];
    began = -1;
    const [from, to] = [all[a]?.from ?? "", all[b]?.to ?? ""];
    if (from === state.from && to === state.to) go({ from: "", to: "" }); // the same again: all of it
    else go({ from, to });
  });
  const choose = (id: string, label: string, value: string, bound: "from" | "to"): HTMLElement => {
    const options = all.map((bar) => el("option", { value: bar[bound], selected: value === bar[bound] }, bar.label));
    if (value && !all.some((bar) => bar[bound] === value)) options.unshift(el("option", { value, selected: true }, monthLabel(value)));
    return el("label", {}, `${label} `, el("select", { id, on: { change: (event) => go({ [bound]: (event.target as HTMLSelectElement).value }) } }, el("option", { value: "" }, bound === "from" ? "the beginning" : "the end"), ...options));
  };
  const undated = months.get("") ?? 0;
  replace(box,
    el("div", { class: "bars" }),
    el("div", { class: "span" }, el("span", { class: "aside" }, all[0]?.label ?? ""),
      choose("date-from", "From", state.from, "from"), choose("date-to", "to", state.to, "to"),
      undated ? el("span", { class: "aside" }, `${number(undated)} undated`) : null,
      el("span", { class: "aside" }, all.at(-1)?.label ?? "")));
  box.querySelector(".bars")?.append(svg);
  if (focused) document.getElementById(focused)?.focus();
}
