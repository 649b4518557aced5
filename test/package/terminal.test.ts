import { spawnSync } from "node:child_process";
import process from "node:process";
import { expect, test } from "vitest";
import { drawTerminal } from "../../tools/terminal.js";
import { read } from "./examples.ts";

const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const missing = spawnSync("cryptsetup", ["--version"], { env: { ...process.env, PATH } }).status !== 0;

test.skipIf(missing && process.env.VOLUME_KEY_REQUIRE_ALL !== "1")(
  "the README's picture is what the commands print",
  () => {
    for (const [name, svg] of Object.entries(drawTerminal())) {
      expect(read(`docs/plots/${name}`)).toBe(svg);
      expect(read("README.md")).toContain(`"docs/plots/${name}"`);
    }
  },
);
