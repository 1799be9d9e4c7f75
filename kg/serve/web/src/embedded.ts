/** The data inside the file: base64 of gzip of JSON, taken apart when it is needed. No network. */

import type { Dataset } from "./data.ts";
import type { CableText, Source } from "./source.ts";

interface Block {
  format: 2;
  dataset: string;
  cables: [count: number, packed: string][]; // consecutive cables, in the order of the dataset
}

/** Throws an Error with a sentence for the reader if the block is not ours. */
export function embedded(text: string): Source {
  const block = JSON.parse(text) as Block;
  if (typeof block !== "object" || block === null || block.format !== 2)
    throw new Error("This page holds no graph: it is the bare template. Make one with: kg export WORKSPACE --format html -o FILE");
  const places = new Map<string, number>();
  const chunks = new Map<number, Promise<(CableText | null)[]>>();
  const source: Source = {
    async dataset() {
      const dataset = (await unpack(block.dataset)) as Dataset;
      dataset.cables.forEach(([id], at) => places.set(id, at));
      return dataset;
    },
    async cable(id) {
      let at = places.get(id) ?? -1;
      for (const [number, [count, packed]] of block.cables.entries()) {
        if (at >= 0 && at < count) {
          if (!chunks.has(number)) chunks.set(number, unpack(packed) as Promise<(CableText | null)[]>);
          return (await chunks.get(number))?.[at] ?? null;
        }
        at -= count;
      }
      return null;
    },
  };
  return source;
}

async function unpack(base64: string): Promise<unknown> {
  const stream = new Blob([bytes(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64);
  const out = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) out[at] = letters.charCodeAt(at);
  return out;
}
