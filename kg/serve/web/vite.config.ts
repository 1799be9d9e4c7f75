import { defineConfig } from "vite";
import { singlePage } from "./single-page.ts";

// One page, no chunk, no address: the result must open from disk with no network. `npm run dev` shows the
// data block of index.html (an empty graph) unless that block is replaced by hand.
export default defineConfig({
  base: "./",
  plugins: [singlePage("page.html")],
  build: {
    outDir: "../page",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { output: { format: "iife" } },
  },
});
