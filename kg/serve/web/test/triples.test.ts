import { describe, expect, it } from "vitest";
import { bind, fromJson, fromNTriples, short, toGraph } from "../src/triples.ts";
import { SMALL } from "./sample.ts";

const PREFIXES = { kg: "https://kg.example/vocab#", id: "https://kg.example/id/", x: "https://kg.example/" };

describe("answers", () => {
  it("of a SELECT and an ASK", () => {
    const rows = fromJson('{"head":{"vars":["a","b"]},"results":{"bindings":[{"a":{"type":"uri","value":"x:1"}},{"b":{"type":"literal","value":"t"}}]}}');
    expect(rows).toEqual({ columns: ["a", "b"], rows: [[{ kind: "iri", value: "x:1" }, null], [null, { kind: "literal", value: "t" }]] });
    expect(fromJson('{"head":{},"boolean":true}').rows[0]?.[0]?.value).toBe("yes");
  });

  it("of a CONSTRUCT", () => {
    const { rows } = fromNTriples('<x:a> <x:p> "say \\"no\\"\\u0020\\n. <x:b>"@en .\n\nnonsense\n<x:a> <x:p> "1"^^<x:int> .\n_:b <x:p> <x:a> .');
    expect(rows.map((row) => row[2]?.value)).toEqual(['say "no" \n. <x:b>', "1", "x:a"]);
    expect(rows[2]?.[0]).toEqual({ kind: "blank", value: "_:b" });
  });

  it("become a graph in which our own things keep their names", () => {
    const table = fromNTriples('<https://kg.example/id/e1> <https://kg.example/vocab#met_with> <https://kg.example/id/e9> .\n<https://kg.example/id/e1> <x:p> "no node" .');
    const graph = toGraph(table, SMALL, PREFIXES);
    expect([...graph.entities.values()].map((entity) => [entity.name, entity.type])).toEqual([["Ludo Marensky", "person"], ["id:e9", "other"]]);
    expect([...graph.relations.values()].map((relation) => relation.predicate)).toEqual(["met_with"]);
  });
});

it("the longest prefix wins", () => expect(short("https://kg.example/id/e1", PREFIXES)).toBe("id:e1"));

describe("a parameter", () => {
  it("goes into its VALUES line, or into a new one", () => {
    expect(bind('SELECT ?a WHERE {\n  VALUES ?a { "x" }\n}', "a", "text", 'O"Hara $&')).toBe('SELECT ?a WHERE {\n  VALUES ?a { "O\\"Hara $&" }\n}');
    expect(bind("SELECT ?a WHERE { ?a ?b ?c }", "a", "number", "7")).toBe("SELECT ?a WHERE {\n  VALUES ?a { 7 } ?a ?b ?c }");
    expect(bind('SELECT ?a WHERE {\n  {\n    # VALUES ?a { "any name" }\n  }\n}', "a", "text", "Brook")).toBe('SELECT ?a WHERE {\n  {\n    VALUES ?a { "Brook" }\n  }\n}');
    expect(bind("SELECT ?a WHERE {}", "a", "text", " ")).toBe("SELECT ?a WHERE {}");
  });
});
