/** Versions, rules, limits. */

import type { Context, View } from "../context.ts";
import { compare } from "../data.ts";
import { el, name } from "../dom.ts";
import { count, number, ruleLabel } from "../words.ts";

export function about(context: Context): View {
  const { graph } = context;
  const skipped = context.more.skipped ?? [];
  const { versions, limits, read, excerpt } = graph.dataset.about;
  const rules = new Map<string, number>();
  for (const relation of graph.relations.values()) for (const evidence of relation.evidence) rules.set(evidence.source, (rules.get(evidence.source) ?? 0) + 1);
  const list = [...rules].sort(([a, n], [b, m]) => m - n || compare(a, b));
  const element = el("article", { class: "reading" },
    el("h1", {}, "About this graph"),
    el("p", {}, "It was made by ", el("b", {}, "kg"), ", which reads diplomatic cables and writes down who and what they speak of and what they say connects them. Every statement leads back to the cable, the paragraph and the sentence. They say what a cable asserts, which is not the same as what was so."),
    excerpt ? el("p", { class: "note" }, name(excerpt)) : null,
    el("h2", {}, "Made with"),
    el("dl", { class: "versions" }, ...Object.entries(versions).flatMap(([part, version]) => [el("dt", {}, part), el("dd", {}, el("code", {}, name(version)))])),
    el("p", {}, `${count(read, "document")} read.`),
    skipped.length ? el("details", {}, el("summary", {}, `${count(skipped.length, "file")} could not be read`), el("ul", { class: "limits" }, ...skipped.slice(0, 1000).map(([source, code, message]) => el("li", {}, name(source), ": ", name(message), el("span", { class: "aside" }, ` ${code}`))))) : null,
    el("h2", {}, "Protected names"),
    el("p", {}, graph.dataset.protected === "included" ? "This graph shows names that the cables ask to protect. Do not pass it on." : "Names that the cables ask to protect are masked, as far as the cables mark them; that does not make a set of cables safe to publish."),
    ...(limits.length ? [el("h2", {}, "Limits"), el("ul", { class: "limits" }, ...limits.map((line) => el("li", {}, line)))] : []),
    el("h2", {}, "What read the relations"),
    el("table", { class: "plain-table" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Rule"), el("th", { scope: "col", class: "number" }, "Sentences"))),
      el("tbody", {}, ...list.map(([source, n]) => el("tr", {}, el("td", {}, el("code", {}, name(ruleLabel(source)))), el("td", { class: "number" }, number(n)))))));
  return { element, show: () => "About" };
}
