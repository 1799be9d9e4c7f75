/** The page of kg serve: data from the server, corrections, review, SPARQL. */

import { start } from "./app.ts";
import type { More } from "./context.ts";
import { entityControls, relationControls, undoLast } from "./corrections.ts";
import { http, takeToken } from "./http.ts";
import { correctionsPage } from "./pages/corrections.ts";
import { reviewPage } from "./pages/review.ts";
import { sparqlPage } from "./pages/sparql.ts";
import type { Server } from "./source.ts";

async function more(server: Server): Promise<More> {
  const { writable, limits, prefixes, skipped } = await server.about();
  return {
    skipped,
    pages: [
      { page: "sparql", label: "SPARQL", make: sparqlPage(server, limits, prefixes) },
      { page: "review", label: "Review", make: reviewPage(server, writable) },
      { page: "corrections", label: "Corrections", make: correctionsPage(server) },
    ],
    ...(writable ? {
      entityControls: (context, entity) => entityControls(context, server, entity),
      relationControls: (context, relation) => relationControls(context, server, relation),
      undo: (context) => undoLast(context, server),
    } : {}),
  };
}

takeToken();
void start(() => http, () => more(http.server as Server));
