/** Questions in SPARQL: saved ones a click away, an editor, the answer as a table or, for CONSTRUCT, as a graph. */

import { Canvas } from "../canvas.ts";
import type { Context, View } from "../context.ts";
import { button, el, name, replace } from "../dom.ts";
import { drawnPart } from "../drawn.ts";
import { filterGraph } from "../filter.ts";
import { entityLink } from "../parts.ts";
import type { Answer, Saved, Server, ServerAbout } from "../source.ts";
import type { Editor } from "../sparql-editor.ts";
import { cableAddress, entityAddress, START, type State } from "../state.ts";
import { bind, decode, fromJson, fromNTriples, short, toGraph, type Table, type Term } from "../triples.ts";
import { count, number } from "../words.ts";

const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";
const FIRST_ROWS = 500;
const LONG = 120; // characters of a sentence
const EXAMPLE = `# Who holds which position, and where it is said
SELECT ?person ?title ?body ?quote WHERE {
  ?said rdf:subject ?person ; rdf:predicate kg:holds_position ; rdf:object ?body ; kg:evidence ?evidence .
  OPTIONAL { ?said kg:title ?title }
  ?evidence kg:quote ?quote .
}
ORDER BY ?person
LIMIT 50
`;

export function sparqlPage(server: Server, limits: ServerAbout["limits"], prefixes: Record<string, string>): (context: Context) => View {
  return (context) => {
    const host = el("div", { class: "editor" });
    const about = el("div", {});
    const saved = el("ul", { class: "plain", id: "saved" });
    const result = el("section", { id: "answer", "aria-label": "Answer", tabindex: "-1" });
    const status = el("p", { class: "aside", role: "status", id: "sparql-status" });
    const runButton = button("Run", () => void ask(), { id: "run", class: "primary" });
    const element = el("article", { class: "sparql" }, el("h1", {}, "SPARQL"),
      el("div", { class: "sparql-columns" },
        el("nav", { class: "saved", "aria-label": "Saved queries" }, el("h2", {}, "Saved queries"), saved),
        el("div", {}, about, host, el("div", { class: "actions" }, runButton, el("span", { class: "aside" }, `Ctrl-Enter runs. At most ${number(limits.rows)} rows and ${limits.seconds} seconds; nothing can be changed.`)), status, result)));
    let editor: Editor | null = null;
    let canvas: Canvas | null = null;
    let running: AbortController | null = null;
    let asked = "";

    const ready = (async (): Promise<Editor> => {
      const [{ editor: make }, vocabulary, queries] = await Promise.all([import("../sparql-editor.ts"), server.vocabulary(), server.saved()]);
      editor = make(host, context.state.text || EXAMPLE, vocabulary, () => void ask());
      replace(saved, ...queries.map((query) => el("li", {}, button(query.title || query.name, () => choose(query), { class: "link", "data-query": query.name }))));
      return editor;
    })();
    ready.catch((error: unknown) => { status.textContent = error instanceof Error ? error.message : String(error); });

    /** A saved query is asked at once, if it can be; what it can be narrowed to stands above the editor. */
    function choose(query: Saved): void {
      const fields = query.params.map((param) => ({ param, input: el("input", { id: `param-${param.name}`, value: param.default ?? "", dir: "auto", autocomplete: "off" }) }));
      const missing = fields.find(({ param }) => param.required)?.input;
      const open = (): void => {
        editor?.replace(fields.reduce((sparql, { param, input }) => bind(sparql, param.name, param.type, input.value), query.sparql));
        if (missing?.value.trim() === "") wait(missing);
        else void ask();
        reveal();
      };
      const form = el("form", { class: "params", on: { submit: (event) => { event.preventDefault(); open(); } } },
        ...fields.map(({ param, input }) => el("label", {}, `${param.description || param.name} `, input)), fields.length ? el("button", { type: "submit", id: "ask-params" }, "Ask") : null);
      replace(about, el("p", { class: "aside" }, query.description), form);
      open();
    }

    /** On a narrow screen the answer lies below the list, and the editor. */
    function reveal(): void {
      if (status.getBoundingClientRect().bottom > innerHeight) about.scrollIntoView({ block: "start" });
    }

    /** What must be said first is asked for in place of an answer. */
    function wait(input: HTMLInputElement): void {
      running?.abort();
      replace(result);
      status.textContent = "Say first what this asks about, above the query.";
      input.focus();
    }

    async function ask(): Promise<void> {
      const sparql = (await ready).text();
      asked = sparql;
      if (context.state.text !== sparql) context.go({ text: sparql });
      running?.abort();
      running = new AbortController();
      const { signal } = running;
      status.textContent = "Asking …";
      const began = performance.now();
      try {
        const answer = await server.ask(sparql, ACCEPT, signal);
        if (!signal.aborted) show(answer, performance.now() - began);
      } catch (error) {
        if (!signal.aborted) fail(error instanceof Error ? error.message : String(error));
      }
    }

    function fail(message: string): void {
      status.textContent = "";
      replace(result, el("pre", { class: "error", role: "alert" }, message));
    }

    function show(answer: Answer, milliseconds: number): void {
      if (!answer.ok) { fail(answer.text.trim()); return; }
      const triples = answer.media.startsWith("application/n-triples");
      const table = triples ? fromNTriples(answer.text) : fromJson(answer.text);
      status.textContent = `${count(table.rows.length, triples ? "statement" : "row")} in ${(milliseconds / 1000).toFixed(2)} s${answer.note ? `; ${answer.note}` : ""}`;
      canvas?.end();
      canvas = null;
      const rows = tableOf(table);
      if (!triples) { replace(result, rows); return; }
      const stage = el("div", { class: "stage", role: "img", "aria-label": "The statements as a drawing; the table below holds them all" });
      replace(result, stage, rows);
      draw(stage, table);
    }

    /** The statements between two things, drawn as the graph page draws. */
    function draw(stage: HTMLElement, table: Table): void {
      const graph = toGraph(table, context.graph, prefixes);
      if (graph.relations.size === 0) { stage.hidden = true; return; }
      try {
        canvas = new Canvas(stage, graph, { entity: (id) => { if (context.graph.entities.has(id)) location.hash = entityAddress(id); }, relation: () => undefined, nothing: () => undefined });
      } catch {
        stage.hidden = true; // no WebGL: the table has it all
        return;
      }
      const drawn = drawnPart(graph, START, filterGraph(graph, START));
      stage.dataset["entities"] = String(drawn.entities.length);
      void canvas.show(drawn, START, drawn.steps, drawn.relations);
    }

    function tableOf({ columns, rows }: Table): HTMLElement {
      const line = (row: (Term | null)[]): HTMLElement => el("tr", {}, ...row.map((term) => el("td", { class: term !== null && term.kind !== "iri" && term.value.length > LONG ? "long" : null }, term === null ? "" : cell(term))));
      const body = el("tbody", {}, ...rows.slice(0, FIRST_ROWS).map(line));
      const left = rows.length - FIRST_ROWS;
      return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows" }, el("table", { id: "rows" },
        el("thead", {}, el("tr", {}, ...columns.map((column) => el("th", { scope: "col" }, column)))), body),
        left > 0 ? button(`Show all ${number(rows.length)} rows`, (): void => { body.append(...rows.slice(FIRST_ROWS).map(line)); }, { id: "more-rows" }) : null);
    }

    /** Entities and cables lead to their pages here; any other address is shown as text. */
    function cell(term: Term): HTMLElement {
      if (term.kind !== "iri") return name(term.value);
      const { base } = context.graph.dataset.about;
      const local = (path: string): string => (term.value.startsWith(base + path) ? decode(term.value.slice((base + path).length)) : "");
      const entity = context.graph.entities.get(local("id/"));
      if (entity) return entityLink(entity);
      const cable = context.graph.cables.get(local("cable/"));
      if (cable) return el("a", { href: cableAddress(cable.id) }, name(cable.canonical || cable.id));
      return el("code", {}, name(short(term.value, prefixes)));
    }

    return {
      element,
      show(state: State): string {
        if (state.text && state.text !== asked) {
          asked = state.text;
          void ready.then((made) => { if (made.text() !== state.text) made.replace(state.text); void ask(); });
        }
        return "SPARQL";
      },
      end: () => canvas?.end(),
    };
  };
}
