/** What every page is given, and what every page is. */

import type { Dataset, Entity, Graph, Mentions, Relation } from "./data.ts";
import type { Search } from "./search.ts";
import type { Source } from "./source.ts";
import type { Page, State } from "./state.ts";

export interface Context {
  readonly graph: Graph; // changes when a correction is applied
  readonly mentions: Mentions;
  readonly search: Search;
  readonly source: Source;
  readonly state: State;
  readonly more: More;
  /** Go to a state; the address follows, and Back leads here again. */
  go(change: Partial<State>): void;
  /** Show something for a moment, read out by screen readers; with something that can be done about it. */
  say(message: string, action?: { label: string; act(): void }): void;
  /** Show other data, and go to a state in them. */
  replaceDataset(dataset: Dataset, change: Partial<State>): void;
}

/** One page: made once, shown for every state that names it. */
export interface View {
  element: HTMLElement;
  /** Show a state; gives the document's title. `entered`: the reader comes from another page. */
  show(state: State, entered: boolean): string;
  /** A key that the shell does not take; true if it was used. */
  key?(event: KeyboardEvent): boolean;
  /** The page is not needed any more. */
  end?(): void;
  /** A search hit was chosen; without it the entity's page opens. */
  picked?(id: string): void;
}

export interface PageEntry {
  page: Page;
  label: string; // in the navigation, "" for none
  make(context: Context): View;
}

/** What a page from a server has and an exported file has not. */
export interface More {
  pages: PageEntry[];
  skipped?: [source: string, code: string, message: string][]; // files that could not be read
  entityControls?(context: Context, entity: Entity): HTMLElement | null;
  relationControls?(context: Context, relation: Relation): HTMLElement | null;
  /** Undo the last correction of this visit; false if there is none. */
  undo?(context: Context): Promise<boolean>;
}

/** For scripts and tests: where things are on the screen (client pixels), null where not drawn. */
export interface KgPage {
  nodePoint(id: string): { x: number; y: number } | null;
  edgePoint(id: string): { x: number; y: number } | null;
  state(): State;
  drawn(): { entities: string[]; relations: string[] };
  settled(): boolean;
}

declare global {
  interface Window {
    kgPage?: KgPage;
  }
}
