import { defineConfig } from "vite";
import { servedPage, singlePage } from "./single-page.ts";

// Two pages of one source. `vite build` makes the one that kg serve sends: index.html with its assets. `vite build
// --mode export` makes page.html: one file, no chunk, no address, which must open from disk with no network.
export default defineConfig(({ mode }) => {
  const exported = mode === "export";
  return {
    base: "./",
    plugins: [exported ? singlePage("page.html") : servedPage()],
    build: {
      outDir: "../page",
      emptyOutDir: !exported, // the second build adds to the first
      target: "es2022",
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rollupOptions: exported ? { input: "export.html", output: { format: "iife" } } : { input: "index.html" },
    },
  };
});
