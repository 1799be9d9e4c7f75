/** Draws the labels of the canvas: names below, above or beside their dots, words on lines, none over another. */

import { onEdge } from "./geometry.ts";
import { isolated, Room, wrapLabel, type Rectangle } from "./label.ts";
import type { Point } from "./layout.ts";
import type { Theme } from "./theme.ts";

/** What the labels need to know of the canvas. */
export interface View {
  theme(): Theme;
  width(): number; // pixels
  strong(id: string): boolean; // selected or under the pointer: drawn even where there is no room
  faded(id: string): boolean; // not of what is selected: in faint letters, where there is room left
}

interface Dot {
  key?: string;
  label: string | null;
  x: number;
  y: number;
  size: number; // radius in pixels
}

const LINE = 14; // pixels from one line of a label to the next
const FONT = 'system-ui, "Segoe UI", sans-serif';

export class Labels {
  private readonly room = new Room();
  private readonly firm = new Room(); // of that, what is not faded: a chosen line's words may cover the rest
  private readonly measure = document.createElement("canvas").getContext("2d");
  private readonly placed = new Map<string, { x: number; top: number }>();

  constructor(private readonly view: View) {}

  /** Begin a picture with these dots; labels may cover neither each other nor a dot, and the faded come last. */
  begin(dots: (Dot & { key: string })[]): void {
    this.room.clear();
    this.firm.clear();
    this.placed.clear();
    const faded = dots.filter(({ key }) => this.view.faded(key));
    const take = ({ x, y, size }: Dot): Rectangle => {
      const reach = size - 1;
      const place = { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
      this.room.take(place);
      return place;
    };
    const rest = dots.filter(({ key }) => !this.view.faded(key));
    for (const dot of rest) this.firm.take(take(dot));
    if (faded.length === 0 || this.measure === null) return;
    for (const dot of rest) this.place(this.measure, dot);
    faded.forEach(take);
  }

  drawNode = (context: CanvasRenderingContext2D, data: Dot): void => {
    const key = data.key ?? "";
    const { lines, at } = this.place(context, data);
    if (at === null) return;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    const { ink, fadedLabel } = this.view.theme();
    lines.forEach((line, row) => this.haloed(context, isolated(line), at.x, at.top + row * LINE, this.view.faded(key) ? fadedLabel : ink));
    context.textAlign = "start";
    context.textBaseline = "alphabetic";
  };

  /** The lines of a dot's label and where they go; a highlighted one is drawn twice, on two layers, at the same place. */
  private place(context: CanvasRenderingContext2D, data: Dot): { lines: string[]; at: { x: number; top: number } | null } {
    const key = data.key ?? "";
    const strong = this.view.strong(key);
    context.font = `${strong ? 600 : 450} 12px ${FONT}`;
    const lines = data.label ? wrapLabel(data.label, strong ? 6 : 3) : [];
    if (lines.length === 0) return { lines, at: null };
    const width = Math.max(...lines.map((line) => context.measureText(line).width));
    const height = lines.length * LINE;
    const below = { x: data.x, top: data.y + data.size + 3 };
    const places = [
      below,
      { x: data.x, top: data.y - data.size - 3 - height },
      { x: data.x + data.size + 5 + width / 2, top: data.y - height / 2 },
      { x: data.x - data.size - 5 - width / 2, top: data.y - height / 2 },
    ];
    const at =
      this.placed.get(key) ??
      places.find(({ x, top }) => this.take(x, top + height / 2, width + 2, height)) ??
      (strong ? below : null);
    if (at !== null && !this.placed.has(key) && !this.view.faded(key)) this.firm.take({ left: at.x - width / 2, right: at.x + width / 2, top: at.top, bottom: at.top + height });
    if (at !== null) this.placed.set(key, at);
    return { lines, at };
  }

  drawHovered = (context: CanvasRenderingContext2D, data: Dot): void => {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 3.5, 0, Math.PI * 2);
    context.lineWidth = 2.5;
    context.strokeStyle = this.view.theme().accent;
    context.stroke();
    this.drawNode(context, data);
  };

  drawEdge = (
    context: CanvasRenderingContext2D,
    data: { label: string | null; curvature?: number; key?: string },
    source: Point,
    target: Point,
  ): void => {
    if (!data.label) return;
    const text = data.label.length > 44 ? `${data.label.slice(0, 43)}…` : data.label;
    context.font = `italic 12px ${FONT}`;
    const width = context.measureText(text).width;
    const strong = this.view.strong(data.key ?? "");
    const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map((t) => onEdge(source, target, data.curvature ?? 0, t));
    const free = spots.find(({ x, y }) => this.take(x, y, width, LINE, strong ? this.firm : this.room));
    // On a short line there may be no room: beside it, then.
    const middle = onEdge(source, target, data.curvature ?? 0, 0.5);
    const beside = [1, -1].map((side) => ({ x: middle.x + side * (width / 2 + 8), y: middle.y }));
    const at =
      free ??
      beside.find(({ x, y }) => this.take(x, y, width, LINE, strong ? this.firm : this.room)) ??
      (strong ? middle : null);
    if (at === null) return;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    this.haloed(context, isolated(text), at.x, at.y, strong ? this.view.theme().accent : this.view.theme().ink);
    context.textAlign = "start";
    context.textBaseline = "alphabetic";
  };

  /** Take the place of a label with this middle, if it is on the canvas and free. */
  private take(x: number, y: number, width: number, height: number, room = this.room): boolean {
    const place = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
    return place.left >= 0 && place.right <= this.view.width() && room.take(place);
  }

  private haloed(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string): void {
    context.strokeStyle = this.view.theme().paper;
    context.lineWidth = 4;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }
}
