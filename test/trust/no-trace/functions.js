/** A row for each function of the library, core, runtime and number of calls. */
import { join } from "node:path";
import { makeFolder } from "../../matrix/package.js";
import { runUntil } from "../../matrix/process.js";
import { HELD, IDS, idOf } from "./agreed.js";
import { lineOf, unmasked, volumeKeyOf } from "./parent.js";
import { deployed } from "./runtimes.js";
import { tracesIn } from "./traces.js";

/**
 * @import { Row } from "./main.js"
 * @import { Found } from "./traces.js"
 */

const CORES = ["wasm", "js"];

/** @type {{ what: string, cores: string[], text?: string, derives?: boolean }[]} */
const FUNCTIONS = [
  { what: "none", cores: [""] },
  { what: "deriveVolumeKey", cores: CORES, derives: true },
  { what: "deriveVolumeKeyInto", cores: CORES, derives: true },
  { what: "deriveVolumeKeys", cores: CORES, derives: true },
  { what: "deriveVolumeKeysInto", cores: CORES, derives: true },
  { what: "parseSecretKey, hex", cores: [""], text: "argument" },
  { what: "parseSecretKey, nsec", cores: [""], text: "argument" },
  { what: "readIdentity, hex", cores: [""] },
  { what: "readIdentity, nsec", cores: [""] },
  { what: "encodeVolumeEncryption", cores: [""], text: "result" },
  { what: "decodeVolumeEncryption", cores: [""], text: "argument" },
  { what: "withVolumeEncryption", cores: CORES, text: "result", derives: true },
];

/**
 * @param {boolean} short
 * @returns {Promise<Row[]>}
 */
export async function functionRows(short) {
  const folder = makeFolder();
  const runtimes = await deployed(join(folder, "child.js"), "test/trust/no-trace/child.js", short);
  return runtimes.flatMap(({ runtime, missing, command }) =>
    FUNCTIONS.flatMap(({ what, cores, text, derives }) =>
      cores.flatMap((core) =>
        callsOf(what, text, short).map((calls) => ({
          ...{ runtime, what, core, calls },
          ...(text === undefined ? {} : { text }),
          ...(missing === undefined ? {} : { missing }),
          run: () =>
            search(
              [...command, what, String(calls), core, join(folder, `${runtime} ${what} ${calls}`)],
              derives ? calls : 0,
            ),
        })),
      ),
    ),
  );
}

/**
 * @param {string} what
 * @param {string | undefined} text
 * @param {boolean} short
 * @returns {number[]} 0 where a text is the caller's own tells how often that is there without us
 */
function callsOf(what, text, short) {
  if (what === "none") return [0];
  if (short) return [1000];
  return [...(text === "argument" ? [0] : []), 1, 1000, 100_000];
}

/**
 * @param {string[]} command
 * @param {number} derived how many keys are derived
 * @returns {Promise<Found>}
 */
function search(command, derived) {
  return runUntil(command, {}, async (child, fail) => {
    const line = await lineOf(child, child.stdout).catch((error) => fail(error.message));
    const [key = new Uint8Array(), ...held] = line.split(" ").map(unmasked);
    const keys = Array.from({ length: Math.min(derived, IDS) }, (_, i) => volumeKeyOf(key, idOf(i)));
    const controls = HELD.map(([form, kind], i) => ({ form, kind, key: held[i] ?? new Uint8Array() }));
    return tracesIn(child.pid ?? 0, [key, ...keys], controls);
  });
}
