import { describe, expect, it } from "vitest";
import { readData } from "../src/data.ts";
import { curvatures, distanceToEdge, lineKind, onEdge } from "../src/geometry.ts";
import { Room, wrapLabel } from "../src/label.ts";
import { layout, type Item } from "../src/layout.ts";
import { cutQuote } from "../src/quote.ts";
import { search } from "../src/search.ts";
import { drawnPart, filterRelations, MOST_DRAWN } from "../src/select.ts";
import { decodeState, encodeState, START } from "../src/state.ts";
import { citation, count, dateLabel, predicateLabel } from "../src/words.ts";
import { entity, evidence, index, mention, relation, SMALL } from "./sample.ts";

describe("state in the address", () => {
  const known = (): boolean => true;

  it("comes back as it went", () => {
    const state = { ...START, relation: "a1", view: "table" as const, hiddenTypes: ["person", "place"], hiddenPredicates: ["met_with"], lone: false, added: ["e9"] };
    expect(decodeState(`#${encodeState(state)}`, known)).toEqual(state);
    expect(encodeState(START)).toBe("");
  });

  it("forgets what the graph does not have, and survives nonsense", () => {
    expect(decodeState("#entity=e9&added=e9", () => false)).toEqual(START);
    expect(decodeState("#%%%=&view=&view=javascript:alert(1)", known)).toEqual(START);
  });

  it("selects one thing only", () => {
    expect(decodeState("#entity=e1&relation=a1", known)).toMatchObject({ entity: "", relation: "a1" });
  });
});

describe("search", () => {
  const names = (text: string): string[] => search(SMALL, text).map((hit) => hit.entity.name);

  it.each([
    ["marensky", ["Ludo Marensky"]],
    ["maren", ["Ludo Marensky", "Ines Marén"]],
    ["INES MAREN", ["Ines Marén"]],
    ["office harb", ["Harbour Office of Strelsau"]],
    ["hos", ["Harbour Office of Strelsau"]],
    ["strelsau", ["Strelsau", "Harbour Office of Strelsau"]],
    ["", []],
    ["nobody", []],
  ])("%s", (text, expected) => expect(names(text)).toEqual(expected));

  it("says which alias matched", () => expect(search(SMALL, "hos")[0]?.matched).toBe("HOS"));
});

describe("filters", () => {
  it("count what the table shows", () => {
    const filtered = filterRelations(SMALL, { ...START, hiddenTypes: ["place"] });
    expect(filtered.relations.map((found) => found.id)).toEqual(["a1", "a3"]);
    expect([...filtered.predicates]).toEqual([["part_of", 1], ["located_in", 0], ["met_with", 1]]);
    expect([...filtered.types]).toEqual([["person", 2], ["agency", 1], ["place", 2]]);
  });

  it("draw only what has a relation left, once relations are filtered", () => {
    const state = { ...START, hiddenPredicates: ["part_of", "located_in"] };
    const drawn = drawnPart(SMALL, state, filterRelations(SMALL, state));
    expect(drawn.entities.map((found) => found.id)).toEqual(["e1", "e2"]);
  });

  it("draw the most connected of a big graph, and bring in what is asked for with its neighbours", () => {
    const people = Array.from({ length: 1000 }, (_, i) => entity(`e${i}`, "person", `Person ${i}`));
    const links = people.slice(1).map((_, i) => relation(`a${i + 1}`, `e${i + 1}`, "met_with", `e${Math.floor((i + 1) / 3)}`));
    const big = index(people, links);
    const first = drawnPart(big, START, filterRelations(big, START));
    expect(first.entities).toHaveLength(MOST_DRAWN);
    expect(first.possible).toBe(1000);
    const state = { ...START, added: ["e999"] };
    const drawn = drawnPart(big, state, filterRelations(big, state));
    expect(drawn.relations.map((found) => found.id)).toContain("a999");
  });
});

