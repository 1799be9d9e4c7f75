import { describe, expect, it } from "vitest";
import type { Entity, Mention } from "../src/data.ts";
import { embedded } from "../src/embedded.ts";
import { curvatures, distanceToEdge, lineKind, onEdge } from "../src/geometry.ts";
import { bars } from "../src/histogram.ts";
import { Room, wrapLabel } from "../src/label.ts";
import { layout, type Item, type Point } from "../src/layout.ts";
import { cutQuote } from "../src/quote.ts";
import { citation, count, dateLabel, predicateLabel } from "../src/words.ts";
import { evidence, one, SMALL } from "./sample.ts";

describe("a quote", () => {
  const cut = (quote: string, subject: [string, number[]], object: [string, number[]]): string => {
    const made = ([text]: [string, number[]]): Entity => ({ ...one(SMALL.entities.get("e1")), name: text, aliases: [] });
    const [one_, other] = [made(subject), made(object)];
    const at = (entity: Entity): number[] => (entity === one_ ? subject[1] : object[1]);
    const mentions = (entity: Entity): Mention[] => at(entity).map((start) => ({ ...evidence(quote), start, end: start + entity.name.length, text: entity.name, entity }));
    return cutQuote(evidence(quote, 100), one_, other, mentions).map((piece) => (piece.entity ? `[${piece.entity}:${piece.text}]` : piece.text)).join("");
  };

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

  const whole = (n = items.length): Map<string, Point> => layout({ items: items.slice(0, n), links: n === items.length ? links : [], standing: [], anchor: "" });

  it("is the same every time", () => expect([...whole()]).toEqual([...whole()]));

  it("puts newcomers beside what is there, which stays", () => {
    const standing = [...whole()].map(([id, at]) => ({ ...one(items.find((item) => item.id === id)), ...at }));
    const fresh = Array.from({ length: 20 }, (_, i) => ({ id: `f${i}`, name: `Newcomer ${i}`, size: 6 }));
    const added = layout({ items: fresh, links: fresh.map((item): [string, string] => [item.id, "e0"]), standing, anchor: "e0" });
    expect([...added.keys()]).toEqual(fresh.map((item) => item.id));
    for (const at of added.values()) for (const other of standing) expect(Math.hypot(at.x - other.x, at.y - other.y)).toBeGreaterThan(8);
  });

  it("keeps dots apart, and those without a relation below the rest", () => {
    const points = whole();
    const all = [...points.values()];
    expect(all).toHaveLength(50);
    all.forEach((a, i) => all.slice(i + 1).forEach((b) => expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(12)));
    const linked = new Set(links.flat());
    const low = Math.min(...[...points].filter(([id]) => linked.has(id)).map(([, point]) => point.y));
    [...points].filter(([id]) => !linked.has(id)).forEach(([, point]) => expect(point.y).toBeLessThan(low));
  });

  it.each([[0], [1], [2]])("manages %i entities", (n) => expect(whole(n).size).toBe(n));
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
    expect(citation(evidence("x"))).toBe("01ZENDA1, Embassy Zenda, 3 February 2001, paragraph 2");
  });
});

describe("bars of dates", () => {
  it("have every month, or years where those would be too many", () => {
    expect(bars(new Map([["2001-11", 2], ["2002-02", 1], ["", 5]])).map((bar) => [bar.label, bar.n])).toEqual([["November 2001", 2], ["December 2001", 0], ["January 2002", 0], ["February 2002", 1]]);
    expect(bars(new Map([["1971-05", 2], ["1979-02", 1], ["1979-03", 1]])).map((bar) => [bar.from, bar.to, bar.n]).at(-1)).toEqual(["1979-01", "1979-12", 2]);
    expect(bars(new Map([["", 5]]))).toEqual([]);
  });
});

it("the bare template says what to do", () => expect(() => embedded('"kg:data"')).toThrow("kg export"));
