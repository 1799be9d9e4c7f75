/** Labels on the canvas: broken into short lines, drawn below the dot, never over another label. */

const LINE = 20;

/** A name in at most three lines of about 20 characters; what does not fit ends in "…". */
export function wrapLabel(name: string, lines = 3): string[] {
  const words = name.split(/\s+/).filter(Boolean);
  const out: string[] = [];
  let line = "";
  for (const word of words) {
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= LINE) line += ` ${word}`;
    else {
      out.push(line);
      line = word;
    }
  }
  out.push(line);
  const kept = out.slice(0, lines);
  if (out.length > lines) kept[lines - 1] += "…";
  return kept.map((text) => (text.length > LINE + 10 ? `${text.slice(0, LINE + 9)}…` : text));
}

/** Text for the canvas: isolated, so that a right-to-left mark in a name turns nothing but that name. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

export interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Rectangles taken in the present picture. */
export class Room {
  private taken: Rectangle[] = [];

  clear(): void {
    this.taken = [];
  }

  /** Take a place if nothing covers it yet. */
  take(place: Rectangle): boolean {
    const covers = (other: Rectangle): boolean =>
      place.left < other.right && place.right > other.left && place.top < other.bottom && place.bottom > other.top;
    if (this.taken.some(covers)) return false;
    this.taken.push(place);
    return true;
  }
}
