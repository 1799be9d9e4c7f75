import { readGraph, type CableRow, type Dataset, type EntityRow, type Evidence, type Graph, type RelationRow } from "../src/data.ts";

/** Invented people and places, as rows of a dataset. */
export const TYPES = ["person", "agency", "company", "place", "organization"];
export const PREDICATES = ["holds_position", "part_of", "located_in", "met_with"];

export function entity(id: string, type: string, name: string, aliases: string[] = [], mentions: number[] = []): EntityRow {
  return [id, TYPES.indexOf(type), name, aliases, 0, mentions];
}

/** A sentence of cable 0, or of another. */
export function said(quote: string, cable = 0, start = 0, marking = 1): RelationRow[6][number] {
  return [cable, start, start + quote.length, 1, marking, 1, quote];
}

export function relation(id: string, subject: string, predicate: string, object: string, evidence = [said("A sentence.")], title = "", hundredths = 90): RelationRow {
  return [id, subject, PREDICATES.indexOf(predicate), object, title, hundredths, evidence, 0];
}

const CABLES: CableRow[] = [
  ["01ZENDA1", "TIDES", "2001-02-03T04:05:00Z", "SECRET", "Embassy Zenda", ["PREL", "KTID"], [], "01ZENDA1", "ROUTINE"],
  ["02STRELSAU7", "HARBOURS", "2002-03-04", "CONFIDENTIAL", "Embassy Strelsau", ["PREL"], ["01ZENDA1"], "02STRELSAU7", "PRIORITY"],
];

export function dataset(entities: EntityRow[], relations: RelationRow[]): Dataset {
  return {
    format: 2, protected: "masked",
    about: { versions: { kg: "0" }, read: 2, base: "https://kg.example/", vocab: "https://kg.example/vocab#", quality: [], limits: [], excerpt: null, partial: null },
    types: TYPES, predicates: PREDICATES, symmetric: [3], sources: ["model", "rule:beside", "correction"], markings: ["", "C", "S"], paragraphs: ["", "2"],
    cables: CABLES, entities, relations,
  };
}

export const SMALL_DATA = dataset(
  [
    entity("e1", "person", "Ludo Marensky", ["Marensky"], [0, 10, 23, 1, 1, 0, 0, 1, 40, 48, 1, 1, 1, 1]),
    entity("e2", "person", "Ines Marén", [], [0, 60, 70, 1, 1, 0, 0]),
    entity("e3", "agency", "Harbour Office of Strelsau", ["HOS"], [0, 30, 33, 1, 1, 1, 1]),
    entity("e4", "place", "Strelsau"),
    entity("e5", "place", "Marle"),
  ],
  [
    relation("a1", "e1", "holds_position", "e3", [said("Ludo Marensky, who runs HOS.", 0, 10), said("Marensky was there.", 1, 40, 2)], "Director", 95),
    relation("a2", "e3", "located_in", "e4", [said("HOS in Strelsau.", 1, 5)], "", 80),
    relation("a3", "e1", "met_with", "e2", [said("They met.", 0, 90)], "", 55),
  ],
);

export const SMALL: Graph = readGraph(SMALL_DATA);

export function one<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("nothing there");
  return found;
}

export function evidence(quote: string, start = 0): Evidence {
  return { cable: one(SMALL.cables.get("01ZENDA1")), start, end: start + quote.length, paragraph: "2", marking: "C", source: "rule:beside", quote };
}
