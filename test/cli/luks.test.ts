import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseSecretKey } from "@paygress/volume-key";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../tools/root.js";
import { BUN, DENO } from "../../tools/runtimes.js";

const ID = "78e51061-7311-48a3-82ce-6f447ed4d57b";
const NEIGHBOUR = "78e51061-7311-48a3-82ce-6f447ed4d57c";

const RUNTIMES = {
  Node: [process.execPath],
  // No permission at all: the sources need none.
  Deno: [DENO, "run", "--config=deno.json", "--no-prompt"],
  Bun: [BUN],
};
const CORES = ["wasm", "js"];

const { PATH, VOLUME_KEY_REQUIRE_ALL } = process.env;

/** Debian keeps cryptsetup in a folder that a normal user's PATH leaves out. LC_ALL: its messages in English. */
const env = { ...process.env, PATH: `${PATH}:/usr/sbin:/sbin`, LC_ALL: "C" };

const installed = spawnSync("cryptsetup", ["--version"], { env }).status === 0;
const MISSING = "test/cli was not run: it needs cryptsetup; to get it: apt-get install cryptsetup-bin";

if (!installed && VOLUME_KEY_REQUIRE_ALL === "1") {
  test("cryptsetup is installed", () => {
    throw new Error(MISSING);
  });
} else if (!installed) {
  console.warn(MISSING);
}

describe.skipIf(!installed)("a LUKS2 volume formatted with the key that the command line writes into a pipe", () => {
  let folder: string;
  let image: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "volume-key-luks-"));
    image = join(folder, "image");
    writeFileSync(image, "");
    truncateSync(image, 20 * 1024 * 1024);
    // The least work that argon2id allows: the key is random, so there is no guess to slow down.
    const pipe = `"$1" dist/cli.js derive ${ID} --identity examples/identity --format raw |
      cryptsetup luksFormat --type luks2 --batch-mode --pbkdf argon2id --pbkdf-force-iterations 4 --pbkdf-memory 32 \
        --key-file=- "$2"`;
    execFileSync("sh", ["-c", pipe, "sh", process.execPath, image], { cwd: root, env });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function open(volumeKey: Uint8Array) {
    const args = ["open", "--test-passphrase", "--key-file=-", image];
    const { status, stderr } = spawnSync("cryptsetup", args, { input: volumeKey, env, encoding: "utf8" });
    return { status, stderr };
  }

  const OPENS = { status: 0, stderr: "" };
  const STAYS_SHUT = { status: 2, stderr: "No key available with this passphrase.\n" };

  describe.each(Object.entries(RUNTIMES))("with a key derived again by %s", (_, [command = "", ...args]) => {
    function derive(core: string, workloadId: string): Uint8Array {
      const input = readFileSync(join(root, "examples/identity"));
      return execFileSync(command, [...args, "test/cli/derive-key.js", core, workloadId], { cwd: root, input });
    }

    test.each(CORES)("opens (core %s)", (core) => {
      expect(open(derive(core, ID))).toEqual(OPENS);
    });

    test.each(CORES)("stays shut for the neighbouring workload id (core %s)", (core) => {
      expect(open(derive(core, NEIGHBOUR))).toEqual(STAYS_SHUT);
    });
  });

  describe("with SHA-256 written out here", () => {
    function derive(separator: string): Uint8Array {
      const secretKey = parseSecretKey(readFileSync(join(root, "examples/identity"), "utf8"));
      return createHash("sha256")
        .update("paygress-volume-v1\0")
        .update(secretKey)
        .update(separator)
        .update(ID)
        .digest();
    }

    test("opens", () => {
      expect(open(derive("\0"))).toEqual(OPENS);
    });

    test("stays shut without the second NUL", () => {
      expect(open(derive(""))).toEqual(STAYS_SHUT);
    });
  });
});
