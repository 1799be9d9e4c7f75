/** The drawing as a picture: one list of shapes, written as SVG or painted on a bitmap. */

import type { Canvas } from "./canvas.ts";
import type { Graph } from "./data.ts";
import type { Drawn } from "./drawn.ts";
import { onEdge } from "./geometry.ts";
import { wrapLabel } from "./label.ts";
import { outline } from "./shapes.ts";
import { predicateLabel } from "./words.ts";

type Picture = ReturnType<Canvas["picture"]>;

interface Mark {
  d: string; // path data
  stroke?: string;
  fill?: string;
  width?: number;
}

interface Words {
  x: number;
  y: number; // of the baseline
  text: string;
  colour: string;
  size: number;
  italic?: boolean;
}

interface Scene {
  width: number;
  height: number;
  paper: string;
  marks: Mark[];
  words: Words[];
}

const FONT = "Georgia, 'DejaVu Serif', serif";
const MARGIN = 60;
/** Up to so many lines carry words. */
const WORDED = 40;

const show = (n: number): string => String(Math.round(n * 10) / 10);

function scene(graph: Graph, drawn: Drawn, picture: Picture): Scene {
  const { theme } = picture;
  const xs = picture.nodes.map((node) => node.x);
  const ys = picture.nodes.map((node) => node.y);
  const [left, top] = [Math.min(0, ...xs) - MARGIN, Math.min(0, ...ys) - MARGIN];
  const [width, height] = [Math.max(picture.width, ...xs) + MARGIN - left, Math.max(picture.height, ...ys) + MARGIN - top];
  const at = new Map(picture.nodes.map((node) => [node.id, { x: node.x - left, y: node.y - top, size: node.size }]));
  const marks: Mark[] = [];
  const words: Words[] = [];
  for (const relation of drawn.relations) {
    const [from, to] = [at.get(relation.subject.id), at.get(relation.object.id)];
    if (from === undefined || to === undefined || relation.subject === relation.object) continue;
    const bend = picture.bend(relation.id);
    const points = Array.from({ length: 17 }, (_, i) => onEdge(from, to, bend, i / 16));
    marks.push({ d: `M${points.map((point) => `${show(point.x)} ${show(point.y)}`).join("L")}`, stroke: theme.line, width: 1.4 });
    if (!graph.symmetric.has(relation.predicate)) marks.push({ d: arrowHead(points, to), fill: theme.line });
    const middle = onEdge(from, to, bend, 0.5);
    if (drawn.relations.length <= WORDED) words.push({ x: middle.x, y: middle.y + 3, text: relation.title || predicateLabel(relation.predicate), colour: theme.faint, size: 9, italic: true });
  }
  for (const entity of drawn.entities) {
    const place = at.get(entity.id);
    if (place === undefined) continue;
    marks.push({ d: outline(entity.type, place.x, place.y, place.size), fill: theme.types.get(entity.type) ?? theme.other });
    wrapLabel(entity.name).forEach((text, row) => words.push({ x: place.x, y: place.y + place.size + 13 + row * 13, text, colour: theme.ink, size: 11 }));
  }
  return { width: Math.ceil(width), height: Math.ceil(height), paper: theme.paper, marks, words };
}

function arrowHead(points: { x: number; y: number }[], to: { x: number; y: number; size: number }): string {
  const outside = points.filter((point) => Math.hypot(point.x - to.x, point.y - to.y) > to.size + 1);
  const from = outside.at(-1) ?? (points[0] as { x: number; y: number });
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const tip = { x: to.x - dx * to.size, y: to.y - dy * to.size };
  const side = (way: number): string => `${show(tip.x - dx * 9 - way * dy * 3.6)} ${show(tip.y - dy * 9 + way * dx * 3.6)}`;
  return `M${show(tip.x)} ${show(tip.y)}L${side(1)}L${side(-1)}Z`;
}

export function svg(graph: Graph, drawn: Drawn, picture: Picture): string {
  const { width, height, paper, marks, words } = scene(graph, drawn, picture);
  const paths = marks.map((mark) => `<path d="${mark.d}" fill="${mark.fill ?? "none"}"${mark.stroke ? ` stroke="${mark.stroke}" stroke-width="${mark.width ?? 1}"` : ""}/>`);
  const texts = words.map((word) =>
    `<text x="${show(word.x)}" y="${show(word.y)}" fill="${word.colour}" font-size="${word.size}"${word.italic ? ' font-style="italic"' : ""} stroke="${paper}" stroke-width="3" paint-order="stroke">${xml(word.text)}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" text-anchor="middle">`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`, ...paths, ...texts, "</svg>", "",
  ].join("\n");
}

/** At twice the size of the screen, so that it prints. */
export function png(graph: Graph, drawn: Drawn, picture: Picture): Promise<Blob> {
  const { width, height, paper, marks, words } = scene(graph, drawn, picture);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * 2, height * 2];
  const context = canvas.getContext("2d");
  if (context === null) return Promise.reject(new Error("This browser cannot paint a picture."));
  context.scale(2, 2);
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  for (const mark of marks) {
    const path = new Path2D(mark.d);
    if (mark.fill) { context.fillStyle = mark.fill; context.fill(path); }
    if (mark.stroke) { context.strokeStyle = mark.stroke; context.lineWidth = mark.width ?? 1; context.stroke(path); }
  }
  context.textAlign = "center";
  context.lineJoin = "round";
  for (const word of words) {
    context.font = `${word.italic ? "italic " : ""}${word.size}px ${FONT}`;
    context.strokeStyle = paper;
    context.lineWidth = 3;
    context.strokeText(word.text, word.x, word.y);
    context.fillStyle = word.colour;
    context.fillText(word.text, word.x, word.y);
  }
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("This browser cannot paint a picture.")))));
}

/** Text for XML 1.0: escaped, and without the characters that it cannot hold. */
export function xml(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD").replace(/[&<>"']/g, (sign) => named[sign] ?? sign);
}
