/** How the page says things: names of types and predicates, dates, counts. */

import type { Place } from "./data.ts";
import type { Facet } from "./state.ts";

const PREDICATES: Record<string, { label: string; out: string; in: string }> = {
  holds_position: { label: "holds position", out: "Holds a position in", in: "Positions held here" },
  member_of: { label: "member of", out: "Member of", in: "Members" },
  part_of: { label: "part of", out: "Part of", in: "Parts" },
  located_in: { label: "located in", out: "Located in", in: "Located here" },
  nationality: { label: "nationality", out: "Nationality", in: "Nationals" },
  met_with: { label: "met with", out: "Met with", in: "Met with" },
  cooperates_with: { label: "cooperates with", out: "Cooperates with", in: "Cooperates with" },
  legal_action: { label: "legal action against", out: "Took legal action against", in: "Legal action taken by" },
  owns: { label: "owns", out: "Owns", in: "Owned by" },
  family_of: { label: "family of", out: "Family", in: "Family" },
};

const TYPES: Record<string, { one: string; many: string }> = {
  person: { one: "Person", many: "People" },
  agency: { one: "Agency", many: "Agencies" },
  company: { one: "Company", many: "Companies" },
  place: { one: "Place", many: "Places" },
  organization: { one: "Organization", many: "Organizations" },
};

const MONTHS = "January February March April May June July August September October November December".split(" ");

function plain(name: string): string {
  return name.replaceAll("_", " ");
}

export function predicateLabel(predicate: string): string {
  return PREDICATES[predicate]?.label ?? plain(predicate);
}

/** The heading over an entity's relations of one predicate; `outgoing` if the entity is the subject. */
export function predicateHeading(predicate: string, outgoing: boolean): string {
  const words = PREDICATES[predicate];
  if (words !== undefined) return outgoing ? words.out : words.in;
  return outgoing ? plain(predicate) : `${plain(predicate)} (of this)`;
}

export function typeLabel(type: string): string {
  return TYPES[type]?.one ?? plain(type);
}

export function typePlural(type: string): string {
  return TYPES[type]?.many ?? plain(type);
}

/** "1 relation", "1,200 relations". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

export function number(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "2 February 2009" from an ISO 8601 date; anything else as it is. */
export function dateLabel(date: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  const month = MONTHS[Number(parts?.[2]) - 1];
  return parts && month ? `${Number(parts[3])} ${month} ${parts[1]}` : date;
}

/** "paragraph 7 (SBU), characters 100 to 180" with what is known of it. */
export function placeLabel(where: Place): string {
  const paragraph = where.paragraph ? `paragraph ${where.paragraph}` : "no paragraph number";
  const marking = where.marking ? ` (${where.marking})` : "";
  return `${paragraph}${marking}, characters ${where.start} to ${where.end}`;
}

/** A line to cite: cable id, post, date, paragraph. */
export function citation(where: Place): string {
  const { cable } = where;
  const parts = [cable.canonical || cable.id, cable.origin, dateLabel(cable.date)];
  if (where.paragraph) parts.push(`paragraph ${where.paragraph}`);
  return parts.filter(Boolean).join(", ");
}

/** "February 2009" from "2009-02". */
export function monthLabel(month: string): string {
  const name = MONTHS[Number(month.slice(5)) - 1];
  return name ? `${name} ${month.slice(0, 4)}` : month;
}

const FACET_LABELS: Record<Facet, string> = {
  type: "Entities", found: "Names found by", predicate: "Relations", confidence: "Confidence", tag: "TAGS", post: "Post",
  class: "Classification", mark: "Portion mark", rule: "Read by",
};

export function facetLabel(facet: Facet): string {
  return FACET_LABELS[facet];
}

/** "0.80 to 0.89" from "0.8". */
export function tenthLabel(tenth: string): string {
  return tenth === "0.9" ? "0.90 and over" : `${tenth}0 to ${tenth}9`;
}

/** What made a mention or read a relation: "model", or the name of a rule. */
export function ruleLabel(source: string): string {
  return source.replace(/^rule:/, "");
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
