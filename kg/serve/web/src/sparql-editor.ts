/**
 * The editor of queries, a chunk of its own: CodeMirror with SPARQL, and completion that knows our own vocabulary and
 * asks nobody. It lives in a shadow root, where its styles are adopted sheets, which the page's policy allows.
 */

import { autocompletion, closeBrackets, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import type { Vocabulary } from "./source.ts";

const KEYWORDS = "SELECT CONSTRUCT DESCRIBE ASK WHERE PREFIX DISTINCT FILTER OPTIONAL UNION MINUS BIND AS VALUES GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET EXISTS NOT IN COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG DATATYPE REGEX CONTAINS STRSTARTS STRENDS LCASE UCASE YEAR MONTH DAY COALESCE IF BOUND ISIRI ISLITERAL a".split(" ");

const THEME = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", border: "1px solid var(--rule)", borderRadius: "6px", fontSize: "14px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', minHeight: "11rem", maxHeight: "min(45vh, 24rem)", overflow: "auto" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent-paper) 50%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--mark-object)" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--rule)", borderRadius: "6px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-paper)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--faint)", fontStyle: "normal", marginInlineStart: "1em" },
  ".cm-matchingBracket": { backgroundColor: "var(--mark-subject)" },
});

const COLOURS = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.variableName], color: "var(--type-agency)" },
  { tag: [tags.string, tags.literal, tags.number], color: "var(--type-place)" },
  { tag: [tags.namespace, tags.propertyName, tags.url, tags.typeName], color: "var(--type-organization)" },
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
]));

/** Chromium keeps the look of replaced text by a style attribute, which the page's policy refuses: so it is replaced here. */
const REPLACING = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.data === null || view.state.selection.main.empty || event.isComposing) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

export interface Editor {
  text(): string;
  replace(text: string): void;
  focus(): void;
}

/** Put an editor into an element. `run` is called on Ctrl-Enter. */
export function editor(host: HTMLElement, text: string, vocabulary: Vocabulary, run: () => void): Editor {
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root, parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(), EditorView.lineWrapping,
        SparqlLanguage, COLOURS, THEME, REPLACING,
        autocompletion({ override: [completer(vocabulary)], icons: false }),
        EditorView.contentAttributes.of({ "aria-label": "SPARQL query; Control and Enter runs it, Tab leaves the editor", spellcheck: "false" }),
        // Tab is left to the browser, so that the editor is no trap for those without a mouse.
        keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }, ...completionKeymap, ...historyKeymap, ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter")]),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    focus: () => view.focus(),
  };
}

function completer({ prefixes, classes, properties }: Vocabulary): (context: CompletionContext) => CompletionResult | null {
  const term = (type: string) => ([name, label, comment]: [string, string, string]): Completion => ({ label: name, type, detail: label, ...(comment ? { info: () => note(comment) } : {}) });
  const fixed: Completion[] = [
    ...properties.map(term("property")), ...classes.map(term("class")),
    ...Object.entries(prefixes).map(([prefix, iri]): Completion => ({ label: `${prefix}:`, type: "namespace", detail: iri, boost: -1 })),
    ...KEYWORDS.map((word): Completion => ({ label: word, type: "keyword", boost: -2 })),
  ];
  return (context) => {
    const word = context.matchBefore(/[?$]?[\w-]*:?[\w-]*/);
    if (word === null || (word.from === word.to && !context.explicit)) return null;
    if (/^[?$]/.test(word.text)) {
      const variables = new Set(context.state.doc.toString().match(/[?$]\w+/g));
      variables.delete(word.text);
      return { from: word.from, options: [...variables].sort().map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
    }
    return { from: word.from, options: fixed, validFor: /^[\w-]*:?[\w-]*$/ };
  };
}

function note(text: string): HTMLElement {
  const box = document.createElement("div");
  box.textContent = text;
  return box;
}
