import { describe, expect, it } from "vitest";
import { applyDifference, Mentions, readGraph, type Graph } from "../src/data.ts";
import { AT_START, drawnPart, neighbours, NEIGHBOURS, preview, shortestPaths } from "../src/drawn.ts";
import { filterGraph } from "../src/filter.ts";
import { Search } from "../src/search.ts";
import { START, type State } from "../src/state.ts";
import { dataset, entity, one, relation, SMALL, SMALL_DATA } from "./sample.ts";

const drawn = (graph: Graph, state: State): ReturnType<typeof drawnPart> => drawnPart(graph, state, filterGraph(graph, state));
const only = (facet: keyof State["choices"], ...values: string[]): State => ({ ...START, choices: { [facet]: { only: true, values } } });

describe("the data", () => {
  it("are linked", () => {
    const found = one(SMALL.relations.get("a1"));
    expect([found.subject.name, found.predicate, found.object.name, found.title, found.confidence]).toEqual(["Ludo Marensky", "holds_position", "Harbour Office of Strelsau", "Director", 0.95]);
    expect(found.evidence.map((evidence) => [evidence.cable.id, evidence.paragraph, evidence.marking, evidence.source])).toEqual([["01ZENDA1", "2", "C", "rule:beside"], ["02STRELSAU7", "2", "S", "rule:beside"]]);
    expect(SMALL.ranked[0]?.id).toBe("e1");
  });

  it("know the mentions of an entity and of a cable", () => {
    const mentions = new Mentions(SMALL);
    expect(mentions.of(one(SMALL.entities.get("e1"))).map((mention) => [mention.text, mention.cable.id, mention.start])).toEqual([["Ludo Marensky", "01ZENDA1", 10], ["Marensky", "02STRELSAU7", 40]]);
    expect(mentions.in(one(SMALL.cables.get("01ZENDA1"))).map((mention) => mention.entity.id)).toEqual(["e1", "e3", "e2"]);
  });

  it("of another format are refused with a sentence", () => expect(() => readGraph({ format: 1 } as never)).toThrow("kg export"));

  it("take a correction in", () => {
    const joined = entity("e6", "person", "Ludo Marensky", ["Ines Marén", "Marensky"]);
    const next = applyDifference(SMALL_DATA, { removed: { entities: ["e1", "e2"], relations: ["a1", "a3"] }, changed: { entities: [joined], relations: [relation("a9", "e6", "holds_position", "e3")] } });
    const graph = readGraph(next);
    expect([...graph.entities.keys()]).toEqual(["e3", "e4", "e5", "e6"]);
    expect([...graph.relations.values()].map((found) => [found.id, found.subject.id, found.object.id])).toEqual([["a2", "e3", "e4"], ["a9", "e6", "e3"]]);
    expect(SMALL_DATA.entities).toHaveLength(5);
  });
});

describe("filters", () => {
  const rows = (state: State): string[] => filterGraph(SMALL, state).relations.map((found) => found.id);

  it("count what the tables show", () => {
    for (const facet of ["predicate", "confidence", "tag", "post", "class", "mark", "rule"] as const)
      for (const [value, n] of one(filterGraph(SMALL, START).counts.get(facet))) expect([facet, value, rows(only(facet, value)).length]).toEqual([facet, value, n]);
    for (const facet of ["type", "found"] as const)
      for (const [value, n] of one(filterGraph(SMALL, START).counts.get(facet))) expect([facet, value, filterGraph(SMALL, only(facet, value)).entities.length]).toEqual([facet, value, n]);
  });

  it("count as the other filters are", () => {
    const filtered = filterGraph(SMALL, { ...only("post", "Embassy Strelsau"), choices: { post: { only: true, values: ["Embassy Strelsau"] }, predicate: { only: false, values: ["located_in"] } } });
    expect(filtered.relations.map((found) => found.id)).toEqual(["a1"]);
    expect([...one(filtered.counts.get("predicate"))]).toEqual([["holds_position", 1], ["located_in", 1], ["met_with", 0]]);
    expect([...one(filtered.counts.get("post"))]).toEqual([["Embassy Strelsau", 1], ["Embassy Zenda", 2]]);
  });

  it("ask one sentence to pass them all", () => expect(rows({ ...START, choices: { post: { only: true, values: ["Embassy Zenda"] }, mark: { only: true, values: ["S"] } } })).toEqual([]));
  it("of types hold for both ends", () => expect(rows({ ...START, choices: { type: { only: false, values: ["place"] } } })).toEqual(["a1", "a3"]));
  it("go by months", () => {
    expect(rows({ ...START, from: "2002-01" })).toEqual(["a1", "a2"]);
    expect(rows({ ...START, to: "2001-12" })).toEqual(["a1", "a3"]);
    expect([...filterGraph(SMALL, { ...START, to: "2001-12" }).months]).toEqual([["2001-02", 2], ["2002-03", 2]]);
  });
  it("leave only ends of relations, once relations are filtered", () => {
    expect(filterGraph(SMALL, START).entities).toHaveLength(5);
    expect(filterGraph(SMALL, { ...START, lone: false }).entities).toHaveLength(4);
    expect(filterGraph(SMALL, only("predicate", "met_with")).entities.map((found) => found.id)).toEqual(["e1", "e2"]);
  });
});

