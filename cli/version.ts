/** The same as in package.json and deno.json, which a test checks. */
export const VERSION = "0.1.0";
