/** The measurements in a page. */
import { post } from "../test/everywhere/inside/post.js";
import { measureAll } from "./measure.js";

measureAll({}).then((result) => post({ result, secure: isSecureContext }));
