import { describe, expect, it } from "vitest";
import { address, allows, chosen, decodeState, encodeState, START, toggled, type State } from "../src/state.ts";

const FULL: State = {
  ...START, relation: "a1", view: "table", around: ["*", "e9", "e8~met_with"], path: ["e1", "e2"], lone: false, from: "2001-02", to: "2002-03",
  choices: { type: { only: true, values: ["person", "place"] }, post: { only: false, values: ["", "50% sure", "Embassy Strelsau, Ruritania"] } },
};

describe("state in the address", () => {
  it("comes back as it went", () => {
    expect(decodeState(`#${encodeState(FULL)}`)).toEqual(FULL);
    const cable: State = { ...START, page: "cable", id: "02STRELSAU/7 ?#", char: [10, 23], plain: ["agency"] };
    expect(decodeState(address(cable))).toEqual(cable);
    expect(encodeState(START)).toBe("");
  });

  it("survives nonsense", () => {
    expect(decodeState("#%%%=&view=&view=javascript:alert(1)&from=x&char=a,b&path=e1")).toEqual(START);
    expect(decodeState("#/nowhere/x?y")).toMatchObject({ page: "graph", id: "x" });
  });

  it("selects one thing only", () => expect(decodeState("#entity=e1&relation=a1")).toMatchObject({ entity: "", relation: "a1" }));
});

describe("choices", () => {
  const all = ["a", "b", "c"];
  it("leave out what is switched off, and are none when everything is on again", () => {
    const off = toggled(START, "tag", "b", all);
    expect(off.choices.tag).toEqual({ only: false, values: ["b"] });
    expect(all.filter((value) => allows(off.choices.tag, value))).toEqual(["a", "c"]);
    expect(toggled(off, "tag", "b", all).choices).toEqual({});
  });
  it("of only some grow to all", () => {
    const only = chosen(START, "tag", { only: true, values: ["a"] }, all);
    expect(all.filter((value) => allows(only.choices.tag, value))).toEqual(["a"]);
    expect(toggled(toggled(only, "tag", "b", all), "tag", "c", all).choices).toEqual({});
  });
});
