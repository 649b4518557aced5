/** The page: runs the suite, or has a worker run it, on what its data block says. */
import "./post.js";

import "../suite/instances.js";

import * as library from "@paygress/volume-key";
import { runSuite } from "../suite/suite.js";
import { post, tellForeignRequests } from "./post.js";

const { cores, worker, ...environment } = JSON.parse(document.getElementById("data")?.textContent ?? "");

if (worker) {
  const thread = new Worker(worker);
  thread.onerror = ({ message }) => post({ problem: `uncaught in the worker: ${message}` });
  thread.onmessage = ({ data }) => finish(data);
  thread.postMessage({ cores, environment });
} else {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const realm = /** @type {typeof globalThis} */ (/** @type {unknown} */ (frame.contentWindow));
  environment.foreign = /** @type {import("../suite/suite.js").Foreign} */ (
    (className, bytes) => new realm[className](realm.Uint8Array.from(bytes).buffer)
  );
  finish(cores.map((/** @type {"auto"} */ core) => runSuite(library, environment, core)));
}

/** @param {import("../suite/suite.js").Report[]} result */
function finish(result) {
  // Unhandled rejections, and requests, are told only after the task in which they happen.
  setTimeout(() => {
    tellForeignRequests();
    post({ result, secure: isSecureContext });
  }, 50);
}
