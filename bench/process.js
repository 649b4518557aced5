/** The measurements on Node, Deno and Bun: prints them as JSON. */
import * as node from "node:crypto";
import process from "node:process";
import { measureAll } from "./measure.js";

const { Bun } = /** @type {{ Bun?: any }} */ (globalThis);
const times = await measureAll({ node, Bun }, process.argv.slice(2).map(Number));
console.log(JSON.stringify(times));
