/** In a page. */

import * as library from "@paygress/volume-key";
import { post } from "../../everywhere/inside/post.js";
import { digestsOf } from "./parts.js";

const data = JSON.parse(document.getElementById("data")?.textContent ?? "");
digestsOf(library, data).then((result) => post({ result, secure: isSecureContext }));
