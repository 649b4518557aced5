/** @import { Case, Environment, Library } from "./suite.js" */
import { equal, fromHex, inspectAll, thrownBy, toBase64, toHex, utf8Of } from "./check.js";

/** Characters in a row of a secret that no error may show. */
const RUN = 8;

const SECRET_KEY = "1e2feb89414c343c1027c4d1c386bbc4cd613e30d8f16adf91b7584a2265b1f6";
const NSEC = "nsec1rch7hz2pfs6rcyp8cngu8p4mcnxkz03smrck4hu3kavy5gn9k8mq8gdps2";

/**
 * What is refused, and that no error tells a secret.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @returns {Case[]}
 */
export function errorCases(library, environment) {
  const { VolumeKeyError } = library;
  // Of the secret in every call: there are hundreds of calls, also on engines that only interpret.
  const runs = runsOf(fromHex(SECRET_KEY), SECRET_KEY, NSEC);
  return refusals(library, environment).map(({ name, code, secret, call }) => ({
    name: `${name}: ${code}, and nothing of the secret`,
    run() {
      const error = thrownBy(call);
      equal(error instanceof VolumeKeyError, true, `is a VolumeKeyError (${error})`);
      equal(error.code, code, "code");
      equal(error.name, "VolumeKeyError", "name");
      const text = textsOf(error, environment.inspect ?? inspectAll).join("\n");
      const told = [...runs, ...runsOf(secret)].find((run) => text.includes(run));
      equal(told, undefined, "what the error tells of a secret");
    },
  }));
}

/**
 * Everything of an error that a log may show, down its causes.
 *
 * @param {unknown} error
 * @param {(value: unknown) => string} inspect
 * @returns {string[]}
 */
function textsOf(error, inspect) {
  if (!(error instanceof Error)) return [inspect(error), String(error)];
  const { message, stack = "", cause } = error;
  return [
    message,
    stack,
    inspect(error),
    String(error),
    JSON.stringify(error),
    ...(cause ? textsOf(cause, inspect) : []),
  ];
}

/**
 * All that no error may show of secrets, each once.
 *
 * @param {unknown[]} secrets texts or bytes; what is neither has none
 * @returns {Set<string>}
 */
function runsOf(...secrets) {
  const runs = new Set();
  for (const text of new Set(secrets.filter(isSecret).flatMap(spellings))) {
    for (let i = 0; i + RUN <= text.length; i++) runs.add(text.slice(i, i + RUN));
  }
  return runs;
}

/** @param {unknown} value */
function isSecret(value) {
  return typeof value === "string" || (ArrayBuffer.isView(value) && value instanceof Uint8Array);
}

/**
 * The ways to write a secret: as it is, in hex and in base64.
 *
 * @param {unknown} secret
 * @returns {string[]}
 */
function spellings(secret) {
  const text = typeof secret === "string" ? secret : "";
  const bytes = typeof secret === "string" ? utf8Of(secret) : /** @type {Uint8Array} */ (secret);
  const base64 = toBase64(bytes);
  const base64url = base64.replaceAll("+", "-").replaceAll("/", "_");
  return [text, text.toLowerCase(), text.toUpperCase(), toHex(bytes), toHex(bytes).toUpperCase(), base64, base64url];
}

/**
 * Calls that must be refused: every bad vector, and every argument of another kind.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @returns {{ name: string, code: string, secret: unknown, call: () => unknown }[]}
 */
