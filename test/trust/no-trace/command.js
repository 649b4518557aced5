/** A row for each runtime and for what the command derives. The identity is a file, and the result goes to a pipe. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bech32 } from "@scure/base";
import { bundle } from "../../../tools/bundle.js";
import { makeFolder } from "../../../tools/package.js";
import { runUntil } from "../../../tools/process.js";
import { idOf } from "./agreed.js";
import { lineOf, unmasked, volumeKeyOf } from "./parent.js";
import { deployed } from "./runtimes.js";
import { tracesIn } from "./traces.js";

/**
 * @import { Row } from "./main.js"
 * @import { Found } from "./traces.js"
 */

const FORMATS = /** @type {const} */ (["raw", "base64url"]);

/**
 * @param {boolean} short
 * @returns {Promise<Row[]>}
 */
export async function commandRows(short) {
  const folder = makeFolder();
  const hold = join(folder, "hold.mjs");
  writeFileSync(hold, await bundle("test/trust/no-trace/hold.js", { format: "esm", platform: "node" }));
  const runtimes = await deployed(join(folder, "command.mjs"), "dist/cli.js", short, hold);
  return runtimes.flatMap(({ runtime, missing, command }) =>
    FORMATS.flatMap((format) =>
      [1, 2000].map((keys) => ({
        ...{ runtime, what: `derive --format ${format}, keys`, core: "wasm", calls: keys },
        ...(missing === undefined ? {} : { missing }),
        run: () => search(command, join(folder, `${runtime} ${format} ${keys}`), format, keys),
      })),
    ),
  );
}

/**
 * @param {string[]} command
 * @param {string} path of two new files, but for their endings
 * @param {"raw" | "base64url"} format
 * @param {number} count of ids
 * @returns {Promise<Found>}
 */
function search(command, path, format, count) {
  const secretKey = Uint8Array.from(randomBytes(32));
  const ids = Array.from({ length: count }, (_, i) => idOf(i));
  const keys = ids.map((id) => volumeKeyOf(secretKey, id));
  writeFileSync(`${path}.identity`, `${bech32.encodeFromBytes("nsec", secretKey)}\n`, { mode: 0o600 });
  writeFileSync(`${path}.ids`, ids.join("\n"));
  const asked = count === 1 ? ids : ["--ids", `${path}.ids`];
  const args = ["derive", ...asked, "--identity", `${path}.identity`, "--format", format];
  return runUntil([...command, ...args], {}, async (child, fail) => {
    let printed = "";
    child.stdout?.setEncoding("latin1").on("data", (chunk) => (printed += chunk));
    const line = await lineOf(child, child.stderr).catch((error) => fail(error.message));
    const control = { form: "bytes", kind: /** @type {const} */ ("bytes"), key: unmasked(line.replace("held ", "")) };
    const found = tracesIn(child.pid ?? 0, { secret: [secretKey], volume: keys }, [control]);
    const expected = keys
      .map((key) => (format === "raw" ? key.toString("latin1") : `${key.toString(format)}\n`))
      .join("");
    while (printed.length < expected.length) await once(child.stdout ?? child, "data");
    if (printed !== expected) fail("it printed other keys");
    return found;
  });
}
