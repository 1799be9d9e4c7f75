/** A cable: the original text, its header folded, every mention in its type's colour, one place marked. */

import type { Context, View } from "../context.ts";
import type { Cable, Mention } from "../data.ts";
import { button, el, name, replace } from "../dom.ts";
import { dot, copyText } from "../parts.ts";
import type { CableText } from "../source.ts";
import { address, cableAddress, entityAddress, type State } from "../state.ts";
import { Cutter } from "../textcut.ts";
import { citation, count, dateLabel, number, typePlural } from "../words.ts";

export function cablePage(context: Context): View {
  const element = el("article", { class: "reading cable" });
  let shown = ""; // the cable whose text is built
  let current = "";
  let arrived = ""; // the marked place that was scrolled to last

  function show(state: State, entered: boolean): string {
    const cable = context.graph.cables.get(state.id) ?? [...context.graph.cables.values()].find((other) => other.canonical === state.id);
    current = cable?.id ?? "";
    if (cable === undefined) {
      shown = "";
      replace(element, el("h1", {}, "No such cable"), el("p", {}, name(state.id), " is not among the cables of this graph."));
      return "No such cable";
    }
    if (entered) arrived = "";
    if (shown === cable.id) mark(state);
    else void load(cable);
    return cable.canonical || cable.id;
  }

  async function load(cable: Cable): Promise<void> {
    replace(element, ...head(context, cable), el("p", { class: "aside", role: "status" }, "Reading the cable …"));
    let text: CableText | null = null;
    let why = "Its text is not in this file; the quoted sentences are.";
    try {
      text = await context.source.cable(cable.id);
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    if (current !== cable.id) return; // overtaken
    arrived = "";
    const mentions = context.mentions.in(cable);
    replace(element, ...head(context, cable),
      ...(text === null ? [el("p", { class: "note" }, why), ...quotes(context, cable)] : [toggles(mentions), ...original(text, mentions)]));
    shown = text === null ? "" : cable.id;
    if (text !== null) mark(context.state);
  }

  function toggles(mentions: Mention[]): HTMLElement {
    const types = context.graph.dataset.types.filter((type) => mentions.some((mention) => mention.entity.type === type));
    const toggle = (type: string): void => {
      const { plain } = context.state;
      context.go({ plain: plain.includes(type) ? plain.filter((other) => other !== type) : [...plain, type].sort() });
    };
    return el("fieldset", { class: "toggles" }, el("legend", {}, "Highlight"), ...types.map((type) => {
      const n = mentions.filter((mention) => mention.entity.type === type).length;
      return el("label", {}, el("input", { type: "checkbox", id: `highlight-${type}`, checked: true, on: { change: () => toggle(type) } }), dot(type), `${typePlural(type)} `, el("span", { class: "count" }, number(n)));
    }));
  }

  /** Bring the page in line with the state: which place is marked, which types are highlighted. */
  function mark(state: State): void {
    const [start, end] = state.char ?? [0, 0];
    for (const box of element.querySelectorAll<HTMLInputElement>(".toggles input")) box.checked = !state.plain.includes(box.id.replace("highlight-", ""));
    element.dataset["plain"] = state.plain.join(" ");
    let first: HTMLElement | null = null;
    for (const piece of element.querySelectorAll<HTMLElement>("[data-start]")) {
      const inside = state.char !== null && Number(piece.dataset["start"]) < end && Number(piece.dataset["end"]) > start;
      piece.classList.toggle("target", inside);
      first ??= inside ? piece : null;
    }
    if (state.char === null) return;
    split(element, start, end);
    first = element.querySelector<HTMLElement>(".target");
    const at = `${shown} ${start} ${end}`;
    if (first === null || at === arrived) return;
    arrived = at;
    const fold = first.closest("details");
    if (fold) fold.open = true;
    first.scrollIntoView({ block: "center", behavior: "instant" });
    // From here on the reader goes on, also by keyboard or with a screen reader.
    first.tabIndex = first.matches("a") ? 0 : -1;
    first.focus({ preventScroll: true });
    const place = element.querySelector("#place");
    if (place) place.textContent = `Characters ${start} to ${end} are marked.`;
  }

  return { element, show };
}

/** Cut the pieces of text that reach over the edge of the marked place, so that no more is marked than it. */
function split(element: HTMLElement, start: number, end: number): void {
  for (const piece of [...element.querySelectorAll<HTMLElement>(".target")]) {
    if (piece.matches("a")) continue; // a mention is marked whole
    const [from, to] = [Number(piece.dataset["start"]), Number(piece.dataset["end"])];
    const cutter = new Cutter(piece.textContent ?? "");
    const parts = [[from, Math.max(from, start)], [Math.max(from, start), Math.min(to, end)], [Math.min(to, end), to]] as const;
    if (parts[0][0] === parts[0][1] && parts[2][0] === parts[2][1]) continue;
    piece.replaceWith(...parts.filter(([a, b]) => a < b).map(([a, b]) => {
      const made = el("span", { "data-start": a, "data-end": b }, cutter.cut(a - from, b - from));
      made.classList.toggle("target", a >= start && b <= end);
      return made;
    }));
  }
}

function head(context: Context, cable: Cable): HTMLElement[] {
  const known = cable.references.filter((reference) => [...context.graph.cables.values()].some((other) => other.id === reference || other.canonical === reference));
  const cite = citation({ cable, start: 0, end: 0, paragraph: "", marking: "", source: "" });
  const reference = (id: string): HTMLElement => (known.includes(id) ? el("a", { href: cableAddress(id) }, name(id)) : name(id));
  const parts: (HTMLElement | null)[] = [
    el("header", { class: "page-head" },
      el("p", { class: "kind cable-id" }, name(cable.canonical || cable.id)),
      el("h1", {}, name(cable.subject || cable.id)),
      el("p", { class: "aside" }, name([cable.origin, dateLabel(cable.date), cable.classification, cable.precedence].filter(Boolean).join(" · "))),
      cable.tags.length ? el("p", { class: "aside" }, "TAGS ", ...cable.tags.flatMap((tag, at) => [at ? " · " : "", el("a", { href: address({ view: "table", choices: { tag: { only: true, values: [tag] } } }) }, name(tag))])) : null,
      cable.references.length ? el("p", { class: "aside" }, "Refers to ", ...cable.references.flatMap((id, at) => [at ? " · " : "", reference(id)])) : null,
      el("div", { class: "actions" },
        button("Copy citation", () => void copyText(context, cite), { class: "small" }),
        button("Copy link", () => void copyText(context, location.href), { class: "small" })),
      el("p", { class: "unseen", role: "status", id: "place" })),
  ];
  return parts.filter((part) => part !== null);
}

/** The text, every character of it, in the order it stands. */
function original(text: CableText, mentions: Mention[]): HTMLElement[] {
  const cutter = new Cutter(text.text);
  const pieces = (start: number, end: number): (HTMLElement | string)[] => highlighted(cutter, mentions, text.page_marks, start, end);
  const blocks = layout(text, cutter.length);
  const [bodyStart] = text.body;
  const fields = text.header.map(([label, value]) => [el("dt", {}, label), el("dd", {}, name(value))]).flat();
  const body: HTMLElement[] = [];
  let at = bodyStart;
  for (const block of blocks) {
    if (block.start > at) body.push(el("span", { class: "between" }, ...pieces(at, block.start)));
    const label = block.kind === "paragraph" ? [block.number ? `¶${block.number}` : "", block.marking ? `(${block.marking})` : ""].filter(Boolean).join(" ") : "";
    body.push(el("div", { class: `block ${block.kind}`, id: block.number ? `paragraph-${block.number}` : null },
      label ? el("span", { class: "portion", "aria-hidden": "true", title: `Paragraph ${block.number || "without number"}${block.marking ? `, marked ${block.marking}` : ""}` }, label) : null,
      el("div", { class: "words" }, ...pieces(block.start, block.end))));
    at = Math.max(at, block.end);
  }
  if (at < cutter.length) body.push(el("span", { class: "between" }, ...pieces(at, cutter.length)));
  return [
    fields.length ? el("details", { class: "header-fields" }, el("summary", {}, "Header"), el("dl", {}, ...fields)) : el("span", {}),
    bodyStart > 0 ? el("details", { class: "as-sent" }, el("summary", {}, "Header as sent"), el("div", { class: "words" }, ...pieces(0, bodyStart))) : el("span", {}),
    el("section", { class: "body", "aria-label": "Text", dir: "auto" }, ...body),
  ];
}

interface Block {
  kind: "paragraph" | "heading" | "signer" | "trailer";
  number: string;
  marking: string;
  start: number;
  end: number;
}

function layout(text: CableText, length: number): Block[] {
  const spans = (kind: Block["kind"], list: [number, number][]): Block[] => list.map(([start, end]) => ({ kind, number: "", marking: "", start, end }));
  const all: Block[] = [
    ...text.paragraphs.map(([number, marking, start, end]): Block => ({ kind: "paragraph", number, marking, start, end })),
    ...spans("heading", text.headings), ...spans("signer", text.signers), ...spans("trailer", text.trailer),
  ];
  const [bodyStart] = text.body;
  return all.filter((block) => block.start >= bodyStart && block.end > block.start && block.end <= length).sort((a, b) => a.start - b.start);
}

/** A stretch of the text with its mentions as links and page marks faint; all of it carries its offsets. */
function highlighted(cutter: Cutter, mentions: Mention[], pageMarks: [number, number][], start: number, end: number): (HTMLElement | string)[] {
  const out: HTMLElement[] = [];
  const plain = (from: number, to: number): void => {
    let at = from;
    for (const [markStart, markEnd] of pageMarks) {
      if (markEnd <= at || markStart >= to) continue;
      if (markStart > at) out.push(piece(at, markStart, ""));
      out.push(piece(Math.max(at, markStart), Math.min(to, markEnd), "page-mark"));
      at = Math.min(to, markEnd);
    }
    if (at < to) out.push(piece(at, to, ""));
  };
  const piece = (from: number, to: number, kind: string): HTMLElement => el("span", { "data-start": from, "data-end": to, class: kind || null }, cutter.cut(from, to));
  let at = start;
  for (const mention of mentions) {
    if (mention.start < at || mention.end > end) continue;
    plain(at, mention.start);
    out.push(el("a", { class: "mention", href: entityAddress(mention.entity.id), "data-type": mention.entity.type, "data-start": mention.start, "data-end": mention.end, title: mention.entity.name }, cutter.cut(mention.start, mention.end)));
    at = mention.end;
  }
  plain(at, end);
  return out;
}

/** Where the text is not at hand: the sentences of this cable that are quoted in the graph. */
function quotes(context: Context, cable: Cable): HTMLElement[] {
  const said = [...context.graph.relations.values()].flatMap((relation) => relation.evidence.filter((evidence) => evidence.cable === cable).map((evidence) => ({ relation, evidence })));
  said.sort((a, b) => a.evidence.start - b.evidence.start);
  return [el("h2", {}, count(said.length, "quoted sentence")),
    ...said.map(({ relation, evidence }) => el("blockquote", { dir: "auto", class: "target-quote" }, el("a", { href: address({ relation: relation.id }) }, evidence.quote)))];
}
