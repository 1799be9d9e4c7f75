/** A shape for each type, so that colour is not all that tells them apart: on the canvas, in pictures and in text. */

/** A regular polygon; no sides is a disc. `inner` is from the middle to a side, of the radius; `turn` in radians. */
interface Shape {
  sides: number;
  turn: number;
  inner: number;
}

const DISC: Shape = { sides: 0, turn: 0, inner: 1 };
const SHAPES: Record<string, Shape> = {
  person: DISC,
  agency: { sides: 4, turn: 0, inner: 0.88 },
  company: { sides: 4, turn: Math.PI / 4, inner: 0.86 },
  place: { sides: 3, turn: 0, inner: 0.66 },
  organization: { sides: 6, turn: 0, inner: 0.95 },
};

export function shapeOf(type: string): Shape {
  return SHAPES[type] ?? DISC;
}

/** The outline as an SVG path. */
export function outline(type: string, x: number, y: number, radius: number): string {
  const { sides, turn, inner } = shapeOf(type);
  const show = (n: number): string => String(Math.round(n * 100) / 100);
  if (sides === 0) {
    const r = show(radius);
    return `M${show(x - radius)} ${show(y)}a${r} ${r} 0 1 0 ${show(2 * radius)} 0a${r} ${r} 0 1 0 ${show(-2 * radius)} 0Z`;
  }
  const corner = (radius * inner) / Math.cos(Math.PI / sides);
  const points = Array.from({ length: sides }, (_, at) => {
    const angle = ((2 * at + 1) * Math.PI) / sides + turn;
    return `${show(x + corner * Math.sin(angle))} ${show(y + corner * Math.cos(angle))}`;
  });
  return `M${points.join("L")}Z`;
}