describe("a quote", () => {
  const cut = (quote: string, subject: [string, number[]], object: [string, number[]]): string =>
    cutQuote(
      evidence(quote, 100),
      entity("e1", "person", subject[0], [], subject[1].map((at) => mention(at, subject[0]))),
      entity("e2", "agency", object[0], [], object[1].map((at) => mention(at, object[0]))),
    ).map((piece) => (piece.entity ? `[${piece.entity}:${piece.text}]` : piece.text)).join("");

  it("has both names marked", () =>
    expect(cut("Marensky runs the Harbour Office.", ["Marensky", [100]], ["Harbour Office", [118]])).toBe("[subject:Marensky] runs the [object:Harbour Office]."));
  it("tells the surname He from the pronoun by its place", () =>
    expect(cut("He said that He, of the Port, left.", ["He", [113]], ["Port", [124]])).toBe("He said that [subject:He], of the [object:Port], left."));
  it("falls back on names as whole words", () =>
    expect(cut("Portly men of the Port.", ["Ann", []], ["Port", []])).toBe("Portly men of the [object:Port]."));
  it("marks a name inside the other name once", () =>
    expect(cut("The Port of Marle in Marle.", ["Marle", [121]], ["Port of Marle", [104]])).toBe("The [object:Port of Marle] in [subject:Marle]."));
  it("is left whole where neither is found", () => expect(cut("Nothing here.", ["A", []], ["B", []])).toBe("Nothing here."));
});

describe("layout", () => {
  const items: Item[] = Array.from({ length: 50 }, (_, i) => ({ id: `e${i}`, name: `Somebody Called ${i}`, size: 6 }));
  const links = items.slice(1, 44).map((item, i): [string, string] => [item.id, `e${Math.floor(i / 4)}`]);

  it("is the same every time", () => expect([...layout(items, links)]).toEqual([...layout(items, links)]));

  it("keeps dots apart, and those without a relation below the rest", () => {
    const points = layout(items, links);
    const all = [...points.values()];
    expect(all).toHaveLength(50);
    all.forEach((a, i) => all.slice(i + 1).forEach((b) => expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(12)));
    const linked = new Set(links.flat());
    const low = Math.min(...[...points].filter(([id]) => linked.has(id)).map(([, point]) => point.y));
    [...points].filter(([id]) => !linked.has(id)).forEach(([, point]) => expect(point.y).toBeLessThan(low));
  });

  it.each([[0], [1], [2]])("manages %i entities", (n) => expect(layout(items.slice(0, n), []).size).toBe(n));
});

describe("lines", () => {
  it("between the same two are bent apart", () => {
    expect(curvatures(1)).toEqual([0]);
    expect(new Set(curvatures(4)).size).toBe(4);
  });

  it("without a direction have no arrow", () => {
    expect([lineKind(true, 0), lineKind(false, 0), lineKind(true, 0.2), lineKind(false, 0.2)]).toEqual(["line", "arrow", "curve", "curvedArrow"]);
  });

  it("are found near their middle", () => {
    const [from, to] = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
    for (const bend of [0, 0.3, -0.3]) expect(distanceToEdge(onEdge(from, to, bend, 0.5), from, to, bend)).toBeLessThan(1);
    expect(distanceToEdge({ x: 50, y: 40 }, from, to, 0)).toBe(40);
  });
});

describe("labels", () => {
  it.each([
    ["Strelsau", ["Strelsau"]],
    ["Harbour Office of the Free City of Strelsau", ["Harbour Office of", "the Free City of", "Strelsau"]],
    ["a ".repeat(60).trim(), ["a a a a a a a a a a", "a a a a a a a a a a", "a a a a a a a a a a…"]],
    ["x".repeat(200), [`${"x".repeat(29)}…`]],
    ["", [""]],
  ])("%s", (name, lines) => expect(wrapLabel(name)).toEqual(lines));

  it("do not cover each other", () => {
    const room = new Room();
    expect(room.take({ left: 0, right: 10, top: 0, bottom: 10 })).toBe(true);
    expect(room.take({ left: 5, right: 15, top: 5, bottom: 15 })).toBe(false);
    expect(room.take({ left: 10, right: 15, top: 0, bottom: 10 })).toBe(true);
  });
});

describe("words", () => {
  it("say dates, counts and citations", () => {
    expect(dateLabel("2003-07-09T10:11:00Z")).toBe("9 July 2003");
    expect(dateLabel("unknown")).toBe("unknown");
    expect([count(1, "relation"), count(1234567, "entity", "entities")]).toEqual(["1 relation", "1,234,567 entities"]);
    expect(predicateLabel("something_new")).toBe("something new");
    expect(citation(evidence("x"), { subject: "", date: "2003-07-09", classification: "", origin: "Embassy Strelsau" })).toBe(
      "01ZENDA1, Embassy Strelsau, 9 July 2003, paragraph 2",
    );
  });
});

it("the bare template says what to do", () => expect(() => readData('"kg:data"')).toThrow("kg export"));
