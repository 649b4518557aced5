/** On Deno, Bun and another Node. */
import process from "node:process";
import * as library from "@paygress/volume-key";
import { digestsOf } from "./parts.js";

console.log(JSON.stringify(await digestsOf(library, JSON.parse(process.argv[2] ?? ""))));
