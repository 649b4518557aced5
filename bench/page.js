/** The measurements in a page. */
import { post } from "../test/runners/post.js";
import { measureAll } from "./measure.js";

const plan = JSON.parse(document.getElementById("data")?.textContent ?? "");
measureAll({}, plan).then((result) => post({ result, secure: isSecureContext }));
