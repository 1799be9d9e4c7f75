/** Lays out beside the page, so that it can be scrolled and typed in meanwhile. */

import { layout, type Step } from "./layout.ts";

addEventListener("message", (event: MessageEvent<{ number: number; step: Step }>) => {
  const { number, step } = event.data;
  postMessage({ number, positions: layout(step) });
});
