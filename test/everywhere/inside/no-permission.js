/** The package on Node under the permission model, bundled, since nothing is granted: not even to read a module. */
import process from "node:process";
import "./import.js";

// Node's types know it from Node 24 on.
const { permission } = /** @type {{ permission?: { has(scope: string): boolean } }} */ (process);
for (const scope of ["fs.read", "fs.write", "child", "worker"]) {
  if (permission?.has(scope) !== false) throw new Error(`expected no permission, got ${scope}`);
}
