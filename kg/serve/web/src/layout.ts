/** Where the entities stand: a pure function of what is drawn, so that the same link shows the same picture. */

import { MultiDirectedGraph } from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import { wrapLabel } from "./label.ts";

export interface Point {
  x: number;
  y: number;
}

export interface Item {
  id: string;
  name: string;
  size: number; // radius in pixels
}

/** Pixels of the canvas the layout is made for; the picture is scaled to the real one. */
const WIDTH = 820;
const HEIGHT = 700;
/** Up to so many entities have room for all labels; more are laid out on a larger sheet, drawn smaller. */
export const ROOMY = 64;
const ROW = 58;
const COLUMN = 120;
/** A little more than labels take, as the picture is mostly scaled down a little. */
const LABEL_CHARACTER = 7;
const LABEL_LINE = 16;

/** A number in [0, 1) from a text (FNV-1a): the seed of a position. */
function seeded(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 0x100000000;
}

/** What is laid out at once, beside what already has its place. */
export interface Step {
  items: Item[];
  links: [string, string][]; // among all that will be there
  standing: (Item & Point)[]; // what stays where it is
  anchor: string; // which of those the new ones come from, "" if none
}

/** Positions for the items of a step. A bounded number of rounds, no clock, no chance. */
export function layout({ items, links, standing, anchor }: Step): Map<string, Point> {
  return standing.length === 0 ? whole(items, links) : joined(items, standing, standing.find(({ id }) => id === anchor) ?? { x: 0, y: 0 });
}

/**
 * ForceAtlas2 from seeded places, stretched to the canvas, labels pushed apart, and those without any link in rows
 * below.
 */
function whole(items: Item[], links: [string, string][]): Map<string, Point> {
  const linked = new Set(links.flat());
  const main = items.filter((item) => linked.has(item.id));
  const lone = items.filter((item) => !linked.has(item.id));
  const scale = Math.max(1, Math.sqrt(items.length / ROOMY));
  const columns = Math.max(1, Math.floor((WIDTH * scale) / COLUMN));
  const below = Math.ceil(lone.length / columns) * ROW;
  const sheet = { width: WIDTH * scale, height: Math.max(HEIGHT / 3, HEIGHT * scale - below) };
  const positions = forces(main, links);
  fit(positions, sheet);
  separate(boxes(main, positions), 0, sheet);
  rows(lone, positions, sheet, columns);
  return positions;
}

/** Newcomers in a spiral about the entity they come from, pushed off what is there, which stays. */
function joined(items: Item[], standing: (Item & Point)[], about: Point): Map<string, Point> {
  const positions = new Map(items.map((item, at) => {
    const [angle, reach] = [at * 2.39996, 90 + 34 * Math.sqrt(at)]; // the golden angle: no two in one direction
    return [item.id, { x: about.x + reach * 1.25 * Math.cos(angle), y: about.y + reach * Math.sin(angle) }];
  }));
  const still = boxes(standing, new Map(standing.map(({ id, x, y }) => [id, { x, y }])));
  separate([...still, ...boxes(items, positions)], still.length, null);
  return positions;
}

interface Sheet {
  width: number;
  height: number;
}

function forces(items: Item[], links: [string, string][]): Map<string, Point> {
  const graph = new MultiDirectedGraph();
  for (const item of items) graph.addNode(item.id, { x: seeded(`x${item.id}`), y: seeded(`y${item.id}`), size: item.size });
  const seen = new Map<string, number>();
  for (const [from, to] of links) {
    const pair = from < to ? `${from} ${to}` : `${to} ${from}`;
    seen.set(pair, (seen.get(pair) ?? 0) + 1);
  }
  for (const [pair, times] of seen) {
    const [from, to] = pair.split(" ");
    // Three relations between two entities draw them closer than one, but not three times as close.
    if (from !== undefined && to !== undefined && from !== to) graph.addEdge(from, to, { weight: 1 + Math.log(times) });
  }
  if (graph.order > 1)
    forceAtlas2.assign(graph, {
      iterations: graph.order < 120 ? 900 : 500,
      getEdgeWeight: "weight",
      settings: { gravity: 0.6, strongGravityMode: false, scalingRatio: 4, slowDown: 3, outboundAttractionDistribution: false, linLogMode: true },
    });
  return new Map(items.map((item) => [item.id, { x: graph.getNodeAttribute(item.id, "x"), y: graph.getNodeAttribute(item.id, "y") }]));
}

