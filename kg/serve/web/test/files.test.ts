import { describe, expect, it } from "vitest";
import { csv, encode, gexf, turtle } from "../src/files.ts";
import { outline } from "../src/shapes.ts";
import { Cutter } from "../src/textcut.ts";
import { readGraph } from "../src/data.ts";
import { dataset, entity, relation, said, SMALL } from "./sample.ts";

const HOSTILE = readGraph(dataset(
  [entity("e1", "person", '=cmd|"x"'), entity("e2", "place", "</node>&\u0001\ud800")],
  [relation("a1", "e1", "located_in", "e2", [said('He said "no",\nthen left.')], "+1 \\ 2")],
));

describe("CSV", () => {
  const lines = csv([...SMALL.relations.values()]).split("\r\n");
  it("has a row for each sentence", () => expect(lines).toHaveLength(1 + 4 + 1));
  it("cites", () => expect(lines[1]).toBe('Ludo Marensky,person,holds_position,Director,Harbour Office of Strelsau,agency,0.95,01ZENDA1,Embassy Zenda,2001-02-03T04:05:00Z,2,C,10,38,beside,"Ludo Marensky, who runs HOS.","01ZENDA1, Embassy Zenda, 3 February 2001, paragraph 2"'));
  it("makes no formula of a name", () => expect(csv([...HOSTILE.relations.values()])).toContain(`"'=cmd|""x""",person,located_in,'+1 \\ 2`));
});

describe("GEXF and Turtle", () => {
  it("hold every node and edge", () => {
    const made = gexf(SMALL.ranked, [...SMALL.relations.values()], new Map([["e1", { x: 1, y: 2 }]]));
    expect(made.match(/<node /g)).toHaveLength(5);
    expect(made.match(/<edge /g)).toHaveLength(3);
    expect(made).toContain('<viz:position x="1.0" y="-2.0" z="0"/>');
  });
  it("hold no markup of a name", () => {
    expect(gexf(HOSTILE.ranked, [...HOSTILE.relations.values()], new Map())).toContain("&lt;/node&gt;&amp;\ufffd\ufffd");
    expect(turtle(HOSTILE, HOSTILE.ranked, [...HOSTILE.relations.values()])).toContain('kg:title "+1 \\\\ 2"');
  });
  it("write symmetric relations both ways", () => expect(turtle(SMALL, [], [...SMALL.relations.values()])).toContain("<https://kg.example/id/e2> kg:met_with <https://kg.example/id/e1> ."));
  it("encode as the graph's own IRIs", () => expect(encode("09X_1.é")).toBe("09X%5F1%2E%C3%A9"));
});

describe("shapes", () => {
  it("are told apart", () => expect(new Set(["person", "agency", "company", "place", "organization"].map((type) => outline(type, 0, 0, 10))).size).toBe(5));
});

describe("cutting by code points", () => {
  it.each([["plain text", 2, 5, "ain"], ["a𝄞b𝄞c", 1, 2, "𝄞"], ["a𝄞b𝄞c", 2, 5, "b𝄞c"], ["𝄞𝄞", 2, 2, ""]])("%s", (text, start, end, expected) => expect(new Cutter(text).cut(start, end)).toBe(expected));
  it("counts them", () => expect(new Cutter("a𝄞b").length).toBe(3));
});