function refusals(library, { vectors, foreign }) {
  /** Past the types, as JavaScript calls it. @type {Record<string, (...values: unknown[]) => unknown>} */
  // @ts-expect-error: on purpose
  const untyped = library;
  const { deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys, deriveVolumeKeysInto } = untyped;
  const { parseSecretKey, parseWorkloadId, wipe } = untyped;
  const { encodeVolumeEncryption, decodeVolumeEncryption, withVolumeEncryption } = untyped;
  const key = fromHex(SECRET_KEY);

  /** Values that are no Uint8Array, with the secrets in them. @type {[string, unknown][]} */
  const notBytes = [
    ["undefined", undefined],
    ["null", null],
    ["a number", 0],
    ["a bigint", 1n],
    ["a symbol", Symbol("s")],
    ["a function", () => key],
    ["an object", { 0: 1, length: 32 }],
    ["an object that says it is one", { [Symbol.toStringTag]: "Uint8Array", length: 32 }],
    ["an nsec", NSEC],
    ["hex", SECRET_KEY],
    ["an array", Array.from(key)],
    ["a Uint32Array", new Uint32Array(8)],
    ["a Uint8ClampedArray", Uint8ClampedArray.from(key)],
    ["an Int8Array", Int8Array.from(key)],
    ["an ArrayBuffer", key.buffer],
    ["a DataView", new DataView(key.buffer)],
    ["a proxy of one", new Proxy(key, {})],
  ];
  if (foreign !== undefined) {
    notBytes.push(["a Uint32Array of another realm", foreign("Uint32Array", key)]);
    notBytes.push(["an Int8Array of another realm", foreign("Int8Array", key)]);
  }
  const otherLengths = [0, 1, 16, 31, 33, 64].map((length) => Uint8Array.from({ length }, (_, i) => 0x1e + 7 * i));
  const notStrings = [undefined, null, 0, 1n, Symbol("s"), {}, [], ["a"], key, new String("a"), () => "a"];

  /** @type {ReturnType<typeof refusals>} */
  const calls = [];
  /**
   * @param {string} name
   * @param {string} code
   * @param {unknown} secret what must not be told besides the secret key
   * @param {() => unknown} call
   */
  const refuse = (name, code, secret, call) => {
    calls.push({ name, code, secret, call });
  };

  for (const [what, value] of notBytes) {
    refuse(`deriveVolumeKey of ${what}`, "secret-key/type", value, () => deriveVolumeKey?.(value, "a"));
    refuse(`deriveVolumeKeyInto of ${what}`, "secret-key/type", value, () => {
      return deriveVolumeKeyInto?.(value, "a", new Uint8Array(32));
    });
    refuse(`deriveVolumeKeyInto into ${what}`, "output/type", value, () => deriveVolumeKeyInto?.(key, "a", value));
    refuse(`deriveVolumeKeys of ${what}`, "secret-key/type", value, () => deriveVolumeKeys?.(value, []));
    refuse(`deriveVolumeKeysInto of ${what}`, "secret-key/type", value, () => {
      return deriveVolumeKeysInto?.(value, [], new Uint8Array());
    });
    refuse(`deriveVolumeKeysInto into ${what}`, "output/type", value, () => deriveVolumeKeysInto?.(key, ["a"], value));
    refuse(`withVolumeEncryption of ${what}`, "secret-key/type", value, () => withVolumeEncryption?.({}, value));
    refuse(`encodeVolumeEncryption of ${what}`, "volume-key/type", value, () => encodeVolumeEncryption?.(value));
    refuse(`wipe of ${what}`, "secret/type", value, () => wipe?.(new Uint8Array(1), value));
    refuse(`wipe of an array with ${what}`, "secret/type", value, () => wipe?.([new Uint8Array(1), value]));
  }
  for (const bytes of otherLengths) {
    const what = `${bytes.length} bytes`;
    refuse(`deriveVolumeKey of ${what}`, "secret-key/length", bytes, () => deriveVolumeKey?.(bytes, "a"));
    refuse(`deriveVolumeKeyInto of ${what}`, "secret-key/length", bytes, () => deriveVolumeKeyInto?.(bytes, "a", key));
    refuse(`deriveVolumeKeyInto into ${what}`, "output/length", bytes, () => deriveVolumeKeyInto?.(key, "a", bytes));
    refuse(`deriveVolumeKeys of ${what}`, "secret-key/length", bytes, () => deriveVolumeKeys?.(bytes, []));
    refuse(`withVolumeEncryption of ${what}`, "secret-key/length", bytes, () => withVolumeEncryption?.({}, bytes));
    refuse(`encodeVolumeEncryption of ${what}`, "volume-key/length", bytes, () => encodeVolumeEncryption?.(bytes));
    refuse(`into ${what}`, "output/length", bytes, () => deriveVolumeKeysInto?.(key, ["a", "b", "c"], bytes));
  }
  for (const value of notStrings) {
    const what = Object.prototype.toString.call(value);
    refuse(`deriveVolumeKey with ${what}`, "workload-id/type", value, () => deriveVolumeKey?.(key, value));
    refuse(`deriveVolumeKeyInto with ${what}`, "workload-id/type", value, () => deriveVolumeKeyInto?.(key, value, key));
    refuse(`deriveVolumeKeys with ${what}`, "workload-id/type", value, () => deriveVolumeKeys?.(key, ["a", value]));
    if (!Array.isArray(value)) {
      refuse(`a batch that is ${what}`, "workload-id/type", value, () => deriveVolumeKeys?.(key, value));
    }
    refuse(`parseWorkloadId of ${what}`, "workload-id/type", value, () => parseWorkloadId?.(value));
    refuse(`parseSecretKey of ${what}`, "secret-key/type", value, () => parseSecretKey?.(value));
  }
  for (const [id, code] of badWorkloadIds) {
    refuse(`parseWorkloadId of ${JSON.stringify(id)}`, code, undefined, () => parseWorkloadId?.(id));
    refuse(`withVolumeEncryption of ${JSON.stringify(id)}`, code, undefined, () => {
      return withVolumeEncryption?.({ workload_id: id }, key);
    });
    if (code === "workload-id/unicode") {
      refuse(`deriveVolumeKey with ${JSON.stringify(id)}`, code, undefined, () => deriveVolumeKey?.(key, id));
      refuse(`deriveVolumeKeyInto with ${JSON.stringify(id)}`, code, undefined, () =>
        deriveVolumeKeyInto?.(key, id, key),
      );
    }
  }
  for (const value of [undefined, null, 0, "request", [], () => ({})]) {
    refuse(`a request that is ${String(value)}`, "request/type", value, () => withVolumeEncryption?.(value, key));
  }
  const order = fromHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
  for (const bytes of [new Uint8Array(32), order, new Uint8Array(32).fill(0xff)]) {
    refuse(`withVolumeEncryption of ${toHex(bytes)}`, "secret-key/range", bytes, () => {
      return withVolumeEncryption?.({ workload_id: "a" }, bytes);
    });
  }
  refuse("encodeVolumeEncryption of zeros", "volume-key/zero", undefined, () => {
    return encodeVolumeEncryption?.(new Uint8Array(32));
  });
  refuse("a request with a number as workload id", "workload-id/type", 7, () =>
    withVolumeEncryption?.({ workload_id: 7 }, key),
  );
  // K and ſ turn into ASCII letters when their case is changed.
  for (const letter of ["\u212a", "\u017f"]) {
    const text = NSEC.toUpperCase().replace("K", letter);
    refuse("an nsec with a letter that only looks right", "secret-key/encoding", text, () => parseSecretKey?.(text));
  }
  for (const { tcId, text, code } of vectors.secretKey.tests) {
    if (code === undefined) continue;
    refuse(`secret-key vector ${tcId}`, code, text.trim(), () => parseSecretKey?.(text));
    refuse(`secret-key vector ${tcId} as a key`, "secret-key/type", text.trim(), () => deriveVolumeKey?.(text, "a"));
  }
  for (const { tcId, value, code } of vectors.volumeEncryption.tests) {
    if (code === undefined) continue;
    const text = /** @type {{ key_b64?: unknown } | null} */ (value)?.key_b64;
    refuse(`volume-encryption vector ${tcId}`, code, text, () => decodeVolumeEncryption?.(value));
  }
  // A key where another member belongs.
  const key_b64 = "hckkw1lxZMSmBYoAWBoisi3lBHJDPS5E_ti2uDV-RM0";
  for (const value of [
    { algorithm: key_b64, key_b64 },
    { algorithm: "luks2-aes-xts", key_b64: `${key_b64}${key_b64}` },
  ]) {
    const code = value.algorithm === key_b64 ? "volume-encryption/algorithm" : "volume-encryption/key";
    refuse("a volume key in the wrong place", code, key_b64, () => decodeVolumeEncryption?.(value));
  }
  return calls;
}

