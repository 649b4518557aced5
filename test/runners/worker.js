/** The worker of the page. */
import "./post.js";

import * as library from "@paygress/volume-key";
import { runSuite } from "../suite/suite.js";

addEventListener("message", ({ data: { cores, environment } }) => {
  postMessage(cores.map((/** @type {"auto"} */ core) => runSuite(library, environment, core)));
});
