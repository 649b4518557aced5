import "./theme.css";
import "./style.css";
import {
  deriveVolumeKey,
  describeCore,
  encodeVolumeEncryption,
  parseSecretKey,
  parseWorkloadId,
  VolumeKeyError,
  wipe,
} from "@paygress/volume-key";
import encodeQR from "qr";

/** No identity is longer. */
const MAX_FILE_SIZE = 4096;

const [form, identity, workloadId] = [
  byId<HTMLFormElement>("form"),
  byId<HTMLInputElement>("identity"),
  byId<HTMLInputElement>("workload-id"),
];
const [file, show, result] = [byId<HTMLInputElement>("file"), byId<HTMLButtonElement>("show"), byId("result")];

form.addEventListener("submit", (event) => {
  event.preventDefault();
  derive();
});
form.addEventListener("input", () => {
  clearResult(); // it would be that of another text
});
byId("clear").addEventListener("click", () => {
  clear();
  identity.focus();
  say("Cleared.");
});
// Before the page may be kept for the way back.
addEventListener("pagehide", clear);
show.addEventListener("click", () => showIdentity(identity.type === "password"));
file.addEventListener("change", readFile);
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copies]")) {
  button.addEventListener("click", () => copy(byId(button.dataset.copies ?? ""), button));
}

function derive() {
  clearResult();
  let secretKey: Uint8Array | undefined;
  let volumeKey: Uint8Array | undefined;
  try {
    secretKey = read(identity, parseSecretKey);
    const id = read(workloadId, parseWorkloadId);
    if (secretKey === undefined || id === undefined) {
      focusProblem();
      return;
    }
    volumeKey = deriveVolumeKey(secretKey, id);
    render(id, volumeKey);
  } finally {
    if (secretKey) wipe(secretKey);
    if (volumeKey) wipe(volumeKey);
  }
}

/** Returns what the input holds, or says below it what is wrong. */
function read<T>(input: HTMLInputElement, parse: (text: string) => T): T | undefined {
  try {
    return parse(input.value);
  } catch (error) {
    if (!(error instanceof VolumeKeyError)) throw error;
    refuse(input, error.message);
    return undefined;
  }
}

function refuse(input: HTMLInputElement, problem: string) {
  input.setAttribute("aria-invalid", "true");
  byId(`${input.id}-problem`).textContent = problem;
}

/** The focus has it read out. */
function focusProblem() {
  form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
}

function render(id: string, volumeKey: Uint8Array) {
  const base64url = encodeVolumeEncryption(volumeKey).key_b64;
  byId("name").textContent = id;
  byId("base64url").textContent = base64url;
  byId("hex").textContent = Array.from(volumeKey, (byte) => byte.toString(16).padStart(2, "0")).join("");
  renderQR(encodeQR(base64url, "raw"));
  const { name, reason } = describeCore();
  const why = reason?.replace(/\.*$/, ". The fallback has derived the same key.");
  byId("core").textContent = name === "wasm" ? "Derived by the WebAssembly core." : (why ?? "");
  result.hidden = false;
  byId("result-heading").focus();
}

/** Draws a row of dark squares as one line. */
function renderQR(rows: boolean[][]) {
  const squares = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  byId("qr").setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  document.querySelector("#qr path")?.setAttribute("d", squares.join(""));
}

async function readFile() {
  const [chosen] = file.files ?? [];
  if (chosen === undefined) return;
  clearResult();
  identity.value = file.value = "";
  showIdentity(false);
  let bytes = new Uint8Array();
  try {
    if (chosen.size > MAX_FILE_SIZE) throw new RangeError("the file is too large for an identity");
    bytes = new Uint8Array(await chosen.arrayBuffer());
    identity.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
    const secretKey = read(identity, parseSecretKey);
    if (secretKey === undefined) return focusProblem();
    wipe(secretKey);
    say(`Read from ${chosen.name}.`);
  } catch (error) {
    refuse(identity, error instanceof RangeError ? error.message : "the file cannot be read as text");
    focusProblem();
  } finally {
    wipe(bytes);
  }
}

async function copy(element: HTMLElement, button: HTMLElement) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2000);
    say("Copied.");
  } catch {
    // Without a secure context, or where the browser refuses.
    getSelection()?.selectAllChildren(element);
    say("Selected: copy it with the keyboard.");
  }
}

function showIdentity(isShown: boolean) {
  identity.type = isShown ? "text" : "password";
  show.setAttribute("aria-pressed", String(isShown));
}

function clear() {
  form.reset();
  showIdentity(false);
  clearResult();
}

function clearResult() {
  result.hidden = true;
  for (const id of ["name", "base64url", "hex", "core", "status", "identity-problem", "workload-id-problem"]) {
    byId(id).textContent = "";
  }
  document.querySelector("#qr path")?.removeAttribute("d");
  for (const input of [identity, workloadId]) input.removeAttribute("aria-invalid");
}

function say(what: string) {
  byId("status").textContent = what;
}

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
