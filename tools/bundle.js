import { build } from "esbuild";

/**
 * @param {string} entry
 * @param {import("esbuild").BuildOptions} [options]
 * @returns {Promise<string>} it with all that it imports
 */
export async function bundle(entry, options) {
  const { outputFiles } = await build({ entryPoints: [entry], ...options, bundle: true, write: false });
  return outputFiles.map(({ text }) => text).join("");
}
