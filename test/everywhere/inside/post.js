/**
 * How a page and its worker tell the host. They import it before all else, so that nothing goes uncaught from then on and
 * nothing is printed unseen.
 */
let last = Promise.resolve();

/**
 * Posts a message, after those before it.
 *
 * @param {{ problem: string } | { result: unknown, secure: boolean }} message
 */
export function post(message) {
  const send = async () => void (await fetch("/report", { method: "POST", body: JSON.stringify(message) }));
  last = last.then(send);
}

addEventListener("error", ({ message }) => post({ problem: `uncaught: ${message}` }));
addEventListener("unhandledrejection", ({ reason }) => post({ problem: `unhandled rejection: ${reason}` }));
for (const name of /** @type {const} */ (["debug", "log", "info", "warn", "error"])) {
  console[name] = (...words) => post({ problem: `console.${name}: ${words.join(" ")}` });
}

/** Tells of what the package has asked for elsewhere: the host sees only what comes to it. */
export function tellForeignRequests() {
  const names = performance.getEntriesByType("resource").map(({ name }) => name);
  const foreign = names.filter((name) => !/^(data|blob):/.test(name) && !name.startsWith(`${location.origin}/`));
  for (const name of foreign) post({ problem: `a request for ${name}` });
}
