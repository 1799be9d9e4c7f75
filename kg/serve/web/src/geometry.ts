/** Points on the drawn lines, in pixels of the canvas. */

import type { Point } from "./layout.ts";

/** The point at `t` (0 source, 1 target) of the quadratic curve that @sigma/edge-curve draws; curvature 0 is a straight line. */
export function onEdge(source: Point, target: Point, curvature: number, t: number): Point {
  const controlX = (source.x + target.x) / 2 + (target.y - source.y) * curvature;
  const controlY = (source.y + target.y) / 2 - (target.x - source.x) * curvature;
  const mix = (a: number, b: number, c: number): number => (1 - t) ** 2 * a + 2 * (1 - t) * t * b + t ** 2 * c;
  return { x: mix(source.x, controlX, target.x), y: mix(source.y, controlY, target.y) };
}

/** Distance in pixels from a point to that curve, by its chords. */
export function distanceToEdge(at: Point, source: Point, target: Point, curvature: number): number {
  const chords = curvature === 0 ? 1 : 16;
  let best = Infinity;
  let from = source;
  for (let i = 1; i <= chords; i++) {
    const to = onEdge(source, target, curvature, i / chords);
    best = Math.min(best, distanceToSegment(at, from, to));
    from = to;
  }
  return best;
}

function distanceToSegment(at: Point, from: Point, to: Point): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((at.x - from.x) * dx + (at.y - from.y) * dy) / length));
  return Math.hypot(at.x - from.x - t * dx, at.y - from.y - t * dy);
}

/** Curvatures for `n` lines between the same two points, those that run the other way mirrored. */
export function curvatures(n: number): number[] {
  if (n === 1) return [0];
  const step = Math.min(0.28, 0.9 / n);
  return Array.from({ length: n }, (_, i) => (i - (n - 1) / 2) * step);
}

export type LineKind = "line" | "arrow" | "curve" | "curvedArrow";

/** How a relation is drawn: one that says the same read from either end has no arrow. */
export function lineKind(symmetric: boolean, bend: number): LineKind {
  if (bend === 0) return symmetric ? "line" : "arrow";
  return symmetric ? "curve" : "curvedArrow";
}
