/** The page of kg serve: data from the server, corrections, review, SPARQL. */

import { start } from "./app.ts";
import { http, takeToken } from "./http.ts";

takeToken();
void start(() => http, () => Promise.resolve({ pages: [] }));