/** Scale to the sheet, both ways on their own: most canvases are wider than high, and labels are too. */
function fit(positions: Map<string, Point>, sheet: Sheet): void {
  const points = [...positions.values()];
  const room = Math.min(1, Math.sqrt((points.length + 2) / 24));
  for (const [axis, length] of [["x", sheet.width * room], ["y", sheet.height * room]] as const) {
    // Ranks mixed in: a far-off pair must not squeeze all the rest into the middle.
    const sorted = points.map((point) => point[axis]).sort((a, b) => a - b);
    const low = sorted[0] ?? 0;
    const span = (sorted.at(-1) ?? 0) - low || 1;
    const rank = new Map(sorted.map((value, at) => [value, at / Math.max(1, sorted.length - 1)]));
    for (const point of points)
      point[axis] = (0.5 * ((point[axis] - low) / span) + 0.5 * (rank.get(point[axis]) ?? 0) - 0.5) * length;
  }
}

interface Box {
  point: Point;
  halfWidth: number;
  above: number;
  below: number;
}

/** The boxes (dot and label below it) of these items. */
function boxes(items: Item[], positions: Map<string, Point>): Box[] {
  const found: Box[] = [];
  for (const item of items) {
    const point = positions.get(item.id);
    if (point === undefined) continue;
    const lines = wrapLabel(item.name);
    const width = Math.max(...lines.map((line) => line.length)) * LABEL_CHARACTER;
    found.push({
      point,
      halfWidth: Math.max(item.size, width / 2) + 5,
      above: item.size + 4,
      below: item.size + 5 + lines.length * LABEL_LINE,
    });
  }
  return found;
}

/** Push boxes apart until none covers another or for 300 rounds; the first `still` do not move. */
function separate(all: Box[], still: number, sheet: Sheet | null): void {
  for (let round = 0; round < 300; round++) {
    let moved = false;
    for (let i = 0; i < all.length; i++)
      for (let j = Math.max(i + 1, still); j < all.length; j++) moved = push(all[i] as Box, all[j] as Box, i < still) || moved;
    if (sheet !== null) for (const box of all) keepOn(sheet, box);
    if (!moved) break;
  }
}

/** Move two boxes that cover each other apart along the shorter way: half the way each, or b alone all of it. */
function push(a: Box, b: Box, still: boolean): boolean {
  const dx = b.point.x - a.point.x;
  const overlapX = a.halfWidth + b.halfWidth - Math.abs(dx);
  if (overlapX <= 0) return false;
  const aMiddle = a.point.y - (a.below - a.above) / 2; // y goes up
  const bMiddle = b.point.y - (b.below - b.above) / 2;
  const dy = bMiddle - aMiddle;
  const overlapY = (a.above + a.below + b.above + b.below) / 2 - Math.abs(dy);
  if (overlapY <= 0) return false;
  if (overlapY < overlapX) {
    const step = ((overlapY / 2 + 0.5) * (dy < 0 ? -1 : 1)) * 0.6;
    if (!still) a.point.y -= step;
    b.point.y += still ? 2 * step : step;
  } else {
    const step = ((overlapX / 2 + 0.5) * (dx < 0 ? -1 : 1)) * 0.6;
    if (!still) a.point.x -= step;
    b.point.x += still ? 2 * step : step;
  }
  return true;
}

function keepOn(sheet: Sheet, box: Box): void {
  const [right, top] = [sheet.width / 2, sheet.height / 2];
  box.point.x = Math.max(box.halfWidth - right, Math.min(right - box.halfWidth, box.point.x));
  box.point.y = Math.max(box.below - top, Math.min(top - box.above, box.point.y));
}

/** Entities without a relation: rows below the rest. */
function rows(items: Item[], positions: Map<string, Point>, sheet: Sheet, columns: number): void {
  const step = sheet.width / columns;
  items.forEach((item, at) => {
    const inRow = Math.min(columns, items.length - Math.floor(at / columns) * columns);
    const x = ((at % columns) - (inRow - 1) / 2) * step;
    positions.set(item.id, { x, y: -sheet.height / 2 - 26 - Math.floor(at / columns) * ROW });
  });
}
