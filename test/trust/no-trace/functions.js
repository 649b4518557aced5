/** A row for each function of the library, core, runtime and number of calls. */
import { join } from "node:path";
import { makeFolder } from "../../../tools/package.js";
import { runUntil } from "../../../tools/process.js";
import { HELD, IDS, idOf } from "./agreed.js";
import { lineOf, unmasked, volumeKeyOf } from "./parent.js";
import { deployed } from "./runtimes.js";
import { tracesIn } from "./traces.js";

/**
 * @import { Row } from "./main.js"
 * @import { Found } from "./traces.js"
 */

const CORES = ["wasm", "js"];

/**
 * @typedef {object} Use
 * @property {string} what
 * @property {string[]} cores
 * @property {Row["text"]} [text]
 * @property {"volume"} [takes] where it is no secret key that it is given
 * @property {boolean} [derives]
 */

/** @type {Use[]} */
const FUNCTIONS = [
  { what: "none", cores: [""] },
  { what: "deriveVolumeKey", cores: CORES, derives: true },
  { what: "deriveVolumeKeyInto", cores: CORES, derives: true },
  { what: "deriveVolumeKeys", cores: CORES, derives: true },
  { what: "deriveVolumeKeysInto", cores: CORES, derives: true },
  { what: "parseSecretKey, hex", cores: [""], text: { of: "secret", owner: "argument" } },
  { what: "parseSecretKey, nsec", cores: [""], text: { of: "secret", owner: "argument" } },
  { what: "readIdentity, hex", cores: [""] },
  { what: "readIdentity, nsec", cores: [""] },
  { what: "encodeVolumeEncryption", cores: [""], text: { of: "volume", owner: "result" }, takes: "volume" },
  { what: "decodeVolumeEncryption", cores: [""], text: { of: "volume", owner: "argument" }, takes: "volume" },
  { what: "withVolumeEncryption", cores: CORES, text: { of: "volume", owner: "result" }, derives: true },
];

/**
 * @param {boolean} short
 * @returns {Promise<Row[]>}
 */
export async function functionRows(short) {
  const folder = makeFolder();
  const runtimes = await deployed(join(folder, "child.mjs"), "test/trust/no-trace/child.js", short);
  return runtimes.flatMap(({ runtime, missing, command }) =>
    FUNCTIONS.flatMap((use) =>
      use.cores.flatMap((core) =>
        callsOf(use, short).map((calls) => ({
          ...{ runtime, what: use.what, core, calls },
          ...(use.text === undefined ? {} : { text: use.text }),
          ...(missing === undefined ? {} : { missing }),
          run() {
            const args = [use.what, String(calls), core, join(folder, `${runtime} ${use.what} ${calls}`)];
            return search([...command, ...args], calls, use);
          },
        })),
      ),
    ),
  );
}

/**
 * @param {Use} use
 * @param {boolean} short
 * @returns {number[]} 0 where an argument is a text tells how often that is there without us
 */
function callsOf({ what, text }, short) {
  if (what === "none") return [0];
  if (short) return [1000];
  return [...(text?.owner === "argument" ? [0] : []), 1, 1000, 100_000];
}

/**
 * @param {string[]} command
 * @param {number} calls
 * @param {Use} use
 * @returns {Promise<Found>}
 */
function search(command, calls, { takes, derives }) {
  return runUntil(command, {}, async (child, fail) => {
    const line = await lineOf(child, child.stdout).catch((error) => fail(error.message));
    const [key = new Uint8Array(), ...held] = line.split(" ").map(unmasked);
    const derived = Array.from({ length: derives ? Math.min(calls, IDS) : 0 }, (_, i) => volumeKeyOf(key, idOf(i)));
    const keys = takes === "volume" ? { secret: [], volume: [key] } : { secret: [key], volume: derived };
    const controls = HELD.map(([form, kind], i) => ({ form, kind, key: held[i] ?? new Uint8Array() }));
    return tracesIn(child.pid ?? 0, keys, controls);
  });
}
