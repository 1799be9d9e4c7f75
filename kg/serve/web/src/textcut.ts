/** Cuts text by code points, as every offset of the data counts; strings here count UTF-16 units. */

export class Cutter {
  /** Units before each character beyond the first plane; empty for nearly all texts. */
  private readonly astral: number[] = []; // code point offsets of the two-unit characters
  readonly length: number; // in code points

  constructor(private readonly text: string) {
    if (/[\u{10000}-\u{10FFFF}]/u.test(text)) {
      let at = 0;
      for (const character of text) {
        if (character.length === 2) this.astral.push(at);
        at++;
      }
    }
    this.length = text.length - this.astral.length;
  }

  /** The text from one code point to another, the second not included. */
  cut(start: number, end: number): string {
    return this.text.slice(this.unit(start), this.unit(end));
  }

  private unit(point: number): number {
    let [low, high] = [0, this.astral.length]; // how many two-unit characters stand before
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.astral[middle] ?? 0) < point) low = middle + 1;
      else high = middle;
    }
    return point + low;
  }
}
