/** What meets the engine and the system. */
import { Buffer } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { engine, PLACES } from "./engine.js";
import { equal, isKeyOf, isRight, keyOf, made, mostly } from "./judge.js";
import { anyText, iterated, pieces, piecesOf, secretKeyText } from "./texts.js";
import { anyShape, OWN } from "./values.js";

/** @import { Entry, Library } from "./judge.js" */

/** More than there are lanes. */
const IDS = ["", "a", "żółw", "x".repeat(200), "deadbeef-cafe", "78e51061-7311-48a3-82ce-6f447ed4d57b"];

const EMPTY_MODULE = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

/**
 * @param {Library} library
 * @param {() => Library} another library, which has chosen no core yet
 * @param {string} file that may be written
 * @returns {Entry[]}
 */
export function runtimeEntries(library, another, file) {
  return [
    {
      name: "useCore",
      codes: /^core\/(type|unavailable)$/,
      input: fc.oneof(
        { weight: 40, arbitrary: fc.constantFrom("auto") },
        { weight: 1, arbitrary: fc.constantFrom("wasm", "js", "module") },
        { weight: 200, arbitrary: mostly(anyText, 1) },
      ),
      call: (input) => library.useCore(input === "module" ? EMPTY_MODULE : made(input)),
    },
    {
      name: "an engine whose WebAssembly throws",
      share: 1 / 50,
      input: fc.record({
        place: fc.constantFrom(...PLACES),
        after: fc.constantFrom(0, 1, 70),
        thrown: fc.oneof(anyShape, anyText),
      }),
      call({ place, after, thrown }) {
        let calls = 0;
        engine.place = place;
        engine.fault = () => {
          if (calls++ >= after) throw made(thrown);
        };
        try {
          const { deriveVolumeKey, deriveVolumeKeys } = another();
          const secretKey = new Uint8Array(32).fill(7);
          for (const id of IDS) isRight(equal(deriveVolumeKey(secretKey, id), keyOf(secretKey, id)));
          isRight(deriveVolumeKeys(secretKey, IDS).every((key, i) => equal(key, keyOf(secretKey, IDS[i] ?? ""))));
        } catch (error) {
          throw error === OWN ? new Error("what the engine throws comes through") : error;
        } finally {
          engine.fault = undefined;
        }
      },
    },
    {
      name: "an engine whose random numbers fail",
      codes: /^random\/unavailable$/,
      input: mostly(
        fc.uint8Array({ maxLength: 17 }).map((bytes) => ({ bytes })),
        3,
      ),
      call(input) {
        engine.random = (array) => {
          if (!("bytes" in input)) throw made(input);
          array.set(input.bytes.subarray(0, 16));
        };
        try {
          isRight(
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(library.newWorkloadId()),
          );
        } finally {
          engine.random = undefined;
        }
      },
    },
    {
      name: "readIdentity, the path",
      codes: /^identity\/(missing|unreadable)$/,
      input: mostly(
        anyText.map((text) => `no folder/${text}`),
        1,
      ),
      call: (input) => library.readIdentity(made(input)),
    },
    {
      name: "readIdentity, bytes",
      codes: /^secret-key\/|^identity\/(size|unreadable)$/,
      input: pieces(secretKeyText),
      async call(input) {
        // Only a path as yet: all of it is refused.
        const bytes = /** @type {any} */ (iterated(piecesOf(input)));
        isKeyOf(await library.readIdentity(bytes), Buffer.from(input.text, input.encoding).toString());
      },
    },
    {
      name: "readIdentity, the file",
      codes: /^secret-key\/|^identity\/size$/,
      share: 1 / 10,
      input: fc.record({
        text: secretKeyText,
        encoding: fc.constantFrom(.../** @type {const} */ (["utf8", "utf8", "utf8", "latin1", "utf16le"])),
      }),
      async call({ text, encoding }) {
        writeFileSync(file, text, encoding);
        isKeyOf(await library.readIdentity(file), readFileSync(file, "utf8"));
      },
    },
  ];
}
