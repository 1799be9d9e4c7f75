/** The same relations as a table, for those who cannot see the canvas or would rather read. */

import { compare, entity, type Index, type Relation } from "./data.ts";
import { button, el, name, replace } from "./dom.ts";
import { entityButton, type Go } from "./panel.ts";
import { count, number, predicateLabel } from "./words.ts";

/** Rows shown at first and with every "more". */
const PAGE = 500;

type Column = "subject" | "predicate" | "object" | "sentences";

const COLUMNS: [Column, string][] = [["subject", "From"], ["predicate", "Relation"], ["object", "To"], ["sentences", "Sentences"]];

export class Table {
  private by: Column = "predicate";
  private descending = false;
  private rows = PAGE;
  private relations: Relation[] = [];
  private selected = "";

  constructor(private readonly box: HTMLElement, private readonly index: Index, private readonly go: Go) {}

  show(relations: Relation[], selected: string): void {
    this.relations = relations;
    this.selected = selected;
    this.draw();
  }

  private draw(): void {
    const focused = document.activeElement instanceof HTMLElement && this.box.contains(document.activeElement) ? document.activeElement.id : "";
    const sorted = this.sorted();
    const left = sorted.length - this.rows;
    replace(
      this.box,
      el("table", { id: "relations", "aria-rowcount": sorted.length + 1 },
        el("caption", {}, count(sorted.length, "relation")),
        el("thead", {}, el("tr", {}, ...COLUMNS.map(([column, label]) => this.heading(column, label)))),
        el("tbody", {}, ...sorted.slice(0, this.rows).map((relation) => this.row(relation)))),
      left > 0 ? button(`Show ${number(Math.min(left, PAGE))} more of ${number(left)}`, () => { this.rows += PAGE; this.draw(); }, { id: "more-rows" }) : null,
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  private sorted(): Relation[] {
    const named = (id: string): string => entity(this.index, id).name.toLowerCase();
    const keyed = this.relations.map((relation) => ({ relation, keys: this.keys(relation, named(relation.subject), named(relation.object)) }));
    const turn = this.descending ? -1 : 1;
    keyed.sort((a, b) => {
      const at = a.keys.findIndex((key, i) => key !== b.keys[i]);
      return at < 0 ? 0 : turn * compare(a.keys[at] ?? "", b.keys[at] ?? "");
    });
    return keyed.map(({ relation }) => relation);
  }

  /** What a row is sorted by: the chosen column first, the id last, so that the order is always the same. */
  private keys(relation: Relation, subject: string, object: string): string[] {
    const predicate = predicateLabel(relation.predicate);
    const rest = [predicate, subject, object, relation.title, relation.id];
    if (this.by === "subject") return [subject, ...rest];
    if (this.by === "object") return [object, ...rest];
    if (this.by === "sentences") return [String(1e6 - relation.evidence.length).padStart(7, "0"), ...rest]; // most first
    return rest;
  }

  private heading(column: Column, label: string): HTMLElement {
    const sort = (): void => {
      this.descending = this.by === column && !this.descending;
      this.by = column;
      this.draw();
    };
    const sorted = this.by === column ? (this.descending ? "descending" : "ascending") : null;
    const arrow = sorted === null ? "" : sorted === "ascending" ? " ▲" : " ▼";
    return el("th", { scope: "col", "aria-sort": sorted }, button([label, el("span", { "aria-hidden": "true" }, arrow)], sort, { id: `sort-${column}` }));
  }

  private row(relation: Relation): HTMLElement {
    const words = relation.title ? [predicateLabel(relation.predicate), ": ", name(relation.title)] : [predicateLabel(relation.predicate)];
    const current = relation.id === this.selected;
    return el("tr", { "data-relation": relation.id, class: current ? "current" : null },
      el("td", {}, entityButton(entity(this.index, relation.subject), this.go)),
      el("td", {}, button(words, () => this.go.relation(relation.id), { id: `row-${relation.id}`, class: "link", "aria-current": current ? "true" : null })),
      el("td", {}, entityButton(entity(this.index, relation.object), this.go)),
      el("td", { class: "number" }, number(relation.evidence.length)));
  }
}