describe("what is drawn", () => {
  const people = Array.from({ length: 1000 }, (_, i) => entity(`e${i}`, "person", `Person ${i}`));
  const links = people.slice(1).map((_, i) => relation(`a${i + 1}`, `e${i + 1}`, "met_with", `e${Math.floor((i + 1) / 50)}`));
  const big = readGraph(dataset(people, links));

  it("is everything, if it is little", () => expect(drawn(SMALL, START).entities).toHaveLength(5));
  it("is the most connected of much", () => {
    const found = drawn(big, START);
    expect([found.mode, found.entities.length, found.possible]).toEqual(["most", AT_START, 1000]);
  });
  it("is an entity's surroundings, and grows in steps", () => {
    const around = drawn(big, { ...START, around: ["e5"] });
    expect([around.mode, around.entities.length]).toEqual(["around", NEIGHBOURS + 1]);
    const hub = one(big.entities.get("e0"));
    expect([...preview(hub, { has: () => true }, around)]).toEqual([["met_with", 48]]);
    const grown = drawn(big, { ...START, around: ["e5", "e0"] });
    expect(grown.steps[0]).toEqual(around.steps[0]);
    expect(grown.entities.length).toBe(2 * NEIGHBOURS + 1);
  });
  it("is never more than 300", () => expect(drawn(big, { ...START, around: Array.from({ length: 20 }, (_, i) => `e${i}`) }).entities).toHaveLength(300));
  it("holds what is selected", () => expect(drawn(big, { ...START, relation: "a999" }).relations.map((found) => found.id)).toContain("a999"));

  it("is the way between two, which the filters can close", () => {
    const [from, to] = [one(SMALL.entities.get("e2")), one(SMALL.entities.get("e4"))];
    const all = new Set(SMALL.relations.values());
    expect(shortestPaths(from, to, all).map((path) => path.map((found) => found.id))).toEqual([["e2", "e1", "e3", "e4"]]);
    expect(shortestPaths(from, one(SMALL.entities.get("e5")), all)).toEqual([]);
    expect(drawn(SMALL, { ...START, path: ["e2", "e4"] }).entities).toHaveLength(4);
    expect(drawn(SMALL, { ...only("predicate", "met_with"), path: ["e2", "e4"] }).paths).toEqual([]);
    expect(neighbours(one(SMALL.entities.get("e1")), all, "met_with").map((found) => found.id)).toEqual(["e2"]);
  });
});

describe("search for cables", () => {
  const search = new Search(SMALL);
  const ids = (text: string): string[] => search.cables(text).map((cable) => cable.id);
  it("by an id or a part of it, in any case and with blanks", () => {
    expect(ids("02stre")).toEqual(["02STRELSAU7"]);
    expect(ids("02 Strelsau 7")).toEqual(["02STRELSAU7"]);
    expect(ids("Zenda1")).toEqual(["01ZENDA1"]);
    expect(ids("zenda2")).toEqual([]);
  });
  it("by words of the subject", () => {
    expect(ids("harb")).toEqual(["02STRELSAU7"]);
    expect(ids("arbours")).toEqual([]);
    expect(ids("h")).toEqual([]);
    expect(ids("")).toEqual([]);
  });
});

describe("search", () => {
  const search = new Search(SMALL);
  const names = (text: string): string[] => search.find(text).map((hit) => hit.entity.name);
  it.each([
    ["marensky", ["Ludo Marensky"]],
    ["maren", ["Ludo Marensky", "Ines Marén"]],
    ["INES MAREN", ["Ines Marén"]],
    ["office harb", ["Harbour Office of Strelsau"]],
    ["hos", ["Harbour Office of Strelsau"]],
    ["strelsau", ["Strelsau", "Harbour Office of Strelsau"]],
    ["strelsua", ["Harbour Office of Strelsau", "Strelsau"]],
    ["", []],
    ["nobody", []],
  ])("%s", (text, expected) => expect(names(text)).toEqual(expected));
  it("says which alias matched", () => expect(search.find("hos")[0]?.matched).toBe("HOS"));
});
