/** The page as one file with the data inside: no server, no corrections, no SPARQL, and nothing that asks a network. */

import { start } from "./app.ts";
import { embedded } from "./embedded.ts";

void start(() => embedded(document.getElementById("kg-data")?.textContent ?? ""), () => Promise.resolve({ pages: [] }));
