import { indexData, type Entity, type Evidence, type Index, type Mention, type Relation } from "../src/data.ts";

/** Invented people and places. */
export function entity(id: string, type: string, name: string, aliases: string[] = [], mentions: Mention[] = []): Entity {
  return { id, type, name, aliases, protected: false, mentions };
}

export function mention(start: number, text: string): Mention {
  return { cable: "01ZENDA1", paragraph: "2", marking: "C", start, end: start + text.length, text, source: "model" };
}

export function evidence(quote: string, start = 0): Evidence {
  return { cable: "01ZENDA1", paragraph: "2", marking: "C", start, end: start + quote.length, quote, rule: "test" };
}

export function relation(id: string, subject: string, predicate: string, object: string): Relation {
  return { id, subject, predicate, object, title: "", confidence: 0.9, evidence: [evidence("A sentence.")] };
}

export function index(entities: Entity[], relations: Relation[]): Index {
  return indexData({
    format: 1,
    protected: "masked",
    versions: {},
    types: ["person", "agency", "place"],
    predicates: ["part_of", "located_in", "met_with"],
    symmetric: ["met_with"],
    cables: {},
    entities,
    relations,
  });
}

export const SMALL = index(
  [
    entity("e1", "person", "Ludo Marensky", ["Marensky"]),
    entity("e2", "person", "Ines Marén"),
    entity("e3", "agency", "Harbour Office of Strelsau", ["HOS"]),
    entity("e4", "place", "Strelsau"),
    entity("e5", "place", "Marle"),
  ],
  [
    relation("a1", "e1", "part_of", "e3"),
    relation("a2", "e3", "located_in", "e4"),
    relation("a3", "e1", "met_with", "e2"),
  ],
);
