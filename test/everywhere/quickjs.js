/**
 * The suite on QuickJS.
 *
 *     node test/everywhere/quickjs.js   runs the script from standard input in it
 */
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { getQuickJS } from "quickjs-emscripten";
import { bundle } from "../../tools/bundle.js";
import { runReports } from "../../tools/process.js";
import { isMain } from "../../tools/root.js";

/** @import { Row } from "./main.js" */

const SELF = fileURLToPath(import.meta.url);

/**
 * @param {string} app the user's folder
 * @returns {Row[]}
 */
export function quickjsRows(app) {
  return [
    {
      runtime: "QuickJS",
      what: "nothing but the language",
      cores: ["js"],
      refusal: /this runtime has no WebAssembly/,
      async run() {
        const input = await bundle(join(app, "test/everywhere/inside/quickjs.js"));
        return runReports([process.execPath, SELF], { input });
      },
    },
  ];
}

/**
 * Runs a script. All that it is given is `console.log`.
 *
 * @param {string} script
 */
async function evaluate(script) {
  const context = (await getQuickJS()).newContext();
  const console = context.newObject();
  context.setProp(context.global, "console", console);
  const log = context.newFunction("log", (line) => {
    process.stdout.write(`${context.getString(line)}\n`);
  });
  context.setProp(console, "log", log);
  context.unwrapResult(context.evalCode(script)).dispose();
}

if (isMain(import.meta.url)) await evaluate(await text(process.stdin));
