/** The package as CommonJS requires it. */
const secretKey = require("@paygress/volume-key/vectors/secret-key.json");
const workloadId = require("@paygress/volume-key/vectors/workload-id.json");
const volumeEncryption = require("@paygress/volume-key/vectors/volume-encryption.json");
const volumeKey = require("@paygress/volume-key/vectors/volume-key-v1.json");
const references = require("../references.json");

// Imported, since Node 20 warns of the first ES module that is required, unless it is a package's.
Promise.all([import("./environment.js"), import("./run.js")]).then(([{ environmentOf }, { run }]) => {
  // Behind the suite, whose hooks the package finds when it is loaded.
  const library = require("@paygress/volume-key");
  const identity = require("@paygress/volume-key/identity");
  return run(library, environmentOf({ volumeKey, secretKey, volumeEncryption, workloadId }, references), identity);
});