/** The first and the last of each range of Default_Ignorable_Code_Point that white space is not among, and U+2800. */
const UNSEEN = [
  ...["\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u180b", "\u180e", "\u200b", "\u200f"],
  ...["\u202a", "\u202e", "\u2060", "\u206f", "\u3164", "\ufe00", "\ufe0f", "\uffa0", "\ufff0", "\ufff8", "\u2800"],
  ...["\u{1bca0}", "\u{1bca3}", "\u{1d173}", "\u{1d17a}", "\u{e0000}", "\u{e007f}", "\u{e0fff}"],
];

/**
 * @param {string} id
 * @returns {[string, string]}
 */
function withSpaceCode(id) {
  return [id, "workload-id/space"];
}

/** @type {[string, string][]} */
const badWorkloadIds = [
  ["", "workload-id/empty"],
  ["a\0b", "workload-id/control"],
  ["a\n", "workload-id/control"],
  ["\ta", "workload-id/control"],
  ["a\x7f", "workload-id/control"],
  ["a\x85b", "workload-id/control"],
  [" a", "workload-id/space"],
  ["a ", "workload-id/space"],
  [" ", "workload-id/space"],
  ["\u00a0a", "workload-id/space"],
  ["a\u3000", "workload-id/space"],
  ["\ufeffa", "workload-id/space"],
  ["a\u2028", "workload-id/space"],
  ...UNSEEN.flatMap((unseen) => [`${unseen}a`, `a${unseen}`, unseen]).map(withSpaceCode),
  ["1\ufe0f", "workload-id/space"],
  ["#\ufe0f", "workload-id/space"],
  ["\u2764\ufe0f\ufe0f", "workload-id/space"],
  ["\u2764\ufe0e", "workload-id/space"],
  ["\u{1f468}\u200d", "workload-id/space"],
  ["\ufe0f\u2764", "workload-id/space"],
  ["1\u{e0067}\u{e007f}", "workload-id/space"],
  ["\u{1f3f4}\u{e0067}", "workload-id/space"],
  ["\u{1f3f4}\u{e007f}", "workload-id/space"],
  ["\u845b\u{e0100}", "workload-id/space"],
  ["\ud800", "workload-id/unicode"],
  ["a\udc00", "workload-id/unicode"],
  ["\udc00\ud800", "workload-id/unicode"],
  ["\ud83d\ud83d\udc22", "workload-id/unicode"],
];
