/** A row for each function of the library, core, runtime and number of calls. */
import { join } from "node:path";
import { HELD, idOf, IDS, maskAt } from "./agreed.js";
import { patternsOf } from "./forms.js";
import { deployed } from "./runtimes.js";
import { tracesIn } from "./traces.js";
import { makeFolder } from "../../matrix/package.js";
import { runUntil } from "../../matrix/process.js";
import { createHash, randomBytes } from "node:crypto";

/** @import { Found, Row } from "./main.js" */

const CORES = ["wasm", "js"];

/** @type {{ what: string, cores: string[], text?: string, derives?: boolean }[]} */
const FUNCTIONS = [
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
        // None, where the caller has a text, tells how often it is there without us.
        (short ? [1000] : text === "argument" ? [0, 1, 1000, 100_000] : [1, 1000, 100_000]).map((calls) => ({
          ...{ runtime, what, core, calls },
          ...(text === undefined ? {} : { text }),
          ...(missing === undefined ? {} : { missing }),
          run: () =>
            search([...command, what, String(calls), core, join(folder, `${runtime} ${what} ${calls}`)], derives ? calls : 0),
        })),
      ),
    ),
  );
}

/**
 * @param {string[]} command
 * @param {number} derived how many keys are derived
 * @returns {Promise<Found>}
 */
function search(command, derived) {
  return runUntil(command, {}, async (child, fail) => {
    const [key = new Uint8Array(), ...held] = await new Promise((resolve, reject) => {
      let printed = "";
      child.stdout?.on("data", (chunk) => {
        printed += chunk;
        if (printed.endsWith("\n")) resolve(unmasked(printed));
      });
      child.on("exit", (status) => reject(new Error(`it ended with ${status}`)));
    }).catch((error) => fail(error.message));
    const patterns = [
      ...patternsOf("the key", key),
      ...Array.from({ length: Math.min(derived, IDS) }, (_, i) => patternsOf("derived", volumeKeyOf(key, idOf(i)))).flat(),
      ...HELD.flatMap(([form], i) => patternsOf(form, held[i] ?? new Uint8Array())),
      ...patternsOf("never made", randomBytes(32)),
    ];
    const { counts, mebibytes } = tracesIn(child.pid ?? 0, patterns);
    const { "the key": own, derived: others, ...controls } = counts;
    return { counts: { ...(own && { own }), ...(others && { others }) }, mebibytes, fault: faultOf(controls) };
  });
}

/**
 * @param {string} printed
 * @returns {Uint8Array[]}
 */
function unmasked(printed) {
  return printed
    .trim()
    .split(" ")
    .map((hex) => Uint8Array.from(Buffer.from(hex, "hex"), (byte, i) => byte ^ maskAt(i)));
}

/**
 * @param {import("./traces.js").Counts} controls
 * @returns {string | undefined}
 */
function faultOf(controls) {
  for (const [form, kind] of HELD) if (!controls[form]?.[kind]) return `a key that is held as ${form} is not found`;
  const { bytes = 0, digits = 0, text = 0 } = controls["never made"] ?? {};
  return bytes + digits + text > 0 ? "a key is found that was never made" : undefined;
}

/**
 * @param {Uint8Array} secretKey
 * @param {string} id
 * @returns {Uint8Array}
 */
export function volumeKeyOf(secretKey, id) {
  return createHash("sha256").update("paygress-volume-v1\0").update(secretKey).update("\0").update(id).digest();
}
