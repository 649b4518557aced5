/** On Node, Deno and Bun. */
import process from "node:process";
import * as library from "@paygress/volume-key";
import { digestsOf } from "./keys.js";

console.log(JSON.stringify(await digestsOf(library, JSON.parse(process.argv[2] ?? ""))));
