/** The same data as tables, for those who cannot see the canvas or would rather read. */

import type { Context } from "./context.ts";
import { compare, type Entity, type Relation } from "./data.ts";
import { button, el, name, replace } from "./dom.ts";
import { entityLink } from "./parts.ts";
import { address, type State } from "./state.ts";
import { count, number, predicateLabel, typeLabel } from "./words.ts";

/** Rows shown at first and with every "more". */
const PAGE = 300;

interface Column<Row> {
  key: string;
  label: string;
  /** What the rows are sorted by; a number sorts the largest first. */
  value(row: Row): string | number;
}

/** One kind of table: its columns and how a row looks. */
interface Kind<Row extends { id: string }> {
  id: string;
  caption(n: number): string;
  columns: Column<Row>[];
  cells(row: Row, state: State, context: Context): HTMLElement[];
  attributes(row: Row, state: State): Record<string, string | null>;
}

const RELATIONS: Kind<Relation> = {
  id: "relations",
  caption: (n) => count(n, "relation"),
  columns: [
    { key: "subject", label: "From", value: (r) => r.subject.name.toLowerCase() },
    { key: "predicate", label: "Relation", value: (r) => predicateLabel(r.predicate) },
    { key: "object", label: "To", value: (r) => r.object.name.toLowerCase() },
    { key: "sentences", label: "Sentences", value: (r) => r.evidence.length },
    { key: "confidence", label: "Confidence", value: (r) => r.confidence },
  ],
  cells(relation, state, context) {
    const words = relation.title ? [predicateLabel(relation.predicate), ": ", name(relation.title)] : [predicateLabel(relation.predicate)];
    const pick = (): void => { context.go({ relation: relation.id, entity: "" }); document.getElementById("panel-title")?.focus(); };
    const current = relation.id === state.relation;
    return [
      el("td", {}, end(relation.subject, state)),
      el("td", {}, button(words, pick, { id: `row-${relation.id}`, class: "link", "aria-current": current ? "true" : null })),
      el("td", {}, end(relation.object, state)),
      el("td", { class: "number" }, number(relation.evidence.length)),
      el("td", { class: "number" }, relation.confidence.toFixed(2)),
    ];
  },
  attributes: (relation, state) => ({ "data-relation": relation.id, class: relation.id === state.relation ? "current" : null }),
};

const ENTITIES: Kind<Entity> = {
  id: "entities",
  caption: (n) => count(n, "entity", "entities"),
  columns: [
    { key: "name", label: "Name", value: (e) => e.name.toLowerCase() },
    { key: "type", label: "Type", value: (e) => e.type },
    { key: "relations", label: "Relations", value: (e) => e.relations.length },
    { key: "mentions", label: "Mentions", value: (e) => e.mentionCount },
  ],
  cells: (entity, state) => [
    el("td", {}, end(entity, state)),
    el("td", {}, typeLabel(entity.type)),
    el("td", { class: "number" }, number(entity.relations.length)),
    el("td", { class: "number" }, number(entity.mentionCount)),
  ],
  attributes: (entity, state) => ({ class: entity.id === state.entity ? "current" : null }),
};

function end(entity: Entity, state: State): HTMLElement {
  return entityLink(entity, address({ entity: entity.id, relation: "" }, state));
}

class Table<Row extends { id: string }> {
  private by: string;
  private turned = false;
  private rows = PAGE;
  private all: Row[] = [];
  private state: State | null = null;
  private keyed: Row[] | null = null; // sorted as now

  constructor(private readonly box: HTMLElement, private readonly context: Context, private readonly kind: Kind<Row>, by: string) {
    this.by = by;
  }

  show(rows: Row[], state: State): void {
    if (rows !== this.all) this.keyed = null;
    this.all = rows;
    this.state = state;
    this.draw();
  }

  private draw(): void {
    if (this.state === null) return;
    const state = this.state;
    const focused = document.activeElement instanceof HTMLElement && this.box.contains(document.activeElement) ? document.activeElement.id : "";
    const sorted = (this.keyed ??= this.sorted());
    const left = sorted.length - this.rows;
    replace(this.box,
      el("table", { id: this.kind.id, "aria-rowcount": sorted.length + 1 },
        el("caption", {}, this.kind.caption(sorted.length)),
        el("thead", {}, el("tr", {}, ...this.kind.columns.map((column) => this.heading(column)))),
        el("tbody", {}, ...sorted.slice(0, this.rows).map((row) => el("tr", this.kind.attributes(row, state), ...this.kind.cells(row, state, this.context))))),
      left > 0 ? button(`Show ${number(Math.min(left, PAGE))} more of ${number(left)}`, () => { this.rows += PAGE; this.draw(); }, { id: "more-rows" }) : null);
    if (focused) document.getElementById(focused)?.focus();
  }

  /** By the chosen column first, then by the others from the left, the id last: the order is always the same. */
  private sorted(): Row[] {
    const { columns } = this.kind;
    const order = [...columns.filter((column) => column.key === this.by), ...columns.filter((column) => column.key !== this.by)];
    const keyed = this.all.map((row) => ({ row, keys: order.map((column) => column.value(row)) }));
    const turn = this.turned ? -1 : 1;
    keyed.sort((a, b) => {
      for (const [i, key] of a.keys.entries()) {
        const other = b.keys[i];
        const c = typeof key === "number" ? Number(other) - key : compare(key, String(other));
        if (c !== 0) return turn * c;
      }
      return turn * compare(a.row.id, b.row.id);
    });
    return keyed.map(({ row }) => row);
  }

  private heading({ key, label, value }: Column<Row>): HTMLElement {
    const sort = (): void => {
      this.turned = this.by === key && !this.turned;
      this.by = key;
      this.keyed = null;
      this.draw();
    };
    const numeric = this.all[0] !== undefined && typeof value(this.all[0]) === "number";
    const sorted = this.by !== key ? null : this.turned === numeric ? "ascending" : "descending";
    const arrow = sorted === null ? "" : sorted === "ascending" ? " ▲" : " ▼";
    return el("th", { scope: "col", "aria-sort": sorted, class: numeric ? "number" : null }, button([label, el("span", { "aria-hidden": "true" }, arrow)], sort, { id: `sort-${key}` }));
  }
}

/** Both tables in one box. */
export function tables(box: HTMLElement, context: Context): { relations: Table<Relation>; entities: Table<Entity> } {
  return { relations: new Table(box, context, RELATIONS, "predicate"), entities: new Table(box, context, ENTITIES, "relations") };
}
