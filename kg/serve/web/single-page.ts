import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, Rollup } from "vite";

/**
 * A Vite plugin that leaves one HTML file: script and style inlined, and a content security policy that
 * allows exactly those two by their SHA-256 and nothing else (no network, no frames, no other code).
 */
export function singlePage(fileName: string): Plugin {
  return {
    name: "single-page",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      let html = "";
      let script = "";
      let style = "";
      const packages = new Set<string>();
      for (const [name, item] of Object.entries(bundle)) {
        if (item.type === "chunk") {
          script += item.code;
          packagesIn(item).forEach((folder) => packages.add(folder));
        } else if (name.endsWith(".css")) style += asText(item.source);
        else if (name.endsWith(".html")) html = asText(item.source);
        else this.error(`the page must be one file, but the build also made ${name}`);
        delete bundle[name];
      }
      script = script.trim();
      style = style.trim();
      if (/<!--|<\/?script/i.test(script)) this.error("the script holds what would end or nest a script element");
      if (/<\/style/i.test(style)) this.error("the style sheet holds what would end its element");
      const policy = [
        "default-src 'none'",
        `script-src ${hash(script)}`,
        `style-src ${hash(style)}`,
        "worker-src blob:", // the layout, whose code is in the script
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; ");
      const source = html
        .replace(/\s*<script type="module"[^>]*><\/script>/g, "")
        .replace(/\s*<link rel="stylesheet"[^>]*>/g, "")
        .replace("<!-- kg:policy -->", () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
        .replace("<!-- kg:style -->", () => `<style>${style}</style>`)
        .replace("<!-- kg:script -->", () => `<script>${script}</script>`)
        .replace("<!-- kg:licences -->", () => `<!--\n${licences([...packages].sort())}\n-->`);
      for (const left of source.match(/<!-- kg:\w+ -->/g) ?? []) this.error(`placeholder ${left} was not filled`);
      this.emitFile({ type: "asset", fileName, source });
    },
  };
}

/** A Vite plugin that puts the licences of what was built into the page that kg serve sends. */
export function servedPage(): Plugin {
  return {
    name: "served-page",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const packages = new Set<string>();
      for (const item of Object.values(bundle)) if (item.type === "chunk") packagesIn(item).forEach((folder) => packages.add(folder));
      for (const item of Object.values(bundle))
        if (item.type === "asset" && item.fileName.endsWith(".html"))
          item.source = asText(item.source).replace("<!-- kg:licences -->", () => `<!--\n${licences([...packages].sort())}\n-->`);
    },
  };
}

function asText(source: string | Uint8Array): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}

/** Folders of the packages whose code is in the chunk. */
function packagesIn(chunk: Rollup.OutputChunk): string[] {
  const found = chunk.moduleIds.map((id) => /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]);
  return found.filter((folder): folder is string => folder !== undefined);
}

/** The notice that the licences (all MIT) ask to travel with every copy. */
function licences(folders: string[]): string {
  const lines = ["This page contains:"];
  let terms = "";
  for (const folder of folders) {
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, string>;
    if (about["license"] !== "MIT") throw new Error(`${about["name"]} is not under the MIT licence`);
    const file = ["LICENSE.txt", "LICENSE"].map((name) => join(folder, name)).find((path) => existsSync(path));
    const text = file === undefined ? "" : readFileSync(file, "utf8").replace(/\r/g, "");
    const holder = /^.*Copyright.*$/m.exec(text)?.[0].trim() ?? `Copyright (c) the authors of ${about["name"]}`;
    terms ||= /Permission is hereby granted[\s\S]*/.exec(text)?.[0].trim() ?? "";
    lines.push(`  ${about["name"]} ${about["version"]} - ${holder}`);
  }
  return [...lines, "all under the MIT licence:", "", terms].join("\n").replace(/--+>?/g, "-");
}
