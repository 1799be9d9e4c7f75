/** Positions for what is drawn, step by step: entities that come later never move those that are there. */

import { otherEnd, type Entity, type Relation } from "./data.ts";
import { layout, type Item, type Point, type Step } from "./layout.ts";
import LayoutWorker from "./layout-worker.ts?worker&inline";

export type Positions = Map<string, Point>;

class Arranger {
  private worker: Worker | null = null;
  private waiting = new Map<number, (positions: Positions) => void>();
  private number = 0;
  private readonly done = new Map<string, Promise<Positions>>();

  /**
   * A pure function of the steps and of the relations among them: a link that names the same steps shows the same
   * picture. What was laid out before is not laid out again.
   */
  async positions(steps: Entity[][], relations: Relation[], size: (id: string) => number): Promise<Positions> {
    const known: Positions = new Map();
    const present = new Set<Entity>();
    let key = "";
    for (const entities of steps) {
      const standing = [...present].map((entity) => ({ ...item(entity, size), ...(known.get(entity.id) as Point) }));
      const anchor = entities.flatMap((entity) => entity.relations.map((relation) => otherEnd(relation, entity))).find((other) => present.has(other));
      entities.forEach((entity) => present.add(entity));
      const links = relations
        .filter(({ subject, object }) => subject !== object && present.has(subject) && present.has(object))
        .map(({ subject, object }): [string, string] => [subject.id, object.id]);
      key += `|${entities.map((entity) => entity.id).join(" ")} ${standing.length ? "" : links.join(" ")}`;
      let promise = this.done.get(key);
      if (promise === undefined) {
        promise = this.ask({ items: entities.map((entity) => item(entity, size)), links, standing, anchor: anchor?.id ?? "" });
        this.done.set(key, promise);
      }
      for (const [id, at] of await promise) known.set(id, at);
    }
    return known;
  }

  private async ask(step: Step): Promise<Positions> {
    try {
      this.worker ??= this.start();
    } catch {
      return layout(step); // no workers here: the page waits
    }
    const number = ++this.number;
    const worker = this.worker;
    return new Promise((resolve) => {
      this.waiting.set(number, resolve);
      worker.postMessage({ number, step });
    });
  }

  private start(): Worker {
    const worker = new LayoutWorker();
    worker.addEventListener("message", (event: MessageEvent<{ number: number; positions: Positions }>) => {
      this.waiting.get(event.data.number)?.(event.data.positions);
      this.waiting.delete(event.data.number);
    });
    return worker;
  }
}

function item(entity: Entity, size: (id: string) => number): Item {
  return { id: entity.id, name: entity.name, size: size(entity.id) };
}

/** One for the whole page: a graph shown anew, after a correction, finds its places again. */
export const arranger = new Arranger();
