/** The command in this process: its arguments, an identity and ids from standard input. */

import { Buffer } from "node:buffer";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { bech32 } from "@scure/base";
import fc from "fast-check";
import { iterated, pieces, piecesOf, secretKeyText, spoiled, workloadId } from "./texts.js";

/** @import { Entry } from "./judge.js" */

const NSEC = bech32.encodeFromBytes("nsec", new Uint8Array(32).fill(7));

/** What lies in the working folder. */
const FILES = { identity: `${NSEC}\n`, ids: "a\nb\nżółw 🐢\n", bad: "a\n b\n", none: "" };

const PATHS = [...Object.keys(FILES), "folder", "absent", "absent/file", "new", "./new", "-"];

const OPTIONS = ["-i", "--identity", "-o", "--output", "--format", "--ids"];

/** No slash, so that nothing is written outside of the working folder. */
const word = fc
  .oneof(
    workloadId,
    secretKeyText,
    spoiled(fc.constantFrom("derive", "new-id", "--help", "-h", "-h=", "--version", "--", ...OPTIONS)),
    fc
      .tuple(fc.constantFrom("-h=", "-", "--", "--x=", "a"), fc.nat(99))
      .map(([head, n]) => head + "x".repeat(n === 0 ? 100_000 : n)),
  )
  .map((text) => text.replaceAll("/", "_").replaceAll("\0", "0"));

const value = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PATHS, "raw", "hex", "json", "base64url") }, word);

const option = fc
  .tuple(fc.constantFrom(...OPTIONS), value, fc.boolean())
  .map(([name, one, joined]) => (joined ? [`${name}=${one}`] : [name, one]));

const args = fc
  .tuple(
    fc.oneof(
      { weight: 400, arbitrary: fc.constantFrom("derive", "new-id") },
      { weight: 1, arbitrary: fc.constant("info") },
      { weight: 100, arbitrary: word },
    ),
    fc.array(
      fc.oneof(
        option,
        word.map((one) => [one]),
      ),
      { maxLength: 3 },
    ),
    fc.oneof(fc.constant([]), fc.constantFrom(["a"], ["--ids", "ids"], ["--ids=bad"], ["--", "-a"])),
  )
  .map(([command, options, ids]) => [command, ...options.flat(), ...ids]);

/**
 * @param {(args: string[], io: any) => Promise<number>} run the command's
 * @param {string} folder of its own
 * @returns {Entry[]}
 */
export function commandEntries(run, folder) {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  mkdirSync(join(folder, "folder"));
  mkdirSync(join(folder, ".paygress"));
  writeFileSync(join(folder, ".paygress/identity"), NSEC, { mode: 0o600 });
  const there = readdirSync(folder);
  process.env.HOME = folder;
  process.chdir(folder);
  return [
    {
      name: "the command's arguments",
      input: args,
      async call(all) {
        const outcome = await runs(all, [Buffer.from(NSEC)]);
        for (const name of all.some((/** @type {string} */ one) => one.includes("new")) ? readdirSync(folder) : []) {
          if (!there.includes(name)) rmSync(join(folder, name), { recursive: true });
        }
        return outcome;
      },
    },
    {
      name: "the command's identity from standard input",
      input: pieces(secretKeyText),
      call: (input) => runs(["derive", "a", "--identity", "-"], piecesOf(input)),
    },
    {
      name: "the command's ids from standard input",
      input: pieces(fc.array(workloadId, { maxLength: 5 }).map((ids) => ids.join("\n"))),
      call: (input) => runs(["derive", "--ids", "-", "--identity", "identity"], piecesOf(input)),
    },
  ];

  /**
   * @param {string[]} all
   * @param {Buffer[]} stdin
   */
  async function runs(all, stdin) {
    const io = { stdin: iterated(stdin), stdout: stream(), stderr: stream() };
    const code = await run(all, io);
    const said = io.stderr.text();
    if (/\berror: unexpected\b/.test(said)) throw new Error(said);
    if (![0, 1, 2].includes(code)) throw new Error(`it ends with ${code}`);
    if (code !== 0 && !/^paygress-volume-key: error: .+\n(hint: .+\n)?$/m.test(said))
      throw new Error(`it fails and says ${said}`);
    if (code === 2 && io.stdout.text() !== "") throw new Error("it is used wrongly and has a result");
    return `ended with ${code}`;
  }
}

function stream() {
  /** @type {Buffer[]} */
  const written = [];
  return {
    isTTY: false,
    text: () => Buffer.concat(written).toString(),
    /**
     * @param {string | Uint8Array} data
     * @param {() => void} done
     */
    write(data, done) {
      written.push(Buffer.from(data));
      done();
    },
  };
}
