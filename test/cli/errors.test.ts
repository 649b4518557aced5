import { expect, test } from "vitest";
import { CliError, explain, usageError } from "../../cli/errors.ts";
import { VolumeKeyError, type VolumeKeyErrorCode } from "../../src/errors.ts";

test("a usage error ends with 2 and points to the help", () => {
  expect(usageError("wrong")).toMatchObject({
    message: "wrong",
    hint: "paygress-volume-key --help shows how it is used",
    exitCode: 2,
  });
  expect(usageError("wrong", "so")).toMatchObject({ hint: "so", exitCode: 2 });
});

test("an error of the command line explains itself", () => {
  const error = new CliError("wrong", "so", 2);
  expect(explain(error)).toMatchObject({ message: "wrong", hint: "so", exitCode: 2 });
  expect(explain(error, (message) => `here: ${message}`)).toMatchObject({ message: "here: wrong", exitCode: 2 });
});

test.each<[VolumeKeyErrorCode, RegExp | undefined]>([
  ["identity/missing", /--identity FILE/],
  ["identity/size", /nsec1… or 64 hex digits/],
  ["secret-key/encoding", /nsec1… or 64 hex digits/],
  ["secret-key/length", /nsec1… or 64 hex digits/],
  ["secret-key/range", /nsec1… or 64 hex digits/],
  ["secret-key/checksum", /compare it with your backup/],
  ["secret-key/prefix", /the secret key, nsec1…, of the identity/],
  ["workload-id/empty", /paygress-volume-key new-id/],
  ["workload-id/control", /one line of text/],
  ["workload-id/space", /white space too/],
  ["workload-id/unicode", /UTF-8/],
  ["core/self-test", undefined],
])("%s keeps its message and gets its hint", (code, hint) => {
  const explained = explain(new VolumeKeyError(code, "wrong"));
  expect(explained).toMatchObject({ message: "wrong", exitCode: 1 });
  if (hint === undefined) expect(explained.hint).toBeUndefined();
  else expect(explained.hint).toMatch(hint);
});

test.each([
  [new TypeError("a secret"), "unexpected: error TypeError"],
  ["a secret", "unexpected: error undefined"],
  [undefined, "unexpected: error undefined"],
  [Object.create(null), "unexpected: error undefined"],
  [
    Object.assign(new Error("ENOENT: no such file or directory, open 'a secret'"), { code: "ENOENT" }),
    "unexpected: no such file",
  ],
  [Object.assign(new Error("strange"), { code: "ESTRANGE" }), "unexpected: error ESTRANGE"],
])("an unexpected error is called that", (error, message) => {
  expect(explain(error)).toMatchObject({ message, hint: undefined, exitCode: 1 });
});
