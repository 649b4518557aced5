/** The worker of the page. */

import "../suite/instances.js";

import * as library from "@paygress/volume-key";
import { runSuite } from "../suite/suite.js";
import { tellForeignRequests } from "./post.js";

addEventListener("message", ({ data: { cores, environment } }) => {
  const reports = cores.map((/** @type {"auto"} */ core) => runSuite(library, environment, core));
  setTimeout(() => {
    tellForeignRequests();
    postMessage(reports);
  }, 50);
});
