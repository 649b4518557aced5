/** The sources as Deno and Bun import them. */
import "../suite/instances.js";

import * as identity from "../../../src/identity.ts";
import * as library from "../../../src/index.ts";
import secretKey from "../../vectors/secret-key.json" with { type: "json" };
import volumeEncryption from "../../vectors/volume-encryption.json" with { type: "json" };
import volumeKey from "../../vectors/volume-key-v1.json" with { type: "json" };
import workloadId from "../../vectors/workload-id.json" with { type: "json" };
import references from "../references.json" with { type: "json" };
import { environmentOf } from "./environment.js";
import { run } from "./run.js";

await run(library, environmentOf({ volumeKey, secretKey, volumeEncryption, workloadId }, references), identity);
