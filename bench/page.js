/** The measurements in a page. */
import { post } from "../test/runners/post.js";
import { measureAll } from "./measure.js";

const { batches } = JSON.parse(document.getElementById("data")?.textContent ?? "");
measureAll({}, batches).then((result) => post({ result, secure: isSecureContext }));
