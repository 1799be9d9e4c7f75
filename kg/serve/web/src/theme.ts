/** Colours of the canvas, read from the style sheet, so that light and dark are said in one place. */

export interface Theme {
  ink: string;
  faint: string;
  paper: string;
  line: string;
  fadedLine: string;
  fadedNode: string;
  fadedLabel: string;
  accent: string;
  types: Map<string, string>;
  other: string;
}

export function readTheme(types: string[]): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read("ink"),
    faint: read("faint"),
    paper: read("paper"),
    line: read("edge"),
    fadedLine: read("edge-faded"),
    fadedNode: read("node-faded"),
    fadedLabel: read("label-faded"),
    accent: read("accent"),
    types: new Map(types.map((type) => [type, read(`type-${type}`) || read("type-other")])),
    other: read("type-other"),
  };
}
