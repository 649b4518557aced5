/** The measurements on Node, Deno and Bun: prints them as JSON. */
import * as node from "node:crypto";
import { measureAll } from "./measure.js";

const { Bun } = /** @type {{ Bun?: any }} */ (globalThis);
console.log(JSON.stringify(await measureAll({ node, Bun })));
