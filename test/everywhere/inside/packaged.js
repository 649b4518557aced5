/** What the package is tested with on Node, Deno and Bun. */
import { references, vectors } from "./data.js";
import { environmentOf } from "./environment.js";

export const environment = environmentOf(vectors, references);
