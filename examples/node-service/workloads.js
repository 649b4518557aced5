/** The workloads that the service has asked for, in a database. There is no key in it. */
import Database from "better-sqlite3";

/** @typedef {{ id: string, template_slug: string, pod_image: string }} Workload */

/** @param {string} path the database's file */
export function openWorkloads(path) {
  // Left in its default journal mode, in which an id that was stored outlives a power cut.
  const database = new Database(path);
  database.exec(
    "CREATE TABLE IF NOT EXISTS workloads (id TEXT PRIMARY KEY, template_slug TEXT NOT NULL, pod_image TEXT NOT NULL) STRICT",
  );
  const insert = database.prepare("INSERT INTO workloads VALUES (:id, :template_slug, :pod_image)");
  const select = database.prepare("SELECT * FROM workloads WHERE id = ?");
  const selectAll = database.prepare("SELECT * FROM workloads ORDER BY rowid");
  return {
    /** @param {Workload} workload */
    add: (workload) => void insert.run(workload),
    /** @type {(id: string) => Workload | undefined} */
    find: (id) => select.get(id),
    /** @type {() => Workload[]} */
    list: () => selectAll.all(),
    close: () => database.close(),
  };
}
