/** The measurements in a page. */
import { post } from "../test/runners/post.js";
import { measureAll } from "./measure.js";

measureAll({}).then((result) => post({ result, secure: isSecureContext }));
